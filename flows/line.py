"""What every stage of a run is given, and the one clock of the flows."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Generic, TypeVar

from flows.errors import SettingsError
from flows.names import read_own_names
from flows.settings import Settings
from transforms.entities import has_model
from transforms.records import RobotsFile
from warehouse.connection import WarehousePaths

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class HostRests:
    """What the tables know of hosts, so that a stage or run is as polite as one that never ended."""

    last_asked: Mapping[str, datetime]  #: host -> the last request, of the last hour
    held_until: Mapping[str, datetime]  #: host -> the end of its Retry-After
    strikes: Mapping[str, int] = field(default_factory=dict)  #: host -> how often it said, of late: too much
    robots: tuple[RobotsFile, ...] = ()  #: that need not be asked for again


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard(Generic[T]):
    """A share of a stage's work on the network: whole hosts, and their rests."""

    items: tuple[T, ...]
    rests: HostRests


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One run: what it is called, when it began, by which settings."""

    settings: Settings
    run_id: str
    flow: str  #: "ingest" or "backfill"
    began: datetime
    is_due_only: bool = True  #: False: everything now, as a person asked

    @property
    def paths(self) -> WarehousePaths:
        """Where this run's files lie."""
        return self.settings.paths

    @property
    def staged(self) -> Path:
        """Where this flow's batches wait to be loaded; one run of a flow is at work at a time."""
        return self.paths.staged / self.flow


def utc_now() -> datetime:
    """Now, as an aware UTC datetime."""
    return datetime.now(UTC)


def begin_line(settings: Settings, flow: str, *, is_due_only: bool = True) -> Line:
    """A run that begins now, under a name of its own."""
    if not has_model(settings.ner):
        raise SettingsError(
            "ner",
            settings.ner,
            "no spaCy model of that name is installed",
            "install it, or set it to 'auto' or 'rules'",
        )
    read_own_names(settings.names_file)  # a fault in the file is told before anything is fetched
    return Line(settings=settings, run_id=uuid.uuid4().hex, flow=flow, began=utc_now(), is_due_only=is_due_only)
