"""What flows raise, each with the key and the remedy. No handling here.

CopydeskError         anything that breaks a run; exit status 1
├── RunInProgress     another run of this flow is at work in this home
├── Stopped           by Ctrl-C; exit status 130
└── UsageError        wrong usage or settings, the user can mend it; exit status 2
    ├── SettingsError     a setting has a value we cannot work with
    └── FeedsFileError    feeds.toml or an OPML file is wrong, at a line

What happens to one feed or one article never raises: it is a value (`flows.fetch.FetchFailure`) and ends as a row.
"""

from pathlib import Path

from warehouse.access import hide_secrets


class CopydeskError(Exception):
    """The run is broken; `exit_code` is what the command line returns."""

    exit_code = 1


class RunInProgress(CopydeskError):
    """Another run of this flow is at work in this home."""

    def __init__(self, path: Path, holder: str) -> None:
        super().__init__(f"{path} is held by process {holder}, a run that is at work; wait for its end, or stop it")


class Stopped(CopydeskError):
    """Stopped by Ctrl-C."""

    exit_code = 130

    def __init__(self) -> None:
        super().__init__("stopped; what was done is kept, and the next run goes on from here")


class UsageError(CopydeskError):
    """The user can mend it; the message says how."""

    exit_code = 2


class SettingsError(UsageError):
    """A setting has a value we cannot work with.

    >>> print(SettingsError("COPYDESK_RETRIES", "many", "it must be a whole number", "unset it for the default, 2"))
    COPYDESK_RETRIES = 'many': it must be a whole number; unset it for the default, 2
    """

    def __init__(self, key: str, value: object, problem: str, remedy: str) -> None:
        where = key if value is None else hide_secrets(f"{key} = {value!r}")
        super().__init__(f"{where}: {problem}; {remedy}")
        self.key = key
        self.value = value
        self.remedy = remedy


class FeedsFileError(UsageError):
    """A list of feeds is wrong at a line.

    >>> print(FeedsFileError("feeds.toml", 7, "url is missing", "add url = \\"https://...\\""))
    feeds.toml, line 7: url is missing; add url = "https://..."
    """

    def __init__(self, name: str, line: int | None, problem: str, remedy: str) -> None:
        where = f"{name}, line {line}" if line else name
        super().__init__(f"{where}: {problem}; {remedy}")
        self.name = name
        self.line = line
        self.problem = problem
        self.remedy = remedy
