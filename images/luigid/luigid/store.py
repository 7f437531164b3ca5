"""The state directory: who may write, and how a state gets onto the disk whole.

Files:

- ``generation``: the number of the latest start, written before that start reads anything.
- ``state.<generation>``: the state that the start of that number keeps. A start takes its predecessor's file over by renaming it.
- ``state.<generation>.tmp``: a dump that is being written.
- ``state.corrupt-<time>-g<generation>``: a state that could not be read, kept for people.
- ``alive.lock``: its first byte is locked by a running luigid, its second by a dump that is being written.
- ``claim.lock``: locked for the moment in which a start takes its number.

Locks make a start wait for its predecessor's last dump. They are not what keeps a state from being written over, since a lock is lost or
kept too long when a machine or a network goes: a luigid only ever writes the file of its own number, so whatever it does, and however late,
it cannot touch its successor's.
"""

import contextlib
import fcntl
import os
import re
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

_CLAIM_SECONDS = 10.0
_WRITER_SECONDS = 5.0
_POLL_SECONDS = 0.05
_ALIVE_BYTE = 0
_WRITER_BYTE = 1
_STATE_NAME = re.compile(r"state\.([0-9]{1,18})\Z")
_LEFT_OVER_NAME = re.compile(r"state\.([0-9]{1,18})\.tmp\Z")


class SupersededError(Exception):
    """A later luigid has taken over this directory: this one must not write, and must stop."""

    def __init__(self, generation: int) -> None:
        """:param generation: the later start's number."""
        super().__init__(f"a luigid of generation {generation} has taken over")
        self.generation = generation


class StateStore:
    """One luigid's hold on a state directory."""

    def __init__(self, directory: Path) -> None:
        """:param directory: exists and can be written to."""
        self.directory = directory
        self.generation = 0
        self.waited_in_vain = False
        """Whether :meth:`claim` stopped waiting for a predecessor that still ran."""
        self._alive: int | None = None

    def claim(self, wait_seconds: float) -> None:
        """Become the one that writes here: wait for a predecessor to end, take the next generation, take over its state.

        :param wait_seconds: how long a predecessor that does not end is waited for; then it is passed by, and its dumps are refused.
        :raises OSError: if the directory cannot be written to.
        """
        # Never closed again: closing any descriptor of this file would give the lock up.
        self._alive = os.open(self.directory / "alive.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self.waited_in_vain = not _lock(self._alive, _ALIVE_BYTE, 2, wait_seconds)
        if not self.waited_in_vain:
            fcntl.lockf(self._alive, fcntl.LOCK_UN, 1, _WRITER_BYTE)
        with _locked(self.directory / "claim.lock"):
            previous = self._last_generation()
            self.generation = previous + 1
            self._write_whole("generation", b"%d\n" % self.generation)
            self._take_over(previous)

    def read(self) -> bytes | None:
        """The state file's content, None where there is none."""
        try:
            return self._state_path().read_bytes()
        except FileNotFoundError:
            return None

    def set_aside(self) -> Path:
        """Move an unreadable state file out of the way, under a name with today's date; answers the new path."""
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
        path = self.directory / f"state.corrupt-{stamp}-g{self.generation}"
        os.rename(self._state_path(), path)
        self._sync_directory()
        return path

    def write(self, content: bytes) -> None:
        """Replace the state file, all or nothing: what was there stays until the new content is on the disk.

        Made for a process of its own (see dump.py): it opens and closes the lock file.

        :raises SupersededError: if a later luigid has claimed the directory.
        :raises OSError: if it cannot be written.
        """
        lock = os.open(self.directory / "alive.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            # Not waited for without end: it only makes a successor wait for this dump.
            _lock(lock, _WRITER_BYTE, 1, _WRITER_SECONDS)
            self._check_generation()
            self._write_whole(self._state_path().name, content, before_rename=self._check_generation)
        finally:
            os.close(lock)

    def _check_generation(self) -> None:
        current = _parse_generation((self.directory / "generation").read_bytes())
        if current is None or current < self.generation:
            raise OSError(f"the generation file does not hold {self.generation} or more: it was changed by hand, or a backup was put back")
        if current > self.generation:
            raise SupersededError(current)

    def _state_path(self) -> Path:
        return self.directory / f"state.{self.generation}"

    def _last_generation(self) -> int:
        # Read by name: a network file system answers that from the server, but may answer a listing from memory.
        with contextlib.suppress(FileNotFoundError):
            last = _parse_generation((self.directory / "generation").read_bytes())
            if last is not None:
                return last
        return max(self._numbers(_STATE_NAME), default=0)

    def _take_over(self, previous: int) -> None:
        listed = sorted((number for number in self._numbers(_STATE_NAME) if number < previous), reverse=True)
        for number in [previous, previous - 1, previous - 2, *listed]:
            with contextlib.suppress(FileNotFoundError):
                os.rename(self.directory / f"state.{number}", self._state_path())
                self._sync_directory()
                break
        for number in self._numbers(_LEFT_OVER_NAME):
            if number < self.generation:
                with contextlib.suppress(FileNotFoundError):
                    os.unlink(self.directory / f"state.{number}.tmp")

    def _numbers(self, name: re.Pattern[str]) -> list[int]:
        return [int(match.group(1)) for match in map(name.match, os.listdir(self.directory)) if match]

    def _write_whole(self, name: str, content: bytes, before_rename: Callable[[], None] | None = None) -> None:
        temporary = self.directory / f"{name}.tmp"
        file = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            try:
                rest = memoryview(content)
                while rest:
                    rest = rest[os.write(file, rest) :]
                os.fsync(file)
            finally:
                os.close(file)
            if before_rename is not None:
                before_rename()
            os.rename(temporary, self.directory / name)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
            raise
        self._sync_directory()

    def _sync_directory(self) -> None:
        directory = os.open(self.directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)


def _parse_generation(content: bytes) -> int | None:
    return int(content) if re.fullmatch(rb"[0-9]{1,18}\n", content) else None


def _lock(file: int, start: int, length: int, wait_seconds: float) -> bool:
    deadline = time.monotonic() + wait_seconds
    while True:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, length, start)
        except (BlockingIOError, PermissionError):
            if time.monotonic() >= deadline:
                return False
            time.sleep(_POLL_SECONDS)
        else:
            return True


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        if not _lock(file, 0, 1, _CLAIM_SECONDS):
            raise TimeoutError(f"{path.name} has been held for {_CLAIM_SECONDS:g} s by another luigid that is starting")
        yield
    finally:
        os.close(file)
