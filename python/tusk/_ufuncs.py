"""NumPy's functions of lazy frames and series: np.sqrt(frame.x), np.add(frame.x, 1)."""

from __future__ import annotations

from typing import Any

from tusk import _native

# What NumPy calls otherwise than pandas' methods.
KERNEL_NAMES = {
    "subtract": "sub",
    "multiply": "mul",
    "divide": "truediv",
    "true_divide": "truediv",
    "floor_divide": "floordiv",
    "remainder": "mod",
    "power": "pow",
    "negative": "neg",
    "positive": "pos",
    "absolute": "abs",
    "fabs": "abs",
    "equal": "eq",
    "not_equal": "ne",
    "less": "lt",
    "less_equal": "le",
    "greater": "gt",
    "greater_equal": "ge",
    "bitwise_and": "and",
    "logical_and": "and",
    "bitwise_or": "or",
    "logical_or": "or",
    "bitwise_xor": "xor",
    "invert": "invert",
    "logical_not": "invert",
    "isnan": "isna",
    "deg2rad": "radians",
    "rad2deg": "degrees",
}


def call(ufunc: Any, method: str, *inputs: Any, **keywords: Any) -> Any:
    if method != "__call__" or keywords:
        raise TypeError(f"np.{ufunc.__name__} of a lazy object is called with operands alone: got {method}, {keywords}")
    return _native.elementwise(KERNEL_NAMES.get(ufunc.__name__, ufunc.__name__), *inputs)
