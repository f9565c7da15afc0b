"""Rows by their index, in partitions, and by chance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tusk import _native
from tusk._partitions import map_partitions
from tusk.utils import parse_bytes


class Partitions:
    """frame.partitions: some partitions by their numbers, lazy."""

    def __init__(self, frame: Any) -> None:
        self._frame = frame

    def __len__(self) -> int:
        return self._frame.npartitions

    def __getitem__(self, key: Any) -> Any:
        import numpy as np

        if isinstance(key, tuple):
            raise IndexError(f"partitions are in one row: got {len(key)} indices")
        numbers = np.atleast_1d(np.arange(self._frame.npartitions)[key])
        return _native.take_partitions(self._frame, numbers.tolist())

    def __iter__(self) -> Any:
        return (self[number] for number in range(len(self)))


class Iloc:
    """frame.iloc: columns by their places."""

    def __init__(self, frame: Any) -> None:
        self._frame = frame

    def __getitem__(self, key: Any) -> Any:
        if not isinstance(key, tuple) or len(key) != 2 or key[0] != slice(None):
            raise NotImplementedError(
                f"iloc takes columns by their places, iloc[:, 0]: rows have none before they are computed; got {key!r}"
            )
        columns = self._frame.columns[key[1]]
        return self._frame[columns if isinstance(columns, str) else list(columns)]


class Loc:
    """frame.loc: rows by their index, and columns."""

    def __init__(self, frame: Any) -> None:
        self._frame = frame

    def __getitem__(self, key: Any) -> Any:
        frame = self._frame
        if isinstance(key, tuple) and isinstance(frame, _native.DataFrame):
            if len(key) != 2:
                raise IndexError(f"loc takes rows and columns: got {len(key)} indices")
            key, columns = key
            frame = self._columns(columns)
        if isinstance(key, slice) and key == slice(None):
            return frame
        if callable(key):
            key = key(self._frame)
        if isinstance(key, _native.Series):
            return frame[key]
        if isinstance(key, slice):
            if key.step is not None:
                raise NotImplementedError(f"loc takes rows between two index values, without a step: got {key!r}")
            return _native.rows_between(frame, self._border(key.start, "left"), self._border(key.stop, "right"))
        if isinstance(key, list) or hasattr(key, "__array__"):
            return frame[index_of(frame).isin(list(key))]
        return _native.rows_between(frame, self._border(key, "left"), self._border(key, "right"))

    def _columns(self, columns: Any) -> Any:
        names = list(self._frame.columns)
        if isinstance(columns, slice):
            places = [None if name is None else self._place(name, names) for name in (columns.start, columns.stop)]
            return self._frame[names[places[0] : None if places[1] is None else places[1] + 1]]
        return self._frame[columns]

    def _place(self, name: Any, names: list) -> int:
        self._frame[name]  # a KeyError that names near ones
        return names.index(name)

    def _border(self, value: Any, side: str) -> Any:
        """The first or last time that a text such as "2019-01" stands for, where the index has times."""
        import pandas as pd

        if not isinstance(value, str) or len(self._frame.index_names) != 1:
            return value
        index = _native.empty_pandas(self._frame).index
        return index._maybe_cast_slice_bound(value, side) if isinstance(index, pd.DatetimeIndex) else value


def index_of(frame: Any) -> Any:
    if len(frame.index_names) > 1:
        raise NotImplementedError(
            f"an index of one level is a series of its values: this one has {frame.index_names}; reset_index() makes "
            "columns of them"
        )
    if frame.index_names:
        return _native.index_of(frame, 0)
    raise NotImplementedError(
        "rows without an index are counted from 0 when they are computed: set_index(column) gives them one"
    )


def to_delayed(frame: Any, optimize_graph: bool) -> list:
    return [_native.delayed(part, None, None, None, True) for part in Partitions(frame)]


def sample(frame: Any, n: Any, frac: float | None, replace: bool, random_state: Any) -> Any:
    import numpy as np

    if n is not None or frac is None:
        raise NotImplementedError(
            "rows are sampled by a share of each partition, frac=0.1: how many there are is not known before they are "
            "computed"
        )
    if isinstance(random_state, (np.random.RandomState, np.random.Generator)):
        draw = random_state.integers if isinstance(random_state, np.random.Generator) else random_state.randint
        random_state = int(draw(2**31))
    return _native.sample(frame, frac, replace, random_state)


def repartition(
    frame: Any, divisions: Any, npartitions: Any, partition_size: Any, freq: Any, force: bool
) -> Any:
    given = [value for value in (divisions, npartitions, partition_size, freq) if value is not None]
    if len(given) != 1:
        raise ValueError(
            f"repartition takes one of divisions=, npartitions=, partition_size= and freq=: got {len(given)} of them"
        )
    if npartitions is not None:
        return _by_count(frame, npartitions)
    if partition_size is not None:
        return _by_size(frame, partition_size)
    if freq is not None:
        return _native.repartition_at(frame, _times(frame, freq), True)
    return _native.repartition_at(frame, list(divisions), force)


def _by_count(frame: Any, npartitions: int) -> Any:
    import numpy as np
    import pandas as pd

    if npartitions > frame.npartitions and frame.known_divisions:
        borders = pd.Index(frame.divisions)
        if pd.api.types.is_numeric_dtype(borders.dtype) or isinstance(borders, pd.DatetimeIndex):
            places = np.linspace(0, len(borders) - 1, npartitions + 1)
            numbers = borders.to_numpy() if not isinstance(borders, pd.DatetimeIndex) else borders.as_unit("ns").asi8
            between = np.interp(places, np.arange(len(borders)), numbers)
            if isinstance(borders, pd.DatetimeIndex):
                zone = borders.tz
                between = pd.DatetimeIndex(between.astype("int64").view("M8[ns]")).as_unit(borders.unit)
                between = between.tz_localize("UTC").tz_convert(zone) if zone else between
            elif pd.api.types.is_integer_dtype(borders.dtype):
                between = np.round(between).astype(borders.dtype)
            cut = list(dict.fromkeys([borders[0], *pd.Index(between)[1:-1]]))
            if len(cut) == npartitions:
                return _native.repartition_at(frame, [*cut, borders[-1]], False)
    return _native.repartition(frame, npartitions)


def _by_size(frame: Any, partition_size: Any) -> Any:
    most = parse_bytes(partition_size) if isinstance(partition_size, str) else int(partition_size)
    if most < 1:
        raise ValueError(f"partitions have one byte or more: got partition_size={partition_size!r}")
    sizes = frame.memory_usage_per_partition().compute().tolist()
    pieces: list[Any] = []
    group: list[int] = []
    for number, size in enumerate(sizes):
        if group and sum(sizes[i] for i in group) + size > most:
            pieces.append(_native.repartition(_native.take_partitions(frame, group), 1))
            group = []
        if size > most:
            pieces.append(_native.repartition(_native.take_partitions(frame, [number]), -(-size // most)))
        else:
            group.append(number)
    if group:
        pieces.append(_native.repartition(_native.take_partitions(frame, group), 1))
    return pieces[0] if len(pieces) == 1 else _native.concat(pieces, False)


def _times(frame: Any, freq: Any) -> list:
    import pandas as pd

    if not frame.known_divisions or not isinstance(pd.Index(frame.divisions), pd.DatetimeIndex):
        raise ValueError(
            "partitions of a time span each need an index of times with known divisions: set_index(column, sorted=True)"
        )
    first, last = frame.divisions[0], frame.divisions[-1]
    times = list(pd.date_range(pd.Timestamp(first).floor(freq) if _is_fixed(freq) else first, last, freq=freq))
    times = [time for time in times if first < time <= last]
    return [first, *times] if times and times[-1] == last else [first, *times, last]


def _is_fixed(freq: Any) -> bool:
    import pandas as pd

    return hasattr(pd.tseries.frequencies.to_offset(freq), "nanos")


def clear_divisions(frame: Any) -> Any:
    return _native.with_divisions(frame, None)


def set_index(
    frame: Any, other: Any, drop: bool, sorted: bool, npartitions: Any, divisions: Any, sort: bool
) -> Any:
    if isinstance(other, list) and len(other) == 1:
        other = other[0]
    name = other
    if isinstance(other, _native.Series):
        name, drop = "__index__", True
        frame = frame.assign(__index__=other)
    elif not isinstance(other, str):
        raise TypeError(f"set_index takes a column's name, or a series of the same rows: got {other!r}")
    if not sorted and sort:
        if npartitions is not None or divisions is not None or frame.npartitions > 1:
            raise NotImplementedError(
                f"rows in {frame.npartitions} partitions are not sorted by a column yet: pass sorted=True if they "
                "ascend by it already, or sort=False to leave them where they are"
            )
        made = map_partitions(SortedBy(name, drop), (frame,), {}, label="set_index")
    elif not sorted:
        made = _native.with_index(frame, name, drop)
    elif divisions is not None:
        made = _native.with_divisions(_native.with_index(frame, name, drop), list(divisions))
    else:
        made = _native.with_sorted_index(frame, name, drop)
    return made.rename_axis(other.name) if isinstance(other, _native.Series) else made


@dataclass(frozen=True)
class SortedBy:
    """Rows by a column as their index, in its order."""

    column: str
    drop: bool

    def __call__(self, part: Any) -> Any:
        return part.set_index(self.column, drop=self.drop).sort_index(kind="stable")
