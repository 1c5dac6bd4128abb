-- What publishing costs shall follow what is new: laws that read texts are checked for the stories that came since.

create table unchecked_articles (
    article_id ubigint
);

comment on table unchecked_articles is 'A story that was loaded since its texts were last checked; none in the published file.';
comment on column unchecked_articles.article_id is 'The story.';

insert into unchecked_articles
select article_id
from articles;
