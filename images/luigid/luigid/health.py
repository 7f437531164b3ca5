"""What luigid tells of itself: ``GET /health``, for the gateway's metrics."""

from collections.abc import Callable
from typing import Any

import tornado.web
from luigi.scheduler import Scheduler

from luigid.dumper import Dumper
from luigid.loop_delay import LoopDelay


def health_of(generation: int, scheduler: Scheduler, dumper: Dumper, delay: LoopDelay) -> dict[str, Any]:
    """How things stand now: names and units are a contract with the gateway."""
    p99, longest = delay.seconds()
    last = dumper.last_saved
    return {
        "generation": generation,
        "unsavedSeconds": round(dumper.seconds_behind(), 3),
        "tasks": len(scheduler._state._tasks),
        "workers": len(scheduler._state._active_workers),
        "loopDelayMs": {"p99": _ms(p99), "max": _ms(longest)},
        "dump": None
        if last is None
        else {
            "ageSeconds": round(dumper.seconds_since_saved(), 3),
            "bytes": last.size,
            "heldMs": _ms(last.held),
            "costMs": _ms(last.cost),
            "failures": dumper.failures,
        },
    }


def serve_health(application: tornado.web.Application, health: Callable[[], dict[str, Any]]) -> None:
    """Answer ``GET /health`` with what that tells."""
    application.add_handlers(".*", [(r"/health", _HealthHandler, {"health": health})])


class _HealthHandler(tornado.web.RequestHandler):
    def initialize(self, health: Callable[[], dict[str, Any]]) -> None:
        self._health = health

    def get(self) -> None:
        self.set_header("Cache-Control", "no-store")
        self.write(self._health())


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 3)
