"""What Python calls in a task of a partition: pandas' objects made of its table, the user's function, its result checked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tusk import _native
from tusk._meta import META_HELP, arrow_array

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
            return _empty_result(self.empty, self.shape, lead, self.index_names)
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
            f"a function gives for each partition what meta says, {said}: got {described(value)}; pass meta= "
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


def _empty_result(empty: Any, shape: str, lead: Any, index_names: list) -> Any:
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


def described(value: Any) -> str:
    return f"{type(value).__name__} of shape {value.shape}" if hasattr(value, "shape") else type(value).__name__
