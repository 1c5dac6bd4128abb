"""Taking back the last remake, for people: what it would do, done, or given up. Decides nothing."""

from rich.console import Console

from flows.chores import give_up_remake, look_at_remake, undo
from flows.progress import show_chore
from flows.settings import read_settings
from warehouse.remakes import Remake
from warehouse.undo import Survey

_NOTHING = """Nothing to undo: no remake is kept. Only the last one is, for as many days as the setting undo_days says,
until the next one changes a story, or until it is given up with --drop."""


def show_reversal(console: Console) -> bool:
    """Says what taking back the last remake would do; False when there is none."""
    found = look_at_remake(read_settings())
    said = _describe(*found) if found else " ".join(_NOTHING.split())
    console.print(said, highlight=False, markup=False, soft_wrap=True)
    return found is not None


def take_back(console: Console) -> None:
    """Does it."""
    with show_chore(console, "Taking it back"):
        undo(read_settings())
    console.print("Undone and published. Pages fetched from now on are made by today's transforms.", highlight=False)


def give_up(console: Console) -> None:
    """Leaves what was remade as it is, for good."""
    with show_chore(console, "Giving it up"):
        freed = give_up_remake(read_settings())
    said = f"The last remake stays; {freed / 1e6:.1f} MB are free again." if freed else "No remake was kept."
    console.print(said, highlight=False)


def _describe(remake: Remake, survey: Survey) -> str:
    began, days = f"The remake begun {remake.began_at:%Y-%m-%d %H:%M} (UTC)", sorted(remake.windows)
    if not days:
        return f"{began} has gone back but for its last step."
    told = {
        f"go back to what transforms {survey.made_by} made of them": survey.restored,
        "go, for they were not stored before": survey.removed,
        "stay as they are, for they have changed since": survey.kept,
    }
    lines = [f"  {count} stories {what}" for what, count in told.items() if count]
    until = f" to {days[-1]:%Y-%m-%d}" if days[1:] else ""
    return "\n".join((f"{began}, of pages fetched {days[0]:%Y-%m-%d}{until}:", *lines))
