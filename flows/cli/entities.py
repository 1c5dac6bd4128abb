"""`copydesk entities`: two that are one, and how to take that back."""

from typing import Annotated

import typer

from flows.settings import read_settings
from flows.terminal import make_console

app = typer.Typer(help="People, organizations and places across stories.", no_args_is_help=True)


@app.command("merge")
def merge_two(
    entity: Annotated[str, typer.Argument(help="The second name, or an entity_id.")],
    into: Annotated[str, typer.Argument(help="Who that is, by name or entity_id.")],
    why: Annotated[str, typer.Option(help="The reason, kept for whoever asks later.")],
) -> None:
    """Record that one entity is another; views follow it from now on.

    Example: copydesk entities merge "Jane Q. Roe" "Jane Roe" --why "the same minister"
    """
    from flows.chores import merge
    from flows.progress import show_chore

    console = make_console()
    with show_chore(console, "Merging"):
        merge(read_settings(), entity, into, why)
    console.print(f"{entity} is {into} from now on. Take it back: copydesk entities unmerge", highlight=False)


@app.command("unmerge")
def unmerge_one(entity: Annotated[str, typer.Argument(help="The name or entity_id that was merged.")]) -> None:
    """Take back a merge; that it was made stays on record.

    Example: copydesk entities unmerge "Jane Q. Roe"
    """
    from flows.chores import unmerge
    from flows.progress import show_chore

    console = make_console()
    with show_chore(console, "Taking the merge back"):
        count = unmerge(read_settings(), entity)
    console.print(f"{count} merges of {entity} were taken back.", highlight=False)
