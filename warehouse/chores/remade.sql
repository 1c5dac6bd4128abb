-- The stories that a load changes, new ones too.
create or replace temp table remade as
select article_id
from placed
where action <> 'unchanged'
union
select article_id from revised;
