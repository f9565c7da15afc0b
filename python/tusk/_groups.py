"""Groups in the hands of users' functions: what Python calls in a partition, and how results' types are found first."""

from __future__ import annotations

from typing import Any, Callable

from tusk._meta import conformed, meta_object, sample_frame

UNNAMED = "__unnamed__"
GROUP = "__group__"
PICKLED = "__pickled__"  # a column of objects that Arrow has no type for: their bytes


class Aggregation:
    """An aggregation of one's own for groupby().agg, in steps over pandas' grouped series, as Dask has it.

    chunk: of a partition's grouped values, a series with a row a group, or a tuple of several.
    agg: of these series (as many arguments), grouped after partitions are put together, the same again.
    finalize: of these series the result; by default there is one, and it is that.

    Groups are numbered for these functions: what the keys are is not seen by them.

    >>> import pandas as pd
    >>> from tusk.dataframe import from_pandas
    >>> spread = Aggregation(
    ...     "spread", lambda s: (s.max(), s.min()), lambda a, b: (a.max(), b.min()), lambda a, b: a - b
    ... )
    >>> from_pandas(pd.DataFrame({"k": [1, 1, 2], "x": [3, 5, 7]}), 2).groupby("k").x.agg(spread).compute().tolist()
    [2, 0]
    """

    def __init__(self, name: str, chunk: Callable, agg: Callable, finalize: Callable | None = None) -> None:
        self.__name__ = name
        self.chunk = chunk
        self.agg = agg
        self.finalize = finalize


def function_name(function: Any) -> str:
    """The named aggregation that a spec's entry means: a text, the type list, or a function of NumPy or builtins."""
    if isinstance(function, str):
        return {"nanmean": "mean"}.get(function, function)
    if function is list:
        return "list"
    name = getattr(function, "__name__", "")
    module = (getattr(function, "__module__", "") or "").split(".")[0]
    if module in ("numpy", "builtins") and name.removeprefix("nan") in _NUMPY_NAMES:
        return _NUMPY_NAMES[name.removeprefix("nan")]
    raise TypeError(
        f"agg takes names of aggregations, NumPy's functions and Aggregation objects: got {function!r}; "
        "for other functions of a group use apply, or give an Aggregation its steps"
    )


_NUMPY_NAMES = {name: name for name in "sum prod mean median std var min max any all".split()}
_NUMPY_NAMES |= {"amin": "min", "amax": "max", "size": "size", "len": "size"}


def run_step(table: Any, function: Callable, *, grouped: bool) -> Any:
    """A step over a table of group numbers and values: what `function` makes of its series, as such a table again."""
    frame = _frame(table)
    numbers = frame.pop(GROUP)
    frame.index = numbers
    columns = [frame[name].rename(None) for name in frame.columns]
    if grouped:
        columns = [column.groupby(level=0, sort=False) for column in columns]
    return _table_of_groups(function(*columns))


def chunk_step(table: Any, function: Callable, name: str | None) -> Any:
    frame = _frame(table)
    values = frame.iloc[:, 1].rename(name)
    return _table_of_groups(function(values.groupby(frame[GROUP].to_numpy(), sort=False)))


def agg_step(table: Any, function: Callable) -> Any:
    return run_step(table, function, grouped=True)


def finalize_step(table: Any, function: Callable | None) -> Any:
    return run_step(table, function or (lambda *columns: columns[0] if len(columns) == 1 else columns), grouped=False)


def aggregation_dtype(aggregation: Aggregation, column: Any, name: str | None) -> str:
    """The dtype of the results for an empty table of the column, found on two made-up values."""
    import pandas as pd
    import pyarrow as pa

    values = sample_frame(pa.table(column).to_pandas()).iloc[:, 0]
    table = to_pandas_table(pd.DataFrame({GROUP: [0, 0], "value": values}))
    try:
        chunk = chunk_step(table, aggregation.chunk, name)
        made = finalize_step(agg_step(chunk, aggregation.agg), aggregation.finalize)
    except Exception as error:
        raise ValueError(
            f"the steps of the aggregation {aggregation.__name__!r} were tried on two rows of {values.dtype} "
            f"to find the result's type: {error!r}"
        ) from error
    return str(_frame(made).iloc[:, 1].dtype)


def _frame(table: Any) -> Any:
    import cloudpickle
    import pyarrow as pa

    frame = pa.table(table).replace_schema_metadata(None).to_pandas()
    for name in frame.columns:
        if name.startswith(PICKLED):
            frame[name] = [cloudpickle.loads(value) for value in frame[name]]
    return frame


def _table_of_groups(made: Any) -> Any:
    import cloudpickle
    import pandas as pd
    import pyarrow as pa

    parts = made if isinstance(made, tuple) else (made,)
    for part in parts:
        if not isinstance(part, pd.Series):
            raise TypeError(f"a step of an aggregation gives series with a row a group, or a tuple: got {part!r}")
    arrays, names = [pa.array(parts[0].index.to_numpy(dtype="int64"))], [GROUP]
    for i, part in enumerate(parts):
        part = part if i == 0 else part.reindex(parts[0].index)
        if part.dtype == object:
            arrays.append(pa.array([cloudpickle.dumps(value) for value in part], pa.binary()))
            names.append(f"{PICKLED}{i}")
        else:
            arrays.append(pa.Array.from_pandas(part))
            names.append(str(i))
    return pa.Table.from_arrays(arrays, names=names)


def to_pandas_table(frame: Any) -> Any:
    import pyarrow as pa

    arrays = [pa.Array.from_pandas(frame.iloc[:, i]) for i in range(frame.shape[1])]
    return pa.Table.from_arrays(arrays, names=list(frame))


def plan_of_apply(empty: Any, plan: dict, function: Callable, args: tuple, kwargs: dict, meta: Any) -> tuple:
    """Shape, empty table and index names of what a function gives for groups: of a trial on made-up rows, or meta."""
    import pandas as pd

    try:
        tried = _applied(_sample_partition(empty), plan, function, args, kwargs)
        if meta is None and not isinstance(tried, (pd.Series, pd.DataFrame)):
            raise TypeError(f"a function of groups gives values, series or frames: got {tried!r}")
    except Exception as error:
        if meta is None:
            raise ValueError(
                f"the function was tried on two made-up rows to find what it gives: {error!r}; pass meta=, an empty "
                "frame or series (with the index that it has), or (name, dtype)"
            ) from error
        tried = None
    given = None if meta is None else meta_object(meta)
    if given is not None:
        if isinstance(meta, (pd.Series, pd.DataFrame)) and not isinstance(meta.index, pd.RangeIndex):
            index = given.index
        elif tried is not None:
            index = tried.index
        else:
            index = pd.MultiIndex.from_arrays([key.iloc[:0] for key in _keys(_sample_partition(empty), plan)])
        given = given.iloc[:0].set_axis(index[:0], axis=0)
    result = (tried if given is None else given).iloc[:0]
    shape = "series" if isinstance(result, pd.Series) else "frame"
    return shape, _result_table(result, UNNAMED), list(result.index.names)


def _sample_partition(empty: Any) -> Any:
    import pyarrow as pa

    return sample_frame(pa.table(empty).replace_schema_metadata(None).to_pandas())


def _keys(frame: Any, plan: dict) -> list:
    return [frame[f"__key_{i}__"].rename(name) for i, name in enumerate(plan["keys"])]


def _grouped(frame: Any, plan: dict) -> Any:
    import pandas as pd

    levels = len(plan["index_names"])
    if levels:
        index = [frame[f"__index_level_{i}__"] for i in range(levels)]
        if levels == 1:
            frame.index = pd.Index(index[0]).rename(plan["index_names"][0])
        else:
            frame.index = pd.MultiIndex.from_arrays(index, names=plan["index_names"])
    keys = _keys(frame, plan)
    values = frame[plan["columns"]]
    if plan["series"]:
        values = values.iloc[:, 0]
        values = values.rename(None if values.name == UNNAMED else values.name)
    options = {name: plan[name] for name in ("sort", "dropna", "observed", "group_keys")}
    return values.groupby(keys[0] if len(keys) == 1 else keys, **options)


def _applied(frame: Any, plan: dict, function: Callable, args: tuple, kwargs: dict) -> Any:
    """What the function gives for the groups; it sees their keys as columns too, as it did before pandas 3."""
    for name in plan["handed"]:
        if name not in plan["columns"]:
            frame[name] = frame[f"__key_{plan['keys'].index(name)}__"]
    return _grouped(frame, {**plan, "columns": plan["handed"]}).apply(function, *args, **kwargs)


def _result_table(result: Any, unnamed: str) -> Any:
    import pandas as pd

    from tusk import _pandas

    if isinstance(result, pd.Series):
        result = result.to_frame(unnamed if result.name is None else result.name)
    return _pandas.to_table(result)[0]


def apply_partition(
    table: Any, plan: dict, function: Callable, args: tuple, kwargs: dict, shape: str, empty: Any
) -> Any:
    """What the function gives for the groups of a partition, with the columns of `empty`."""
    import pandas as pd
    import pyarrow as pa

    from tusk import Table

    frame = pa.table(table).replace_schema_metadata(None).to_pandas()
    schema = pa.table(empty).schema.remove_metadata()
    if _has_no_groups(frame, plan):
        return Table(schema.empty_table())
    result = _applied(frame, plan, function, args, kwargs)
    if isinstance(result, pd.Series) != (shape == "series"):
        raise TypeError(f"a function of groups gives what meta says: a {shape}, not {type(result).__name__}")
    made = _result_table(result, schema.names[-1] if shape == "series" else UNNAMED)
    if shape == "series":
        made = made.rename_columns([*made.column_names[:-1], schema.names[-1]])
    return Table(conformed(made, schema))


def _has_no_groups(frame: Any, plan: dict) -> bool:
    keys = [f"__key_{i}__" for i in range(len(plan["keys"]))]
    return len(frame) == 0 or (plan["dropna"] and bool(frame[keys].isna().any(axis=1).all()))


def plan_of_transform(empty: Any, plan: dict, function: Callable, args: tuple, kwargs: dict, meta: Any) -> Any:
    """The empty table of the columns that transform gives."""
    import pandas as pd

    if meta is not None:
        return _transformed_table(meta_object(meta), plan)
    try:
        made = _grouped(_sample_partition(empty), plan).transform(function, *args, **kwargs)
    except Exception as error:
        raise ValueError(
            f"the function was tried on two made-up rows to find what it gives: {error!r}; pass meta=, an empty frame "
            "or series, or (name, dtype)"
        ) from error
    if not isinstance(made, (pd.Series, pd.DataFrame)):
        raise TypeError(f"transform gives a value for each row: got {made!r}")
    return _transformed_table(made.iloc[:0], plan)


def _transformed_table(made: Any, plan: dict) -> Any:
    import pandas as pd

    if isinstance(made, pd.Series):
        made = made.to_frame(plan["columns"][0])
    return to_pandas_table(made.rename(columns=str))


def transform_partition(table: Any, plan: dict, function: Callable, args: tuple, kwargs: dict, empty: Any) -> Any:
    """The function's values for all rows of a partition, between the index and the places of the rows."""
    import pyarrow as pa

    from tusk import Table

    rows = pa.table(table).replace_schema_metadata(None)
    schema = pa.table(empty).schema.remove_metadata()
    frame = rows.to_pandas()
    if _has_no_groups(frame, plan):
        values = pa.Table.from_arrays([pa.nulls(len(frame), field.type) for field in schema], schema=schema)
    else:
        made = _transformed_table(_grouped(frame, plan).transform(function, *args, **kwargs), plan)
        if made.num_rows != rows.num_rows:
            raise ValueError(f"transform gives as many rows as it gets: got {made.num_rows} for {rows.num_rows}")
        values = conformed(made, schema)
    index = [name for name in rows.column_names if name.startswith("__index_level_")]
    places = ["__partition__", "__row__"]
    arrays = [rows[name] for name in index] + values.columns + [rows[name] for name in places]
    return Table(pa.Table.from_arrays(arrays, names=[*index, *values.column_names, *places]))
