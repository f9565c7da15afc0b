"""The methods of columns of dates and texts: series.dt, series.str."""

from __future__ import annotations

from typing import Any

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
    "swapcase": (),
    "len": (),
    "strip": ("chars",),
    "lstrip": ("chars",),
    "rstrip": ("chars",),
    "contains": ("pat", "case", "flags", "na", "regex"),
    "match": ("pat", "case"),
    "fullmatch": ("pat", "case"),
    "startswith": ("pat",),
    "endswith": ("pat",),
    "find": ("sub", "start", "end"),
    "rfind": ("sub", "start", "end"),
    "count": ("pat",),
    "replace": ("pat", "repl", "n", "case", "flags", "regex"),
    "slice": ("start", "stop", "step"),
    "get": ("i",),
    "pad": ("width", "side", "fillchar"),
    "center": ("width", "fillchar"),
    "ljust": ("width", "fillchar"),
    "rjust": ("width", "fillchar"),
    "zfill": ("width",),
    "repeat": ("repeats",),
    "removeprefix": ("prefix",),
    "removesuffix": ("suffix",),
    "isalnum": (),
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
        raise AttributeError(f"dt has no {name!r}")

    def isocalendar(self) -> Any:
        """The columns year, week and day of ISO 8601."""
        frame = self._series.elementwise("dt.isocalendar.year").to_frame("year")
        for part in ("week", "day"):
            frame[part] = self._series.elementwise(f"dt.isocalendar.{part}")
        return frame

    def __dir__(self) -> list[str]:
        return sorted(_DATE_PROPERTIES | _DATE_METHODS.keys() | {"isocalendar"})


class StringMethods(_Methods):
    """Functions of texts; names and meanings are pandas'."""

    def __getattr__(self, name: str) -> Any:
        if name in _TEXT_METHODS:
            return self._method("str", name, _TEXT_METHODS[name])
        raise AttributeError(f"str has no {name!r}")

    def __dir__(self) -> list[str]:
        return sorted(_TEXT_METHODS)
