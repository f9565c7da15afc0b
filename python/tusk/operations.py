"""C++ functions that were registered under a name, as Python calls them."""

from __future__ import annotations

from os import PathLike, fspath

from tusk import _native
from tusk._native import Operation

__all__ = ["Operation", "load_library", "operation", "operations"]


def operation(name: str, *, pure: bool | None = None, nout: int | None = None) -> Operation:
    """The registered C++ function of that name. Calling it makes a Delayed; the number and the types of the arguments
    are checked then.

    KeyError names similar ones, if there is none. `pure` and `nout` mean what they mean to `delayed`.

    >>> area = operation("test.area")  # doctest: +SKIP
    >>> area(2, 3).compute()  # doctest: +SKIP
    6.0
    """
    return _native.operation(name, pure, nout)


def operations() -> list[str]:
    """The names of all registered C++ functions, sorted."""
    return _native.operations()


def load_library(path: str | PathLike[str]) -> None:
    """Loads a shared library of operations. What it registers is known to the whole process from then on."""
    _native.load_library(fspath(path))
