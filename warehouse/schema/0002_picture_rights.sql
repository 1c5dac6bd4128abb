alter table captions add column other_parties varchar[];
alter table captions add column courtesy_of varchar;
alter table captions add column copyright_notice varchar;
alter table captions add column copyright_year integer;

comment on column captions.other_parties is 'Of the credit line, what is neither a known agency nor a person: a paper, a museum, or what could not be read. Verbatim.';
comment on column captions.courtesy_of is 'Who gave or supplied the picture, as printed after "courtesy of" and the like.';
comment on column captions.copyright_notice is 'Of the picture, verbatim: declared beside it, or in its credit line.';
comment on column captions.copyright_year is 'The first year of the copyright notice.';
