"""Keeps Python's search for garbage off the tasks, which are none: with 20,000 of them it holds every caller up for 0.2 s, again and again."""

import gc
from collections.abc import Callable

_AGAIN_SECONDS = 3600.0
_NEW_TASKS = 1_000
_NEW_SHARE = 0.1


class Garbage:
    """Sets aside what has come to stay, so that it is not searched; looks through all of it once an hour."""

    def __init__(self, tasks: Callable[[], int], time: Callable[[], float]) -> None:
        """Set aside what there is.

        :param tasks: how many tasks the scheduler holds.
        :param time: seconds that only grow.
        """
        self._tasks = tasks
        self._time = time
        self._search()

    def tidy(self) -> None:
        """Set aside what has come since, where it is much; once an hour first search all.

        To be called some times a minute, between two calls of the scheduler.
        """
        grown = self._tasks() - self._set_aside
        if self._time() >= self._searched + _AGAIN_SECONDS:
            self._search()
        elif grown > max(_NEW_TASKS, _NEW_SHARE * self._set_aside):
            gc.freeze()
            self._set_aside = self._tasks()

    def _search(self) -> None:
        # What was set aside and has gone since in a ring (the workers of a removed task are one) is found only here.
        gc.unfreeze()
        gc.collect()
        gc.freeze()
        self._searched = self._time()
        self._set_aside = self._tasks()
