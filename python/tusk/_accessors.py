"""The methods of columns of dates and texts: series.dt, series.str."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

from tusk import _native

_DATE_PROPERTIES = frozenset(
    "year month day hour minute second microsecond nanosecond dayofweek weekday day_of_week dayofyear day_of_year "
    "quarter days_in_month daysinmonth is_leap_year is_month_start is_month_end is_quarter_start is_quarter_end "
    "is_year_start is_year_end date time days seconds microseconds nanoseconds".split()
)
# Methods, and what their positional arguments are called.
_DATE_METHODS = {
    "normalize": (),
    "floor": ("freq",),
    "ceil": ("freq",),
    "round": ("freq",),
    "day_name": (),
    "month_name": (),
    "strftime": ("format",),
    "total_seconds": (),
    "tz_localize": ("tz",),
    "tz_convert": ("tz",),
}
_TEXT_METHODS = {
    "lower": (),
    "upper": (),
    "title": (),
    "capitalize": (),
    "casefold": (),
    "swapcase": (),
    "len": (),
    "strip": ("chars",),
    "lstrip": ("chars",),
    "rstrip": ("chars",),
    "contains": ("pat", "case", "flags", "na", "regex"),
    "match": ("pat", "case"),
    "fullmatch": ("pat", "case"),
    "find": ("sub", "start", "end"),
    "rfind": ("sub", "start", "end"),
    "index": ("sub", "start", "end"),
    "rindex": ("sub", "start", "end"),
    "count": ("pat",),
    "replace": ("pat", "repl", "n", "case", "flags", "regex"),
    "slice": ("start", "stop", "step"),
    "slice_replace": ("start", "stop", "repl"),
    "get": ("i",),
    "join": ("sep",),
    "normalize": ("form",),
    "pad": ("width", "side", "fillchar"),
    "center": ("width", "fillchar"),
    "ljust": ("width", "fillchar"),
    "rjust": ("width", "fillchar"),
    "zfill": ("width",),
    "repeat": ("repeats",),
    "removeprefix": ("prefix",),
    "removesuffix": ("suffix",),
    "isalnum": (),
    "isascii": (),
    "isalpha": (),
    "isdigit": (),
    "isdecimal": (),
    "isnumeric": (),
    "isspace": (),
    "islower": (),
    "isupper": (),
    "istitle": (),
}


class _Methods:
    def __init__(self, series: Any) -> None:
        self._series = series

    def _method(self, prefix: str, name: str, arguments: tuple[str, ...]) -> Any:
        def call(*values: Any, **keywords: Any) -> Any:
            if len(values) > len(arguments):
                raise TypeError(f"{name}() takes {len(arguments)} arguments at most: got {len(values)}")
            keywords.update(zip(arguments, values))
            return self._series.elementwise(f"{prefix}.{name}", **keywords)

        call.__name__ = name
        return call


class DatetimeMethods(_Methods):
    """Parts of dates, times and durations; names and meanings are pandas'."""

    def __getattr__(self, name: str) -> Any:
        if name in _DATE_PROPERTIES:
            return self._series.elementwise(f"dt.{name}")
        if name in _DATE_METHODS:
            return self._method("dt", name, _DATE_METHODS[name])
        if name in ("week", "weekofyear"):
            return self._series.elementwise("dt.isocalendar.week").astype("Int64")
        raise AttributeError(f"dt has no {name!r}")

    def isocalendar(self) -> Any:
        """The columns year, week and day of ISO 8601."""
        return _native.isocalendar(self._series)

    @property
    def components(self) -> Any:
        """Durations as the columns days, hours, minutes, seconds, milliseconds, microseconds and nanoseconds."""
        return _native.duration_components(self._series)

    @property
    def tz(self) -> str | None:
        """The name of the time zone."""
        return self._series.dtype.partition(", ")[2].rstrip("]") or None

    @property
    def unit(self) -> str:
        """How fine the times are: "s", "ms", "us" or "ns"."""
        return self._series.dtype.partition("[")[2].rstrip("]").partition(",")[0]

    def as_unit(self, unit: str) -> Any:
        """The same times, as fine as "s", "ms", "us" or "ns"."""
        return self._series.astype(self._series.dtype.replace(f"[{self.unit}", f"[{unit}", 1))

    def __dir__(self) -> list[str]:
        own = {"isocalendar", "components", "tz", "unit", "as_unit", "week", "weekofyear"}
        return sorted(_DATE_PROPERTIES | _DATE_METHODS.keys() | own)


class StringMethods(_Methods):
    """Functions of texts; names and meanings are pandas'."""

    def __getattr__(self, name: str) -> Any:
        if name in _TEXT_METHODS:
            return self._method("str", name, _TEXT_METHODS[name])
        raise AttributeError(f"str has no {name!r}")

    def __getitem__(self, key: int | slice) -> Any:
        return self.slice(key.start, key.stop, key.step) if isinstance(key, slice) else self.get(key)

    def startswith(self, pat: str | tuple[str, ...], na: bool | None = None) -> Any:
        """Whether texts begin with a text, or with one of several."""
        return self._any_edge("str.startswith", pat, na)

    def endswith(self, pat: str | tuple[str, ...], na: bool | None = None) -> Any:
        """Whether texts end with a text, or with one of several."""
        return self._any_edge("str.endswith", pat, na)

    def _any_edge(self, function: str, pat: str | tuple[str, ...], na: bool | None) -> Any:
        texts = pat if isinstance(pat, tuple) else (pat,)
        if not texts or not all(isinstance(text, str) for text in texts):
            raise TypeError(f"{function} takes a text or a tuple of texts: got {pat!r}")
        return reduce(or_, (self._series.elementwise(function, pat=text, na=na) for text in texts))

    def split(self, pat: str | None = None, *, n: int = -1, expand: bool = False, regex: bool | None = None) -> Any:
        """Lists of the parts between blanks, or between what a text or pattern matches; at most n splits.

        expand: the parts as n + 1 columns; n must be given.
        """
        if expand:
            return _native.split_columns(self._series, pat, n, regex)
        return self._series.elementwise("str.split", pat=pat, n=n, regex=regex)

    def rsplit(self, pat: str | None = None, *, n: int = -1, expand: bool = False) -> Any:
        """As split, the n splits being the last ones; `pat` is a text."""
        return _native.rsplit_columns(self._series, pat, n) if expand else self._series.elementwise("str.rsplit", pat=pat, n=n)

    def partition(self, sep: str = " ", expand: bool = True) -> Any:
        """The columns "0", "1" and "2": what is before the first separator, it, and what is behind it."""
        return self._partition(sep, expand, False)

    def rpartition(self, sep: str = " ", expand: bool = True) -> Any:
        """As partition, at the last separator."""
        return self._partition(sep, expand, True)

    def _partition(self, sep: str, expand: bool, from_right: bool) -> Any:
        if not expand:
            raise NotImplementedError("the parts around a separator are three columns: pass expand=True")
        return _native.partition_columns(self._series, sep, from_right)

    def extract(self, pat: str, flags: int = 0, expand: bool = True) -> Any:
        """The groups of a pattern's first match as columns; with expand=False of one group a series."""
        frame = _native.extract_columns(self._series, pat, flags)
        if expand or len(frame.columns) > 1:
            return frame
        column = frame.columns[0]
        return frame[column] if column != "0" else frame[column].rename(self._series.name or "")

    def cat(self, others: Any = None, sep: str | None = None, na_rep: str | None = None) -> Any:
        """Texts with those of other series behind them. What is missing makes all missing, or is `na_rep`."""
        if others is None:
            raise NotImplementedError("str.cat puts the texts of a row together: pass others=, a series or a list of them")
        beside = others if isinstance(others, (list, tuple)) else [others]
        joined = self._series.elementwise("str.cat", *beside, sep=sep, na_rep=na_rep)
        return joined.rename(self._series.name or "")

    def translate(self, table: dict[int, int | str | None]) -> Any:
        """Characters replaced as str.maketrans() says; None leaves one out."""
        to = [chr(text) if isinstance(text, int) else text for text in table.values()]
        return self._series.elementwise("str.translate", **{"from": list(table), "to": to})

    def __dir__(self) -> list[str]:
        own = {name for name in vars(StringMethods) if not name.startswith("_")}
        return sorted(_TEXT_METHODS.keys() | own)
