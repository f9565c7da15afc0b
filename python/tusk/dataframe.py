"""Lazy tables in partitions, with the names of pandas and Dask."""

from __future__ import annotations

from typing import Any

from tusk import _native
from tusk._groups import Aggregation
from tusk._native import DataFrame, GroupBy, Scalar, Series, SeriesGroupBy
from tusk.base import compute

__all__ = [
    "Aggregation",
    "DataFrame",
    "GroupBy",
    "Scalar",
    "Series",
    "SeriesGroupBy",
    "compute",
    "concat",
    "from_dict",
    "from_pandas",
    "from_table",
    "read_csv",
    "read_json",
    "read_parquet",
]


def read_csv(urlpath: str | list[str], **options: Any) -> DataFrame:
    """CSV files as one frame: paths, globs and addresses (s3://, https://), in partitions of `blocksize` bytes.

    Options are pandas': sep, header, names, usecols, dtype, parse_dates (a list of columns), na_values,
    keep_default_na, true_values, false_values, quotechar, doublequote, escapechar, comment, thousands, decimal,
    skiprows, skip_blank_lines, compression; and Dask's: blocksize, sample, assume_missing, include_path_column,
    storage_options. Types are told from a sample; what contradicts them later is an error that names file, line and
    column.
    """
    return _native.read_csv(urlpath, options)


def read_parquet(
    path: str | list[str],
    columns: list[str] | None = None,
    filters: list[tuple] | None = None,
    index: str | list[str] | bool | None = None,
    split_row_groups: bool = True,
    storage_options: dict[str, Any] | None = None,
) -> DataFrame:
    """Parquet files, globs and folders as one frame; row groups are partitions.

    filters: (column, comparison, value) tuples that all hold; what can't have such rows isn't read.
    index: the columns of the index; by default those that pandas has noted, False for none.
    """
    return _native.read_parquet(path, columns, filters, index, split_row_groups, storage_options)


def read_json(
    path: str | list[str],
    lines: bool = True,
    blocksize: int | str | None = None,
    storage_options: dict[str, Any] | None = None,
) -> DataFrame:
    """Files with one JSON object a line as one frame."""
    if not lines:
        raise NotImplementedError("JSON files are read with one object a line: lines=True")
    return _native.read_json(path, blocksize, storage_options)


def from_table(table: Any, npartitions: int = 1) -> DataFrame:
    """A table in memory (pyarrow, Polars, anything with the Arrow C stream interface) as a frame without an index."""
    return _native.from_table(table, npartitions, [])


def from_pandas(data: Any, npartitions: int = 1, sort: bool = True) -> DataFrame | Series:
    """A pandas DataFrame or Series with its index, sorted by it unless `sort` is False, in so many partitions.

    >>> import pandas as pd
    >>> from_pandas(pd.DataFrame({"x": [1, 2, 3]}), npartitions=2).x.sum().compute()
    6
    """
    import pandas as pd

    from tusk import _pandas

    if sort and not data.index.is_monotonic_increasing:
        data = data.sort_index(kind="stable")
    table, names = _pandas.to_table(data)
    frame = _native.from_table(table, npartitions, names)
    return frame[table.column_names[-1]].rename(data.name or "") if isinstance(data, pd.Series) else frame


def from_dict(data: dict[str, Any], npartitions: int = 1) -> DataFrame:
    """Columns by name as a frame."""
    import pandas as pd

    return from_pandas(pd.DataFrame(data), npartitions)


def concat(dfs: list[DataFrame]) -> DataFrame:
    """The rows of all frames, one after the other. They have the same columns."""
    return _native.concat(dfs)
