"""Functions of whole partitions: what they give is found first, and then they become tasks."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from tusk import _native
from tusk._meta import META_HELP, arrow_type, is_dtype, meta_object, sample_values
from tusk._partition_calls import (
    UNNAMED,
    PartitionCall,
    Result,
    RowApply,
    RowReduction,
    ToPandas,
    ValueMap,
    described,
)


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
            f"a function of partitions gives frames, series, arrays or values: got {described(tried)}; pass meta= if "
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
        return _map_registered(func, args, kwargs, meta, lead_lazy)
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


def _map_registered(func: Any, args: tuple, kwargs: dict, meta: Any, lead: Any) -> Any:
    if meta is None or kwargs:
        raise TypeError(
            "a registered C++ function of partitions takes arguments by their places, and meta= says the columns that "
            f"it gives ({META_HELP})"
        )
    operation = _native.operation(func, None, None) if isinstance(func, str) else func
    shape, empty, index_names, _, _ = expected_result(meta_object(meta), False, empty_of(lead), lead, None)
    return _native.map_registered_partitions(operation, list(args), shape, empty, index_names)


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
