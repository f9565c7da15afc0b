"""One page about everything that runs in a block."""

from __future__ import annotations

from contextlib import AbstractContextManager
from os import PathLike, fspath
from typing import Any

from tusk import _native
from tusk.diagnostics.page import versions


def performance_report(
    filename: str | PathLike[str] = "tusk-report.html",
    *,
    title: str = "Performance report",
    dt: float | str = 0.1,
) -> AbstractContextManager[Any]:
    """Writes an HTML page about everything that runs in a `with` block: a timeline of the tasks with CPU and memory,
    the time by operation, the graph and what failed. The page needs no network.

    dt: seconds between two samples of CPU and memory.

    >>> import os, tempfile
    >>> from tusk import delayed
    >>> path = os.path.join(tempfile.mkdtemp(), "report.html")
    >>> with performance_report(path):
    ...     delayed(sum)([1, 2]).compute()
    3
    >>> os.path.getsize(path) > 1000
    True
    """
    return _native.performance_report(fspath(filename), title, dt, versions())
