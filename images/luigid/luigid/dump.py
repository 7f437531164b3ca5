"""One dump, in a forked process: the scheduler is held up for the fork only, not for pickling, compressing and a slow disk."""

import asyncio
import errno
import gc
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from luigid.store import SupersededError

_RECURSION = 20_000
_NICENESS = 10


@dataclass(frozen=True)
class DumpResult:
    """How a dump ended."""

    saved: bool
    size: int = 0
    """Bytes of the state file."""
    cost: float = 0.0
    """Seconds that the machine was busy with it: the fork and the child's processor time; waiting for the disk is no cost."""
    held: float = 0.0
    """Seconds for which the scheduler could answer nobody."""
    reason: str = ""
    """Why it was not saved."""
    superseded_by: int | None = None
    """The generation of the luigid that has taken over."""


class ForkedDump:
    """A dump that runs beside the scheduler. Needs a process with one thread: what is forked is what the event loop left."""

    def __init__(self, save: Callable[[], int], done: Callable[[DumpResult], None], loop: asyncio.AbstractEventLoop) -> None:
        """Start it.

        :param save: encodes and writes the state, answers its size; runs in the child, sees the state of this moment.
        :param done: told the result, on the loop.
        :raises OSError: if no process can be made.
        """
        self._done = done
        self._loop = loop
        self._answer = b""
        reading, writing = os.pipe()
        started = time.perf_counter()
        try:
            self._pid = os.fork()
        except OSError:
            os.close(reading)
            os.close(writing)
            raise
        if self._pid == 0:
            _child(save, writing)
        self._held = time.perf_counter() - started
        os.close(writing)
        self._reading = reading
        os.set_blocking(reading, False)
        loop.add_reader(reading, self._read)

    def kill(self) -> None:
        """End it; the result still comes. A child that waits for a dead disk ends when the disk lets it."""
        os.kill(self._pid, signal.SIGKILL)

    def _read(self) -> None:
        try:
            part = os.read(self._reading, 4096)
        except BlockingIOError:
            return
        if part:
            self._answer += part
            return
        self._loop.remove_reader(self._reading)
        os.close(self._reading)
        _, status, usage = os.wait4(self._pid, 0)
        cost = self._held + usage.ru_utime + usage.ru_stime
        try:
            answer: dict[str, Any] = json.loads(self._answer)
        except ValueError:
            ended = f"signal {os.WTERMSIG(status)}" if os.WIFSIGNALED(status) else f"status {os.waitstatus_to_exitcode(status)}"
            answer = asdict(DumpResult(saved=False, reason=f"the dumping process ended with {ended}"))
        self._done(DumpResult(**{**answer, "cost": cost, "held": self._held}))


def _child(save: Callable[[], int], writing: int) -> None:
    """Runs in the child and never returns."""
    try:
        # Where both want the same processor, callers come first: nobody waits for this dump.
        os.nice(_NICENESS)
        gc.disable()
        # Ctrl-C and a stop go to the whole process group; this dump is what they must not break.
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
            signal.signal(number, signal.SIG_IGN)
        signal.set_wakeup_fd(-1)
        # Whatever the scheduler holds open (its port, its callers) must not stay open through this process.
        if writing != 3:
            os.dup2(writing, 3)
        os.closerange(4, os.sysconf("SC_OPEN_MAX"))
        sys.setrecursionlimit(_RECURSION)
        result = _save(save)
        os.write(3, json.dumps(asdict(result)).encode("ascii"))
        os._exit(0)
    finally:
        os._exit(70)


def _save(save: Callable[[], int]) -> DumpResult:
    try:
        return DumpResult(saved=True, size=save())
    except SupersededError as error:
        return DumpResult(saved=False, reason=str(error), superseded_by=error.generation)
    except OSError as error:
        name = errno.errorcode.get(error.errno or 0, type(error).__name__)
        return DumpResult(saved=False, reason=f"{name}: {error.strerror or error}"[:500])
    except BaseException as error:
        return DumpResult(saved=False, reason=f"{type(error).__name__}: {error}"[:500])
