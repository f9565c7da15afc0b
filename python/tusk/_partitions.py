"""Functions of whole partitions: what Python calls in a task, and how results' columns are found first."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from tusk import _native
from tusk._meta import META_HELP, arrow_array, arrow_type, is_dtype, meta_object, sample_values

UNNAMED = "__unnamed__"


@dataclass(frozen=True)
class ToPandas:
    """Makes pandas' object of a partition's table, with the dtypes of `like`."""

    shape: str
    index_names: list
    like: Any

    def __call__(self, table: Any) -> Any:
        import pandas as pd

        from tusk import _pandas

        made = _pandas.from_result(table, self.shape, self.index_names, UNNAMED, {})
        if self.shape == "scalar":
            return made
        # A dictionary without values carries no categories.
        if isinstance(made, pd.Series):
            is_category = isinstance(self.like.dtype, pd.CategoricalDtype)
            return made.astype(self.like.dtype) if is_category and len(self.like.cat.categories) else made
        categories = {
            name: dtype
            for name, dtype in self.like.dtypes.items()
            if isinstance(dtype, pd.CategoricalDtype) and len(dtype.categories)
        }
        return made.astype(categories) if categories else made


@dataclass(frozen=True)
class Result:
    """What a function gives for a partition: a frame or a series, the empty table of its columns, levels of the index.

    lead: the argument (its place or keyword) whose rows those of the result are taken to be.
    keeps: "must", "may" or "no": whether they have to be, are expected to be, or are not.
    mark: tells rows that were expected to be the lead's, and are not, from others.
    categories: dtypes of category columns that are known.
    """

    shape: str
    empty: Any
    index_names: list
    lead: int | str | None = None
    keeps: str = "no"
    mark: str = ""
    is_enforced: bool = True
    categories: dict = field(default_factory=dict)

    def table(self, value: Any, lead: Any) -> Any:
        """The table of what a function gave. Raises what says how it differs from the result that was expected."""
        import pandas as pd
        import pyarrow as pa

        made = self._pandas(value, lead)
        schema = pa.table(self.empty).schema.remove_metadata()
        levels = len(self.index_names)
        keeps = lead is not None and len(made) == len(lead) and made.index.equals(lead.index)
        if self.keeps == "must" and not keeps:
            raise ValueError(
                f"a function of rows gives a value for each row, under its index: got {len(made)} for {len(lead)} rows"
            )
        frame = made.to_frame(schema.names[-1]) if isinstance(made, pd.Series) else made
        self._check_columns([str(name) for name in frame.columns], schema.names[levels:])
        if levels and made.index.nlevels != levels:
            raise ValueError(
                f"a function gives the index that meta says: {levels} levels ({self.index_names}), not "
                f"{made.index.nlevels} ({list(made.index.names)}); pass meta= with that index"
            )
        columns = [made.index.get_level_values(level) for level in range(levels)]
        columns += [self._categorized(frame.iloc[:, i], schema.names[levels + i]) for i in range(frame.shape[1])]
        if not columns:
            return pa.table({"rows": pa.nulls(len(made))}).select([])
        arrays = [arrow_array(values, own.name, own.type) for values, own in zip(columns, schema)]
        table = pa.Table.from_arrays(arrays, schema=schema)
        is_marked = self.keeps == "may" and not keeps
        return _native.Table(table.replace_schema_metadata({"tusk.rows": self.mark}) if is_marked else table)

    def _pandas(self, value: Any, lead: Any) -> Any:
        import numpy as np
        import pandas as pd

        index = None if lead is None else lead.index
        if value is None and lead is not None and len(lead) == 0:  # a function of rows has not been called
            return _native_empty(self.empty, self.shape, lead, self.index_names)
        if isinstance(value, (list, pd.Index, pd.api.extensions.ExtensionArray)):
            value = np.asarray(value)
        if isinstance(value, np.ndarray) and value.ndim in (1, 2):
            own = index if index is not None and len(index) == len(value) else None
            names = self.empty.column_names[len(self.index_names) :]
            if value.ndim == 1:
                value = pd.Series(value, index=own)
            elif value.shape[1] == len(names):
                value = pd.DataFrame(value, index=own, columns=names)
        if isinstance(value, pd.DataFrame if self.shape == "frame" else pd.Series):
            return value
        if self.shape == "series" and not self.index_names and pd.api.types.is_scalar(value):
            return pd.Series([value])
        said = "a DataFrame" if self.shape == "frame" else "a Series"
        raise TypeError(
            f"a function gives for each partition what meta says, {said}: got {_described(value)}; pass meta= "
            f"({META_HELP})"
        )

    def _check_columns(self, names: list[str], expected: list[str]) -> None:
        if self.shape == "series" or names == expected or (not self.is_enforced and len(names) == len(expected)):
            return
        raise ValueError(
            f"a function gives the columns that meta says, in their order: {expected}, not {names}; pass meta= with "
            "the columns that it gives"
        )

    def _categorized(self, values: Any, name: str) -> Any:
        dtype = self.categories.get(name)
        if dtype is None or values.dtype == dtype:
            return values
        raise TypeError(
            f"a function keeps the categories of column {name!r}, {list(dtype.categories)}: got {values.dtype!r}; "
            "pass meta= where the column's categories are others"
        )


def _native_empty(empty: Any, shape: str, lead: Any, index_names: list) -> Any:
    from tusk import _pandas

    made = _pandas.from_result(empty, shape, index_names, UNNAMED, {})
    return made if index_names else made.set_axis(lead.index, axis=0)


@dataclass(frozen=True)
class PartitionCall:
    """The function and what its results are made to be."""

    function: Callable
    result: Result

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        lead = self.result.lead
        rows = None if lead is None else args[lead] if isinstance(lead, int) else kwargs[lead]
        return self.result.table(self.function(*args, **kwargs), rows)


@dataclass(frozen=True)
class RowApply:
    """frame.apply(function, axis=1) or series.apply(function), which for no rows calls nothing."""

    function: Any
    args: tuple
    keywords: dict

    def __call__(self, part: Any) -> Any:
        return part.apply(self.function, args=self.args, **self.keywords) if len(part) else None


@dataclass(frozen=True)
class ValueMap:
    """series.map(function), which for no rows calls nothing."""

    function: Any
    na_action: str | None

    def __call__(self, part: Any) -> Any:
        return part.map(self.function, na_action=self.na_action) if len(part) else None


@dataclass(frozen=True)
class ItemCall:
    """The function of from_map, of a tuple that has an item of each iterable."""

    function: Callable
    args: tuple
    keywords: dict

    def __call__(self, items: tuple) -> Any:
        return self.function(*items, *self.args, **self.keywords)


@dataclass(frozen=True)
class RowReduction:
    """frame.sum(axis=1) and its like."""

    name: str
    keywords: dict

    def __call__(self, part: Any) -> Any:
        return getattr(part, self.name)(axis=1, **self.keywords) if len(part) else None


def itself(value: Any) -> Any:
    return value


def is_frame(lazy: Any) -> bool:
    return isinstance(lazy, (_native.DataFrame, _native.Series))


def empty_of(frame: Any) -> Any:
    """The pandas object without rows that has the frame's columns, dtypes and index."""
    return _native.empty_pandas(frame)


def _sample(lazy: Any) -> Any:
    import pandas as pd

    if isinstance(lazy, _native.TaskResults):  # partition_info
        return {"number": 0, "division": None}
    if isinstance(lazy, _native.Scalar):
        return pd.Series(sample_values(pd.Series([], dtype=lazy.dtype))).iloc[0]
    if not is_frame(lazy):
        raise ValueError(
            f"what a function gives is tried on made-up rows, but of {type(lazy).__name__} arguments nothing is known "
            f"before they are computed: pass meta=, {META_HELP}"
        )
    empty = empty_of(lazy)
    frame = empty.to_frame() if isinstance(empty, pd.Series) else empty
    rows = pd.DataFrame({i: sample_values(frame.iloc[:, i]) for i in range(frame.shape[1])}, index=range(2))
    rows.columns = frame.columns
    if lazy.index_names:
        before = [pd.Series(frame.index.get_level_values(i)) for i in range(frame.index.nlevels)]
        levels = [pd.Series(sample_values(level)) for level in before]
        rows.index = pd.Index(levels[0]) if len(levels) == 1 else pd.MultiIndex.from_arrays(levels)
        rows.index.names = frame.index.names
    return rows.iloc[:, 0].rename(empty.name) if isinstance(empty, pd.Series) else rows


def _converter(lazy: Any) -> Any:
    if isinstance(lazy, _native.Scalar):
        return ToPandas("scalar", [], None)
    if not is_frame(lazy):
        return None
    shape = "frame" if isinstance(lazy, _native.DataFrame) else "series"
    return ToPandas(shape, lazy.index_names, empty_of(lazy))


def _tried(function: Callable, packed: Any, label: str) -> tuple:
    """What the function gives for two made-up rows, and these, by lazy argument."""
    samples = [_sample(lazy) for lazy in packed.objects]
    args, kwargs = packed.filled(samples)
    try:
        made = function(*args, **kwargs)
    except Exception as error:
        raise ValueError(
            f"{label} was tried on two made-up rows to find what it gives: {error!r}; pass meta=, {META_HELP}"
        ) from error
    return made, samples


def _counted(index: Any, lead: Any, lead_is_counted: bool) -> bool:
    """Whether the rows of a result are counted rather than named by an index of its own."""
    import pandas as pd

    if index.nlevels > 1 or index.name is not None:
        return False
    if lead is None or not lead_is_counted:
        return isinstance(index, pd.RangeIndex)
    return pd.api.types.is_integer_dtype(index.dtype)


def expected_result(tried: Any, is_trial: bool, lead: Any, lead_lazy: Any, keeps: str | None) -> tuple:
    """Shape, empty table, index names, whether rows are kept and known categories, of the object that says it."""
    import numpy as np
    import pandas as pd
    import pyarrow as pa

    if isinstance(tried, (list, pd.Index)):
        tried = np.asarray(tried)
    keeps_lead = lead is not None
    if isinstance(tried, np.ndarray) and tried.ndim in (1, 2):
        own = lead.index if keeps_lead and len(lead) == len(tried) else None
        tried = pd.Series(tried, index=own) if tried.ndim == 1 else pd.DataFrame(tried, index=own)
    if pd.api.types.is_scalar(tried) and tried is not None:
        tried, keeps_lead = pd.Series([tried]), False
    if not isinstance(tried, (pd.Series, pd.DataFrame)):
        raise TypeError(
            f"a function of partitions gives frames, series, arrays or values: got {_described(tried)}; pass meta= if "
            "it does for real rows"
        )
    shape = "series" if isinstance(tried, pd.Series) else "frame"
    index = tried.index
    lead_is_counted = lead_lazy is not None and not lead_lazy.index_names
    says_nothing = isinstance(index, pd.RangeIndex) or (len(index) == 0 and index.dtype == object)
    if not is_trial and says_nothing and lead is not None:
        index = lead.index
    if is_trial and keeps_lead:
        keeps_lead = index.equals(lead.index)
    is_counted = _counted(index, lead, lead_is_counted)
    levels = [] if is_counted else [index.get_level_values(i) for i in range(index.nlevels)]
    frame = tried.to_frame(UNNAMED if tried.name is None else str(tried.name)) if shape == "series" else tried
    names = [f"__index_level_{i}__" for i in range(len(levels))] + [str(name) for name in frame.columns]
    if len(set(names)) < len(names):
        raise ValueError(f"a frame's columns have different names: a function gives {[str(name) for name in frame.columns]}")
    values = [*levels, *(frame.iloc[:, i] for i in range(frame.shape[1]))]
    schema = pa.schema([pa.field(name, arrow_type(own)) for name, own in zip(names, values)])
    known = {}
    if lead_lazy is not None and is_frame(lead_lazy):
        before = empty_of(lead_lazy)
        own = {str(before.name or UNNAMED): before.dtype} if isinstance(before, pd.Series) else dict(before.dtypes)
        for name, column in zip(names[len(levels) :], values[len(levels) :]):
            if isinstance(column.dtype, pd.CategoricalDtype) and own.get(name) == column.dtype:
                known |= {name: column.dtype} if len(column.dtype.categories) else {}
    keeps = (keeps or "may") if keeps_lead else "no"
    return shape, _native.Table(schema.empty_table()), [own.name for own in levels], keeps, known


def _described(value: Any) -> str:
    return f"{type(value).__name__} of shape {value.shape}" if hasattr(value, "shape") else type(value).__name__


def _lead_of(args: tuple, kwargs: dict) -> tuple:
    for place, value in [*enumerate(args), *kwargs.items()]:
        if is_frame(value):
            return place, value
    return None, None


def _info(frame: Any) -> Any:
    """A lazy dict of each partition: its number, and where its index begins if that is known."""
    divisions = frame.divisions
    return _native.task_results(
        [
            _native.delayed({"number": i, "division": divisions[i]}, None, True, None, False)
            for i in range(frame.npartitions)
        ],
        "partition-info",
    )


def _wants_info(function: Any) -> bool:
    try:
        return "partition_info" in inspect.signature(function).parameters
    except (TypeError, ValueError):
        return False


def map_partitions(
    func: Callable,
    args: tuple,
    kwargs: dict,
    *,
    meta: Any = None,
    keeps: str | None = None,
    clear_divisions: bool = False,
    enforce_metadata: bool = True,
    label: str | None = None,
) -> Any:
    """The frame or series of what `func` gives for the partitions of its lazy arguments. keeps: see Result."""
    place, lead_lazy = _lead_of(args, kwargs)
    if lead_lazy is None:
        raise TypeError(
            "map_partitions calls a function with the partitions of a lazy frame or series: no argument is one"
        )
    if isinstance(func, (str, _native.Operation)):
        return _map_native(func, args, kwargs, meta, lead_lazy)
    if not callable(func):
        raise TypeError(f"map_partitions takes a function: got {func!r}")
    if _wants_info(func) and "partition_info" not in kwargs:
        kwargs = {**kwargs, "partition_info": _info(lead_lazy)}
    label = label or _native.callable_name(func)
    packed = _native.PackedArguments(args, kwargs)
    if meta is None:
        tried, samples = _tried(func, packed, label)
        lead = next(sample for lazy, sample in zip(packed.objects, samples) if lazy is lead_lazy)
    else:
        tried, lead = meta_object(meta), empty_of(lead_lazy)
    if keeps is None and is_dtype(meta):  # of one value a partition
        lead_lazy = lead = None
    shape, empty, index_names, keeps, known = expected_result(tried, meta is None, lead, lead_lazy, keeps)
    mark = _native.tokenize(func, label) if keeps == "may" else ""
    result = Result(shape, empty, index_names, place, keeps, mark, enforce_metadata, known)
    plan = {"shape": shape, "empty": empty, "index_names": index_names, "lead": lead_lazy, "categories": list(known)}
    plan |= {"keeps_rows": keeps != "no", "keeps_divisions": keeps != "no" and not clear_divisions}
    converters = [_converter(lazy) for lazy in packed.objects]
    return _native.map_partitions(packed, converters, PartitionCall(func, result), label, plan)


def _map_native(func: Any, args: tuple, kwargs: dict, meta: Any, lead: Any) -> Any:
    if meta is None or kwargs:
        raise TypeError(
            "a registered C++ function of partitions takes arguments by their places, and meta= says the columns that "
            f"it gives ({META_HELP})"
        )
    operation = _native.operation(func, None, None) if isinstance(func, str) else func
    shape, empty, index_names, _, _ = expected_result(meta_object(meta), False, empty_of(lead), lead, None)
    return _native.map_native_partitions(operation, list(args), shape, empty, index_names)


def map_rows(frame: Any, function: Any, *, meta: Any, label: str) -> Any:
    """What a function of partitions that gives a value for each row makes of the frame."""
    return map_partitions(function, (frame,), {}, meta=meta, keeps="must", label=label)


def reduce_along(lazy: Any, name: str, args: tuple, keywords: dict) -> Any:
    axis = keywords.pop("axis", None)
    for option in ("dtype", "out"):
        if keywords.pop(option, None) is not None:
            raise NotImplementedError(f"{name} of a lazy object gives its own result: {option}= can't be had")
    if axis in (1, "columns") and isinstance(lazy, _native.DataFrame):
        if args:
            raise TypeError(f"{name} along axis=1 takes its options by their names: got {args!r}")
        return map_rows(lazy, RowReduction(name, keywords), meta=None, label=name)
    if axis not in (None, 0, "index", "rows"):
        raise ValueError(f"{name} goes along axis 0, or 1 of a frame: got axis={axis!r}")
    return getattr(lazy, name)(*args, **keywords)


def apply_rows(frame: Any, func: Any, axis: Any, args: tuple, meta: Any, keywords: dict) -> Any:
    if axis not in (1, "columns"):
        raise NotImplementedError(
            f"apply calls a function for each row, axis=1: got axis={axis!r}; for columns reduce them (sum, agg …), "
            "for whole partitions use map_partitions"
        )
    function = RowApply(func, args, {"axis": 1, **keywords})
    return map_rows(frame, function, meta=meta, label=_native.callable_name(func))


def apply_values(series: Any, func: Any, args: tuple, meta: Any, keywords: dict) -> Any:
    return map_rows(series, RowApply(func, args, keywords), meta=meta, label=_native.callable_name(func))


def map_values(series: Any, func: Any, na_action: str | None, meta: Any) -> Any:
    import pandas as pd

    if isinstance(func, pd.Series):
        return series.map(func.to_dict())
    if isinstance(func, dict):  # one that knows what to give for keys that it does not have
        func = func.__getitem__
    if not callable(func):
        raise TypeError(f"map takes a dict, a pandas Series or a function: got {func!r}")
    return map_rows(series, ValueMap(func, na_action), meta=meta, label=_native.callable_name(func))
