"""assert_eq(actual, expected): the one way in which tests compare what Tusk gives with what another engine gives.

Values, their types, dtypes, shapes, names, nulls and order must agree. What is lazy is computed on several schedulers and
numbers of threads, and each result must agree.
"""

import math
import sys

import tusk

RUNS = ({"scheduler": "synchronous"}, {"scheduler": "threads", "num_workers": 1}, {"scheduler": "threads", "num_workers": 4})


def assert_eq(actual, expected, *, rtol=0.0, check_dtype=True, **options):
    """rtol: how far floats may be apart, relative to the expected ones; 0 means the same bits (a NaN equals a NaN).

    check_dtype: whether types and dtypes must agree too. options: of pandas' comparisons, as check_names=False.
    """
    compare = _Comparison(rtol, check_dtype, options)
    if not tusk.is_dask_collection(actual):
        return compare(actual, expected, "the value")
    for run in RUNS:
        compare(actual.compute(**run), expected, f"the value computed with {run}")


def assert_as_pandas(actual, expected, *, rtol=1e-12, **options):
    """What a lazy frame, series or scalar gives is what pandas gives; sums of floats may be added in another order."""
    if isinstance(expected, _is_of("numpy", "generic")):
        expected = expected.item()
    if isinstance(expected, _is_of("pandas", "DataFrame")):
        options.setdefault("check_column_type", False)  # of the columns' names
    assert_eq(actual, expected, rtol=rtol, **options)


class _Comparison:
    def __init__(self, rtol, check_dtype, options):
        self.rtol = rtol
        self.check_dtype = check_dtype
        self.options = options

    def __call__(self, actual, expected, where):
        for is_kind, compare in (
            (_is_table, self.tables),
            (_is_pandas, self.pandas_objects),
            (_is_array, self.arrays),
            (_is_container, self.containers),
            (_is_float, self.floats),
        ):
            if is_kind(actual) or is_kind(expected):
                return compare(actual, expected, where)
        self.types(actual, expected, where)
        assert actual == expected, f"{where}: {actual!r} is not {expected!r}"

    def types(self, actual, expected, where):
        if self.check_dtype:
            assert type(actual) is type(expected), f"{where}: {actual!r} is a {type(actual)}, not a {type(expected)}"

    def floats(self, actual, expected, where):
        self.types(actual, expected, where)
        both_nan = actual != actual and expected != expected
        assert both_nan or math.isclose(actual, expected, rel_tol=self.rtol), f"{where}: {actual!r} is not {expected!r}"

    def containers(self, actual, expected, where):
        self.types(actual, expected, where)
        assert len(actual) == len(expected), f"{where}: {actual!r} is not {expected!r}"
        if isinstance(expected, (set, frozenset)):
            assert actual == expected, f"{where}: {actual!r} is not {expected!r}"
        elif isinstance(expected, dict):
            assert list(actual) == list(expected), f"{where}: the keys {list(actual)} are not {list(expected)}"
            for key in expected:
                self(actual[key], expected[key], f"{where}[{key!r}]")
        else:
            for i, (a, b) in enumerate(zip(actual, expected)):
                self(a, b, f"{where}[{i}]")

    def arrays(self, actual, expected, where):
        import numpy as np

        a, b = np.asarray(actual), np.asarray(expected)
        assert a.shape == b.shape, f"{where}: the shape {a.shape} is not {b.shape}"
        if self.check_dtype:
            assert a.dtype == b.dtype, f"{where}: the dtype {a.dtype} is not {b.dtype}"
        if a.dtype.kind in "fc" or b.dtype.kind in "fc":
            np.testing.assert_allclose(a, b, rtol=self.rtol, atol=0, equal_nan=True, err_msg=where)
        else:
            np.testing.assert_array_equal(a, b, err_msg=where)

    def pandas_objects(self, actual, expected, where):
        import pandas as pd

        check = {
            pd.DataFrame: pd.testing.assert_frame_equal,
            pd.Series: pd.testing.assert_series_equal,
        }.get(type(expected), pd.testing.assert_index_equal)
        options = {"check_exact": self.rtol == 0}
        if self.rtol:
            options.update(rtol=self.rtol, atol=0)
        if not self.check_dtype:
            options["exact" if check is pd.testing.assert_index_equal else "check_dtype"] = False
        self.types(actual, expected, where)
        check(actual, expected, **options, **self.options)

    def tables(self, actual, expected, where):
        import pyarrow as pa

        a, b = pa.table(actual), pa.table(expected)
        assert a.column_names == b.column_names, f"{where}: the columns {a.column_names} are not {b.column_names}"
        if self.check_dtype:
            assert a.schema.types == b.schema.types, f"{where}: the types {a.schema.types} are not {b.schema.types}"
        for name in b.column_names:
            self(a[name].to_pylist(), b[name].to_pylist(), f"{where}[{name!r}]")


def _is_of(module, *names):
    loaded = sys.modules.get(module)
    return tuple(getattr(loaded, name) for name in names) if loaded else ()


def _is_table(value):
    return isinstance(value, (tusk.Table, *_is_of("pyarrow", "Table", "RecordBatch")))


def _is_pandas(value):
    return isinstance(value, _is_of("pandas", "DataFrame", "Series", "Index"))


def _is_array(value):
    return isinstance(value, (tusk.NdArray, *_is_of("numpy", "ndarray")))


def _is_container(value):
    return isinstance(value, (list, tuple, set, frozenset, dict))


def _is_float(value):
    return isinstance(value, float)
