-- Search reads the texts themselves: no index, so nothing is made anew when a story comes, and no extension is needed.
-- The pattern is made of constants alone, or DuckDB would compile it anew for each story.
create or replace macro fold_words(text) as strip_accents(lower(text));

create or replace macro search_terms(words) as
list_distinct(list_filter(
    string_split_regex(fold_words(words), '[^\p{L}\p{N}\p{M}]+'),
    lambda term: term <> ''
));

-- Words as they were typed, and Latin letters with any accent; whatever else this catches is told apart afterwards.
create or replace macro search_spellings(words) as
list_distinct(list_filter(
    string_split_regex(lower(words), '[^\p{L}\p{N}\p{M}]+'),
    lambda word: word <> ''
) || list_transform(
    search_terms(words),
    lambda term: regexp_replace(term, '([a-z])', '[\1À-ɏḀ-ỿ]', 'g')
));

create or replace macro is_unspaced(word) as
regexp_matches(word, '[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]');

-- A whole word that begins so, with the sign before it; of scripts that put no spaces, the characters wherever they stand.
create or replace macro search_pattern(words) as
'(?i)(?:^|[^\p{L}\p{N}\p{M}])(?:' || array_to_string(
    ['[^\x{0}-\x{10FFFF}]'] || list_filter(search_spellings(words), lambda word: not is_unspaced(word)), '|'
) || ')[\p{L}\p{N}\p{M}]*|(?:' || array_to_string(
    ['[^\x{0}-\x{10FFFF}]'] || list_filter(search_spellings(words), lambda word: is_unspaced(word)), '|'
) || ')';

create or replace macro search_articles(words) as table
with found as (
    select
        article_id,
        word_count,
        -- a word in the headline is worth three in the body
        unnest(
            regexp_extract_all(concat_ws(chr(10), headline, headline, headline, body), search_pattern(words))
        ) as hit
    from articles
    where
        regexp_matches(headline, search_pattern(words))
        or regexp_matches(body, search_pattern(words))
),

folded as (
    select
        article_id,
        word_count,
        regexp_replace(fold_words(hit), '^[^\p{L}\p{N}\p{M}]+', '') as term
    from found
),

counted as (
    select
        article_id,
        word_count,
        term,
        count(*) as times
    from folded
    where list_contains(search_terms(words), term)
    group by all
),

size as (
    select
        count(*) as stories,
        avg(word_count) as mean_words
    from articles
),

weighed as (
    select
        counted.*,
        size.mean_words,
        count(*) over (partition by counted.term) as bearers,
        ln(1 + (size.stories - bearers + 0.5) / (bearers + 0.5)) as rarity
    from counted
    cross join size
),

-- Okapi BM25 with its usual constants
scored as (
    select
        article_id,
        sum(rarity * times * 2.2 / (times + 1.2 * (0.25 + 0.75 * coalesce(word_count / mean_words, 1)))) as score
    from weighed
    group by article_id
)

select
    scored.score,
    articles.*
from scored
inner join articles using (article_id)
order by
    scored.score desc,
    coalesce(articles.published_at, articles.first_seen_at) desc;

comment on macro table search_articles is 'Stories with any of these words in headline or body, the best first (BM25; of equals the latest). Whole words, whatever their case and Latin accents.';
