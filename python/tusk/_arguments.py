"""Says what is wrong with the arguments of a call that a C++ function has refused."""

from __future__ import annotations

import ast
import difflib
import inspect
import numbers
import re
import reprlib
import sys
from collections.abc import Mapping, Sequence
from typing import Any

_repr = reprlib.Repr()
_repr.maxstring = _repr.maxother = _repr.maxlong = 60

# What the words of a signature stand for: how people call it, and which values it takes.
_WORDS: dict[str, tuple[str, type | tuple[type, ...]]] = {
    "bool": ("True or False", bool),
    "int": ("a whole number", numbers.Integral),
    "float": ("a number", numbers.Real),
    "str": ("a str", str),
    "bytes": ("bytes", bytes),
    "dict": ("a dict", dict),
    "list": ("a list", list),
    "tuple": ("a tuple", tuple),
    "None": ("None", type(None)),
}


def explain(function: Any, args: list[Any], kwargs: dict[str, Any], is_of_call: bool) -> str:
    """A message with the public name of the function, the argument that it can't take, and what it takes.

    is_of_call: whether the call itself doesn't fit, and not a value somewhere inside its arguments.
    """
    name = _public_name(function, args)
    if not is_of_call:
        return f"{name}(): a value is of a type that it doesn't take: got ({_given(args[_is_method(function) :], kwargs)})"
    overloads = [_signature(text) for text, *_ in function.__nb_signature__]
    refusals = [_refusal(name, signature, args, kwargs) for signature in overloads]
    # Of several ways to call it, the one that the call came closest to.
    return min(refusals)[1]


def _public_name(function: Any, args: list[Any]) -> str:
    """What the user has called: of the package's own functions on the stack, the outermost."""
    name = function.__qualname__ or "<property>"
    if _is_method(function) and args:
        name = f"{type(args[0]).__name__}.{function.__name__ or '<property>'}"
    frame = sys._getframe(2)  # the caller of explain(), which C++ has called
    while frame is not None and frame.f_globals.get("__name__", "").split(".")[0] == "tusk":
        name = frame.f_code.co_qualname
        frame = frame.f_back
    return name.removesuffix(".__init__")


def _signature(text: str) -> inspect.Signature:
    """The signature in a text such as "def head(self, n: int = \\0) -> object"; annotations stay syntax trees."""
    named = re.sub(r"^(def )?\(", "def accessor(", re.sub(r"\\\d+", "...", text))
    definition = ast.parse(named + ": ...").body[0].args
    defaults = [None] * (len(definition.posonlyargs + definition.args) - len(definition.defaults)) + definition.defaults
    parameters = []

    def add(argument: ast.arg | None, kind: Any, default: ast.expr | None = None) -> None:
        if argument is None:
            return
        missing = inspect.Parameter.empty
        given = ... if default is not None else missing
        parameters.append(inspect.Parameter(argument.arg, kind, default=given, annotation=argument.annotation or missing))

    for place, argument in enumerate(definition.posonlyargs + definition.args):
        is_named = place >= len(definition.posonlyargs)
        add(argument, inspect.Parameter.POSITIONAL_OR_KEYWORD if is_named else inspect.Parameter.POSITIONAL_ONLY, defaults[place])
    add(definition.vararg, inspect.Parameter.VAR_POSITIONAL)
    for argument, default in zip(definition.kwonlyargs, definition.kw_defaults):
        add(argument, inspect.Parameter.KEYWORD_ONLY, default)
    add(definition.kwarg, inspect.Parameter.VAR_KEYWORD)
    return inspect.Signature(parameters)


def _refusal(name: str, signature: inspect.Signature, args: list[Any], kwargs: dict[str, Any]) -> tuple[int, str]:
    """How far a call is from what the signature takes, and the message that says so."""
    known = [parameter.name for parameter in signature.parameters.values() if parameter.name != "self"]
    for keyword in kwargs:
        if keyword not in known and not any(p.kind is p.VAR_KEYWORD for p in signature.parameters.values()):
            near = difflib.get_close_matches(keyword, known, 1)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}" if known else "it takes none"
            return 2, f"{name}() takes no keyword {keyword!r}; {hint}"
    try:
        bound = signature.bind(*args, **kwargs).arguments
    except TypeError as error:
        return 3, f"{name}(): {error}; it takes ({_printed(signature)})"
    for parameter in signature.parameters.values():
        annotation, value = parameter.annotation, bound.get(parameter.name, ...)
        if annotation is inspect.Parameter.empty or value is ...:
            continue
        if not _fits(annotation, value):
            return 1, f"{name}(): {parameter.name} must be {_described(annotation)}: got {_repr.repr(value)}"
        if _is_large(annotation, value):
            return 0, f"{name}(): {parameter.name} must be a smaller number: got {_repr.repr(value)}"
    return 0, f"{name}(): a value is of a type that it doesn't take: got ({_given(args['self' in bound :], kwargs)})"


def _is_method(function: Any) -> bool:
    return type(function).__name__ == "nb_method"


def _given(args: list[Any], kwargs: dict[str, Any]) -> str:
    return ", ".join([_repr.repr(value) for value in args] + [f"{name}={_repr.repr(value)}" for name, value in kwargs.items()])


def _alternatives(annotation: ast.expr) -> list[ast.expr]:
    if isinstance(annotation, ast.BinOp):
        return _alternatives(annotation.left) + _alternatives(annotation.right)
    return [annotation]


def _split(annotation: ast.expr) -> tuple[str, list[ast.expr]]:
    """The last word of a type's name, and the types in its brackets."""
    if isinstance(annotation, ast.Subscript):
        inner = annotation.slice
        return _split(annotation.value)[0], inner.elts if isinstance(inner, ast.Tuple) else [inner]
    return ast.unparse(annotation).rpartition(".")[2], []


def _fits(annotation: ast.expr, value: Any) -> bool:
    return any(_fits_one(*_split(one), value) for one in _alternatives(annotation))


def _fits_one(word: str, inner: list[ast.expr], value: Any) -> bool:
    if word in ("object", "Any"):
        return value is not None
    if word == "Sequence":
        return isinstance(value, Sequence) and not isinstance(value, (str, bytes)) and all(_fits(inner[0], item) for item in value)
    if word == "Mapping":
        return isinstance(value, Mapping) and all(_fits(inner[0], key) and _fits(inner[1], item) for key, item in value.items())
    if word in _WORDS:
        return isinstance(value, _WORDS[word][1])
    return any(known.__name__ == word for known in type(value).__mro__)


def _is_large(annotation: ast.expr, value: Any) -> bool:
    is_number = any(_split(one)[0] == "int" for one in _alternatives(annotation))
    return is_number and isinstance(value, int) and not -(2**31) <= value < 2**31


def _described(annotation: ast.expr) -> str:
    words = [_described_one(*_split(one)) for one in sorted(_alternatives(annotation), key=lambda one: ast.unparse(one) != "None")]
    return " or ".join(words)


def _described_one(word: str, inner: list[ast.expr]) -> str:
    if word in ("object", "Any"):
        return "something, and not None"
    if word == "Sequence":
        return f"a list, each of it {_described(inner[0])}"
    if word == "Mapping":
        return f"a dict, each key {_described(inner[0])} and each value {_described(inner[1])}"
    return _WORDS[word][0] if word in _WORDS else f"a {word}"


def _printed(signature: inspect.Signature) -> str:
    parameters = [p.replace(annotation=p.empty) for p in signature.parameters.values() if p.name != "self"]
    return str(inspect.Signature(parameters))[1:-1].replace("=Ellipsis", "=...")
