"""Arrays and tables in and out, without a copy."""

import ctypes
import pickle

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from assert_eq import assert_eq

import tusk
from tusk.base import tokenize

NUMBERS = ["bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float32", "float64", "complex64", "complex128"]


def address(array):
    return array.__array_interface__["data"][0]


@pytest.mark.parametrize("dtype", NUMBERS)
def test_arrays_keep_dtype_values_and_memory(dtype):
    x = np.arange(12).reshape(3, 4).astype(dtype)
    array = tusk.NdArray(x)
    assert (array.dtype, array.shape, array.ndim, array.size, array.nbytes) == (dtype, (3, 4), 2, 12, x.nbytes)
    y = np.asarray(array)
    assert_eq(y, x)
    assert address(y) == address(x)
    assert not y.flags.writeable


@pytest.mark.parametrize("view", [np.s_[::2], np.s_[::-1], np.s_[:, 1], np.s_[:, ::-2], np.s_[1:1], np.s_[1, 1]])
def test_views_are_not_copied(view):
    x = np.arange(12.0).reshape(3, 4)[view]
    y = np.asarray(tusk.NdArray(x))
    assert_eq(y, np.asarray(x))


def test_transposed_and_broadcast_arrays_are_not_copied():
    for x in (np.arange(6).reshape(2, 3).T, np.broadcast_to(np.arange(3), (4, 3))):
        y = np.asarray(tusk.NdArray(x))
        assert_eq(y, x)
        assert address(y) == address(x) and y.strides == x.strides


def test_an_array_keeps_its_source_alive():
    array = tusk.NdArray(np.full(100_000, 7.0))
    np.full(100_000, 8.0)
    assert_eq(array, np.full(100_000, 7.0))
    view = np.asarray(array)
    del array
    assert_eq(view, np.full(100_000, 7.0))


def test_arrays_speak_dlpack_both_ways():
    x = np.arange(6.0).reshape(2, 3)

    class OnlyDlpack:
        def __dlpack__(self, **keywords):
            return x.__dlpack__(**keywords)

        def __dlpack_device__(self):
            return x.__dlpack_device__()

    array = tusk.NdArray(OnlyDlpack())
    assert address(np.asarray(array)) == address(x)
    y = np.from_dlpack(array)
    assert_eq(y, x)
    assert address(y) == address(x)
    assert not y.flags.writeable


def test_a_dlpack_consumer_that_knows_no_read_only_memory_gets_a_copy():
    x = np.arange(3.0)
    capsule = tusk.NdArray(x).__dlpack__()
    assert '"dltensor"' in repr(capsule)
    del capsule      # unused: frees its own
    assert_eq(x, np.arange(3.0))


def test_arrays_refuse_to_be_written_to():
    array = tusk.NdArray(np.arange(3))
    with pytest.raises((BufferError, TypeError), match="read-only|not writable"):
        ctypes.c_char.from_buffer(array)
    assert memoryview(array).readonly


@pytest.mark.parametrize("value", ["text", 3, [1, 2], np.array(["a"]), np.array([1], dtype=">i8")])
def test_what_is_no_array_is_refused(value):
    with pytest.raises(TypeError, match="an array is made of an object with a buffer of numbers"):
        tusk.NdArray(value)


def test_operations_take_and_give_arrays_over_the_same_memory(native, by_reference):
    x = np.arange(12.0).reshape(3, 4)
    y = native("same_array")(x).compute()
    assert_eq(y, x)
    assert address(y) == address(x)
    assert_eq(native("last_rows")(x[:, ::-1], 1), x[1:, ::-1])


FRAME = pd.DataFrame({"n": [1, 2, 3], "x": [0.5, None, 2.5], "s": ["a", None, "ü"], "t": pd.to_datetime(["2020-01-01", "2021-01-01", None])})


def test_tables_come_from_anything_with_an_arrow_stream():
    expected = pa.Table.from_pandas(FRAME)
    for source in (FRAME, expected, expected.to_reader(), tusk.Table(FRAME)):
        assert_eq(tusk.Table(source), expected)


def test_tables_go_to_pandas_and_arrow():
    table = tusk.Table(FRAME)
    assert (table.num_rows, table.num_columns, len(table)) == (3, 4, 3)
    assert table.column_names == ["n", "x", "s", "t"]
    assert table.dtypes[:2] == ["int64", "float64"]
    assert_eq(table.to_pandas(), FRAME)
    assert_eq(pa.table(table), pa.Table.from_pandas(FRAME))
    assert repr(table).startswith("Table(3 rows: n int64, x float64")


def test_tables_travel_by_pickle():
    table = tusk.Table(pa.table({"x": [1, None, 3], "t": ["ä", "", None]}))
    assert pickle.loads(pickle.dumps(table)) == table
    assert tokenize(table) == tokenize(tusk.Table(pa.table({"x": [1, None, 3], "t": ["ä", "", None]})))
    assert tokenize(table) != tokenize(tusk.Table(pa.table({"x": [1, None, 4], "t": ["ä", "", None]})))


def test_tables_share_memory():
    source = pa.table({"a": pa.array(range(1000))})
    back = pa.table(tusk.Table(source))
    assert back["a"].chunk(0).buffers()[1].address == source["a"].chunk(0).buffers()[1].address


def test_operations_take_and_give_tables(native):
    assert_eq(native("row_count")(FRAME), 3)
    assert_eq(native("same_table")(tusk.delayed(lambda: FRAME)()), pa.Table.from_pandas(FRAME))
    assert_eq(tusk.delayed(lambda table: table.to_pandas())(native("same_table")(FRAME)), FRAME)


@pytest.mark.parametrize("value", [1, "a", np.arange(3), {"a": [1]}])
def test_what_is_no_table_is_refused(value):
    with pytest.raises(TypeError, match="__arrow_c_stream__"):
        tusk.Table(value)


def test_a_stream_that_holds_no_table_is_refused():
    with pytest.raises(ValueError):
        tusk.Table(pa.chunked_array([[1, 2]]))


def test_an_error_of_a_stream_is_raised():
    def batches():
        yield pa.record_batch({"a": [1]})
        raise OSError("the disk is gone")

    reader = pa.RecordBatchReader.from_batches(pa.schema({"a": pa.int64()}), batches())
    with pytest.raises(OSError, match="the disk is gone"):
        tusk.Table(reader)
