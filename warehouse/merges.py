"""Entities that are one: merges by hand and by initials, recorded and taken back. Changes no mention; views follow."""

from collections.abc import Mapping
from datetime import datetime

from duckdb import DuckDBPyConnection

from warehouse.errors import WarehouseError
from warehouse.migrate import transaction


class NoSuchEntity(WarehouseError):
    """No entity, or several, go by that name, or the merge makes no sense."""


def find_entity(con: DuckDBPyConnection, name: str) -> int:
    """The entity of this id or name. Raises NoSuchEntity when none or several are meant."""
    found = con.execute(
        "select distinct entity_id, entities.name, kind from entities "
        "where entity_id::varchar = $1 or entities.name = $1 order by all",
        [name],
    ).fetchall()
    if len(found) == 1:
        return int(found[0][0])
    if not found:
        raise NoSuchEntity(f"no entity is called {name}; list names: copydesk sql 'from entity_aliases'")
    those = ", ".join(f"{kind} {key}" for key, _, kind in found)
    raise NoSuchEntity(f"several entities are called {name}: {those}; name one by its number")


def merge_entities(con: DuckDBPyConnection, entity_id: int, into_entity_id: int, *, why: str, now: datetime) -> None:
    """Record that one entity is another. Raises NoSuchEntity when they are one already, or of two kinds."""
    if entity_id == into_entity_id:
        raise NoSuchEntity("both names are of one entity already; see them: copydesk sql 'from entity_aliases'")
    with transaction(con):
        rows = con.execute(
            "select entity_id, canonical_id, kind from canonical_entities where entity_id in ($1, $2)",
            [entity_id, into_entity_id],
        ).fetchall()
        known = {row[0]: (row[1], row[2]) for row in rows}
        (one, one_kind), (other, other_kind) = known[entity_id], known[into_entity_id]
        if one == other:
            raise NoSuchEntity(f"{entity_id} and {into_entity_id} are one entity already")
        if one_kind != other_kind:
            raise NoSuchEntity(f"{entity_id} is a {one_kind}, {into_entity_id} a {other_kind}; they cannot be one")
        con.execute(
            "insert into entity_merges by name select $1 as entity_id, $2 as into_entity_id, $3 as why, "
            "$4 as merged_at, false as is_automatic",
            [one, other, why, now],
        )


def unmerge_entity(con: DuckDBPyConnection, entity_id: int, *, now: datetime) -> int:
    """Take back what this entity was merged into; how many merges that were. Its rows stay, with their end."""
    with transaction(con):
        row = con.execute(
            "update entity_merges set undone_at = $1 where entity_id = $2 and undone_at is null", [now, entity_id]
        ).fetchone()
    return int(row[0]) if row else 0


def merge_alike(con: DuckDBPyConnection, sql: Mapping[str, str], *, now: datetime) -> None:
    """Merge the persons of `staged_entities` who go by initials, and take back such merges that hold no longer.

    What somebody merged or unmerged by hand stays as it is.
    """
    con.execute(sql["person_names"])
    con.execute(sql["kin"])
    con.execute(sql["alike"])
    con.execute(sql["ended_merges"], {"now": now})
    con.execute(sql["new_merges"], {"now": now})
