"""Structured logs: one JSON object a line on stderr, without secrets."""

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any

_LONGEST_TEXT = 8_000
_log = logging.getLogger("luigid")


class JsonLines(logging.Formatter):
    """Turns a record into one line of JSON; words that must stay secret are replaced wherever they stand."""

    def __init__(self, secrets: frozenset[str] = frozenset()) -> None:
        """:param secrets: texts that never appear in a line."""
        super().__init__()
        self._secrets = sorted(secrets, key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        """One line for one record. Text is cut at 8,000 characters."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
        }
        if record.name == "luigid":
            line["event"] = record.getMessage()
            line.update(getattr(record, "fields", {}))
        else:
            line["event"] = "library"
            line["logger"] = record.name
            line["message"] = self._message(record)
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps({key: self._clean(value) for key, value in line.items()}, ensure_ascii=True, default=str)

    @staticmethod
    def _message(record: logging.LogRecord) -> str:
        # tornado puts the whole request in, query and all: parameters of tasks have no place in a log.
        return "uncaught exception while answering a request" if record.name == "tornado.application" else record.getMessage()

    def _clean(self, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        for secret in self._secrets:
            value = value.replace(secret, "***")
        return value if len(value) <= _LONGEST_TEXT else value[:_LONGEST_TEXT] + "..."


def set_up_logging(level: str, secrets: frozenset[str] = frozenset()) -> None:
    """Send all logs, and Python's warnings, to stderr as JSON lines.

    :param level: ``debug``, ``info``, ``warning`` or ``error``, for this launcher's own events; libraries log from ``warning`` on.
    :param secrets: texts that are replaced by ``***``.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines(secrets))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    _log.setLevel(level.upper())
    logging.captureWarnings(True)


def log_event(level: int, event: str, **fields: Any) -> None:
    """Log one event of the launcher: ``event`` is its stable name, ``fields`` its facts."""
    _log.log(level, event, extra={"fields": fields})


def log_request(handler: Any) -> None:
    """Log function for tornado: refusals and failures only, without the query, which holds the parameters of tasks."""
    status = handler.get_status()
    if status >= 400:
        request = handler.request
        level = logging.ERROR if status >= 500 else logging.DEBUG
        log_event(level, "request-refused", status=status, method=request.method, path=request.path[:200])
