"""How far a run is, as text."""

from __future__ import annotations

from typing import TextIO

from tusk import _native


class ProgressBar(_native.ProgressBar):
    """Shows how far runs are: one line that is redrawn on a terminal and in a notebook, few lines elsewhere.

    minimum: seconds; a run that ends before shows nothing.
    width: characters of the bar.
    dt: seconds between two lines.
    out: a file to write to, instead of sys.stdout.

    >>> from tusk import delayed
    >>> import io
    >>> log = io.StringIO()
    >>> with ProgressBar(out=log):
    ...     delayed(sum)([1, 2]).compute()
    3
    >>> "100% Completed" in log.getvalue()
    True
    """

    def __init__(self, minimum: float | str = 0, width: int = 40, dt: float | str = 0.1, out: TextIO | None = None):
        super().__init__(minimum, width, dt, out)
