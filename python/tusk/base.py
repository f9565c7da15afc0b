"""What all lazy objects share: computing, keeping, drawing, and saying how they should run."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any

from tusk import _native
from tusk.picture import Picture

if TYPE_CHECKING:
    from tusk._native import Delayed
    from tusk.distributed import Client

__all__ = [
    "annotate",
    "compute",
    "get_annotations",
    "is_dask_collection",
    "optimize",
    "persist",
    "tokenize",
    "visualize",
]


def compute(
    *args: Any,
    traverse: bool = True,
    optimize_graph: bool = True,
    scheduler: str | Client | None = None,
    num_workers: int | None = None,
) -> tuple[Any, ...]:
    """The values of all arguments, by one run: what they share is done once.

    Lazy objects are found anywhere inside lists, tuples, sets, dicts and dataclasses (`traverse=False`: only among the
    arguments themselves); anything else passes through. What a task raises is raised here, with a note that names
    the task. Ctrl-C ends the wait at once: what has not begun is dropped, tasks that run end in the background.

    scheduler: "threads" (all cores), "synchronous" or a Client; by default the setting `scheduler`, else the current
        client.
    num_workers: threads; by default the setting `scheduler.threads`, else one for each core.
    optimize_graph: whether chains of tasks are joined.

    >>> from tusk import delayed
    >>> x = delayed(range)(4)
    >>> compute({"sum": delayed(sum)(x), "most": delayed(max)(x)}, "as it is")
    ({'sum': 6, 'most': 3}, 'as it is')
    """
    return _native.compute(args, traverse, optimize_graph, scheduler, num_workers)


def persist(
    *args: Any,
    traverse: bool = True,
    optimize_graph: bool = True,
    scheduler: str | Client | None = None,
    num_workers: int | None = None,
) -> tuple[Any, ...]:
    """The same objects with their work done: under the same keys, over results that are kept in memory.

    Takes what `compute` takes.

    >>> from tusk import delayed
    >>> (total,) = persist(delayed(sum)([1, 2]))
    >>> total.compute()
    3
    """
    return _native.persist(args, traverse, optimize_graph, scheduler, num_workers)


def optimize(*args: Any, traverse: bool = True) -> tuple[Any, ...]:
    """The same objects with smaller graphs: what nobody needs is gone, and chains of tasks are joined.

    >>> from tusk import delayed
    >>> x = delayed(sum)([1, 2]) + 1
    >>> len(x.dask), len(optimize(x)[0].dask)
    (2, 1)
    """
    return _native.optimize(args, traverse)


def visualize(
    *args: Any,
    filename: str | PathLike[str] | None = "tusk-graph",
    traverse: bool = True,
    format: str | None = None,
    color: str | None = None,
    rankdir: str = "BT",
    optimize_graph: bool = False,
) -> Picture:
    """Draws the graph of all arguments as one picture: circles are tasks, boxes their results. Needs Graphviz's `dot`.

    filename: where it is written; its ending says the format, ".png" is added if it has none. None writes nothing.
    format: "png", "svg", "pdf" or "dot".
    color: "order" by when a task runs, "layer" by what it belongs to.
    rankdir: where arrows point: "BT" to the top, "LR" to the right, "TB", "RL".
    optimize_graph: draw what would run.
    """
    if filename is None:
        return Picture(_native.picture(args, traverse, format, color, rankdir, optimize_graph), format or "png")
    path = fspath(filename) if isinstance(filename, PathLike) else filename
    return Picture.read(_native.draw(args, traverse, path, format, color, rankdir, optimize_graph))


def annotate(
    *,
    priority: int | None = None,
    retries: int | None = None,
    workers: str | list[str] | tuple[str, ...] = (),
    allow_other_workers: bool | None = None,
    resources: Mapping[str, float] | None = None,
    **others: Any,
) -> AbstractContextManager[Any]:
    """Says how the tasks that are made in a `with` block should run. Blocks nest; the inner one's wishes count.

    priority: higher goes first.
    retries: how often a failed task is tried again.
    workers, allow_other_workers, resources: where a cluster may run it.
    others: words of your own, kept with the tasks: get_annotations(task) and a callback's run.annotations() show them.

    >>> from tusk import delayed
    >>> with annotate(retries=2):
    ...     page = delayed(len)("content")
    >>> page.compute()
    7
    """
    names = [workers] if isinstance(workers, str) else workers
    return _native.annotate(priority, retries, names, allow_other_workers, resources or {}, others)


def get_annotations(task: Delayed | None = None) -> dict[str, Any]:
    """The annotations in force, or those of a delayed value's task.

    >>> from tusk import delayed
    >>> with annotate(priority=1, owner="me"):
    ...     x = delayed(1)
    ...     get_annotations()
    {'priority': 1, 'owner': 'me'}
    >>> get_annotations(x)["owner"]
    'me'
    """
    return _native.get_annotations(task)


def is_dask_collection(x: Any) -> bool:
    """Whether an object is lazy: a Delayed, a Future or a collection.

    >>> from tusk import delayed
    >>> is_dask_collection(delayed(1)), is_dask_collection(1)
    (True, False)
    """
    return isinstance(x, _native.Collection)


def tokenize(*args: Any, **kwargs: Any) -> str:
    """A text that is equal for equal objects, in every process of the same Python, and differs for others.

    Numbers, texts, containers, dataclasses, arrays, functions and everything that pickle takes apart count by value; a
    class may say itself what it is by the method `__dask_tokenize__`. Other objects get a random text.

    >>> tokenize([1, 2], "x") == tokenize([1, 2], "x")
    True
    >>> tokenize(1) == tokenize(1.0)
    False
    """
    return _native.tokenize(*args, **kwargs)
