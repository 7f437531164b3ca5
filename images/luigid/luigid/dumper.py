"""When to dump: soon after a change, then seldom enough to stay cheap; again and again while the disk refuses."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass

from luigid.changes import Changes
from luigid.dump import DumpResult, ForkedDump
from luigid.log import log_event

_COST_SHARE = 100
_FIRST_RETRY_SECONDS = 1.0
_LONGEST_RETRY_SECONDS = 60.0
_OVERDUE_SECONDS = 120.0


@dataclass(frozen=True)
class Pace:
    """How often dumps may come."""

    min_interval: float
    """Seconds between a dump's end and the next one's start, at least."""
    max_interval: float
    """Seconds that nothing may exceed, so that one slow dump doesn't put the next one off for long."""
    bytes_per_second: int
    """How much may be written on average."""

    def interval_after(self, result: DumpResult) -> float:
        """Seconds to wait after a dump: 100 times its cost, or as long as its bytes are worth, whichever is longer."""
        wish = max(self.min_interval, _COST_SHARE * result.cost, result.size / self.bytes_per_second)
        return min(wish, self.max_interval)

    def retry_after(self, failures: int) -> float:
        """Seconds to wait after so many failed dumps in a row: doubles from 1 s to 60 s."""
        first = max(self.min_interval, _FIRST_RETRY_SECONDS)
        return min(first * 2.0 ** min(failures - 1, 10), max(_LONGEST_RETRY_SECONDS, self.min_interval))


class Dumper:
    """Keeps the state file behind the state, never more than one dump at a time."""

    def __init__(
        self,
        save: Callable[[], int],
        changes: Changes,
        pace: Pace,
        loop: asyncio.AbstractEventLoop,
        on_superseded: Callable[[int], None],
    ) -> None:
        """Dump whenever ``changes`` tells of one.

        :param save: encodes and writes the state, answers its size; runs in a process of its own.
        :param on_superseded: called once with the generation of the luigid that has taken over; no dump is tried after it.
        """
        self._save = save
        self._changes = changes
        self._pace = pace
        self._loop = loop
        self._on_superseded = on_superseded
        self._saved_version = changes.version
        self._dumping_version = changes.version
        self._not_before = loop.time()
        self._timer: asyncio.TimerHandle | None = None
        self._overdue: asyncio.TimerHandle | None = None
        self._dump: ForkedDump | None = None
        self._failures = 0
        self._behind_since: float | None = None
        self._dumping_since = 0.0
        self.superseded = False
        """Whether another luigid has taken over."""
        self.last_saved: DumpResult | None = None
        """The last dump that succeeded."""
        self._last_saved_at = 0.0
        self._finishing: asyncio.Event | None = None
        changes.listener = self._schedule

    def seconds_behind(self) -> float:
        """For how long the disk has not had everything, at most: 0 where it has."""
        return 0.0 if self._behind_since is None else self._loop.time() - self._behind_since

    def seconds_since_saved(self) -> float:
        """How long ago the last dump that succeeded had ended; of use where there is one."""
        return self._loop.time() - self._last_saved_at

    @property
    def failures(self) -> int:
        """How many dumps in a row have failed up to now."""
        return self._failures

    async def finish(self, seconds: float) -> bool:
        """Dump what is not dumped yet, for the last time; tries again while there is time.

        :returns: whether the disk now has everything.
        """
        self._finishing = asyncio.Event()
        self._cancel_timer()
        if self._dump is None:
            self._start()
        try:
            await asyncio.wait_for(self._finishing.wait(), seconds)
        except TimeoutError:
            if self._dump is not None:
                self._dump.kill()
        return self._saved_version == self._changes.version

    def _schedule(self) -> None:
        if self._behind_since is None:
            self._behind_since = self._loop.time()
        if self._timer is None and self._dump is None and not self.superseded and self._finishing is None:
            self._timer = self._loop.call_at(max(self._not_before, self._loop.time()), self._start)

    def _cancel_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _start(self) -> None:
        self._timer = None
        if self._saved_version == self._changes.version or self.superseded:
            if self._finishing is not None:
                self._finishing.set()
            return
        self._dumping_version = self._changes.version
        self._dumping_since = self._loop.time()
        try:
            self._dump = ForkedDump(self._save, self._ended, self._loop)
        except OSError as error:
            self._failed(DumpResult(saved=False, reason=f"no process to dump with: {error.strerror}"))
            return
        self._overdue = self._loop.call_later(_OVERDUE_SECONDS, self._give_up)

    def _give_up(self) -> None:
        if self._dump is not None:
            log_event(logging.ERROR, "state-dump-overdue", after_seconds=_OVERDUE_SECONDS)
            self._dump.kill()

    def _ended(self, result: DumpResult) -> None:
        self._dump = None
        if self._overdue is not None:
            self._overdue.cancel()
        if result.superseded_by is not None:
            self.superseded = True
            if self._finishing is not None:
                self._finishing.set()
            self._on_superseded(result.superseded_by)
        elif result.saved:
            self._succeeded(result)
        else:
            self._failed(result)

    def _succeeded(self, result: DumpResult) -> None:
        interval = self._pace.interval_after(result)
        if self._failures:
            log_event(logging.WARNING, "state-saved-again", failures=self._failures)
        self._failures = 0
        self._saved_version = self._dumping_version
        self.last_saved = result
        self._last_saved_at = self._loop.time()
        # What this dump lacks has changed since it began.
        self._behind_since = None if self._saved_version == self._changes.version else self._dumping_since
        log_event(
            logging.DEBUG,
            "state-saved",
            version=self._saved_version,
            changes=self._changes.version,
            bytes=result.size,
            held_ms=round(result.held * 1000, 2),
            cost_ms=round(result.cost * 1000, 2),
            took_ms=round((self._loop.time() - self._dumping_since) * 1000, 2),
            next_after_seconds=round(interval, 3),
        )
        self._again_after(interval)

    def _failed(self, result: DumpResult) -> None:
        self._failures += 1
        wait = self._pace.retry_after(self._failures)
        log_event(
            logging.ERROR,
            "state-not-saved",
            reason=result.reason,
            failures=self._failures,
            retry_in_seconds=wait,
            effect="the last good state stays; what has changed since is lost if this process dies now",
        )
        self._again_after(wait)

    def _again_after(self, seconds: float) -> None:
        self._not_before = self._loop.time() + seconds
        if self._finishing is None:
            if self._saved_version != self._changes.version:
                self._schedule()
        elif self._saved_version == self._changes.version:
            self._finishing.set()
        else:
            # The last one: no reason to wait, but for a disk that refuses.
            self._timer = self._loop.call_later(1.0 if self._failures else 0.0, self._start)
