"""What a lake is reached by: a store's secret for DuckDB, and messages without anybody's password. Opens nothing.

Keys are no settings of ours, for settings travel to clusters and are shown when they are wrong: they are the variables
that AWS's own tools read.
"""

import os
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from warehouse.errors import WarehouseError

_STORE = re.compile(r"s3://[a-z0-9][a-z0-9.-]+(?:/[^\s@?#]*)?")
#: Variables that hold what nobody may read in a message or a log.
_HIDDEN = ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "PGPASSWORD")
_PASSWORD = re.compile(
    r"""(?P<kept>\bpassword\s*=\s*) (?: ''.*?'' | '(?:[^'\\]|\\.)*' | [^\s'"]+ )  # "host=db password=..."
      | (?P<at>\b(?:postgres(?:ql)?|s3)://[^\s:/@]*:) [^\s/'"]+ (?=@)            # "postgresql://news:...@db/news"
    """,
    re.VERBOSE | re.IGNORECASE,
)


def is_store(place: object) -> bool:
    """Whether a place is one of a store, "s3://bucket/prefix", and bears no key itself.

    >>> is_store("s3://news/lake"), is_store("s3://key:secret@news/lake"), is_store("/srv/news/lake")
    (True, False, False)
    """
    return isinstance(place, str) and _STORE.fullmatch(place) is not None


def make_secret(place: str, environ: Mapping[str, str]) -> str:
    """DuckDB's statement that opens a place of a store, for one connection. Raises WarehouseError without a key."""
    key, secret = environ.get("AWS_ACCESS_KEY_ID"), environ.get("AWS_SECRET_ACCESS_KEY")
    if not (key and secret):
        raise WarehouseError(f"{place} wants a key; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")
    told = {
        "key_id": key,
        "secret": secret,
        "session_token": environ.get("AWS_SESSION_TOKEN"),
        "region": environ.get("AWS_REGION") or environ.get("AWS_DEFAULT_REGION") or "us-east-1",
        "scope": place,
        **_describe_endpoint(environ.get("AWS_ENDPOINT_URL_S3") or environ.get("AWS_ENDPOINT_URL")),
    }
    options = ", ".join(f"{name} '{value.replace(chr(39), chr(39) * 2)}'" for name, value in told.items() if value)
    return f"create temporary secret store (type s3, {options})"


def _describe_endpoint(url: str | None) -> dict[str, str]:
    """A store other than Amazon's has buckets in paths: their names need not be known to any name server."""
    if not url:
        return {}
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc or "@" in parts.netloc:
        raise WarehouseError("AWS_ENDPOINT_URL must be an address like https://store.example:9000")
    return {
        "endpoint": parts.netloc,
        "url_style": "path",
        "use_ssl": "true" if parts.scheme == "https" else "false",
    }


def hide_secrets(text: str, environ: Mapping[str, str] = os.environ) -> str:
    """A message without passwords and keys.

    >>> hide_secrets("postgres:host=db password=tide user=news", {})
    'postgres:host=db password=*** user=news'
    >>> hide_secrets("postgresql://news:tide@db/news", {})
    'postgresql://news:***@db/news'
    """
    for name in _HIDDEN:
        if value := environ.get(name):
            text = text.replace(value, "***")
    return _PASSWORD.sub(lambda found: f"{found['kept'] or found['at']}***", text)
