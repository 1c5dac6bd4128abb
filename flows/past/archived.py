"""Whether the archive has what a backfill asks it for. Reads the tables, begins nothing."""

from datetime import date

from flows.errors import UsageError
from flows.past.ask import Ask
from flows.settings import Settings
from warehouse.connection import open_private
from warehouse.past import read_archived_days


def check_archived(settings: Settings, ask: Ask, today: date) -> None:
    """Raises UsageError when no story page of the days asked for is archived; it names the days that are."""
    paths = settings.paths
    if not paths.is_made:
        raise UsageError(f"nothing is archived in {settings.home} yet; a backfill needs pages: copydesk run")
    with open_private(paths, wait_seconds=settings.lock_wait_seconds) as con:
        days = [item.day for item in read_archived_days(con, date.min, today) if item.day]
    span = ask.span(today)
    if any(span.first <= day <= span.last for day in days):
        return
    if not days:
        raise UsageError(f"no story page is archived in {settings.home} yet; a backfill needs pages: copydesk run")
    held = f"it holds {len(days)}, from {min(days)} to {max(days)}"
    raise UsageError(f"the archive has no day with story pages {_say_range(ask)}; {held}")


def _say_range(ask: Ask) -> str:
    ends = (f"since {ask.since}" if ask.since else "", f"until {ask.until}" if ask.until else "")
    return " ".join(filter(None, ends))
