"""How long a caller who comes at any moment waits until the event loop is free for him."""

import asyncio
import math

_TICK_SECONDS = 0.02
_WINDOW_SECONDS = 60.0


class LoopDelay:
    """Measures how late a timer is that is due 50 times a second: what holds it up holds every caller up.

    Delays are kept for a minute at a time; what is told is the last full minute, or what there is of the first.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Start measuring."""
        self._loop = loop
        self._delays: list[float] = []
        self._told: tuple[float, float] | None = None
        self._due = loop.time() + _TICK_SECONDS
        self._window_ends = loop.time() + _WINDOW_SECONDS
        self._timer = loop.call_at(self._due, self._tick)

    def stop(self) -> None:
        """Measure no more."""
        self._timer.cancel()

    def seconds(self) -> tuple[float, float]:
        """The 99th percentile and the longest, in seconds."""
        return self._told or _summed_up(self._delays)

    def _tick(self) -> None:
        now = self._loop.time()
        # Also the ticks that should have come meanwhile: a second's stop keeps fifty of them waiting, not one.
        while self._due <= now:
            self._delays.append(now - self._due)
            self._due += _TICK_SECONDS
        if now >= self._window_ends:
            self._told = _summed_up(self._delays)
            self._delays = []
            self._window_ends = now + _WINDOW_SECONDS
        self._timer = self._loop.call_at(self._due, self._tick)


def _summed_up(delays: list[float]) -> tuple[float, float]:
    if not delays:
        return 0.0, 0.0
    ordered = sorted(delays)
    return ordered[math.ceil(0.99 * len(ordered)) - 1], ordered[-1]
