"""The state as bytes: a line that describes it, then a compressed pickle that may hold nothing but luigi's own few classes.

Whoever writes a pickle chooses what runs when it is read. Here neither writing nor reading knows any class or function but those listed,
none of which does anything when called; everything else is refused before it is looked up.
"""

import copyreg
import hashlib
import io
import json
import pickle
import zlib
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from luigi.scheduler import OrderedSet, RetryPolicy, Task, Worker

_MAGIC = b"luigid-state 1 "
_LONGEST_HEADER = 4_096
_LARGEST_STATE = 4 * 1024**3
_COMPRESSION = 1
_ALLOWED: Mapping[tuple[str, str], Any] = {
    ("builtins", "frozenset"): frozenset,
    ("builtins", "set"): set,
    ("collections", "deque"): deque,
    ("luigi.scheduler", "OrderedSet"): OrderedSet,
    ("luigi.scheduler", "RetryPolicy"): RetryPolicy,
    ("luigi.scheduler", "Task"): Task,
    ("luigi.scheduler", "Worker"): Worker,
}
_ALLOWED_TYPES = frozenset(_ALLOWED.values())


class CorruptStateError(Exception):
    """These bytes are no state that can be read; the text says why."""


@dataclass
class State:
    """All that outlives a luigid: luigi's tasks, workers and batchers, and what luigi itself loses at a restart."""

    tasks: dict[str, Task] = field(default_factory=dict)
    workers: dict[str, Worker] = field(default_factory=dict)
    batchers: dict[str, Any] = field(default_factory=dict)
    paused: bool = False
    """Whether an operator has paused the scheduler."""
    resources: dict[str, int] = field(default_factory=dict)
    """Amounts of resources that operators or workers have set, where they differ from the configuration."""


def encode_state(state: State, about: Mapping[str, Any]) -> bytes:
    """Turn a state into the bytes of a state file.

    :param about: facts for the describing line (generation, time, versions), for people; reading does not depend on them.
    :raises pickle.PicklingError: if the state holds what could not be read again.
    """
    raw = io.BytesIO()
    _Pickler(raw, protocol=5).dump(vars(state))
    body = zlib.compress(raw.getbuffer(), _COMPRESSION)
    header = {**about, "tasks": len(state.tasks), "workers": len(state.workers), "sha256": hashlib.sha256(body).hexdigest()}
    return _MAGIC + json.dumps(header, separators=(",", ":")).encode("ascii") + b"\n" + body


def decode_state(content: bytes) -> State:
    """Read the bytes of a state file.

    :raises CorruptStateError: if they are cut short, changed, or hold anything but a state.
    """
    end = content.find(b"\n", 0, _LONGEST_HEADER)
    if not content.startswith(_MAGIC) or end < 0:
        raise CorruptStateError("does not begin like a state file")
    body = memoryview(content)[end + 1 :]
    try:
        digest = json.loads(content[len(_MAGIC) : end])["sha256"]
    except (ValueError, KeyError, TypeError):
        raise CorruptStateError("its first line cannot be read") from None
    if digest != hashlib.sha256(body).hexdigest():
        raise CorruptStateError("is cut short or changed: its checksum does not match")
    try:
        raw = _inflate(body)
        values = _Unpickler(io.BytesIO(raw)).load()
    except CorruptStateError:
        raise
    except Exception as error:
        raise CorruptStateError(f"cannot be read: {type(error).__name__}") from error
    return _checked(values)


def _inflate(body: memoryview) -> bytes:
    inflater = zlib.decompressobj()
    raw = inflater.decompress(body, _LARGEST_STATE)
    if not inflater.eof:
        raise CorruptStateError("is cut short or larger than 4 GiB")
    return raw


class _Pickler(pickle.Pickler):
    def reducer_override(self, obj: Any) -> Any:
        if isinstance(obj, OrderedSet):
            # Its own form is a linked list, as deep as it is long.
            return OrderedSet, (list(obj),)
        if isinstance(obj, type):
            if obj not in _ALLOWED_TYPES:
                raise pickle.PicklingError(f"the state holds a {obj.__module__}.{obj.__qualname__}, which could not be read again")
        elif callable(obj) and obj is not copyreg.__newobj__:  # type: ignore[attr-defined]
            raise pickle.PicklingError(f"the state holds a {type(obj).__qualname__}, which could not be read again")
        return NotImplemented


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        try:
            return _ALLOWED[(module, name)]
        except KeyError:
            raise CorruptStateError(f"refers to {module[:80]}.{name[:80]}, which is no part of a state") from None


def _checked(values: Any) -> State:
    if not isinstance(values, dict) or values.keys() != vars(State()).keys():
        raise CorruptStateError("holds something other than a state")
    state = State(**values)
    sound = (
        _is_map(state.tasks, Task)
        and _is_map(state.workers, Worker)
        and isinstance(state.batchers, dict)
        and isinstance(state.paused, bool)
        and _is_map(state.resources, int)
        and all(_is_task(key, task) for key, task in state.tasks.items())
        and all(worker.__dict__.get("id") == key and isinstance(worker.__dict__.get("tasks"), set) for key, worker in state.workers.items())
    )
    if not sound:
        raise CorruptStateError("holds a state with parts of a wrong kind")
    return state


def _is_map(value: Any, kind: type) -> bool:
    return isinstance(value, dict) and all(isinstance(item, kind) for item in value.values())


def _is_task(key: Any, task: Task) -> bool:
    own = task.__dict__
    return (
        own.get("id") == key
        and isinstance(own.get("status"), str)
        and isinstance(own.get("deps"), set)
        and isinstance(own.get("stakeholders"), set)
        and isinstance(own.get("workers"), OrderedSet)
        and isinstance(own.get("failures"), deque)
    )
