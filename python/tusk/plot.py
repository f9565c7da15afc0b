"""Plots of computed values as PNG files, drawn by the program `gnuplot`.

Values that are NaN are left out. Each returns the picture, which notebooks show.
"""

from __future__ import annotations

from collections.abc import Iterable
from os import PathLike, fspath

from tusk import _native
from tusk.picture import Picture

__all__ = ["bar", "barh", "histogram", "line"]

Path = str | PathLike[str]


def bar(
    path: Path,
    labels: Iterable[object],
    values: Iterable[float],
    *,
    title: str = "",
    x_label: str = "",
    y_label: str = "",
    width: float = 10,
    height: float = 8,
) -> Picture:
    """A bar for each label, with its value where they are few; of many labels every few are written.

    `width` and `height` are inches.

    >>> import os, tempfile
    >>> path = os.path.join(tempfile.mkdtemp(), "trips.png")
    >>> bar(path, ["card", "cash"], [70, 30], title="Trips")  # doctest: +ELLIPSIS
    <Picture: png, ... bytes in ...trips.png>
    """
    return _labelled(_native.plot_bar, path, labels, values, title, x_label, y_label, width, height)


def barh(
    path: Path,
    labels: Iterable[object],
    values: Iterable[float],
    *,
    title: str = "",
    x_label: str = "",
    y_label: str = "",
    width: float = 10,
    height: float = 8,
) -> Picture:
    """The bars of `bar` lying down, the first label on top."""
    return _labelled(_native.plot_barh, path, labels, values, title, x_label, y_label, width, height)


def line(
    path: Path,
    labels: Iterable[object],
    values: Iterable[float],
    *,
    title: str = "",
    x_label: str = "",
    y_label: str = "",
    width: float = 10,
    height: float = 8,
) -> Picture:
    """Values at equal distances, under their labels."""
    return _labelled(_native.plot_line, path, labels, values, title, x_label, y_label, width, height)


def histogram(
    path: Path,
    edges: Iterable[float],
    counts: Iterable[float],
    *,
    title: str = "",
    x_label: str = "",
    y_label: str = "",
    width: float = 10,
    height: float = 8,
) -> Picture:
    """counts[i] between edges[i] and edges[i + 1]; `Series.histogram(edges)` counts them."""
    _native.plot_histogram(
        fspath(path), [float(x) for x in edges], [float(x) for x in counts], title, x_label, y_label, width, height
    )
    return Picture.read(fspath(path))


def _labelled(draw, path, labels, values, *style) -> Picture:
    draw(fspath(path), [str(label) for label in labels], [float(value) for value in values], *style)
    return Picture.read(fspath(path))
