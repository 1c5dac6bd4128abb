"""What loading costs: file size, memory, an upsert into many, and the join of new texts. Prints figures; judges none.

    python -m bench.warehouse size        100,000 stories of 3 KB: bytes of file a story, peak memory
    python -m bench.warehouse upsert      20,000 stories into a million: CPU seconds
    python -m bench.warehouse syndicate   500 new stories into 10,000 and into a million: the ratio
    python -m bench.warehouse publish     a snapshot after 50 new stories into 100,000: CPU seconds; a search in it

`--stories N` scales the first figure of each down for a slow machine.
"""

import argparse
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from duckdb import DuckDBPyConnection

from bench.texts import make_body, make_words
from transforms.records import Batch, Byline, Caption, Depicted, Entity, Evidence, Mention, Quote, Story
from transforms.syndication import make_sketch
from transforms.text import fold_text, make_hash, make_id
from warehouse.connection import make_paths, open_private, open_published
from warehouse.load import load_staged, stage_batch
from warehouse.publish import publish

START = datetime(2026, 1, 1, tzinfo=UTC)
A_DAY = 2000
A_LOAD = 5000
WORDS = make_words(1)


def make_stories(first: int, count: int, *, changed: bool = False, at: datetime | None = None) -> Iterator[Story]:
    """Stories of about 3 KB with names, a picture, twenty mentions and fifteen rows of evidence."""
    for number in range(first, first + count):
        yield _make_story(number, at or START + timedelta(days=number / A_DAY), changed)


def _make_story(number: int, at: datetime, changed: bool) -> Story:
    chance = random.Random(number)
    body = make_body(chance, WORDS, 560)
    url = f"https://news{number % 90}.example/{number // 90}/{WORDS[number % 4000]}"
    headline = " ".join(chance.choices(WORDS, k=8)).capitalize() + (" again" if changed else "")
    people = [" ".join(chance.choices(WORDS, k=2)).title() for _ in range(4)]
    ids = {name: make_id("person", name) for name in people}
    caption = f"{people[0]} (L) and {people[1]} at {WORDS[number % 97].title()} on Monday."
    mentions = []
    for _ in range(20):
        start = chance.randrange(0, len(body) - 20)
        surface, name = body[start : start + 12], chance.choice(people)
        mentions.append(
            Mention(start=start, end=start + 12, surface=surface, kind="person", name=name, entity_id=ids[name])
        )
    evidence = [
        Evidence(field=f, value=headline if f == "headline" else url, source=s, is_chosen=n == 0)
        for f in ("headline", "published_at", "canonical_url", "byline", "description")
        for n, s in enumerate(("json-ld", "meta", "h1"))
    ]
    return Story(
        article_id=make_id(url),
        url=url,
        publisher=f"Paper {number % 90}",
        headline=headline,
        description=body[:160],
        byline=f"By {people[2]}",
        body=body,
        word_count=len(body.split()),
        language="en",
        published_at=at,
        published_precision="instant",
        first_seen_at=at,
        fetched_at=at + timedelta(hours=5 if changed else 0),
        body_hash=make_hash(fold_text(body)),
        content_key=make_hash(headline, body),
        transform_version="bench",
        bylines=(Byline(position=0, name=people[2], kind="person", raw=people[2], source="meta:author"),),
        captions=(
            Caption(
                position=0,
                caption=caption,
                credit_line=f"Photo by {people[3]} / EX",
                creators=(people[3],),
                agencies=("EX",),
                depicted=(Depicted(name=people[0], position="left", entity_id=ids[people[0]]),),
                image_url=f"https://img.example/{number}.jpg",
                caption_raw=(f"{caption} Photo by {people[3]} / EX",),
            ),
        ),
        entities=tuple(
            Entity(entity_id=key, name=name, kind="person", sort_name=", ".join(reversed(name.split(" "))))
            for name, key in ids.items()
        ),
        mentions=tuple(mentions),
        quotes=(Quote(position=0, quote=body[10:60], speaker=people[0], start=10, end=60),),
        evidence=tuple(evidence),
        sketch=make_sketch(fold_text(body)),
    )


def load(con: DuckDBPyConnection, staged: Path, first: int, count: int, *, changed: bool = False) -> None:
    """Make, stage and load in batches, as a run would."""
    for start in range(first, first + count, A_LOAD):
        stories = tuple(make_stories(start, min(A_LOAD, first + count - start), changed=changed))
        path = stage_batch(Batch(run_id="bench", stories=stories), staged, f"b{start}-{changed}")
        load_staged(con, [path], now=START)


def fill(con: DuckDBPyConnection, made: int, count: int) -> None:
    """Many stories quickly: the rows of those that were made, again and again under other ids, hashes and days."""
    columns = dict(con.execute(_COLUMNS).fetchall())
    for table in ("articles", "stored_revisions", "bylines", "captions", "mentions", "quotes", "evidence", "sketches"):
        shifts = ", ".join(f"{shift} as {name}" for name, shift in _SHIFTS.items() if name in columns[table])
        con.execute(f"create or replace temp table made as from {table}")
        for turn in range(1, count // made):
            replaced = shifts.format(turn=turn, days=turn * made // A_DAY)
            con.execute(f"insert into {table} by name select * replace ({replaced}) from made")
    con.execute("drop table made")
    con.execute("checkpoint")


_SHIFTS = {
    "article_id": "(article_id::hugeint % 9000000000000000000 + {turn})::ubigint",
    "hash": "(hash + {turn} * 4294967296)::ubigint",
    "day": "(day + {days})::date",
    "first_seen_at": "first_seen_at + to_days({days})",
    "fetched_at": "fetched_at + to_days({days})",
    "seen_at": "seen_at + to_days({days})",
    "published_at": "published_at + to_days({days})",
    "url": "url || {turn}",
}

_COLUMNS = """
select
    table_name,
    list(column_name order by column_index)
from duckdb_columns()
where not internal
group by table_name
"""


def measure_size(home: Path, stories: int) -> None:
    """Bytes of published file a story, and the peak memory of this process."""
    paths = make_paths(home)
    with open_private(paths) as con:
        load(con, paths.staged, 0, stories)
    size = publish(paths).size
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    say(f"{stories} stories: {size / stories:.0f} bytes of file a story, peak memory {peak / 1e9:.2f} GB")


def measure_upsert(home: Path, stories: int) -> None:
    """CPU seconds of loading 20,000 stories, half of them known and changed, into many."""
    paths = make_paths(home)
    with open_private(paths, memory_limit="2GB") as con:
        load(con, paths.staged, 0, 20_000)
        fill(con, 20_000, stories)
        known = Batch(run_id="bench", stories=tuple(make_stories(0, 10_000, changed=True)))
        new = Batch(run_id="bench", stories=tuple(make_stories(100_000_000, 10_000, at=START)))
        staged = [stage_batch(known, paths.staged, "known"), stage_batch(new, paths.staged, "new")]
        began = time.process_time()
        load_staged(con, staged, now=START)
        say(f"20,000 stories into {stories}: {time.process_time() - began:.1f} s of CPU")


def measure_syndicate(home: Path, stories: int) -> None:
    """Seconds, and those of CPU, of loading 500 new stories into 10,000 and into many: the best of three."""
    few, many = (_time_500(home / str(count), count) for count in (10_000, stories))
    say(f"ratio {many[0] / few[0]:.2f}, of CPU {many[1] / few[1]:.2f}")


def _time_500(home: Path, many: int) -> tuple[float, float]:
    paths = make_paths(home)
    with open_private(paths, memory_limit="2GB") as con:
        load(con, paths.staged, 0, 10_000)
        fill(con, 10_000, many)
        last = con.execute("select max(published_at) from articles").fetchone()
        assert last
        taken = []
        for turn in range(3):
            stories = tuple(make_stories(100_000_000 + turn * 500, 500, at=last[0]))
            staged = stage_batch(Batch(run_id="bench", stories=stories), paths.staged, f"new{turn}")
            began, cpu = time.perf_counter(), time.process_time()
            load_staged(con, [staged], now=START)
            taken.append((time.perf_counter() - began, time.process_time() - cpu))
    best = min(seconds for seconds, _ in taken), min(seconds for _, seconds in taken)
    say(f"500 stories into {many}: {best[0]:.2f} s, of CPU {best[1]:.2f} s")
    return best


def measure_publish(home: Path, stories: int) -> None:
    """CPU seconds of publishing 50 new stories, and of a search."""
    paths = make_paths(home)
    made = min(stories, 20_000)
    with open_private(paths) as con:
        load(con, paths.staged, 0, made)
        fill(con, made, stories)
    publish(paths)
    with open_private(paths) as con:
        load(con, paths.staged, 100_000_000, 50)
    began = time.process_time()
    publish(paths)
    say(f"50 stories into {stories}: published with {time.process_time() - began:.1f} s of CPU")
    with open_published(paths) as con:
        for words in (WORDS[100], " ".join(WORDS[:3])):
            began = time.process_time()
            con.execute("select score, headline from search_articles(?) limit 20", [words]).fetchall()
            say(f"a search for {words}: {time.process_time() - began:.1f} s of CPU")


def say(text: str) -> None:
    """Print a figure."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main() -> None:
    """Measure what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=tuple(_MEASURES))
    parser.add_argument("--stories", type=int)
    chosen = parser.parse_args()
    measure, default = _MEASURES[chosen.what]
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), chosen.stories or default)


_MEASURES = {
    "size": (measure_size, 100_000),
    "upsert": (measure_upsert, 1_000_000),
    "syndicate": (measure_syndicate, 1_000_000),
    "publish": (measure_publish, 100_000),
}

if __name__ == "__main__":
    main()
