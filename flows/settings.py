"""Settings: copydesk.toml and COPYDESK_* variables, read into one frozen value. Nothing else reads the environment."""

import difflib
import os
import re
import tomllib
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError, ValidationInfo, field_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from flows.errors import SettingsError
from warehouse.access import is_store
from warehouse.connection import WarehousePaths, make_paths

PREFIX = "COPYDESK_"
_LAKE = "ducklake:"
_SCHEDULER = re.compile(r"(?:tcp|tls)://\S+:\d+")
_HOST = re.compile(
    r"""
    (?: \[ [0-9a-fA-F:.]+ \]        # [::1]
      | [^\s:/@\[\]]+               # localhost, 127.0.0.1, intranet.example
      | [0-9a-fA-F]*:[0-9a-fA-F:.]+ # ::1 as bare as people write it
    )
    (?: : \d{1,5} )?                # :8765
    """,
    re.VERBOSE,
)


class Settings(BaseSettings):
    """Everything a run can be told from outside; sizes in bytes, times in seconds unless the name says otherwise."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, extra="forbid", env_ignore_empty=True, validate_default=True
    )

    home: Path = Path("data")  #: absolute after reading
    feeds_file: str = "feeds.toml"  #: a path or a URL
    #: "ducklake:postgres:dbname=news": a lake instead of files under home; perhaps with a password, so it is not shown
    warehouse: str | None = Field(None, repr=False)
    lake_path: Path | str | None = None  #: a lake's Parquet files: one folder for all, or s3://bucket/prefix; home/lake
    dask: str | None = None  #: a scheduler; shards run on its workers
    contact: str | None = None  #: an address or page that publishers can write to; part of the user agent
    user_agent: str = ""  #: never empty after reading
    allow_private_hosts: Annotated[tuple[str, ...], NoDecode] = ()  #: host or host:port the SSRF guard lets through
    host_delay_seconds: float = Field(5, ge=0, le=3600)  #: between two requests to a host
    ner: str = "auto"  #: "auto", "rules" or a spaCy model's name
    names_file: Path | None = None  #: a CSV of names of one's own: name, kind, wikidata_id, aliases
    lock_wait_seconds: float = Field(10, ge=0)  #: how long to wait for the warehouse's writer lock
    fetch_minutes: float = Field(10, gt=0)  #: a scheduled run's time for fetching; the rest waits for the next run
    snapshots_kept: int = Field(2, ge=0, le=100)  #: published files before the present one, in work/previous
    undo_days: int = Field(30, ge=0, le=3650)  #: how long the last remake can be taken back; 0: never
    page_max_bytes: int = Field(5 * 2**20, gt=0)  #: decoded
    feed_max_bytes: int = Field(10 * 2**20, gt=0)  #: decoded
    page_timeout: float = Field(20, gt=0)  #: for the whole response
    feed_timeout: float = Field(30, gt=0)
    connect_timeout: float = Field(10, gt=0)
    max_redirects: int = Field(5, ge=0, le=20)
    retries: int = Field(2, ge=0, le=10)  #: within a run, after a transient failure
    make_workers: int = Field(0, ge=0, le=1000)  #: processes that make stories; 0: one a core
    page_cpu_seconds: float = Field(10, gt=0)  #: of CPU; a page that takes more is rejected
    concurrency: int = Field(50, ge=1, le=1000)  #: requests in flight, each to another host

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, toml_file=_config_file(os.environ))

    @property
    def paths(self) -> WarehousePaths:
        """Where everything lies."""
        lake = self.warehouse.removeprefix(_LAKE) if self.warehouse else None
        return make_paths(self.home, lake, self.lake_path)

    @field_validator("warehouse")
    @classmethod
    def _lake(cls, value: str | None) -> str | None:
        if value and not value.startswith(f"{_LAKE}postgres:"):
            raise ValueError('it must be an address like "ducklake:postgres:host=db dbname=news"')
        return value

    @field_validator("dask")
    @classmethod
    def _scheduler(cls, value: str | None) -> str | None:
        if value and not _SCHEDULER.fullmatch(value):
            raise ValueError('it must be a scheduler\'s address like "tcp://scheduler:8786"')
        return value

    @field_validator("lake_path")
    @classmethod
    def _place(cls, value: Path | str | None) -> Path | str | None:
        if value is None or is_store(value):
            return value
        if "://" in str(value):
            raise ValueError('it must be a folder or a place without any key in it, "s3://bucket/prefix"')
        return _find_folder(Path(value))

    @field_validator("home")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return _find_folder(value)

    @field_validator("allow_private_hosts", mode="before")
    @classmethod
    def _hosts(cls, value: object) -> tuple[str, ...]:
        parts = value.split(",") if isinstance(value, str) else value if isinstance(value, list | tuple) else None
        if parts is None:
            raise ValueError('it must be hosts separated by commas, "127.0.0.1:8765,intranet.example"')
        hosts = tuple(str(part).strip().lower() for part in parts if str(part).strip())
        if wrong := next((host for host in hosts if not _HOST.fullmatch(host)), None):
            raise ValueError(f"{wrong!r} is no host or host:port, write it as in 127.0.0.1:8765")
        return hosts

    @field_validator("user_agent", "contact")
    @classmethod
    def _one_line(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value and (not value.isprintable() or not value.isascii()):
            raise ValueError("it must be one line of printable ASCII, for it becomes a header")
        if info.field_name == "contact" or value:
            return value or None
        contact = info.data.get("contact")
        return f"Copydesk/{read_version()}" + (f" (+{contact})" if contact else "")


def _find_folder(path: Path) -> Path:
    try:
        return path.expanduser().resolve()
    except RuntimeError as error:  # ~somebody, who is nobody here
        raise ValueError(f"there is no user {path.parts[0].removeprefix('~')} whose folder it could be") from error


def read_settings(**overrides: Any) -> Settings:
    """The settings now: overrides beat variables, they beat the file, it beats defaults; else SettingsError."""
    _refuse_typos(os.environ)
    path = _config_file(os.environ)
    in_file = _read_config(path)
    try:
        return Settings(**{key: value for key, value in overrides.items() if value is not None})
    except ValidationError as exc:
        raise _explain(exc, overrides, os.environ, in_file, path) from exc


def _config_file(environ: Mapping[str, str]) -> Path:
    return Path(environ.get(f"{PREFIX}CONFIG") or "copydesk.toml")


def _read_config(path: Path) -> dict[str, Any]:
    """The file's own keys; it may be absent, unless COPYDESK_CONFIG names it."""
    try:
        keys = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as exc:
        if f"{PREFIX}CONFIG" in os.environ:
            raise SettingsError(
                f"{PREFIX}CONFIG", str(path), "there is no such file", "correct the path or unset it"
            ) from exc
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as exc:
        problem = f"it cannot be read: {exc.strerror}" if isinstance(exc, OSError) else f"this is no TOML: {exc}"
        raise SettingsError(str(path), None, problem, "mend it, or move it away") from exc
    for key, value in keys.items():
        if key not in Settings.model_fields:
            raise SettingsError(f"{key} ({path})", value, "there is no such setting", _suggest(key))
    return keys


def _refuse_typos(environ: Mapping[str, str]) -> None:
    """A variable that is nearly one of ours is a typo; others may be anybody's (COPYDESK_SHARED is our tests')."""
    for name, value in environ.items():
        key = name.removeprefix(PREFIX).lower()
        if not name.startswith(PREFIX) or key in Settings.model_fields or key == "config":
            continue
        if difflib.get_close_matches(key, Settings.model_fields, cutoff=0.75):
            raise SettingsError(name, value, "there is no such setting", _suggest(key, PREFIX))


def _suggest(key: str, prefix: str = "") -> str:
    near = difflib.get_close_matches(key.lower(), Settings.model_fields, n=1, cutoff=0.6)
    if near:
        return f"did you mean {prefix}{near[0].upper() if prefix else near[0]}?"
    return "the settings are " + ", ".join(sorted(Settings.model_fields))


def _explain(
    exc: ValidationError,
    overrides: Mapping[str, Any],
    environ: Mapping[str, str],
    in_file: Mapping[str, Any],
    path: Path,
) -> SettingsError:
    """The first thing wrong, named as the user wrote it: the option, the variable or the key in the file."""
    error = exc.errors()[0]
    key = str(error["loc"][0]) if error["loc"] else "settings"
    problem = error["msg"].removeprefix("Value error, ")
    problem = problem[:1].lower() + problem[1:]
    if key not in Settings.model_fields:
        return SettingsError(key, error["input"], "there is no such setting", _suggest(key))
    remedy = f"correct it, or leave it out for the default, {_say_default(key)}"
    variable = PREFIX + key.upper()
    if overrides.get(key) is None and variable in environ:
        return SettingsError(variable, environ[variable], problem, remedy)
    name = f"{key} ({path})" if overrides.get(key) is None and key in in_file else key
    return SettingsError(name, error["input"], problem, remedy)


def _say_default(key: str) -> str:
    default = Settings.model_fields[key].default
    if default == "":
        return "our own"
    return "none" if default in (None, ()) else repr(str(default))


def read_version() -> str:
    """The version of Copydesk that runs."""
    try:
        return version("copydesk")
    except PackageNotFoundError:  # run from a checkout that nobody installed
        return "0"
