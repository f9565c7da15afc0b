"""Rows and columns in other places, against pandas: explode, melt, combine_first, rename_axis, parts of durations."""

import numpy as np
import pandas as pd
import pytest
from assert_eq import assert_as_pandas

import tusk.dataframe as dd

FRAME = pd.DataFrame(
    {
        "i": range(9),
        "words": [["a", "b"], [], None, ["ä"], ["c", None, "d"], ["e"], [""], [], ["f", "g"]],
        "counts": [[1.5, 2.0], [], None, [3.0], [4.0, 5.0, np.nan], [6.0], [7.0], [], [8.0, 9.0]],
        "x": [1.5, np.nan, -2.25, 0.0, np.nan, 7.0, 8.5, 1.0, np.nan],
        "y": [np.nan, 2.0, -2.25, 4.0, np.nan, 0.5, 8.5, np.nan, 3.0],
        "t": pd.Series(["p", None, "q", "r", None, "s", "", "ü", "v"], dtype="str"),
    },
    index=pd.Index([2, 3, 5, 7, 11, 13, 17, 19, 23], name="prime"),
)


@pytest.fixture(params=[1, 2, 20])
def npartitions(request):
    return request.param


def both(npartitions, function, frame=FRAME, **options):
    assert_as_pandas(function(dd.from_pandas(frame, npartitions)), function(frame), **options)


@pytest.mark.parametrize("ignore_index", [False, True])
def test_lists_become_rows(npartitions, ignore_index):
    # The elements of lists have a type here; to pandas they are objects.
    for column, dtype in (("words", "str"), ("counts", "float64")):
        expected = FRAME[["i", column, "t"]].explode(column, ignore_index=ignore_index).astype({column: dtype})
        lazy = dd.from_pandas(FRAME, npartitions)
        assert_as_pandas(lazy[["i", column, "t"]].explode(column, ignore_index=ignore_index), expected)
        assert_as_pandas(lazy[column].explode(ignore_index=ignore_index), expected[column])


def test_lists_of_several_columns_become_rows(npartitions):
    expected = FRAME[["i", "words", "counts"]].explode(["words", "counts"]).astype({"words": "str", "counts": "float64"})
    lazy = dd.from_pandas(FRAME, npartitions)[["i", "words", "counts"]]
    assert_as_pandas(lazy.explode(["words", "counts"]), expected)
    with pytest.raises(ValueError, match="'words' has 2, 'counts' has 1"):
        uneven = pd.DataFrame({"words": [["a", "b"]], "counts": [[1.0]]})
        dd.from_pandas(uneven, 1).explode(["words", "counts"]).compute()
    with pytest.raises(TypeError, match="only 'words' are"):
        lazy.explode(["words", "i"])


def test_split_texts_become_rows(npartitions):
    frame = pd.DataFrame({"s": pd.Series(["a,b", None, "", "c"], dtype="str")})
    both(npartitions, lambda df: df.s.str.split(",").explode(), frame)
    both(npartitions, lambda df: df.explode("s"), frame)


def test_columns_stand_below_each_other(npartitions):
    frame = FRAME[["i", "x", "y", "t"]]
    both(npartitions, lambda df: df[["x", "y"]].melt(), frame)
    both(npartitions, lambda df: df.melt("t"), frame)
    both(npartitions, lambda df: df.melt(["t", "i"], ["y", "x"], var_name="which", value_name="what"), frame)
    both(npartitions, lambda df: df.melt(id_vars="i", value_vars="t"), frame)


def test_what_cannot_stand_below_each_other():
    lazy = dd.from_pandas(FRAME, 2)
    with pytest.raises(TypeError, match="'x' double.*'t'"):
        lazy.melt("i", ["x", "t"])
    with pytest.raises(ValueError, match="all columns are id_vars"):
        lazy[["x"]].melt("x")
    with pytest.raises(ValueError, match="no name of the id_vars: 'x'"):
        lazy.melt("x", ["y"], value_name="x")


def test_missing_values_are_taken_from_another(npartitions):
    frame = FRAME[["x", "y", "t"]]
    both(npartitions, lambda df: df.x.combine_first(df.y), frame)
    both(npartitions, lambda df: df[["x"]].combine_first(df[["y"]]), frame)
    both(npartitions, lambda df: df[["y", "x"]].combine_first(df.assign(x=df.y, z=df.y)[["x", "z"]]), frame)


def test_cases_replace_values(npartitions):
    both(npartitions, lambda df: df.x.case_when([(df.i > 6, 0.5), (df.i > 3, df.y), (df.x > 1, -1)]))
    both(npartitions, lambda df: df.t.case_when([(df.i == 2, "two"), (df.t.isna(), "none")]))
    with pytest.raises(TypeError, match=r"a case is \(condition, replacement\)"):
        dd.from_pandas(FRAME, npartitions).x.case_when([(True, 1)])


def test_the_index_has_another_name(npartitions):
    both(npartitions, lambda df: df.x.rename_axis("p"))
    both(npartitions, lambda df: df[["x"]].rename_axis(None))
    both(npartitions, lambda df: df.groupby(["t", "i"]).x.sum().rename_axis(["T", None]))
    with pytest.raises(ValueError, match="got 2 names, 1 levels"):
        dd.from_pandas(FRAME, 2).rename_axis(["a", "b"])


def test_durations_have_components(npartitions):
    spans = pd.to_timedelta([0, 93784005006007, -1, 86399999999999], unit="ns")
    for unit in ("ns", "us", "s"):
        frame = pd.DataFrame({"s": spans.astype(f"timedelta64[{unit}]")})
        both(npartitions, lambda df: df.s.dt.components, frame)


def test_times_have_zones_and_units(npartitions):
    frame = pd.DataFrame({"d": pd.to_datetime(["1969-12-31 23:59:59.123456", "2021-01-03 00:00:00.000000", None]).astype("datetime64[us]")})
    lazy = dd.from_pandas(frame, npartitions)
    zoned = lambda df: df.d.dt.tz_localize("UTC").dt.tz_convert("Europe/Berlin")
    assert lazy.d.dt.tz is None and zoned(lazy).dt.tz == str(zoned(frame).dt.tz) and zoned(lazy).dt.unit == "us"
    for unit in ("s", "ms", "ns"):
        both(npartitions, lambda df: df.d.dt.as_unit(unit), frame)
        both(npartitions, lambda df: zoned(df).dt.as_unit(unit), frame)
    weeks = frame.d.dt.isocalendar().week.astype("float64").rename("d")
    assert_as_pandas(lazy.d.dt.week, weeks)
    assert_as_pandas(lazy.d.dt.weekofyear, weeks)
