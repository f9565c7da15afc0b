"""Tokens: equal for equal objects in every process, different for different ones."""

import datetime
import enum
import functools
import operator
import subprocess
import sys
import threading
from collections import OrderedDict, namedtuple
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import tusk
from tusk.base import tokenize

Pair = namedtuple("Pair", "a b")


class Color(enum.Enum):
    RED = 1


@dataclass
class Box:
    width: int
    name: str


class Plain:
    def __init__(self, value):
        self.value = value


class Named:
    def __init__(self, name):
        self.name = name
        self.noise = object()

    def __dask_tokenize__(self):
        return self.name


def inc(x):
    return x + 1


def make_adder(n):
    return lambda x: x + n


DISTINCT = [
    lambda: None,
    lambda: True,
    lambda: 1,
    lambda: 2,
    lambda: 10**30,
    lambda: 1.0,
    lambda: -0.0,
    lambda: 1j,
    lambda: "1",
    lambda: b"1",
    lambda: "ü\ud800",
    lambda: ...,
    lambda: [],
    lambda: [1, 2],
    lambda: [2, 1],
    lambda: [[1], 2],
    lambda: (1, 2),
    lambda: {1, 2},
    lambda: frozenset({1, 2}),
    lambda: {"a", "b", "c", ("d", 1)},
    lambda: {"a": 1, "b": 2},
    lambda: {"b": 2, "a": 1},
    lambda: slice(1, None),
    lambda: OrderedDict(a=1),
    lambda: Pair(1, 2),
    lambda: Color.RED,
    lambda: Box(1, "x"),
    lambda: Box(2, "x"),
    lambda: Plain(1),
    lambda: Plain([1]),
    lambda: Named("x"),
    lambda: Decimal("1.5"),
    lambda: datetime.date(2020, 1, 1),
    lambda: int,
    lambda: Box,
    lambda: inc,
    lambda: len,
    lambda: operator.add,
    lambda: operator.sub,
    lambda: np.add,
    lambda: np.multiply,
    lambda: "abc".upper,
    lambda: make_adder(1),
    lambda: make_adder(2),
    lambda: lambda x: x * 2,
    lambda: lambda x: x * 3,
    lambda: functools.partial(inc, 1),
    lambda: operator.itemgetter(1),
    lambda: np,
    lambda: np.float64(1),
    lambda: np.float32(1),
    lambda: np.dtype("i4"),
    lambda: np.arange(3),
    lambda: np.arange(3.0),
    lambda: np.arange(4).reshape(2, 2),
    lambda: np.arange(4).reshape(2, 2).T,
    lambda: np.array(["a", None], dtype=object),
    lambda: np.array(["2020-01-01"], dtype="M8[D]"),
    lambda: pd.DataFrame({"a": [1, 2]}),
    lambda: pd.DataFrame({"b": [1, 2]}),
    lambda: pd.Series(["a", None]),
    lambda: pd.Series(["a", "b"], dtype="category"),
    lambda: pd.date_range("2020", periods=3),
    lambda: pa.table({"a": [1, 2]}),
    lambda: tusk.delayed(inc)(1, dask_key_name="x", pure=True),
]


def test_different_objects_have_different_tokens():
    tokens = [tokenize(make()) for make in DISTINCT]
    same = [(i, j) for i in range(len(tokens)) for j in range(i) if tokens[i] == tokens[j]]
    assert same == []


@pytest.mark.parametrize("make", DISTINCT)
def test_equal_objects_have_equal_tokens(make):
    assert tokenize(make()) == tokenize(make())


def test_sharing_does_not_count():
    part = [1, 2]
    assert tokenize([part, part]) == tokenize([[1, 2], [1, 2]])


def test_arguments_and_keywords_count():
    assert len({tokenize(1, 2), tokenize((1, 2)), tokenize(1, x=2), tokenize(1, y=2)}) == 4


def test_memory_layout_does_not_count():
    x = np.arange(6).reshape(2, 3)
    assert tokenize(x) == tokenize(np.asfortranarray(x)) == tokenize(x[:, ::-1][:, ::-1])


def test_cycles_end():
    a, b = [1], [1]
    a.append(a)
    b.append(b)
    assert tokenize(a) == tokenize(b)
    assert tokenize(a) != tokenize([1, [1]])


def test_objects_that_cannot_be_taken_apart_are_like_no_other():
    lock = threading.Lock()
    assert tokenize(lock) != tokenize(lock)
    assert tokenize(i for i in "a") != tokenize(i for i in "a")


def test_what_tokens_say_about_themselves_is_believed():
    assert tokenize(Named("x")) == tokenize(Named("x"))


PROGRAM = Path(__file__).with_name("token_program.py")


def printed_tokens(seed):
    environment = {"PYTHONHASHSEED": str(seed), "PYTHONPATH": ":".join(sys.path), "PATH": ""}
    result = subprocess.run([sys.executable, PROGRAM], env=environment, capture_output=True, text=True, check=True)
    return result.stdout.splitlines()


def test_tokens_and_keys_are_the_same_in_every_process():
    first, second = printed_tokens(1), printed_tokens(2)
    assert len(first) > 10
    assert first == second
