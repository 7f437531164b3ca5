"""Starts luigid, keeps it, and stops it without losing anything that was answered."""

import asyncio
import configparser
import logging
import os
import signal
import sys
import tempfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from luigid.log import log_event, log_request, set_up_logging
from luigid.settings import Settings, SettingsError, luigi_config_error, read_settings
from luigid.store import StateStore

if TYPE_CHECKING:
    from luigid.codec import State

STOPPED = 0
"""Exit code: asked to stop, and everything is saved."""
FAILED = 1
"""Exit code: stopped, but the last dump did not succeed; or something unforeseen."""
REFUSED = 2
"""Exit code: a setting is wrong; one line on stderr says which."""
SUPERSEDED = 3
"""Exit code: another luigid has taken over the state directory; starting this one again would only take it back."""

_PRUNE_SECONDS = 60.0
_HEALTH_SECONDS = 60.0
_TIDY_SECONDS = 20.0
_DRAIN_SECONDS = 0.2
_STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT)


def main() -> int:
    """Run until a signal or a successor ends it; answers the exit code."""
    try:
        settings = read_settings(os.environ)
        set_up_logging(settings.log_level, settings.history_url.secrets if settings.history_url else frozenset())
        return asyncio.run(_serve(settings))
    except SettingsError as error:
        print(f"luigid: {error}", file=sys.stderr)
        return REFUSED
    except Exception:
        logging.getLogger("luigid").error("failed", exc_info=True)
        return FAILED


def _import_luigi(settings: Settings) -> None:
    """Import luigi, which reads its configuration as it is imported, and ends if it finds no folder for temporary files.

    :raises SettingsError: if that configuration cannot be read.
    """
    # It puts nothing there; named so, no other folder need be writable.
    tempfile.tempdir = str(settings.state_dir)
    try:
        import luigi.server  # noqa: F401
    except (configparser.Error, UnicodeDecodeError) as error:
        raise luigi_config_error(error) from None


async def _serve(settings: Settings) -> int:
    _import_luigi(settings)
    import luigi.server
    import tornado.httpserver
    import tornado.ioloop
    import tornado.netutil

    from luigid.browsers import refuse_browsers
    from luigid.changes import Changes, TrackedScheduler
    from luigid.codec import encode_state
    from luigid.dumper import Dumper, Pace
    from luigid.garbage import Garbage
    from luigid.health import health_of, serve_health
    from luigid.loop_delay import LoopDelay
    from luigid.scheduler import build_scheduler, put_state, take_state, versions

    loop = asyncio.get_running_loop()
    changes = Changes()
    scheduler = build_scheduler(settings, changes)
    try:
        sockets = tornado.netutil.bind_sockets(settings.port, address=settings.address)
    except OSError as error:
        raise SettingsError("LUIGID_PORT", f"{settings.port} ({error.strerror})", f"a free port on {settings.address}") from None

    store = _claim(settings)
    state = _load(store)
    if state is not None:
        put_state(scheduler, state)

    def save() -> int:
        about = {"generation": store.generation, "written": datetime.now(UTC).isoformat(timespec="seconds"), **versions()}
        content = encode_state(take_state(scheduler), about)
        store.write(content)
        return len(content)

    ending: asyncio.Future[int] = loop.create_future()

    def end(code: int) -> None:
        if not ending.done():
            ending.set_result(code)

    def superseded(generation: int) -> None:
        log_event(logging.ERROR, "superseded", generation=store.generation, by=generation, effect="this luigid stops; its last changes are not saved")
        end(SUPERSEDED)

    for number in _STOP_SIGNALS:
        loop.add_signal_handler(number, end, STOPPED)
    pace = Pace(settings.dump_min_interval, settings.dump_max_interval, settings.dump_bytes_per_second)
    dumper = Dumper(save, changes, pace, loop, superseded)
    if state is None:
        # So that no start after this one can come upon a state that is older than this emptiness.
        changes.mark()
    application = luigi.server.app(TrackedScheduler(scheduler, changes))
    application.settings["log_function"] = log_request
    refuse_browsers(application)
    delay = LoopDelay(loop)
    serve_health(application, lambda: health_of(store.generation, scheduler, dumper, delay))
    server = tornado.httpserver.HTTPServer(application)
    server.add_sockets(sockets)
    pruner = tornado.ioloop.PeriodicCallback(scheduler.prune, _PRUNE_SECONDS * 1000)
    pruner.start()

    def report() -> None:
        # How things stand, for alarms: other events tell of a moment only.
        log_event(logging.INFO, "health", unsaved_seconds=round(dumper.seconds_behind(), 1), generation=store.generation)

    garbage = Garbage(lambda: len(scheduler._state._tasks), loop.time)
    tidier = tornado.ioloop.PeriodicCallback(garbage.tidy, _TIDY_SECONDS * 1000)
    tidier.start()
    reporter = tornado.ioloop.PeriodicCallback(report, _HEALTH_SECONDS * 1000)
    reporter.start()
    log_event(
        logging.INFO,
        "listening",
        address=settings.address,
        port=sockets[0].getsockname()[1],
        generation=store.generation,
        task_history=settings.history_url.shown if settings.history_url else None,
    )
    report()

    code = await ending
    pruner.stop()
    reporter.stop()
    tidier.stop()
    delay.stop()
    server.stop()
    if code == SUPERSEDED:
        return code
    # What was read is answered, and its change is in the last dump; what comes later finds the connection closed.
    await asyncio.sleep(_DRAIN_SECONDS)
    await server.close_all_connections()
    saved = await dumper.finish(settings.stop_seconds)
    if dumper.superseded:
        return SUPERSEDED
    if not saved:
        log_event(logging.ERROR, "stopped-unsaved", waited_seconds=settings.stop_seconds)
        return FAILED
    log_event(logging.INFO, "stopped", generation=store.generation, changes=changes.version)
    return code


def _claim(settings: Settings) -> StateStore:
    store = StateStore(settings.state_dir)
    try:
        store.claim(settings.takeover_seconds)
    except OSError as error:
        got = f'"{settings.state_dir}" ({error.strerror or error})'
        raise SettingsError("LUIGID_STATE_DIR", got, f"a directory that user {os.getuid()} can write to") from None
    if store.waited_in_vain:
        log_event(
            logging.WARNING,
            "predecessor-passed-by",
            generation=store.generation,
            waited_seconds=settings.takeover_seconds,
            effect="another luigid still holds the state directory: its dumps are refused from now on, its last changes may be missing",
        )
    return store


def _load(store: StateStore) -> "State | None":
    from luigid.codec import CorruptStateError, decode_state

    try:
        content = store.read()
    except OSError as error:
        # Not taken for corrupt: it may be there again at the next start.
        got = f'"{store.directory}" ({error.strerror or error})'
        raise SettingsError("LUIGID_STATE_DIR", got, "a directory whose files can be read") from None
    if content is None:
        log_event(logging.INFO, "state-empty", reason="there is no state file yet")
        return None
    try:
        return decode_state(content)
    except CorruptStateError as error:
        log_event(
            logging.ERROR,
            "state-corrupt",
            reason=f"the state file {error}",
            kept_as=str(store.set_aside()),
            effect="the scheduler starts empty: workers report their tasks again when they run",
        )
        return None
