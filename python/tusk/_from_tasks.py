"""Frames out of tasks: what Delayed objects give, and what a function gives for the items of iterables."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from tusk import _native
from tusk._meta import meta_object
from tusk._partition_calls import ItemCall, PartitionCall, Result, itself
from tusk._partitions import expected_result
from tusk.delayed import delayed


def from_delayed(dfs: Any, meta: Any, divisions: Any, prefix: str, verify_meta: bool) -> Any:
    parts = [dfs] if isinstance(dfs, _native.Collection) else list(dfs)
    parts = [part if isinstance(part, _native.Collection) else delayed(part) for part in parts]
    if not parts:
        raise ValueError("a frame is made of one Delayed or more: got none")
    first = parts[0].compute() if meta is None else meta_object(meta)
    results = _native.task_results(parts, f"{prefix}-part")
    return _frame(results, itself, first, meta is None, divisions, verify_meta, prefix)


def from_map(
    func: Callable,
    iterables: tuple[Iterable, ...],
    args: tuple,
    keywords: dict,
    meta: Any,
    divisions: Any,
    label: str | None,
    enforce_metadata: bool,
) -> Any:
    if not callable(func):
        raise TypeError(f"from_map takes a function: got {func!r}")
    lists = [list(iterable) for iterable in iterables]
    if not lists or not lists[0]:
        raise ValueError("from_map calls the function with the items of one iterable or more, which are not empty")
    if len({len(items) for items in lists}) != 1:
        raise ValueError(f"from_map takes iterables of one length: got {[len(items) for items in lists]} items")
    label = label or _native.callable_name(func)
    call = ItemCall(func, args, keywords)
    items = list(zip(*lists))
    first = call(items[0]) if meta is None else meta_object(meta)
    results = _native.task_results([_native.delayed(item, None, True, None, False) for item in items], f"{label}-item")
    return _frame(results, call, first, meta is None, divisions, enforce_metadata, label)


def _frame(
    results: Any,
    function: Callable,
    first: Any,
    is_trial: bool,
    divisions: Any,
    is_enforced: bool,
    label: str,
) -> Any:
    shape, empty, index_names, _, _ = expected_result(first, is_trial, None, None, None)
    result = Result(shape, empty, index_names, is_enforced=is_enforced)
    plan = {"shape": shape, "empty": empty, "index_names": index_names, "lead": None, "categories": []}
    plan |= {"keeps_rows": False, "keeps_divisions": False}
    packed = _native.PackedArguments((results,), {})
    made = _native.map_partitions(packed, [None], PartitionCall(function, result), label, plan)
    if isinstance(divisions, str):
        raise NotImplementedError(
            f"divisions are values of the index, one more than there are partitions: got {divisions!r}; "
            "set_index(column, sorted=True) looks for them"
        )
    if divisions is None or all(value is None for value in divisions):
        return made
    return _native.with_divisions(made, list(divisions))
