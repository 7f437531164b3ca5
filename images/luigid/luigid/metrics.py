"""Metrics that cannot harm scheduling."""

import logging
from typing import Any

from luigi.metrics import MetricsCollector

from luigid.log import log_event


class SafeMetrics(MetricsCollector):
    """Passes on to another collector and swallows what it throws.

    luigi's Prometheus collector computes with a start time that a task does not have which fails or is disabled before it ran: it
    throws in the middle of a change of status, which leaves the task without a retry time and breaks every later prune.
    """

    def __init__(self, collector: MetricsCollector) -> None:
        """:param collector: the collector that the configuration asks for."""
        self._collector = collector

    def handle_task_started(self, task: Any) -> None:
        """Count a start."""
        self._safely("handle_task_started", task)

    def handle_task_failed(self, task: Any) -> None:
        """Count a failure."""
        self._safely("handle_task_failed", task)

    def handle_task_disabled(self, task: Any, config: Any) -> None:
        """Count a task that was disabled."""
        self._safely("handle_task_disabled", task, config)

    def handle_task_done(self, task: Any) -> None:
        """Count a success."""
        self._safely("handle_task_done", task)

    def handle_task_statistics(self, task: Any, statistics: Any) -> None:
        """Take a task's own statistics."""
        self._safely("handle_task_statistics", task, statistics)

    def generate_latest(self) -> Any:
        """What ``/metrics`` answers."""
        return self._collector.generate_latest()

    def configure_http_handler(self, http_handler: Any) -> None:
        """Set the content type of ``/metrics``."""
        self._collector.configure_http_handler(http_handler)

    def _safely(self, method: str, *arguments: Any) -> None:
        try:
            getattr(self._collector, method)(*arguments)
        except Exception as error:
            log_event(logging.DEBUG, "metric-not-counted", method=method, reason=type(error).__name__)
