"""Lazy tables in partitions, with the names of pandas and Dask."""

from __future__ import annotations

import functools
import operator
import os
from collections.abc import Callable, Iterable
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
    "from_array",
    "from_delayed",
    "from_dict",
    "from_map",
    "from_pandas",
    "from_table",
    "get_dummies",
    "isna",
    "map_partitions",
    "read_csv",
    "read_json",
    "read_parquet",
    "read_table",
    "repartition",
    "to_csv",
    "to_datetime",
    "to_json",
    "to_numeric",
    "to_parquet",
    "to_timedelta",
]


def read_csv(urlpath: str | list[str], **options: Any) -> DataFrame:
    """CSV files as one frame: paths, globs and addresses (s3://, https://), in partitions of `blocksize` bytes.

    Options are pandas': sep, header, names, usecols and parse_dates (columns by name or place), dtype (for all columns or
    by column), na_values (for all columns or by column), keep_default_na, true_values, false_values, quotechar, doublequote,
    escapechar, comment, thousands, decimal, skiprows (how many lines, or which), skip_blank_lines, compression; and Dask's: blocksize, sample, assume_missing, include_path_column,
    storage_options. Types are told from a sample; what contradicts them later is an error that names file, line and
    column.
    """
    if "sep" in options and options["sep"] is None:
        raise NotImplementedError('the separator of fields is not guessed: pass sep=",", sep=";", sep="\t" …')
    return _native.read_csv(_addresses(urlpath), options)


def _addresses(path: Any) -> Any:
    if isinstance(path, os.PathLike):
        return os.fspath(path)
    return [_addresses(own) for own in path] if isinstance(path, (list, tuple)) else path


def read_parquet(
    path: str | list[str],
    columns: list[str] | None = None,
    filters: list[tuple] | list[list[tuple]] | None = None,
    index: str | list[str] | bool | None = None,
    split_row_groups: bool = True,
    storage_options: dict[str, Any] | None = None,
    *,
    calculate_divisions: bool = False,
    parse_dates: list[str] | None = None,
    engine: str = "auto",
) -> DataFrame:
    """Parquet files, globs and folders as one frame; row groups are partitions.

    filters: (column, comparison, value) tuples that all hold, or several lists of such, of which one holds; "in" and
        "not in" take lists. What can't have such rows isn't read.
    index: the columns of the index; by default those that pandas has noted, False for none.
    calculate_divisions: whether a pass over the index finds where partitions begin.
    parse_dates: columns of texts that are read as times.
    engine: as Dask has it; there is one here.
    """
    is_plain = filters is None or all(isinstance(own, tuple) and own[1] not in ("in", "not in") for own in filters)
    plain = filters if is_plain else None
    frame = _native.read_parquet(
        _addresses(path), columns if is_plain else None, plain, index, split_row_groups, storage_options
    )
    if not is_plain:
        frame = frame[_any_filter(frame, filters)]
        frame = frame if columns is None else frame[[columns] if isinstance(columns, str) else list(columns)]
    for column in parse_dates or []:
        if frame[column].dtype == "str":
            frame[column] = to_datetime(frame[column])
    return _native.find_divisions(frame) if calculate_divisions else frame


def _any_filter(frame: DataFrame, filters: Any) -> Any:
    """A mask of the rows for which one of the lists of filters holds."""
    groups = [filters] if isinstance(filters[0], tuple) else filters
    comparisons = {"==": "eq", "=": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
    masks = []
    for group in groups:
        parts = []
        for column, comparison, value in group:
            if comparison in ("in", "not in"):
                held = frame[column].isin(list(value))
                parts.append(held if comparison == "in" else ~held)
            elif comparison in comparisons:
                parts.append(getattr(frame[column], comparisons[comparison])(value))
            else:
                raise ValueError(f"filters compare by {', '.join(comparisons)}, in, not in: got {comparison!r}")
        masks.append(functools.reduce(operator.and_, parts))
    return functools.reduce(operator.or_, masks)


def read_table(urlpath: str | list[str], **options: Any) -> DataFrame:
    """As read_csv, of fields that tabs separate."""
    return read_csv(urlpath, **{"sep": "\t", **options})


def read_json(
    path: str | list[str],
    orient: str = "records",
    lines: bool | None = None,
    blocksize: int | str | None = None,
    sample: int | str | None = None,
    dtype: dict[str, Any] | None = None,
    storage_options: dict[str, Any] | None = None,
) -> DataFrame:
    """Files with one JSON object a line as one frame, in partitions of `blocksize` bytes.

    sample: how many bytes names and types are told from, unless `dtype` says a column's type.
    """
    if lines is False or orient != "records":
        raise NotImplementedError('JSON files are read with one object a line: orient="records", lines=True')
    return _native.read_json(_addresses(path), blocksize, sample, dtype, storage_options)


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
    if not len(data):  # An Arrow stream without rows does not carry categories.
        for name, dtype in data.dtypes.items() if isinstance(data, pd.DataFrame) else [(table.column_names[-1], data.dtype)]:
            if isinstance(dtype, pd.CategoricalDtype):
                frame[str(name)] = frame[str(name)].astype(dtype)
    return frame[table.column_names[-1]].rename(data.name or "") if isinstance(data, pd.Series) else frame


def from_dict(
    data: dict[str, Any],
    npartitions: int = 1,
    orient: str = "columns",
    dtype: Any = None,
    columns: list[str] | None = None,
) -> DataFrame:
    """Columns by name as a frame, or with orient="index" rows by their index; see pandas.DataFrame.from_dict.

    >>> from_dict({"x": [1, 2], "y": ["a", "b"]}, npartitions=2).compute()
       x  y
    0  1  a
    1  2  b
    """
    import pandas as pd

    return from_pandas(pd.DataFrame.from_dict(data, orient=orient, dtype=dtype, columns=columns), npartitions)


def from_array(x: Any, chunksize: int = 50000, columns: Any = None) -> DataFrame | Series:
    """A NumPy array in partitions of `chunksize` rows: a series, or of two dimensions or with named fields a frame.

    >>> import numpy as np
    >>> from_array(np.array([[1, 2], [3, 4]]), columns=["a", "b"]).b.sum().compute()
    6
    """
    import numpy as np
    import pandas as pd

    values = np.asarray(x)
    is_frame = values.ndim == 2 or values.dtype.names is not None
    made = pd.DataFrame(values, columns=columns) if is_frame else pd.Series(values, name=columns)
    if is_frame:
        made.columns = made.columns.map(str)
    return from_pandas(made, max(1, -(-len(values) // chunksize)), sort=False)


def from_delayed(
    dfs: Any, meta: Any = None, divisions: Any = None, prefix: str = "from-delayed", verify_meta: bool = True
) -> DataFrame | Series:
    """A frame or series of which each partition is what a Delayed (or a future) gives: a pandas object, or an array.

    meta: its columns and dtypes: an empty frame or series, a dict of dtypes, (name, dtype), or a dtype. Without it
        the first Delayed is computed to see them.
    divisions: what the index begins with in each partition, and ends with; by default that isn't known.
    verify_meta: whether columns of other names are refused; else they are taken by their places.

    >>> import pandas as pd
    >>> from tusk import delayed
    >>> parts = [delayed(pd.DataFrame)({"x": [i, i + 1]}) for i in range(3)]
    >>> from_delayed(parts).x.sum().compute()
    9
    """
    from tusk import _from_tasks

    return _from_tasks.from_delayed(dfs, meta, divisions, prefix, verify_meta)


def from_map(
    func: Callable,
    *iterables: Iterable,
    args: tuple = (),
    meta: Any = None,
    divisions: Any = None,
    label: str | None = None,
    enforce_metadata: bool = True,
    **kwargs: Any,
) -> DataFrame | Series:
    """A frame or series of which each partition is func(item of each iterable, *args, **kwargs).

    meta, divisions: as for from_delayed; without meta the function is called for the first items to see them.
    label: what its tasks are called; by default the function's name.

    >>> import pandas as pd
    >>> from_map(lambda n: pd.DataFrame({"x": range(n)}), [1, 2, 3]).compute().x.tolist()
    [0, 0, 1, 0, 1, 2]
    """
    from tusk import _from_tasks

    return _from_tasks.from_map(func, iterables, tuple(args), kwargs, meta, divisions, label, enforce_metadata)


def map_partitions(
    func: Callable,
    *args: Any,
    meta: Any = None,
    enforce_metadata: bool = True,
    clear_divisions: bool = False,
    label: str | None = None,
    **kwargs: Any,
) -> DataFrame | Series:
    """What func(*args, **kwargs) gives for the partitions of the lazy frames and series among its arguments.

    Partitions are pandas' objects; lazy scalars, Delayed objects and futures are computed values. It gives a frame, a
    series, an array with a value a row, or one value, of which the result is a series. A parameter `partition_info`
    gets the partition's number, and the first value of its index if that is known. Where the result has the index that
    the first frame has, it can be put beside that frame's columns. A registered C++ function (or its name) gets and
    gives Arrow tables.

    meta: what it gives: an empty frame or series, a dict of dtypes, (name, dtype), or of one value a partition its
        dtype. Without it the function is tried on two made-up rows.
    enforce_metadata: whether columns of other names are refused; else they are taken by their places.
    clear_divisions: the function changes the index, so what was known of it is not any more.
    label: what its tasks are called; by default the function's name.

    >>> frame = from_dict({"x": [1, 2, 3]}, npartitions=2)
    >>> map_partitions(lambda part, by: part.x * by, frame, by=frame.x.max()).compute().tolist()
    [3, 6, 9]
    >>> frame.map_partitions(len).compute().tolist()
    [2, 1]
    """
    from tusk import _partitions

    return _partitions.map_partitions(
        func,
        args,
        kwargs,
        meta=meta,
        enforce_metadata=enforce_metadata,
        clear_divisions=clear_divisions,
        label=label,
    )


def repartition(
    df: DataFrame | Series, divisions: Any = None, npartitions: int | None = None, force: bool = False
) -> DataFrame | Series:
    """The same rows in other partitions: see DataFrame.repartition.

    >>> repartition(from_dict({"x": [1, 2, 3, 4]}), npartitions=2).partitions[1].x.compute().tolist()
    [3, 4]
    """
    return df.repartition(divisions=divisions, npartitions=npartitions, force=force)


def concat(dfs: list[DataFrame | Series], axis: int | str = 0) -> DataFrame | Series:
    """The rows of all frames, or series, one after the other; frames have the same columns.

    With axis=1 their columns beside each other: of objects with the same rows, made from one frame.

    >>> frame = from_dict({"x": [1, 2]})
    >>> len(concat([frame, frame]))
    4
    >>> list(concat([frame, (frame.x * 2).rename("twice")], axis=1).columns)
    ['x', 'twice']
    """
    return _native.concat(dfs, axis in (1, "columns"))


def isna(arg: DataFrame | Series) -> DataFrame | Series:
    """Where values are missing.

    >>> isna(from_dict({"x": [1.0, None]}).x).sum().compute()
    1
    """
    return arg.isna()


def to_datetime(arg: Series, errors: str = "raise", format: str | None = None, unit: str | None = None) -> Series:
    """Texts, or numbers of a `unit` since 1970, as times. errors: "raise", or "coerce" to make missing what is no time.

    format: as strftime has it; by default what ISO 8601 allows.

    >>> to_datetime(from_dict({"t": ["2019-01-31 08:15", "later"]}).t, errors="coerce").dt.hour.max().compute()
    8
    """
    if format is not None and arg.dtype.startswith(("int", "uint")):  # 20190131 is a text of digits
        arg = arg.astype("str")
    return arg.elementwise("to_datetime", errors=errors, format=format, unit=unit)


def to_timedelta(arg: Series, unit: str | None = None, errors: str = "raise") -> Series:
    """Texts such as "1 days 02:03:04", or numbers of a `unit`, as durations.

    >>> to_timedelta(from_dict({"t": [90, 30]}).t, unit="min").dt.total_seconds().sum().compute()
    7200.0
    """
    return arg.elementwise("to_timedelta", errors=errors, unit=unit)


def to_numeric(arg: Series, errors: str = "raise") -> Series:
    """Texts as float64; numbers stay what they are.

    >>> to_numeric(from_dict({"t": ["1", "2.5"]}).t).sum().compute()
    3.5
    """
    return arg.elementwise("to_numeric", errors=errors)


def get_dummies(
    data: DataFrame | Series,
    prefix: str | list[str] | dict[str, str] | None = None,
    prefix_sep: str = "_",
    columns: list[str] | None = None,
    drop_first: bool = False,
    dtype: Any = bool,
) -> DataFrame:
    """Category columns as one column of truth values (or of `dtype`) a category, behind the columns that stay.

    By default all columns of texts and categories; their categories must be known: call categorize() of the frame first.

    >>> frame = from_dict({"x": [1, 2], "flag": ["N", "Y"]}).categorize()
    >>> list(get_dummies(frame).columns)
    ['x', 'flag_N', 'flag_Y']
    """
    return _native.get_dummies(data, prefix, prefix_sep, columns, drop_first, dtype)


def to_csv(df: DataFrame, filename: str, **options: Any) -> list[str]:
    """Writes CSV files, one for each partition: see DataFrame.to_csv."""
    return df.to_csv(filename, **options)


def to_json(df: DataFrame, url_path: str, **options: Any) -> list[str]:
    """Writes files with one JSON object a line: see DataFrame.to_json."""
    return df.to_json(url_path, **options)


def to_parquet(df: DataFrame, path: str, **options: Any) -> list[str]:
    """Writes a folder of Parquet files: see DataFrame.to_parquet."""
    return df.to_parquet(path, **options)
