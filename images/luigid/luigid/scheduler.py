"""Builds luigi's scheduler as a service wants it, and carries its state over from one luigid to the next."""

import logging
import time
from typing import Any

import luigi
from luigi.configuration import get_config
from luigi.scheduler import Scheduler
from luigi.scheduler import scheduler as SchedulerConfig

from luigid.changes import Changes, TrackedTaskState
from luigid.codec import State
from luigid.log import log_event
from luigid.metrics import SafeMetrics
from luigid.settings import Settings, SettingsError, luigi_config_error

# Used where the configuration file that LUIGI_CONFIG_PATH names says nothing else.
_DEFAULTS = {"pause_enabled": "true", "metrics_collector": "prometheus"}


def build_scheduler(settings: Settings, changes: Changes) -> Scheduler:
    """Make a scheduler with an empty state whose changes are marked.

    Options come from luigi's configuration (``[scheduler]``), but for three that a service decides: where the state lies, whether history
    is recorded (LUIGID_TASK_HISTORY_URL), and no e-mail in batches, since sending one would hold up every caller.

    :raises SettingsError: if an option or the history database is refused.
    """
    config = get_config()
    for option, value in _DEFAULTS.items():
        if not config.has_option("scheduler", option):
            config.set("scheduler", option, value)
    try:
        options = SchedulerConfig(record_task_history=settings.history_url is not None, batch_emails=False, state_path=str(settings.state_dir))
        scheduler = Scheduler(config=options, task_history_impl=_history(settings))
    except SettingsError:
        raise
    except Exception as error:
        raise luigi_config_error(error) from error
    state = TrackedTaskState(str(settings.state_dir), changes)
    state._metrics_collector = SafeMetrics(scheduler._state._metrics_collector)
    scheduler._state = state
    return scheduler


def _history(settings: Settings) -> Any:
    if settings.history_url is None:
        return None
    # Imported here: SQLAlchemy costs a fifth of a second that most services need not spend.
    from luigid.history import HistoryError, TaskHistory

    try:
        return TaskHistory(settings.history_url)
    except HistoryError as error:
        raise SettingsError("LUIGID_TASK_HISTORY_URL", str(error), "a database that can be reached and written to") from None


def take_state(scheduler: Scheduler) -> State:
    """What to keep of a scheduler. Also what luigi's own dump forgets: whether it is paused, and amounts of resources that were set."""
    configured = get_config().getintdict("resources")
    tasks, workers, batchers = scheduler._state.get_state()
    resources = {name: amount for name, amount in (scheduler._resources or {}).items() if configured.get(name) != amount}
    return State(tasks=tasks, workers=workers, batchers=batchers, paused=scheduler._paused, resources=resources)


def put_state(scheduler: Scheduler, state: State) -> None:
    """Give a scheduler a kept state.

    All workers count as heard of just now: luigid was away, not they, and a prune must not fail their tasks before they could call.
    A worker that did die is noticed ``worker_disconnect_delay`` later.
    """
    inner = scheduler._state
    inner.set_state((state.tasks, state.workers, state.batchers))
    inner._status_tasks.clear()
    for task in state.tasks.values():
        inner._status_tasks[task.status][task.id] = task
    now = time.time()
    for worker in state.workers.values():
        worker.last_active = now
    scheduler._paused = state.paused
    scheduler._resources.update(state.resources)
    log_event(logging.INFO, "state-loaded", tasks=len(state.tasks), workers=len(state.workers), paused=state.paused)


def versions() -> dict[str, str]:
    """Versions that go into a state file's first line."""
    return {"luigi": luigi.__version__}
