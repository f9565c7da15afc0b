"""Settings that a user may change without changing a program.

They come, weakest first, from Tusk's defaults, from YAML files (/etc/tusk, ~/.config/tusk, the folder in TUSK_CONFIG),
from the environment (TUSK_SCHEDULER__THREADS=4 is scheduler.threads), and from `set` in code.
"""

from __future__ import annotations

import builtins
from collections.abc import Mapping
from typing import Any

from tusk import _native

__all__ = ["collect", "description", "get", "list", "refresh", "set"]

no_default = object()


def get(key: str, default: Any = no_default) -> Any:
    """The value of a key, or of a section as a dict. Dash and underscore are the same.

    KeyError names similar keys, if it isn't set and there is no default.

    >>> get("optimization.fuse.active")
    True
    >>> get("no.such.key", "fallback")
    'fallback'
    """
    if default is no_default:
        return _native.config.get(key)
    return _native.config.get(key, default)


class set:
    """Sets keys for the whole process: for good, or, in a `with` statement, until its end.

    A double underscore in a keyword is a dot. ValueError for a value that one of Tusk's own keys can't have.

    >>> with set({"scheduler.threads": 2}, scheduler="synchronous"):
    ...     get("scheduler.threads"), get("scheduler.name")
    (2, 'synchronous')
    >>> with set(scheduler__threads=3):
    ...     get("scheduler.threads")
    3
    """

    def __init__(self, arg: Mapping[str, Any] | None = None, **kwargs: Any):
        if arg is not None and not isinstance(arg, Mapping):
            raise TypeError(f"config.set takes a dict of settings, or keywords: got {arg!r}")
        settings = dict(arg or {})
        settings.update((key.replace("__", "."), value) for key, value in kwargs.items())
        self._scope = _native.config.SettingsScope(settings)

    def __enter__(self) -> set:
        return self

    def __exit__(self, *exception: object) -> None:
        self._scope.end()


def refresh() -> None:
    """Reads files and environment anew. What `set` has set stays."""
    _native.config.refresh()


def list() -> builtins.list[tuple[str, Any, str]]:
    """All settings: key, value, and who says so."""
    return _native.config.list()


def collect() -> dict[str, Any]:
    """All settings as nested dicts.

    >>> collect()["optimization"]["fuse"]
    {'active': True}
    """
    tree: dict[str, Any] = {}
    for key, value, _ in list():
        *sections, name = key.split(".")
        branch = tree
        for section in sections:
            branch = branch.setdefault(section, {})
        branch[name] = value
    return tree


def description(key: str) -> str:
    """What one of Tusk's own keys means; empty for other keys."""
    return _native.config.description(key)
