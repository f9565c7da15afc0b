"""What functions of users' give before they run: tried on made-up rows, or as the user says it by meta=."""

from __future__ import annotations

from typing import Any

META_HELP = "an empty frame or series, a dict of dtypes, (name, dtype), or a dtype"


def sample_frame(empty: Any) -> Any:
    """Two rows of made-up values with the dtypes of an empty frame."""
    import pandas as pd

    return pd.DataFrame({name: sample_values(empty[name]) for name in empty.columns})


def sample_values(empty: Any) -> Any:
    """Two made-up values with the dtype of an empty series."""
    import datetime

    import numpy as np
    import pandas as pd

    dtype = empty.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        categories = dtype.categories if len(dtype.categories) else pd.Index(["a"])
        return pd.Categorical([categories[0]] * 2, categories=categories, ordered=dtype.ordered)
    if isinstance(dtype, pd.DatetimeTZDtype) or getattr(dtype, "kind", "") == "M":
        return pd.Series([pd.Timestamp("2000-01-01")] * 2).dt.tz_localize(getattr(dtype, "tz", None)).astype(dtype)
    if getattr(dtype, "kind", "") == "m":
        return pd.Series(pd.to_timedelta([1, 2], unit="s")).astype(dtype)
    if isinstance(dtype, np.dtype) and dtype.kind in "iufb":
        return pd.Series([1, 1]).astype(dtype)
    if dtype == object:
        return pd.Series([datetime.date(2000, 1, 1)] * 2, dtype=object)
    return pd.Series(["a", "b"], dtype=dtype)


def meta_object(meta: Any) -> Any:
    """The pandas object that meta= says: of its rows only the dtypes count."""
    import pandas as pd

    if isinstance(meta, (pd.Series, pd.DataFrame)):
        return meta
    if isinstance(meta, dict):
        return pd.DataFrame({name: pd.Series([], dtype=dtype) for name, dtype in meta.items()})
    if isinstance(meta, list) and all(isinstance(pair, tuple) and len(pair) == 2 for pair in meta):
        return pd.DataFrame({name: pd.Series([], dtype=dtype) for name, dtype in meta})
    if isinstance(meta, tuple) and len(meta) == 2:
        return pd.Series([], dtype=meta[1], name=meta[0])
    if is_dtype(meta):
        return pd.Series([], dtype=meta)
    raise TypeError(f"meta is {META_HELP}: got {meta!r}")


def is_dtype(meta: Any) -> bool:
    """Whether meta= is a dtype alone, of values without a name."""
    import pandas as pd

    if meta is None or isinstance(meta, (pd.Series, pd.DataFrame, dict, list, tuple)):
        return False
    try:
        return pd.api.types.pandas_dtype(meta) is not None
    except TypeError:
        return False


def arrow_type(values: Any) -> Any:
    """The type of a column of pandas' values; of objects without values that of texts, of missing ones float64."""
    import pyarrow as pa

    try:
        found = pa.Array.from_pandas(values).type
    except (pa.ArrowException, OverflowError) as error:
        raise TypeError(
            f"a column holds numbers, truth values, texts, dates or durations of one type: a function gave {values.dtype} "
            f"values such as {values.tolist()[:2]!r} for {_named(values.name)} ({error})"
        ) from error
    if pa.types.is_null(found):
        return pa.float64() if len(values) else pa.string()
    return pa.dictionary(pa.int32(), found.value_type, found.ordered) if pa.types.is_dictionary(found) else found


def arrow_array(values: Any, name: str, wanted: Any) -> Any:
    """pandas' values as a column of the wanted type, if they can be without a loss."""
    import pyarrow as pa

    try:
        return _converted(pa.Array.from_pandas(values), wanted)
    except (pa.ArrowException, OverflowError) as error:
        raise TypeError(
            f"a function gives the types that meta says: {_named(name)} is {values.dtype} and can't become {wanted} "
            f"({error}); pass meta= with the type that it has"
        ) from error


def _converted(made: Any, wanted: Any) -> Any:
    """The column as one of the wanted type; raises pyarrow's errors where values would not mean the same."""
    import pyarrow as pa

    if made.type == wanted:
        return made
    if made.null_count == len(made):
        return pa.nulls(len(made), wanted)
    if not _is_alike(made.type, wanted):
        raise pa.ArrowTypeError("that would be another kind of value")
    if not pa.types.is_dictionary(wanted):
        return made.cast(wanted)
    if isinstance(made, pa.ChunkedArray):
        made = made.combine_chunks()
    if not pa.types.is_dictionary(made.type):
        made = made.dictionary_encode()
    codes, categories = made.indices.cast(wanted.index_type), made.dictionary.cast(wanted.value_type)
    return pa.DictionaryArray.from_arrays(codes, categories, ordered=wanted.ordered)


def _is_alike(found: Any, wanted: Any) -> bool:
    """Whether values of one type may become those of the other: numbers numbers, texts texts, times times."""
    import pyarrow as pa

    if pa.types.is_dictionary(found):
        found = found.value_type
    if pa.types.is_dictionary(wanted):
        wanted = wanted.value_type
    kinds = (
        lambda own: pa.types.is_integer(own) or pa.types.is_floating(own) or pa.types.is_decimal(own),
        lambda own: pa.types.is_string(own) or pa.types.is_large_string(own) or pa.types.is_string_view(own),
        lambda own: pa.types.is_timestamp(own) or pa.types.is_date(own),
        pa.types.is_boolean,
        pa.types.is_duration,
    )
    return found == wanted or any(is_kind(found) and is_kind(wanted) for is_kind in kinds)


def _named(name: Any) -> str:
    return "the result" if name is None or name == "__unnamed__" else f"column {name!r}"


def conformed(made: Any, schema: Any) -> Any:
    """The table with the schema's types. Raises ValueError for other columns, TypeError for other types."""
    import pyarrow as pa

    if made.column_names != schema.names:
        raise ValueError(
            f"a function of groups gives the columns and the levels of the index that meta says: {schema.names}, "
            f"not {made.column_names}; pass meta= with that index"
        )
    arrays = []
    for column, field in zip(made.columns, schema):
        try:
            arrays.append(_converted(column, field.type))
        except pa.ArrowException as error:
            raise TypeError(
                f"a function of groups gives the types that meta says: column {field.name!r} is {column.type}, "
                f"not {field.type}: {error}"
            ) from error
    return type(made).from_arrays(arrays, schema=schema)
