"""Sizes and durations as people write them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from tusk import _native

__all__ = ["apply", "format_bytes", "format_time", "parse_bytes", "parse_timedelta"]


def parse_bytes(s: str | float) -> int:
    """The bytes that a text means: k, M, G, T, P are powers of 1000, Ki, Mi, Gi, Ti, Pi of 1024.

    >>> parse_bytes("1.5 GiB"), parse_bytes("100 MB"), parse_bytes("1e6"), parse_bytes(7)
    (1610612736, 100000000, 1000000, 7)
    """
    return _native.parse_bytes(s)


def format_bytes(n: int) -> str:
    """
    >>> format_bytes(1610612736), format_bytes(130)
    ('1.50 GiB', '130 B')
    """
    return _native.format_bytes(n)


def parse_timedelta(s: str | float | None, default: str = "seconds") -> float | None:
    """The seconds that a text means. A number without a unit has the unit `default`.

    >>> parse_timedelta("200ms"), parse_timedelta("1.5 h"), parse_timedelta(3), parse_timedelta(3, default="ms")
    (0.2, 5400.0, 3.0, 0.003)
    """
    if s is None:
        return None
    if not isinstance(s, (str, int, float)):
        raise TypeError(f"parse_timedelta needs a str or a number: got {s!r}")
    text = str(s).strip()
    return _native.parse_duration(text if text[-1:].isalpha() else f"{text} {default}")


def format_time(n: float) -> str:
    """
    >>> format_time(1234), format_time(0.2)
    ('20m 34s', '200.00 ms')
    """
    return _native.format_duration(n)


def apply(func: Callable[..., Any], args: Iterable[Any], kwargs: Mapping[str, Any] | None = None) -> Any:
    """func(*args, **kwargs), as a function of its own.

    >>> apply(max, [1, 2], {"key": lambda x: -x})
    1
    """
    return func(*args, **(kwargs or {}))
