-- When quoted words were said: the day that the sentence around them names.

alter table quotes add column said_on date;

comment on column quotes.said_on is 'The day they were said, where their sentence names it ("told the agency on Sunday", "gestern"): a weekday is the last one up to the day of publication.';
