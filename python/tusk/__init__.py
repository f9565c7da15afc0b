"""Tusk: parallel task graphs and futures, with the names that Dask gave them.

>>> import tusk
>>> @tusk.delayed
... def inc(x):
...     return x + 1
>>> total = inc(1) + inc(2)
>>> total.compute()
5
"""

from tusk import config, graph_manipulation, utils
from tusk._native import (
    CancelledError,
    Collection,
    Delayed,
    InternalError,
    KilledWorker,
    NdArray,
    OpaqueValue,
    Operation,
    Table,
    __version__,
)
from tusk.base import (
    annotate,
    compute,
    get_annotations,
    is_dask_collection,
    optimize,
    persist,
    visualize,
)
from tusk.delayed import delayed
from tusk.distributed import Client
from tusk.operations import load_library, operation, operations

__all__ = [
    "CancelledError",
    "Client",
    "Collection",
    "Delayed",
    "InternalError",
    "KilledWorker",
    "NdArray",
    "OpaqueValue",
    "Operation",
    "Table",
    "__version__",
    "annotate",
    "compute",
    "config",
    "delayed",
    "get_annotations",
    "graph_manipulation",
    "is_dask_collection",
    "load_library",
    "operation",
    "operations",
    "optimize",
    "persist",
    "utils",
    "visualize",
]
