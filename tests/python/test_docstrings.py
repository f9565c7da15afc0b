"""The examples in the package's docstrings do what they say."""

import doctest
import importlib
import pkgutil

import pytest

import tusk

NAMES = ["tusk", *(module.name for module in pkgutil.walk_packages(tusk.__path__, "tusk.") if module.name.rpartition(".")[2] not in ("_native", "libtusk"))]


@pytest.mark.parametrize("name", NAMES)
def test_examples(name, native, by_reference):
    module = importlib.import_module(name)
    result = doctest.testmod(module, optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    assert result.failed == 0


def test_every_public_function_has_a_docstring():
    undocumented = []
    for name in NAMES:
        module = importlib.import_module(name)
        for public in getattr(module, "__all__", ()):
            thing = getattr(module, public)
            if callable(thing) and not getattr(thing, "__doc__", None):
                undocumented.append(f"{name}.{public}")
    assert undocumented == []
