"""What read_csv takes besides names: one dtype for all, lines by number, columns by place, missing texts by column."""

import pandas as pd
import pytest
from assert_eq import assert_as_pandas

import tusk.dataframe as dd

ROWS = [f"{i},{'none' if i % 3 else 'x'},2020-01-{i % 28 + 1:02d},{-1 if i % 5 == 0 else i * 0.5},{i % 2}" for i in range(40)]
HEAD = "id,name,day,value,flag"


def write(tmp_path, lines, ending="\n"):
    path = tmp_path / "rows.csv"
    path.write_bytes((ending.join(lines) + ending).encode())
    return str(path)


@pytest.fixture(params=["one partition", "many partitions", "CRLF"])
def reading(request, tmp_path):
    """Reads lines with options, lazily and by pandas, over several partitionings."""

    def check(options, lines=(HEAD, *ROWS), **compared):
        path = write(tmp_path, lines, "\r\n" if request.param == "CRLF" else "\n")
        blocks = {} if request.param == "one partition" else {"blocksize": 200}
        lazy, expected = dd.read_csv(path, **options, **blocks), pd.read_csv(path, **options)
        expected.columns = expected.columns.map(str)
        assert (lazy.npartitions > 1) == bool(blocks)
        assert_as_pandas(lazy.reset_index(drop=True), expected, **compared)

    return check


@pytest.mark.parametrize("dtype", ["str", str, object])
def test_one_dtype_for_all_columns(reading, dtype):
    if dtype is object:
        with pytest.raises(TypeError, match="'object'"):
            reading({"dtype": dtype})
        return
    reading({"dtype": dtype})
    reading({"dtype": dtype, "usecols": ["id", "flag"]})


def test_one_dtype_of_numbers(reading):
    reading({"dtype": "float64", "usecols": ["id", "value", "flag"]})
    reading({"dtype": {"id": "float64", "name": "str"}})


COMMENTED = ["made by hand", "in two lines", HEAD, "int,text,date,float,int", "-,-,-,-,-", *ROWS]


def test_lines_are_skipped_by_their_numbers(reading):
    reading({"skiprows": [0, 1, 3, 4]}, COMMENTED)
    reading({"skiprows": [4, 3, 1, 0, 0]}, COMMENTED)
    reading({"skiprows": [1]}, [HEAD, "int,text,date,float,int", *ROWS])
    reading({"skiprows": range(2)}, ["a", "b", HEAD, *ROWS])
    reading({"skiprows": [0], "header": None}, ["a", *ROWS])
    reading({"skiprows": [], "usecols": ["id"]})


def test_lines_behind_rows_are_not_skipped(tmp_path):
    path = write(tmp_path, [HEAD, *ROWS])
    with pytest.raises(NotImplementedError, match="line 7 is to be skipped, and the rows begin in line 1"):
        dd.read_csv(path, skiprows=[7])
    with pytest.raises(NotImplementedError, match="a list of their numbers"):
        dd.read_csv(path, skiprows=lambda line: line == 1)
    with pytest.raises(ValueError, match="must not be negative: -1"):
        dd.read_csv(path, skiprows=[-1])


def test_missing_texts_of_columns(reading):
    reading({"na_values": {"name": "none", "value": [-1.0, "-1"]}})
    reading({"na_values": {"flag": 1}, "keep_default_na": False})
    reading({"na_values": {"name": ["x", "none"]}})
    reading({"na_values": ["none", -1]})


def test_columns_by_their_places(reading):
    reading({"usecols": [0, 3]})
    reading({"usecols": [4, 1]})
    reading({"parse_dates": [2]})
    reading({"usecols": [0, 2], "parse_dates": ["day"]})


def test_places_that_no_column_has(tmp_path):
    path = write(tmp_path, [HEAD, *ROWS])
    with pytest.raises(ValueError, match="usecols must be places of the files' columns, from 0: 5, there are 5"):
        dd.read_csv(path, usecols=[0, 5])
    with pytest.raises(ValueError, match="parse_dates must be places"):
        dd.read_csv(path, parse_dates=[-1])


def test_names_instead_of_the_header(reading):
    reading({"names": list("abcde"), "header": 0})
    reading({"names": list("abcde"), "header": None}, ROWS)
    reading({"names": list("abcde"), "header": 0, "usecols": ["b", "e"], "dtype": {"e": "float64"}})


def test_short_rows_end_in_missing_values(reading):
    short = [HEAD, *ROWS[:3], "40,x", "41", "42,,,", *ROWS[3:]]
    reading({}, short, check_dtype=False)
    reading({"usecols": ["id", "value"]}, short)


def test_long_rows_are_refused_by_both(tmp_path):
    path = write(tmp_path, [HEAD, *ROWS, "1,2,3,4,5,6"])
    with pytest.raises(pd.errors.ParserError):
        pd.read_csv(path)
    with pytest.raises(ValueError, match="6 fields, the header has 5.* line 42"):
        dd.read_csv(path).compute()
