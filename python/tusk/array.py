"""Lazy arrays in chunks, with the names of NumPy and Dask."""

from __future__ import annotations

import math
import os
from typing import Any

from tusk import _native
from tusk._arrays import normal_chunks
from tusk._native import Array
from tusk.base import compute

__all__ = [
    "Array",
    "arange",
    "asarray",
    "compute",
    "empty",
    "from_array",
    "from_npy_stack",
    "from_zarr",
    "full",
    "ones",
    "open_array",
    "transpose",
    "where",
    "zeros",
]


def from_array(x: Any, chunks: Any = "auto") -> Array:
    """An array in memory as a lazy one, whose blocks are views of it.

    chunks: for all axes, or for each of them, a length, -1 for all of it, "auto", or the lengths themselves; a dict
        {axis: one of these}; or a number of bytes as in "64 MiB". By default chunks have 128 MiB at most.

    >>> import numpy as np
    >>> x = from_array(np.arange(12).reshape(3, 4), chunks=(2, 2))
    >>> x.chunks
    ((2, 1), (2, 2))
    >>> x.sum(axis=0).compute()
    array([12, 15, 18, 21])
    """
    import numpy as np

    values = np.asarray(x)
    return _native.array_of_values(values, normal_chunks(chunks, values.shape, values.dtype.itemsize))


def open_array(
    address: Any,
    variable: str | None = None,
    chunks: Any = None,
    group: str | None = None,
    format: str | None = None,
    storage_options: dict[str, Any] | None = None,
) -> Array:
    """An array in a file or a store as a lazy one: npy, Zarr 2 and 3, HDF5, NetCDF 3 and 4; paths, s3:// and http(s)://.

    Only metadata are read now, and then the pieces that are needed. Values are as they are stored: scale factors and
    values that stand for missing ones are yours to apply.

    variable, group: which, where there are several.
    chunks: as for from_array; by default whole stored pieces, 64 MiB at most.
    format: "npy", "zarr", "hdf5" (NetCDF 4 too) or "netcdf3"; by default told by what is there.

    >>> import numpy as np, os, tempfile
    >>> path = os.path.join(tempfile.mkdtemp(), "x.npy")
    >>> np.save(path, np.arange(6.0).reshape(2, 3))
    >>> open_array(path).sum(axis=0).compute()
    array([3., 5., 7.])
    """
    stored = _native.stored_array(os.fspath(address), variable or "", group or "", format or "", storage_options)
    return _of_stored(stored, chunks)


def from_zarr(
    url: Any, component: str | None = None, storage_options: dict[str, Any] | None = None, chunks: Any = None
) -> Array:
    """An array of a Zarr store (or the store that is one array) as a lazy one: see open_array."""
    group, _, name = (component or "").strip("/").rpartition("/")
    stored = _native.stored_array(os.fspath(url), name, group, "zarr", storage_options)
    return _of_stored(stored, chunks)


def from_npy_stack(
    dirname: Any, axis: int = 0, storage_options: dict[str, Any] | None = None, chunks: Any = None
) -> Array:
    """The files 0.npy, 1.npy … of a folder, one behind the other along an axis, as a lazy array."""
    return _of_stored(_native.npy_stack(os.fspath(dirname), axis, storage_options), chunks)


def _of_stored(stored: Any, chunks: Any) -> Array:
    if chunks is None:
        return stored.array()
    before = tuple(min(own, whole) or -1 for own, whole in zip(stored.stored_chunks, stored.shape))
    return stored.array(normal_chunks(chunks, stored.shape, stored.dtype.itemsize, before))


def asarray(x: Any) -> Array:
    """The object itself if it is an Array, else from_array(x).

    >>> asarray([1, 2, 3]).max().compute()
    np.int64(3)
    """
    return x if isinstance(x, Array) else from_array(x)


def full(shape: Any, fill_value: Any, dtype: Any = None, chunks: Any = "auto") -> Array:
    """An array whose elements are all `fill_value`.

    >>> full((2, 3), 7).sum().compute()
    np.int64(42)
    """
    import numpy as np

    return _filled(shape, fill_value, np.asarray(fill_value).dtype if dtype is None else dtype, chunks, "full")


def zeros(shape: Any, dtype: Any = float, chunks: Any = "auto") -> Array:
    """An array of zeros.

    >>> zeros(3, dtype="int8").compute()
    array([0, 0, 0], dtype=int8)
    """
    return _filled(shape, 0, dtype, chunks, "zeros")


def ones(shape: Any, dtype: Any = float, chunks: Any = "auto") -> Array:
    """An array of ones.

    >>> ones((2, 2), chunks=1).npartitions
    4
    """
    return _filled(shape, 1, dtype, chunks, "ones")


def empty(shape: Any, dtype: Any = float, chunks: Any = "auto") -> Array:
    """An array whose elements nobody has set: here they are zeros.

    >>> empty((2, 3)).shape
    (2, 3)
    """
    return zeros(shape, dtype, chunks)


def _filled(shape: Any, value: Any, dtype: Any, chunks: Any, word: str) -> Array:
    import numpy as np

    lengths = (shape,) if isinstance(shape, (int, np.integer)) else tuple(shape)
    made = np.dtype(dtype)
    scalar = np.asarray(value).astype(made).item()
    return _native.full_array(normal_chunks(chunks, lengths, made.itemsize), scalar, made.name, word)


def arange(start: Any, stop: Any = None, step: Any = 1, dtype: Any = None, chunks: Any = "auto") -> Array:
    """Evenly spaced values, as numpy.arange has them.

    >>> arange(10, chunks=4).compute()
    array([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    """
    import numpy as np

    if stop is None:
        start, stop = 0, start
    if step == 0:
        raise ValueError("arange takes a step that is not 0")
    made = np.dtype(dtype) if dtype is not None else np.asarray(start + step * 0 + stop * 0).dtype
    count = max(0, math.ceil((stop - start) / step))
    kind = float if made.kind == "f" else int
    lengths = normal_chunks(chunks, (count,), made.itemsize)[0]
    return _native.arange_array(kind(start), kind(step), lengths, made.name)


def where(condition: Any, x: Any, y: Any) -> Array:
    """Elements of x where the condition holds, else of y.

    >>> where(arange(4) > 1, 10, 0).compute()
    array([ 0,  0, 10, 10])
    """
    return _native.elementwise_array("where", asarray(x) if not isinstance(x, (bool, int, float)) else x, condition, y)


def transpose(a: Array, axes: Any = None) -> Array:
    """The axes in another order, by default reversed.

    >>> transpose(ones((2, 3))).shape
    (3, 2)
    """
    return a.transpose() if axes is None else a.transpose(axes)
