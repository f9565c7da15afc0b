"""Parquet files as other writers lay them out: pages, encodings, missing values, compression."""

import numpy as np
import pandas as pd
import pandas.testing as tm
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import tusk.dataframe as dd

ROWS = 5000


def column(values, type, missing):
    """One in `missing` of the values is null; 0: none, 1: all, "runs": in long stretches."""
    if missing == "runs":
        mask = (np.arange(ROWS) // 700) % 2 == 1
    else:
        mask = np.zeros(ROWS, bool) if missing == 0 else np.arange(ROWS) % missing == 0
    return pa.array(values, pa.from_numpy_dtype(values.dtype), mask=mask).cast(type)


def records(missing):
    random = np.random.default_rng(5)
    wide = random.integers(-(2**62), 2**62, ROWS)
    few = random.integers(0, 40, ROWS)
    columns = {
        "wide": column(wide, pa.int64(), missing),
        "few": column(few, pa.int64(), missing),
        "same": column(np.full(ROWS, 7), pa.int32(), missing),
        "unsigned": column(few, pa.uint32(), missing),
        "narrow": column(few, pa.int8(), missing),
        "double": column(random.normal(size=ROWS), pa.float64(), missing),
        "float": column(few / 4, pa.float32(), missing),
        "time": column(wide // 2**12, pa.timestamp("us"), missing),
        "second": column(few, pa.timestamp("s"), missing),
        "day": column(few.astype("int32"), pa.date32(), missing),
        "lasting": column(wide, pa.duration("ns"), missing),
        "truth": column(few % 2 == 0, pa.bool_(), missing),
        "text": column(few, pa.int64(), missing).cast(pa.string()),
    }
    return pa.table(columns)


LAYOUTS = {
    "plain": {"use_dictionary": False},
    "dictionaries": {},
    "dictionaries that overflow": {"dictionary_pagesize_limit": 500, "data_page_size": 1000},
    "small pages": {"data_page_size": 100, "write_batch_size": 13},
    "second version": {"data_page_version": "2.0", "data_page_size": 300, "write_batch_size": 50},
    "row groups": {"row_group_size": 999},
    "deltas": {"use_dictionary": False, "column_encoding": {"wide": "DELTA_BINARY_PACKED", "double": "BYTE_STREAM_SPLIT"}},
    "uncompressed": {"compression": "none"},
    "zstd": {"compression": "zstd", "data_page_version": "2.0"},
    "no statistics": {"write_statistics": False},
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("missing", [0, 1, 3, 1000, "runs"])
def test_columns_are_read_as_by_another_reader(tmp_path, missing, layout):
    path = str(tmp_path / "file.parquet")
    pq.write_table(records(missing), path, **LAYOUTS[layout])
    tm.assert_frame_equal(dd.read_parquet(path).compute(), pd.read_parquet(path), check_dtype=False)


def test_columns_without_missing_values_may_be_required(tmp_path):
    path = str(tmp_path / "file.parquet")
    table = records(0)
    fields = [field.with_nullable(False) for field in table.schema]
    pq.write_table(table.cast(pa.schema(fields)), path, data_page_size=500)
    tm.assert_frame_equal(dd.read_parquet(path).compute(), pd.read_parquet(path), check_dtype=False)


@pytest.mark.parametrize("seed", range(8))
def test_a_broken_file_is_refused_by_name(tmp_path, seed):
    """Whatever bytes of the pages change, the file is read or refused, naming it; nothing else happens."""
    random = np.random.default_rng(seed)
    path = tmp_path / "broken.parquet"
    pq.write_table(records(3).select(["wide", "few", "same", "double"]), path, compression="none", data_page_size=900)
    whole = path.read_bytes()
    refused = 0
    for _ in range(60):
        broken = bytearray(whole)
        for place in random.integers(4, len(whole) - 4000, 12):
            broken[place] = random.integers(256)
        path.write_bytes(broken)
        try:
            dd.read_parquet(str(path)).compute()
        except (ValueError, OSError) as error:
            assert "broken.parquet" in str(error)
            refused += 1
    assert refused > 0


def sorted_file(path):
    """Values that descend over the file, with a few of them anywhere; the text tells the rows apart."""
    random = np.random.default_rng(3)
    rows = 300_000
    value = np.arange(rows, 0, -1) / 4
    value[random.integers(0, rows, 50)] = 1e6 + np.arange(50)
    value[random.integers(0, rows, 999)] = np.nan
    number = pa.array(random.integers(0, 9, rows), mask=np.arange(rows) % 7 == 0)
    table = pa.table({"value": value, "number": number, "text": pa.array(np.arange(rows)).cast(pa.string())})
    pq.write_table(table, path, data_page_size=20_000)
    return table.to_pandas()


def same(got, expected):
    """Integers stay such here where none is missing."""
    tm.assert_frame_equal(got, expected.reset_index(drop=True), check_dtype=False)


@pytest.mark.parametrize("columns", [["value", "number"], ["number", "value", "text"]])
def test_batches_without_wanted_rows_are_passed_over(tmp_path, columns):
    """nlargest and filters decode the columns that decide, and the others only where it may matter."""
    path = str(tmp_path / "file.parquet")
    expected = sorted_file(path)
    lazy = dd.read_parquet(path)
    for n in (1, 10, 60, 5000):
        got = lazy[columns].nlargest(n, "value").compute()
        same(got, expected[columns].nlargest(n, "value"))
    got = lazy.nsmallest(20, "value").compute()
    same(got, expected.nsmallest(20, "value"))
    for low, high in ((900_000, 2e6), (100, 300), (-5, -1)):
        got = lazy[lazy.value.between(low, high)][columns].compute()
        kept = expected[expected.value.between(low, high)][columns]
        same(got, kept)


def test_a_filter_leaves_the_rows_of_an_earlier_mean_alone(tmp_path):
    path = str(tmp_path / "file.parquet")
    expected = sorted_file(path)
    lazy = dd.read_parquet(path)
    above = lazy[lazy.value > lazy.value.mean()]
    expected_above = expected[expected.value > expected.value.mean()]
    got = above[above.value > 900_000].value.sum().compute()
    assert got == pytest.approx(expected_above[expected_above.value > 900_000].value.sum())
