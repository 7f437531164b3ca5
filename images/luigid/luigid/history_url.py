"""The address of the task history database: what may stand in it, and what never reaches a log."""

import ssl
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

_SSL_MODES = ("verify-full", "require", "disable")


@dataclass(frozen=True)
class HistoryUrl:
    """A checked address, as SQLAlchemy wants it."""

    url: str = field(repr=False)
    """What ``sqlalchemy.create_engine`` takes; holds the password."""
    connect_args: dict[str, Any] = field(repr=False)
    """What the driver gets besides."""
    secrets: frozenset[str] = field(repr=False)
    """The password, as written and decoded: never to be logged."""
    shown: str = ""
    """The address without user and password, for logs."""


def parse_history_url(text: str) -> HistoryUrl:
    """Check an address of a SQLite or PostgreSQL database.

    PostgreSQL is spoken to with a verified certificate (``sslmode=verify-full``) unless the address says otherwise; a certificate
    authority of one's own is named by ``sslrootcert``.

    :raises ValueError: with what was got, without the address itself, which may hold a password.
    """
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise ValueError("an address that cannot be read") from None
    if parts.scheme == "sqlite":
        if parts.netloc or not parts.path.startswith("//") or parts.query or parts.fragment:
            raise ValueError("a sqlite address without an absolute path")
        return HistoryUrl(url=text, connect_args={}, secrets=frozenset(), shown=text)
    if parts.scheme not in ("postgresql", "postgresql+pg8000"):
        raise ValueError(f'the scheme "{parts.scheme[:40]}"' if parts.scheme else "an address without a scheme")
    if not parts.hostname or len(parts.path) < 2:
        raise ValueError("a postgresql address without host or database")
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    mode = options.pop("sslmode", "verify-full")
    authority = options.pop("sslrootcert", None)
    if options or mode not in _SSL_MODES:
        raise ValueError("a postgresql address with an unknown option")
    password = parts.password or ""
    connect_args: dict[str, Any] = {"timeout": 5}
    if mode != "disable":
        connect_args["ssl_context"] = _tls(mode, authority)
    return HistoryUrl(
        url=f"postgresql+pg8000://{parts.netloc}{parts.path}",
        connect_args=connect_args,
        secrets=frozenset(word for word in (password, unquote(password)) if word),
        shown=f"postgresql://{parts.hostname}:{port or 5432}{parts.path}",
    )


def _tls(mode: str, authority: str | None) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=authority)
    except OSError:
        raise ValueError("an sslrootcert that cannot be read") from None
    if mode == "require":
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context
