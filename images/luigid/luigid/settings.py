"""Settings: read from the environment, checked, refused with one line that says what was got and what is expected."""

import ipaddress
import math
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from luigid.history_url import HistoryUrl, parse_history_url

_LEVELS = ("debug", "info", "warning", "error")


class SettingsError(Exception):
    """A setting is wrong. Its text is the one line to print: the variable, what was got, what is expected."""

    def __init__(self, variable: str, got: str, expected: str) -> None:
        """:param got: what was got, quoted if it is a value; never a secret."""
        super().__init__(f"{variable}: got {got}, expected {expected}")


@dataclass(frozen=True)
class Settings:
    """All settings, checked."""

    address: str
    port: int
    state_dir: Path
    dump_min_interval: float
    dump_max_interval: float
    dump_bytes_per_second: int
    takeover_seconds: float
    stop_seconds: float
    history_url: HistoryUrl | None
    log_level: str


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Read all settings; an empty value counts as not set.

    :raises SettingsError: at the first wrong one.
    """
    read = _Reader(environ)
    config_path = read.text("LUIGI_CONFIG_PATH", "")
    if config_path and not (os.path.isfile(config_path) and os.access(config_path, os.R_OK)):
        raise SettingsError("LUIGI_CONFIG_PATH", _quote(config_path), "a readable configuration file of luigi")
    minimum = read.number("LUIGID_DUMP_MIN_INTERVAL_SECONDS", 1, 0.05, 3600)
    return Settings(
        address=read.loopback_address("LUIGID_ADDRESS", "127.0.0.1"),
        port=read.integer("LUIGID_PORT", 8082, 0, 65535),
        state_dir=read.directory("LUIGID_STATE_DIR", "/var/lib/luigid"),
        dump_min_interval=minimum,
        dump_max_interval=read.number("LUIGID_DUMP_MAX_INTERVAL_SECONDS", max(300, minimum), minimum, 86400),
        dump_bytes_per_second=read.integer("LUIGID_DUMP_BYTES_PER_SECOND", 32768, 1024, 10**9),
        takeover_seconds=read.number("LUIGID_TAKEOVER_SECONDS", 10, 0, 300),
        stop_seconds=read.number("LUIGID_STOP_SECONDS", 20, 1, 110),
        history_url=read.history_url("LUIGID_TASK_HISTORY_URL"),
        log_level=read.choice("LUIGID_LOG_LEVEL", "info", _LEVELS),
    )


def luigi_config_error(error: Exception) -> SettingsError:
    """What to say when luigi does not take its configuration."""
    said = " ".join(str(error).split())[:300]
    return SettingsError("LUIGI_CONFIG_PATH", f"a configuration that luigi refuses ({type(error).__name__}: {said})", "one that luigi can read")


def _quote(value: str) -> str:
    # One line, whatever the value holds.
    return '"' + value[:200].encode("unicode_escape").decode("ascii") + '"'


class _Reader:
    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ

    def text(self, name: str, default: str) -> str:
        return self._environ.get(name, "") or default

    def number(self, name: str, default: float, low: float, high: float) -> float:
        text = self.text(name, str(default))
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not low <= value <= high:
            raise SettingsError(name, _quote(text), f"a number of seconds from {low:g} to {high:g}")
        return value

    def integer(self, name: str, default: int, low: int, high: int) -> int:
        text = self.text(name, str(default))
        if not (text.isascii() and text.isdigit() and len(text) < 19 and low <= int(text) <= high):
            raise SettingsError(name, _quote(text), f"an integer from {low} to {high}")
        return int(text)

    def choice(self, name: str, default: str, choices: tuple[str, ...]) -> str:
        text = self.text(name, default)
        if text not in choices:
            raise SettingsError(name, _quote(text), "one of " + ", ".join(choices))
        return text

    def loopback_address(self, name: str, default: str) -> str:
        text = self.text(name, default)
        try:
            loopback = ipaddress.ip_address(text).is_loopback
        except ValueError:
            loopback = False
        if not loopback:
            raise SettingsError(name, _quote(text), "a loopback address such as 127.0.0.1 or ::1, since luigid has no login")
        return text

    def directory(self, name: str, default: str) -> Path:
        text = self.text(name, default)
        if not (os.path.isabs(text) and os.path.isdir(text) and os.access(text, os.R_OK | os.W_OK | os.X_OK)):
            raise SettingsError(name, _quote(text), f"the absolute path of a directory that user {os.getuid()} can write to")
        return Path(text)

    def history_url(self, name: str) -> HistoryUrl | None:
        text = self.text(name, "")
        if not text:
            return None
        try:
            return parse_history_url(text)
        except ValueError as error:
            raise SettingsError(
                name, str(error), "sqlite:////absolute/path or postgresql://user:password@host:port/database?sslmode=verify-full|require|disable"
            ) from None
