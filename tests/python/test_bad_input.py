"""What is wrong with input is said clearly: file, line and column where there is one; and what was there before stays."""

import contextlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pandas as pd
import pandas.testing as tm
import pytest

import tusk.dataframe as dd

GOOD = pd.DataFrame({"id": range(1000), "fare_amount": [i / 4 for i in range(1000)]})


def csv(folder, text, name="x.csv"):
    path = folder / name
    path.write_bytes(text.encode())
    return str(path)


def rows(count, last=""):
    return "id,fare_amount,flag\n" + "".join(f"{i},{i / 4},N\n" for i in range(count)) + last


@contextlib.contextmanager
def nobody():
    """Without root's rights, if they are there."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def open_folder():
    """A folder that everybody may enter."""
    with tempfile.TemporaryDirectory() as name:
        os.chmod(name, 0o755)
        yield Path(name)


def test_a_missing_file_is_named_with_near_ones(tmp_path):
    csv(tmp_path, rows(3), "yellow_2019-01.csv")
    with pytest.raises(FileNotFoundError, match=r"yelow_2019-01.csv'.*did you mean yellow_2019-01.csv"):
        dd.read_csv(str(tmp_path / "yelow_2019-01.csv"))
    with pytest.raises(FileNotFoundError, match=r"nor its folder '.*/no/where'"):
        dd.read_parquet(str(tmp_path / "no" / "where" / "x.parquet"))
    with pytest.raises(FileNotFoundError, match=r"no file matches '.*green"):
        dd.read_json(str(tmp_path / "green*.json"))


def test_a_file_that_may_not_be_read_is_named(open_folder):
    path = csv(open_folder, rows(3))
    os.chmod(path, 0)
    with nobody(), pytest.raises(OSError, match=r"x.csv'.*[Pp]ermission"):
        dd.read_csv(path)
    with nobody(), pytest.raises(OSError, match=r"x.csv'.*[Pp]ermission"):
        dd.read_parquet(path)


def test_a_folder_that_may_not_be_written_to_is_named(open_folder):
    place = open_folder / "mine"
    place.mkdir(mode=0o555)
    with nobody(), pytest.raises(OSError, match=r"mine/out'?.*[Pp]ermission"):
        dd.from_pandas(GOOD, 2).to_parquet(str(place / "out"))
    assert list(place.iterdir()) == []


@pytest.mark.parametrize("where", ["in the sample", "behind it"])
@pytest.mark.parametrize("row, rule", [("7,1.5,N,more", "4|fields"), ("7", "1|fields")])
def test_a_ragged_row_is_named_by_its_line(tmp_path, where, row, rule):
    count = 2 if where == "in the sample" else 50_000
    path = csv(tmp_path, rows(count, row + "\n" + "1,2.5,Y\n"))
    if row == "7":
        # Fields that a row lacks are missing, as in pandas.
        frame = dd.read_csv(path)
        tm.assert_frame_equal(frame.compute(), pd.read_csv(path))
        return
    with pytest.raises(ValueError, match=rf"x.csv', line {count + 2}\b"):
        dd.read_csv(path).compute()


@pytest.mark.parametrize("count", [2, 50_000])
def test_an_unclosed_quote_is_named_by_its_line(tmp_path, count):
    path = csv(tmp_path, rows(count, '7,1.5,"N\n' + "1,2.5,Y\n" * 3))
    with pytest.raises(ValueError, match=rf"quote.*x.csv', line {count + 2}\b"):
        dd.read_csv(path).compute()


@pytest.mark.parametrize(
    "row, column",
    [("seven,1.5,N", "id"), ("7.5,1.5,N", "id"), ("7,much,N", "fare_amount")],
)
def test_a_value_that_contradicts_the_sample_is_named(tmp_path, row, column):
    path = csv(tmp_path, rows(50_000, row + "\n"))
    with pytest.raises(ValueError) as error:
        dd.read_csv(path).compute()
    message = str(error.value)
    bad = row.split(",")["id,fare_amount".split(",").index(column)]
    for part in (f"'{bad}'", "x.csv", "line 50002", f"'{column}'", "dtype="):
        assert part in message, message


def test_the_dtype_that_the_error_names_cures_it(tmp_path):
    path = csv(tmp_path, rows(50_000, "7.5,1.5,N\n"))
    assert dd.read_csv(path, dtype={"id": "float64"}).id.max().compute() == 49_999


def test_a_date_that_is_none_is_named(tmp_path):
    path = csv(tmp_path, "day,x\n2019-01-01,1\nsoon,2\n")
    with pytest.raises(ValueError, match=r"'soon'.*x.csv', line 3"):
        dd.read_csv(path, parse_dates=["day"]).compute()


def test_an_empty_file_is_named(tmp_path):
    csv(tmp_path, rows(3), "a.csv")
    csv(tmp_path, "", "b.csv")
    with pytest.raises(ValueError, match="b.csv' is empty"):
        dd.read_csv(str(tmp_path / "*.csv"))
    csv(tmp_path, "", "b.json")
    with pytest.raises(ValueError, match="b.json"):
        dd.read_json(str(tmp_path / "b.json"))
    csv(tmp_path, "", "b.parquet")
    with pytest.raises(ValueError, match="b.parquet' of 0 bytes"):
        dd.read_parquet(str(tmp_path / "b.parquet"))


def test_a_file_with_a_header_alone_has_no_rows(tmp_path):
    path = csv(tmp_path, "id,fare_amount,flag\n")
    frame = dd.read_csv(path)
    assert list(frame.columns) == ["id", "fare_amount", "flag"] and len(frame) == 0
    csv(tmp_path, rows(3), "y.csv")
    both = dd.read_csv(str(tmp_path / "*.csv"))
    tm.assert_frame_equal(both.compute(), pd.read_csv(tmp_path / "y.csv"))


@pytest.mark.parametrize("header", ["id,flag,fare_amount", "id,fare_amount", "id,fare_amount,flag,tip"])
def test_files_with_other_columns_are_named(tmp_path, header):
    csv(tmp_path, rows(3), "a.csv")
    csv(tmp_path, header + "\n" + ",".join("1" for _ in header.split(",")) + "\n", "b.csv")
    with pytest.raises(ValueError, match=rf"b.csv' has {header.replace(',', ', ')}, but '.*a.csv' has id, fare_amount, flag"):
        dd.read_csv(str(tmp_path / "*.csv"))


def test_parquet_files_with_other_columns_are_named(tmp_path):
    GOOD.to_parquet(tmp_path / "a.parquet")
    GOOD.rename(columns={"fare_amount": "tip"}).to_parquet(tmp_path / "b.parquet")
    with pytest.raises(ValueError, match=r"b.parquet'.*fare_amount|fare_amount.*b.parquet"):
        dd.read_parquet(str(tmp_path / "*.parquet")).compute()
    GOOD.astype({"fare_amount": str}).to_parquet(tmp_path / "b.parquet")
    with pytest.raises(TypeError, match="'fare_amount' is string in '.*b.parquet', and double before"):
        dd.read_parquet(str(tmp_path / "*.parquet")).compute()


@pytest.mark.parametrize("harm", ["cut", "magic", "footer", "length"])
def test_a_broken_parquet_footer_is_named(tmp_path, harm):
    path = tmp_path / "x.parquet"
    GOOD.to_parquet(path)
    content = path.read_bytes()
    broken = {
        "cut": content[: len(content) // 2],
        "magic": content[:-4] + b"PARX",
        "footer": content[:-60] + b"\xff" * 40 + content[-20:],
        "length": content[:-8] + b"\xff\xff\xff\x7f" + content[-4:],
    }[harm]
    path.write_bytes(broken)
    with pytest.raises(ValueError, match="x.parquet'"):
        dd.read_parquet(str(path)).compute()


def test_a_broken_page_is_named(tmp_path):
    path = tmp_path / "x.parquet"
    GOOD.to_parquet(path, compression="gzip")
    content = bytearray(path.read_bytes())
    content[40:400] = b"\x00" * 360
    path.write_bytes(content)
    with pytest.raises((ValueError, OSError), match="x.parquet'"):
        dd.read_parquet(str(path)).compute()


def test_a_line_that_is_no_json_is_named(tmp_path):
    path = tmp_path / "x.json"
    path.write_text('{"x": 1}\n{"x": 2}\n{"x": \n{"x": 4}\n')
    with pytest.raises(ValueError, match="x.json', line 3"):
        dd.read_json(str(path)).compute()
    path.write_text('{"x": 1}\n' * 300_000 + '{"x": "text"}\n')
    with pytest.raises(ValueError, match="x.json', line 300001.*sample"):
        dd.read_json(str(path)).compute()


MISSPELT = {
    "item": lambda frame: frame["fare_amout"],
    "items": lambda frame: frame[["id", "fare_amout"]],
    "drop": lambda frame: frame.drop(columns=["fare_amout"]),
    "group": lambda frame: frame.groupby("fare_amout"),
    "nlargest": lambda frame: frame.nlargest(3, "fare_amout"),
    "pop": lambda frame: frame.pop("fare_amout"),
    "subset": lambda frame: frame.drop_duplicates(subset=["fare_amout"]),
}


@pytest.mark.parametrize("name", MISSPELT)
def test_a_column_that_is_not_there_is_found_by_the_call(tmp_path, name):
    frame = dd.read_csv(csv(tmp_path, rows(3)))
    with pytest.raises(KeyError, match="'fare_amout'.*did you mean fare_amount"):
        MISSPELT[name](frame)


def test_columns_that_are_asked_of_files_are_found_by_the_call(tmp_path):
    path = csv(tmp_path, rows(3))
    with pytest.raises(ValueError, match="usecols.*'fare_amout'.*did you mean fare_amount"):
        dd.read_csv(path, usecols=["fare_amout"])
    with pytest.raises(ValueError, match="parse_dates.*'fare_amout'.*did you mean fare_amount"):
        dd.read_csv(path, parse_dates=["fare_amout"])
    GOOD.to_parquet(tmp_path / "x.parquet")
    for asked in ({"columns": ["fare_amout"]}, {"filters": [("fare_amout", ">", 1)]}, {"index": "fare_amout"}):
        with pytest.raises((KeyError, ValueError), match="'fare_amout'.*did you mean fare_amount"):
            dd.read_parquet(str(tmp_path / "x.parquet"), **asked)


@pytest.mark.parametrize(
    ("options", "rule"),
    [
        ({"skiprows": lambda line: line > 2}, "a number of lines, or a list of their numbers: got <function"),
        ({"usecols": lambda name: True}, "a list of names, or of places: got <function"),
    ],
)
def test_options_of_other_kinds_are_refused(tmp_path, options, rule):
    with pytest.raises((TypeError, NotImplementedError), match=rule):
        dd.read_csv(csv(tmp_path, rows(3)), **options)


def test_unknown_options_are_refused(tmp_path):
    with pytest.raises(TypeError, match="no option.*seperator"):
        dd.read_csv(csv(tmp_path, rows(3)), seperator=";")
    with pytest.raises(TypeError, match="int65; there are"):
        dd.read_csv(csv(tmp_path, rows(3)), dtype={"id": "int65"})


FULL_DISK = """
import resource, sys
import pandas as pd
import tusk.dataframe as dd

resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
frame = dd.from_pandas(pd.DataFrame({"x": [i * 1.1 for i in range(100_000)]}), 4)
try:
    {write}
except OSError as error:
    print(error)
    sys.exit(7)
"""

WRITES = {
    "csv": 'frame.to_csv(PLACE + "/part-*.csv")',
    "one csv": 'frame.to_csv(PLACE + "/one.csv", single_file=True)',
    "parquet": "frame.to_parquet(PLACE, overwrite=True)",
    "append": "frame.to_parquet(PLACE, append=True)",
    "json": 'frame.to_json(PLACE + "/part-*.json")',
}


@pytest.mark.parametrize("name", WRITES)
def test_a_full_disk_leaves_what_was_there(tmp_path, name):
    place = tmp_path / "trips"
    old = dd.from_pandas(pd.DataFrame({"x": [0.5, 1.5]}) if name == "append" else GOOD, 2)
    if name in ("parquet", "append"):
        old.to_parquet(str(place))
    else:
        kind = "json" if name == "json" else "csv"
        place.mkdir()
        (place / f"part-0.{kind}").write_text("old")
        (place / f"one.{kind}").write_text("old")
    before = {path.name: path.read_bytes() for path in place.iterdir()}
    program = FULL_DISK.replace("{write}", WRITES[name].replace("PLACE", repr(str(place))))
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120)
    assert run.returncode == 7, run.stdout + run.stderr
    assert str(place) in run.stdout and "what was there before is unchanged" in run.stdout
    assert {path.name: path.read_bytes() for path in place.iterdir()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["trips"]
    if name == "parquet":
        tm.assert_frame_equal(dd.read_parquet(str(place)).compute(), GOOD)
