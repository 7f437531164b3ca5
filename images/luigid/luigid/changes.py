"""Knows whether the scheduler's state has changed, without ever comparing states."""

from collections.abc import Callable
from typing import Any

from luigi.scheduler import RPC_METHODS, Scheduler, SimpleTaskState

# Calls that change nothing by themselves. Most of them prune, though: what that changes, the tracked state below sees.
_READS = frozenset(
    {
        "announce_scheduling_failure",
        "count_pending",
        "dep_graph",
        "fetch_error",
        "get_running_task_resources",
        "get_task_progress_percentage",
        "get_task_status_message",
        "graph",
        "has_task_history",
        "inverse_dep_graph",
        "is_pause_enabled",
        "is_paused",
        "prune",
        "report_task_statistics",
        "resource_list",
        "task_list",
        "task_search",
        "update_metrics_task_started",
        "worker_list",
    }
)

# Calls that workers and pages repeat every second: they change the state only where their answer says so. That a worker was heard of
# does not count: a luigid that loads a state takes all its workers for just heard of (see scheduler.py).
_POLLS: dict[str, Callable[[Any], bool]] = {
    "get_scheduler_message_response": lambda reply: reply["response"] is not None,
    "get_work": lambda reply: bool(reply.get("task_id") or reply.get("batch_id")),
    "ping": lambda reply: bool(reply["rpc_messages"]),
}


# Deeper than any parameter is, and less deep than what some Python can read as JSON but not write as a pickle: one such call would be
# kept in the state and make every later dump fail.
_DEEPEST = 100


class Changes:
    """Counts changes. Two equal versions mean equal states."""

    def __init__(self) -> None:
        """Start at version 0 with nobody listening."""
        self.version = 0
        self.listener: Callable[[], None] | None = None

    def mark(self) -> None:
        """Say that the state has changed."""
        self.version += 1
        if self.listener is not None:
            self.listener()


class TrackedTaskState(SimpleTaskState):
    """luigi's state, which also tells of the changes that no call asks for: what pruning, polling and time do to tasks and workers."""

    def __init__(self, state_path: str, changes: Changes) -> None:
        """:param changes: who is told."""
        super().__init__(state_path)
        self._changes = changes

    def set_status(self, task: Any, new_status: Any, config: Any = None) -> None:
        """See luigi; marks a change."""
        self._changes.mark()
        super().set_status(task, new_status, config)

    def get_worker(self, worker_id: Any) -> Any:
        """See luigi; marks a change where the worker is new."""
        if worker_id not in self._active_workers:
            self._changes.mark()
        return super().get_worker(worker_id)

    def inactivate_tasks(self, delete_tasks: Any) -> None:
        """See luigi; marks a change where there is anything to remove."""
        if delete_tasks:
            self._changes.mark()
        super().inactivate_tasks(delete_tasks)

    def inactivate_workers(self, delete_workers: Any) -> None:
        """See luigi; does nothing for an empty list, which luigi answers with a walk over all tasks."""
        if delete_workers:
            self._changes.mark()
            super().inactivate_workers(delete_workers)


class TrackedScheduler:
    """What the server is given in place of the scheduler: the same, but calls that change the state mark it.

    Only calls from outside pass through here; those that the scheduler makes to itself do not. A method that a later luigi adds counts as
    a change until it is listed above.
    """

    def __init__(self, scheduler: Scheduler, changes: Changes) -> None:
        """:param changes: who is told."""
        self._scheduler = scheduler
        for name in RPC_METHODS:
            if name not in _READS:
                setattr(self, name, _marking(getattr(scheduler, name), changes, _POLLS.get(name)))

    def __getattr__(self, name: str) -> Any:
        """All the rest is the scheduler's own."""
        return getattr(self._scheduler, name)


def _marking(method: Callable[..., Any], changes: Changes, changed: Callable[[Any], bool] | None) -> Callable[..., Any]:
    def call(**arguments: Any) -> Any:
        if not _is_shallow(arguments):
            raise ValueError(f"got arguments nested deeper than {_DEEPEST}, expected fewer levels")
        try:
            reply = method(**arguments)
        except BaseException:
            # It may have failed half-way.
            changes.mark()
            raise
        if changed is None or changed(reply):
            changes.mark()
        return reply

    return call


def _is_shallow(value: Any) -> bool:
    level = [value]
    for _ in range(_DEEPEST):
        level = [
            inner
            for outer in level
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, (dict, list))
        ]
        if not level:
            return True
    return False
