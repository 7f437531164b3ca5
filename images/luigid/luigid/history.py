"""Task history in a database, kept apart from scheduling: a database that fails costs history, never the scheduler."""

import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import sqlalchemy
import sqlalchemy.orm
from luigi import db_task_history

from luigid.history_url import HistoryUrl
from luigid.log import log_event

_REST_SECONDS = 60.0
_MOST_REMEMBERED = 20_000


class HistoryError(Exception):
    """The database cannot be used; the text says why, without the address."""


class TaskHistory(db_task_history.DbTaskHistory):
    """luigi's history on SQLAlchemy 2.

    luigi 3.8.1 upgrades old tables with statements that SQLAlchemy 2 refuses, and does so at every start: that step is left out, and tables
    that would need it are refused. After a failed write no other is tried for 60 s, since each would hold up all workers for as long as the
    database takes to answer.
    """

    def __init__(self, url: HistoryUrl, now: Callable[[], float] = time.monotonic) -> None:
        """Connect and make the tables that are missing.

        :raises HistoryError: if the database cannot be reached or is of an old luigi.
        """
        self._now = now
        self._rest_until = float("-inf")
        self._left_out = 0
        self.tasks: dict[str, Any] = _Recent(_MOST_REMEMBERED)
        try:
            self.engine = sqlalchemy.create_engine(url.url, connect_args=url.connect_args, pool_pre_ping=True)
            self.session_factory = sqlalchemy.orm.sessionmaker(bind=self.engine, expire_on_commit=False)
            db_task_history.Base.metadata.create_all(self.engine)
            columns = {column["name"] for column in sqlalchemy.inspect(self.engine).get_columns("tasks")}
        except Exception as error:
            raise HistoryError(f"a database that answers with {type(error).__name__} ({_first_line(error)})") from error
        if "task_id" not in columns:
            raise HistoryError('a database whose table "tasks" has no column task_id, so is of a luigi before 2.0')

    def _add_task_event(self, task: Any, event: Any) -> None:
        if self._now() < self._rest_until:
            self._left_out += 1
            return
        try:
            super()._add_task_event(task, event)
        except Exception as error:
            self._rest_until = self._now() + _REST_SECONDS
            self._left_out += 1
            log_event(
                logging.ERROR,
                "task-history-not-written",
                reason=type(error).__name__,
                detail=_first_line(error),
                left_out=self._left_out,
                retry_in_seconds=_REST_SECONDS,
            )
        else:
            if self._left_out:
                log_event(logging.WARNING, "task-history-written-again", left_out=self._left_out)
                self._left_out = 0


class _Recent(OrderedDict[str, Any]):
    """Remembers the latest tasks only: luigi's own dictionary keeps every task that ever was."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def __setitem__(self, key: str, value: Any) -> None:
        super().__setitem__(key, value)
        self.move_to_end(key)
        while len(self) > self._most:
            self.popitem(last=False)


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [""])[0][:300]
