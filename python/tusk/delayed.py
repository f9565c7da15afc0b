"""Any function, called later and in parallel."""

from __future__ import annotations

import functools
from typing import Any

from tusk import _native
from tusk._native import Delayed

__all__ = ["Delayed", "delayed"]

_MISSING = object()


def delayed(
    obj: Any = _MISSING,
    name: str | None = None,
    pure: bool | None = None,
    nout: int | None = None,
    traverse: bool = True,
) -> Any:
    """Makes a function lazy, or a value.

    Calling a delayed function makes a task instead of running it. Arguments may hold delayed values, futures and
    other lazy objects anywhere inside lists, tuples, sets, dicts, slices and dataclasses.

    obj: a function, a class or any value. Without it, a decorator with these options is returned.
    name: of a value, its key; of a function, what the keys of its calls begin with.
    pure: equal calls have equal keys and are done once. The default is the setting `delayed.pure`, else False.
    nout: the length of the result, so that it can be unpacked.
    traverse: whether lazy objects are looked for inside a container that is delayed.

    A call takes two keywords for itself: `dask_key_name`, the task's key, and `pure`.

    >>> def inc(x):
    ...     return x + 1
    >>> two = delayed(inc)(1)
    >>> two.compute()
    2
    >>> delayed(sum)([two, delayed(inc)(2)]).compute()
    5
    >>> @delayed(nout=2)
    ... def halves(items):
    ...     middle = len(items) // 2
    ...     return items[:middle], items[middle:]
    >>> first, second = halves([1, 2, 3, 4])
    >>> second.compute()
    [3, 4]
    >>> delayed("text").upper().compute()
    'TEXT'
    """
    if obj is _MISSING:
        return functools.partial(delayed, name=name, pure=pure, nout=nout, traverse=traverse)
    return _native.delayed(obj, name, pure, nout, traverse)
