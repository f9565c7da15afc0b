"""What only Python knows of arrays: chunks as people give them, NumPy's protocols, how they look."""

from __future__ import annotations

import math
from typing import Any

from tusk import _native
from tusk._ufuncs import KERNEL_NAMES
from tusk.utils import parse_bytes

MOST_BYTES = 128 << 20  # of a chunk, where chunks are chosen


def operand(value: Any) -> Any:
    """An array of NumPy's, or what becomes one, as an Array of one chunk."""
    import numpy as np

    array = np.asarray(value)
    if array.dtype == object or array.dtype.kind in "OSUVMm":
        raise TypeError(f"arrays are combined with arrays and numbers: got {value!r}")
    return _native.array_of_values(array, [[length] for length in array.shape])


def is_operand(value: Any) -> bool:
    import numpy as np

    return isinstance(value, (_native.Array, bool, int, float, np.ndarray, np.generic, list))


def combined(function: str, left: Any, right: Any) -> Any:
    if not (is_operand(left) and is_operand(right)):
        return NotImplemented
    return _native.elementwise_array(function, left, right)


def ufunc(function: Any, method: str, *inputs: Any, **keywords: Any) -> Any:
    if method != "__call__" or keywords:
        raise TypeError(f"np.{function.__name__} of a lazy array is called with operands alone: got {method}, {keywords}")
    if not all(is_operand(own) for own in inputs):
        return NotImplemented
    return _native.elementwise_array(KERNEL_NAMES.get(function.__name__, function.__name__), *inputs)


def function(func: Any, types: Any, args: tuple, kwargs: dict) -> Any:
    """np.mean(x) and others that are methods of Array, or functions of tusk.array."""
    from tusk import array

    own = getattr(array, func.__name__, None)
    if own is not None and func.__name__ in array.__all__:
        return own(*args, **kwargs)
    method = getattr(_native.Array, func.__name__, None)
    return NotImplemented if method is None else method(*args, **kwargs)


def text(array: Any) -> str:
    shape = "(" + ", ".join(map(_length_text, array.shape)) + ("," if array.ndim == 1 else "") + ")"
    largest = tuple(max(axis, key=lambda length: -1 if _is_unknown(length) else length) for axis in array.chunks)
    chunks = "(" + ", ".join(map(_length_text, largest)) + ("," if array.ndim == 1 else "") + ")"
    return f"tusk.array<shape={shape}, dtype={array.dtype}, chunksize={chunks}, blocks={array.npartitions}>"


def _is_unknown(length: Any) -> bool:
    return isinstance(length, float) and math.isnan(length)


def _length_text(length: Any) -> str:
    return "nan" if _is_unknown(length) else str(length)


def length(array: Any) -> int:
    if array.ndim == 0:
        raise TypeError("an array of no axes has no length")
    if _is_unknown(array.shape[0]):
        raise ValueError("the length of this array is not known before it is computed: compute_chunk_sizes() finds it")
    return array.shape[0]


def normal_chunks(chunks: Any, shape: tuple, item_bytes: int, before: tuple | None = None) -> list[list[int]]:
    """The lengths of chunks along each axis.

    chunks: for all axes or for each of them a length, -1 (all of it), "auto", or the lengths themselves; a dict of axes;
        a number of bytes ("64 MiB"). "auto" makes chunks of 128 MiB at most.
    before: the chunks of the axes that a dict does not name.
    """
    most = MOST_BYTES
    if isinstance(chunks, str) and chunks != "auto":
        most, chunks = parse_bytes(chunks), "auto"
    if isinstance(chunks, dict):
        whole = before or tuple((length,) for length in shape)
        named = {axis if axis >= 0 else axis + len(shape): own for axis, own in chunks.items()}
        chunks = tuple(named.get(axis, whole[axis]) for axis in range(len(shape)))
    if chunks is None or isinstance(chunks, (int, str)):
        chunks = (-1 if chunks is None else chunks,) * len(shape)
    if len(shape) == 1 and len(chunks) > 1 and all(isinstance(own, int) for own in chunks):
        chunks = (tuple(chunks),)
    if len(chunks) != len(shape):
        raise ValueError(f"chunks are given for each axis: got {chunks!r} for shape {shape}")
    wanted = []
    for own in chunks:
        if own == "auto":
            wanted.append(0)
        elif own is None:
            wanted.append(-1)
        elif isinstance(own, (tuple, list)):
            wanted.append(max([1, *own]))
        elif isinstance(own, int) and (own > 0 or own == -1):
            wanted.append(own)
        else:
            raise ValueError(f'a chunk\'s length is a whole number above 0, -1 for all or "auto": got {own!r}')
    made = _native.chunks_of_shape(list(shape), wanted, item_bytes, most)
    for axis, own in enumerate(chunks):
        if isinstance(own, (tuple, list)):
            if sum(own) != shape[axis] or any(length < 0 for length in own):
                raise ValueError(f"chunks add up to the shape: got {tuple(own)} along axis {axis} of shape {shape}")
            made[axis] = list(own)
    return made


def rechunk(array: Any, chunks: Any) -> Any:
    if any(_is_unknown(length) for length in array.shape):
        raise ValueError("rechunk needs lengths that are known: compute_chunk_sizes() finds them")
    return _native.rechunk_array(array, normal_chunks(chunks, array.shape, array.dtype.itemsize, array.chunks))


def of_frame(frame: Any, lengths: Any) -> Any:
    if lengths is True:
        lengths = frame.map_partitions(len, meta="int64").compute().tolist()
    return _native.array_of_frame(frame, [] if lengths in (None, False) else list(lengths))
