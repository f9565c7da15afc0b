"""Registered C++ operations, called from Python: arguments in, results out, mistakes named."""

import array
from decimal import Decimal

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from assert_eq import assert_eq

import tusk
from tusk import delayed


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("area", (2, 3.5), 7.0),
        ("area", (np.float32(2), True), 2.0),
        ("negated", (True,), False),
        ("small", (-128,), -128),
        ("large", (2**64 - 1,), 2**64 - 1),
        ("narrow", (0.5,), 0.5),
        ("repeated", ("täxt ", 2), "täxt täxt "),
        ("conjugate", (1 + 2j,), 1 - 2j),
        ("conjugate", (3,), 3 - 0j),
        ("successor", (None,), None),
        ("successor", (1,), 2),
        ("nothing", (), None),
        ("sum", ([1, 2.5, True],), 4.5),
        ("sum", ((1, 2),), 3.0),
        ("sum", (np.arange(4),), 6.0),
        ("sum", (np.arange(6.0).reshape(2, 3)[:, 1],), 5.0),
        ("sum", (array.array("d", [1, 2]),), 3.0),
        ("sum", (pd.Series([1.0, 2.0]),), 3.0),
        ("sum", (b"ab",), 195.0),
        ("numbers_below", (3,), [0, 1, 2]),
        ("counts", (["a", "b", "a"],), {"a": 2, "b": 1}),
        ("counts", (np.array(["a", "b", "a"]),), {"a": 2, "b": 1}),
        ("counts", (pd.Series(["a"]),), {"a": 1}),
        ("most", ({"a": 3, "b": 5},), 5),
        ("distinct", ([3, 1, 3],), {1, 3}),
        ("pair", (1, "x"), (1, "x")),
    ],
)
def test_takes_and_gives_python_values(native, name, arguments, expected):
    assert_eq(native(name)(*arguments), expected)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (1, "int64"),
        (2**63, "uint64"),
        (2**64, "python.object"),
        (-(2**63) - 1, "python.object"),
        (1.5, "float64"),
        (True, "bool"),
        (1j, "complex128"),
        ("text", "string"),
        (np.int8(3), "int8"),
        (np.uint64(3), "uint64"),
        (np.float32(1.5), "float32"),
        (np.complex64(1), "complex64"),
        (np.bool_(True), "bool"),
        (np.str_("x"), "string"),
        (np.float16(1), "python.object"),
        (np.datetime64("2020-01-01"), "python.object"),
        (np.array(["2020-01-01"], dtype="M8[D]"), "python.object"),
        (np.arange(3, dtype=">i4"), "python.object"),
        (np.zeros(2, dtype=[("a", int)]), "python.object"),
        (np.arange(3), "ndarray"),
        (np.array(1.0), "ndarray"),
        (memoryview(b"ab"), "ndarray"),
        ([1, "a"], "vector<value>"),
        ({1, 2}, "vector<value>"),
        ({"a": 1}, "vector<value>"),
        (pd.DataFrame({"a": [1]}), "table"),
        (pa.table({"a": [1]}), "table"),
        (pa.record_batch({"a": [1]}), "table"),
        (Decimal(1), "python.object"),
        (int, "python.object"),
    ],
)
def test_sees_native_values_in_pythons_objects(native, value, kind):
    assert_eq(native("kind_of")(value), kind)


@pytest.mark.parametrize(
    ("name", "arguments", "error", "message"),
    [
        ("area", (1,), TypeError, r"test\.area takes 2 arguments \(float64, float64\): got 1"),
        ("nothing", (1,), TypeError, "takes no arguments: got 1"),
        ("area", (1, "wide"), TypeError, r"argument 2 of test\.area.* must be float64: got 'wide'"),
        ("repeated", ("a", 1.5), TypeError, "argument 2 .* must be int32: got 1.5"),
        ("small", (128,), ValueError, "argument 1 .* 128 does not fit into int8"),
        ("area", (object(), 1), TypeError, "argument 1 .* must be float64: got <object object"),
        ("sum", ([1, "a"],), TypeError, "argument 1"),
    ],
)
def test_refuses_wrong_arguments_when_called(native, name, arguments, error, message):
    with pytest.raises(error, match=message):
        native(name)(*arguments)


def test_names_similar_operations():
    with pytest.raises(KeyError, match="test.are"):
        tusk.operation("test.are")


def test_says_what_an_operation_takes_and_gives(native):
    operation = native("area")
    assert operation.name == "test.area"
    assert operation.parameters == ["float64", "float64"]
    assert repr(operation) == "<Operation test.area(float64, float64) -> float64>"
    assert "test.area" in tusk.operations()


def test_takes_results_of_python_functions(native):
    assert_eq(native("area")(delayed(lambda: 2)(), native("area")(1, 3)), 6.0)
    assert_eq(native("sum")([delayed(float)(1), 2, native("area")(1, 3)]), 6.0)
    assert_eq(native("most")({"a": delayed(int)(1), "b": 2}), 2)
    assert_eq(native("sum")(delayed(np.arange)(4)), 6.0)


def test_gives_results_to_python_functions(native):
    assert_eq(delayed(sum)(native("numbers_below")(4)), 6)
    assert_eq(delayed(lambda pair: pair["a"])(native("counts")(["a"])), 1)


def test_a_wrong_result_of_a_python_function_fails_its_consumer(native):
    with pytest.raises(TypeError, match="a value of type string can't be taken as float64: 'wide'"):
        native("area")(delayed(str)("wide"), 1).compute()


def test_hands_on_objects_that_python_has_no_word_for(native):
    handle = native("make_handle")(5)
    assert_eq(native("number_of")(handle), 5)
    computed = handle.compute()
    assert isinstance(computed, tusk.OpaqueValue)
    assert "Handle" in repr(computed)
    assert_eq(native("number_of")(computed), 5)
    assert_eq(native("number_of")(delayed(lambda x: x)(handle)), 5)


def test_refuses_lists_that_lie_in_themselves(native):
    endless = []
    endless.append(endless)
    with pytest.raises(ValueError, match="250 deep"):
        native("same_value")(endless)


def test_keys_of_pure_calls_are_equal(native):
    area = tusk.operation("test.area", pure=True)
    assert area(1, 2).key == area(1, 2).key
    assert area(1, 2).key != area(2, 1).key
    assert native("area")(1, 2).key != native("area")(1, 2).key
    assert native("area")(1, 2, dask_key_name="mine").key == "mine"


def test_a_library_that_is_not_there_is_named():
    with pytest.raises(FileNotFoundError, match="no_such_library.so"):
        tusk.load_library("/no_such_library.so")
