"""Graphs made anew: to compute something twice on purpose, or to make one part wait for another.

Results have new keys and equal values. Objects are delayed values, and containers with such inside.
"""

from __future__ import annotations

from typing import Any

from tusk import _native
from tusk._native import Delayed

__all__ = ["bind", "checkpoint", "clone", "wait_on"]


def bind(children: Any, parents: Any, *, omit: Any = None, seed: str | None = None) -> Any:
    """Clones of `children` that begin only when all of `parents` are done.

    omit: what is not cloned, and waits for nobody.
    seed: equal seeds give equal keys.

    >>> from tusk import delayed
    >>> order = []
    >>> first, second = delayed(order.append)("first"), delayed(order.append)("second")
    >>> bind(second, first).compute(scheduler="synchronous")
    """
    return _native.clone((children,), parents, omit, seed)[0]


def checkpoint(*collections: Any, split_every: int = 8) -> Delayed:
    """None, once all of them are done.

    >>> from tusk import delayed
    >>> checkpoint(delayed(len)("a"), delayed(len)("b")).compute()
    """
    return _native.checkpoint(collections, split_every)


def clone(*collections: Any, omit: Any = None, seed: str | None = None) -> Any:
    """The same work done again, under new keys.

    >>> from tusk import delayed
    >>> x = delayed(len)("abc")
    >>> copy = clone(x)
    >>> copy.key == x.key, copy.compute()
    (False, 3)
    """
    clones = _native.clone(collections, None, omit, seed)
    return clones[0] if len(clones) == 1 else clones


def wait_on(*collections: Any) -> Any:
    """The same objects, none of whose values can be used before all are there.

    >>> from tusk import delayed
    >>> a, b = wait_on(delayed(len)("a"), delayed(len)("bb"))
    >>> a.compute(), b.compute()
    (1, 2)
    """
    waiting = _native.wait_on(collections)
    return waiting[0] if len(waiting) == 1 else waiting
