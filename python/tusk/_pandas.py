"""Between pandas' objects and Tusk's: what only Python can know."""

from __future__ import annotations

import datetime
from typing import Any


def from_result(
    table: Any, shape: str, index_names: list[str | None], unnamed: str, categories: dict[int, tuple[Any, bool]]
) -> Any:
    """The pandas object of a computed frame ("frame"), series ("series") or value ("scalar").

    `categories` are those, and whether they are ordered, of category columns by their places, where all values are
    missing: an Arrow stream without rows does not carry them, and of no categories pandas forgets the type.
    """
    import numpy as np
    import pandas as pd
    import pyarrow as pa

    columns = pa.table(table).replace_schema_metadata(None)
    mixed = {i: columns[i] for i, field in enumerate(columns.schema) if pa.types.is_union(field.type)}
    for place, values in mixed.items():
        columns = columns.set_column(place, columns.schema[place].name, pa.nulls(len(values)))
    frame = columns.to_pandas()
    for place, values in mixed.items():
        frame.isetitem(place, pd.Series(_objects(values), index=frame.index, dtype=object))
    for place, (values, ordered) in categories.items():
        codes = np.full(len(frame), -1)
        frame.isetitem(place, pd.Categorical.from_codes(codes, categories=only_index(values), ordered=ordered))
    if shape == "scalar":
        return frame.iloc[0, 0]
    levels = len(index_names)
    values = frame.iloc[:, levels:]
    values.columns = column_index(list(values.columns))
    if levels == 1:
        values.index = pd.Index(frame.iloc[:, 0]).rename(index_names[0])
    elif levels > 1:
        values.index = pd.MultiIndex.from_arrays([frame.iloc[:, i] for i in range(levels)], names=index_names)
    if shape == "frame":
        return values
    series = values.iloc[:, 0]
    return series.rename(None if series.name == unnamed else series.name)


def _objects(values: Any) -> list[Any]:
    """Values of several types as pandas has them in a column of objects."""
    import pandas as pd

    kinds = {datetime.datetime: pd.Timestamp, datetime.timedelta: pd.Timedelta}
    objects = (kinds.get(type(value), lambda other: other)(value) for value in values.to_pylist())
    return [float("nan") if value is None else value for value in objects]


def column_index(names: list[str]) -> Any:
    """The columns of a frame: a MultiIndex where all names are tuples as Python writes them, as in ('fare', 'mean')."""
    import ast

    import pandas as pd

    if names and all(name.startswith("('") and name.endswith(")") for name in names):
        try:
            return pd.MultiIndex.from_tuples([ast.literal_eval(name) for name in names])
        except (SyntaxError, ValueError):
            pass
    return pd.Index(names)


def literal(value: Any) -> Any:
    """The value as a bool, int, float or str, None if it is missing, or a table of one row for dates and durations."""
    import numpy as np
    import pandas as pd
    import pyarrow as pa

    if value is pd.NaT or value is pd.NA or (isinstance(value, (np.datetime64, np.timedelta64)) and np.isnat(value)):
        return None
    if isinstance(value, (np.timedelta64, datetime.timedelta)):
        moment = pd.Timedelta(value).as_unit("us")
        return pa.table({"value": pa.array([moment], pa.duration("us"))})
    if isinstance(value, (np.datetime64, datetime.datetime)):
        moment = pd.Timestamp(value)
        return pa.table({"value": pa.array([moment], pa.timestamp(moment.unit, tz=str(moment.tz) if moment.tz else None))})
    if isinstance(value, datetime.date):
        return pa.table({"value": pa.array([value], pa.date32())})
    if isinstance(value, np.generic):
        plain = value.item()
        return None if isinstance(plain, float) and plain != plain else plain
    if isinstance(value, (bool, int, float, str)):
        return value
    raise TypeError(f"a column takes numbers, truth values, texts, dates and durations: got {value!r}")


def dtype_name(dtype: Any) -> str:
    """The name of a dtype: float is "float64", np.dtype("int32") is "int32"."""
    import numpy as np

    if isinstance(dtype, str):
        return dtype
    if dtype is str:
        return "str"
    if isinstance(dtype, type) and issubclass(dtype, (bool, int, float, np.generic)):
        return np.dtype(dtype).name
    return getattr(dtype, "name", None) or str(dtype)


def dtype_kind(dtype: Any) -> str:
    """What select_dtypes() calls a dtype: np.number is "number", float is "float64"."""
    import numpy as np

    kinds = {np.number: "number", np.floating: "float", np.integer: "integer", object: "object"}
    kinds |= {np.datetime64: "datetime", np.timedelta64: "timedelta", "datetime64": "datetime", "boolean": "bool"}
    return kinds.get(dtype) or dtype_name(dtype)


def only_index(table: Any) -> Any:
    """The only column of an Arrow table as a pandas Index."""
    import pandas as pd
    import pyarrow as pa

    return pd.Index(pa.table(table).column(0).to_pandas()).rename(None)


def to_table(frame: Any) -> tuple[Any, list[str | None]]:
    """A pandas frame as an Arrow table whose first columns are the index, and the index's names."""
    import pandas as pd
    import pyarrow as pa

    if isinstance(frame, pd.Series):
        frame = frame.to_frame()
    names = list(frame.index.names)
    columns = {f"__index_level_{i}__": frame.index.get_level_values(i) for i in range(len(names))}
    arrays = [pa.Array.from_pandas(values) for values in columns.values()]
    arrays += [pa.Array.from_pandas(frame.iloc[:, i]) for i in range(frame.shape[1])]
    return pa.Table.from_arrays(arrays, names=[*columns, *map(str, frame.columns)]), names
