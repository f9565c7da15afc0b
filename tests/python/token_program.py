"""Prints tokens of what this program defines: run by test_tokenize.py in processes with other hash seeds."""

import functools
from dataclasses import dataclass

import numpy as np
import pandas as pd

import tusk
from tusk.base import tokenize

SCALE = 3
WORDS = {"a", "b", "c", "d"}


def scaled(x):
    return x * SCALE if x in {"x", "y", "z"} else helper(x)


def helper(x):
    return scaled(x) if x in WORDS else x


class Model:
    """With methods, properties and a state."""

    limits = {"low", "high"}

    def __init__(self, weight):
        self.weight = weight

    def apply(self, x):
        return self.weight * x

    @property
    def double(self):
        return 2 * self.weight

    @staticmethod
    def zero():
        return 0

    @functools.cached_property
    def triple(self):
        return 3 * self.weight


@dataclass
class Box:
    width: int


for thing in (
    WORDS,
    {"x": WORDS},
    frozenset(WORDS),
    scaled,
    lambda x: x + SCALE,
    Model,
    Model(2),
    Model(2).apply,
    Model.zero,
    Box,
    Box(1),
    functools.partial(scaled, 2),
    np.arange(3),
    pd.DataFrame({"a": [1, 2], "b": ["x", None]}),
):
    print(tokenize(thing))
print(tusk.delayed(scaled, pure=True)(1).key)
print((tusk.delayed(Model(2), pure=True).apply(3, pure=True) + 1).key)
with tusk.Client() as client:
    print(client.submit(scaled, 1).key)
