"""When and where each task ran, what the process used, and how long results were kept."""

from __future__ import annotations

from collections.abc import Callable
from os import PathLike, fspath
from typing import Any

from tusk import _native


class Profiler(_native.Profiler):
    """Collects when and where each task ran, in `results`, until clear().

    A result has `key`, `task`, `start_time`, `end_time`, `worker_id`, `nbytes` and `outcome`.

    >>> from tusk import delayed
    >>> with Profiler() as profiler:
    ...     delayed(sum)([1, 2], dask_key_name="total").compute()
    3
    >>> [(task.key, task.outcome) for task in profiler.results]
    [('total', 'finished')]
    """

    def __init__(self) -> None:
        super().__init__()


class ResourceProfiler(_native.ResourceProfiler):
    """Collects what the process uses while runs go on, every `dt` seconds, in `results`, until clear().

    A result has `time`, `mem` (megabytes) and `cpu` (percent of one core).

    >>> from tusk import delayed
    >>> with ResourceProfiler(dt=0.05) as profiler:
    ...     delayed(sum)([1, 2]).compute()
    3
    >>> profiler.results[0].mem > 0
    True
    """

    def __init__(self, dt: float | str = 1) -> None:
        super().__init__(dt)


class CacheProfiler(_native.CacheProfiler):
    """Collects how long each result was kept, and what that cost, in `results`, until clear().

    metric: a function of a result that gives its cost; by default its size in bytes.
    metric_name: what the cost is called.

    A result has `key`, `task`, `metric`, `cache_time` and `free_time`.

    >>> from tusk import delayed
    >>> with CacheProfiler(len, "length") as profiler:
    ...     delayed(list)("abc").compute()
    ['a', 'b', 'c']
    >>> [entry.metric for entry in profiler.results]
    [3.0]
    """

    def __init__(self, metric: Callable[[Any], float] | None = None, metric_name: str | None = None) -> None:
        super().__init__(metric, metric_name or getattr(metric, "__name__", ""))


def write_chrome_trace(path: str | PathLike[str], profiler: Profiler, resources: ResourceProfiler | None = None) -> None:
    """Writes profiles in the Chrome trace format, which ui.perfetto.dev shows."""
    _native.write_chrome_trace(fspath(path), profiler, resources)
