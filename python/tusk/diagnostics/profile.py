"""When and where each task ran, what the process used, and how long results were kept."""

from __future__ import annotations

from collections.abc import Callable
from os import PathLike, fspath
from typing import Any

from tusk import _native
from tusk.diagnostics.page import Page, versions


class _Shown:
    """What all profilers share: a page of their own."""

    def visualize(self, filename: str | PathLike[str] | None = "profile.html", **options: Any) -> Page:
        """A page of what was collected: see tusk.diagnostics.visualize."""
        return visualize(self, filename, **options)


class Profiler(_Shown, _native.Profiler):
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


class ResourceProfiler(_Shown, _native.ResourceProfiler):
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


class CacheProfiler(_Shown, _native.CacheProfiler):
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


_KINDS = {Profiler: "tasks", ResourceProfiler: "resources", CacheProfiler: "kept"}


def visualize(
    profilers: _Shown | list[_Shown] | tuple[_Shown, ...],
    filename: str | PathLike[str] | None = "profile.html",
    show: bool = False,
    save: bool | None = None,
    mode: str | None = None,
    *,
    title: str = "Profile",
) -> Page:
    """A page of what profilers have collected, one of each kind at most, under one axis of time. It needs no network.

    filename: where it is written. None, or `save=False`, writes nothing.
    show: whether a web browser opens the file too; a notebook shows what is returned.
    mode: of Dask's plots, and without effect.

    >>> from tusk import delayed
    >>> with Profiler() as tasks, ResourceProfiler(dt=0.05) as resources:
    ...     delayed(sum)([1, 2]).compute()
    3
    >>> page = visualize([tasks, resources], filename=None)
    >>> "<title>Profile</title>" in page.html
    True
    """
    found: dict[str, _Shown] = {}
    for profiler in profilers if isinstance(profilers, (list, tuple)) else [profilers]:
        kind = next((kind for known, kind in _KINDS.items() if isinstance(profiler, known)), None)
        if kind is None:
            names = ", ".join(known.__name__ for known in _KINDS)
            raise TypeError(f"visualize takes profilers, {names}: got {profiler!r}")
        if kind in found:
            raise ValueError(f"visualize takes one profiler of a kind: got two of {type(profiler).__name__}; draw two pages")
        found[kind] = profiler
    if not found:
        raise ValueError("visualize takes at least one profiler: got none")
    page = Page(_native.profile_page(*(found.get(kind) for kind in _KINDS.values()), title, versions()))
    if filename is not None and save is not False:
        page.save(fspath(filename))
    if show:
        page.open()
    return page


def write_chrome_trace(path: str | PathLike[str], profiler: Profiler, resources: ResourceProfiler | None = None) -> None:
    """Writes profiles in the Chrome trace format, which ui.perfetto.dev shows."""
    _native.write_chrome_trace(fspath(path), profiler, resources)
