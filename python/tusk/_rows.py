"""Loops over computed rows, one partition in memory at a time, and what is printed of a frame."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any, TextIO


def _parts(frame: Any) -> Iterator[Any]:
    """The computed partitions; rows without an index are counted on."""
    import pandas as pd

    before = 0
    for number in range(frame.npartitions):
        part = frame.get_partition(number).compute()
        if not frame.index_names:
            part.index = pd.RangeIndex(before, before + len(part))
            before += len(part)
        yield part


def iterrows(frame: Any) -> Iterator[tuple[Any, Any]]:
    for part in _parts(frame):
        yield from part.iterrows()


def itertuples(frame: Any, index: bool, name: str | None) -> Iterator[Any]:
    for part in _parts(frame):
        yield from part.itertuples(index, name)


def values(series: Any) -> Iterator[Any]:
    for part in _parts(series.to_frame()):
        yield from part.iloc[:, 0]


def items(series: Any) -> Iterator[tuple[Any, Any]]:
    for part in _parts(series.to_frame()):
        yield from part.iloc[:, 0].items()


def as_array(lazy: Any, dtype: Any, copy: bool | None) -> Any:
    import numpy as np

    if copy is False:
        raise ValueError("the values of a lazy object are made when they are asked for: copy=False can't be had")
    return np.asarray(lazy.compute(), dtype=dtype)


def info(frame: Any, buf: TextIO | None) -> None:
    dtypes = [str(dtype) for dtype in frame.dtypes]
    width = max([6, *map(len, frame.columns)])
    lines = [
        f"<class 'tusk.dataframe.DataFrame'>, {frame.npartitions} partitions",
        f"Data columns (total {len(dtypes)} columns):",
        *(f" {column:<{width}}  {dtype}" for column, dtype in zip(frame.columns, dtypes)),
        "dtypes: " + ", ".join(f"{dtype}({count})" for dtype, count in sorted(Counter(dtypes).items())),
    ]
    print("\n".join(lines), file=buf or sys.stdout)
