"""Watching runs with functions of one's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tusk import _native

__all__ = ["Callback"]


class Callback:
    """Is told what runs do: pass functions, or derive a class with the methods `_start`, `_pretask` ….

    start(run): a run begins. `run` gives `task_count`, `finished_count`, `keys()` and `annotations()`, until it is over.
    start_state(run, run): right after that.
    pretask(key, run, run): a worker has begun a task.
    posttask(key, result, run, run, worker_id): it is done.
    finish(run, run, errored): the run is over.

    All are called by the thread that waits for the run, some milliseconds after what they tell of. What they raise ends
    the run. It watches every run inside a `with` block, or from register() to unregister().

    >>> from tusk import delayed
    >>> done = []
    >>> with Callback(posttask=lambda key, result, *_: done.append(result)):
    ...     delayed(sum)([1, 2]).compute()
    3
    >>> done
    [3]
    """

    def __init__(
        self,
        start: Callable[..., Any] | None = None,
        start_state: Callable[..., Any] | None = None,
        pretask: Callable[..., Any] | None = None,
        posttask: Callable[..., Any] | None = None,
        finish: Callable[..., Any] | None = None,
    ):
        given = {"start": start, "start_state": start_state, "pretask": pretask, "posttask": posttask, "finish": finish}
        for name, function in given.items():
            if function is not None:
                if not callable(function):
                    raise TypeError(f"{name} must be None, or callable: got {function!r}")
                setattr(self, f"_{name}", function)

    def register(self) -> None:
        """Watches every run from now on."""
        _native.register_callback(self)

    def unregister(self) -> None:
        _native.unregister_callback(self)

    def __enter__(self) -> Callback:
        self.register()
        return self

    def __exit__(self, *exception: object) -> None:
        self.unregister()
