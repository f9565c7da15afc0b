"""The comparison itself: what it takes for equal, and what it must not."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from assert_eq import assert_eq

import tusk

NAN = float("nan")

EQUAL = [
    (1, 1),
    (NAN, NAN),
    ([1, {"a": (2.5, None)}], [1, {"a": (2.5, None)}]),
    (np.array([1.0, NAN]), np.array([1.0, NAN])),
    (pd.DataFrame({"a": [1, 2]}), pd.DataFrame({"a": [1, 2]})),
    (pd.Series([1.0, NAN], name="x"), pd.Series([1.0, NAN], name="x")),
    (pa.table({"a": [1, None]}), tusk.Table(pa.table({"a": [1, None]}))),
    (tusk.NdArray(np.arange(3)), np.arange(3)),
]

DIFFERENT = [
    (1, 2),
    (1, 1.0),
    (True, 1),
    (1.0, NAN),
    ([1], (1,)),
    ([1], [1, 2]),
    ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
    ({1}, frozenset({1})),
    (np.arange(3), np.arange(3.0)),
    (np.arange(4), np.arange(4).reshape(2, 2)),
    (np.array([1.0]), np.array([1.0 + 1e-12])),
    (np.float32(1), np.float64(1)),
    (pd.Series([1]), pd.Series([1.0])),
    (pd.Series([1], name="x"), pd.Series([1], name="y")),
    (pd.DataFrame({"a": [1]}), pd.DataFrame({"a": [1]}, index=[5])),
    (pa.table({"a": [1]}), pa.table({"a": [1.0]})),
    (pa.table({"a": [1]}), pa.table({"a": [None]})),
    (pa.table({"a": [1]}), pa.table({"b": [1]})),
]


@pytest.mark.parametrize(("actual", "expected"), EQUAL)
def test_takes_equal_values_for_equal(actual, expected):
    assert_eq(actual, expected)


@pytest.mark.parametrize(("actual", "expected"), DIFFERENT)
def test_notices_differences(actual, expected):
    with pytest.raises(AssertionError):
        assert_eq(actual, expected)


def test_computes_what_is_lazy_on_several_schedulers():
    threads = []
    import threading

    with tusk.config.set({"scheduler.roundtrip": False}):
        assert_eq(tusk.delayed(lambda: threads.append(threading.current_thread()) or 1)(), 1)
    assert len(threads) == 3
    assert threads[0] is threading.main_thread()


def test_allows_a_relative_distance_when_told():
    assert_eq(np.array([1.0]), np.array([1.0 + 1e-12]), rtol=1e-9)
    assert_eq(1.0, 1.0 + 1e-12, rtol=1e-9)
