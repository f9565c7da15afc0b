"""Tables of statistics and of rows that stand out, against pandas: describe, nlargest, drop_duplicates, reductions."""

import numpy as np
import pandas as pd
import pytest
from assert_eq import assert_as_pandas

import tusk.dataframe as dd


def sample(rows, seed=3):
    random = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "a": random.integers(0, 4, rows),
            "x": np.where(random.random(rows) < 0.2, np.nan, random.normal(size=rows).round(1)),
            "t": pd.Series(random.choice(["p", "ä", None], rows, p=[0.6, 0.3, 0.1]), dtype="str"),
            "d": pd.to_datetime(random.integers(-9, 9, rows) * 2, unit="D").astype("datetime64[us]"),
            "s": pd.to_timedelta(random.integers(0, 9, rows) * 4, unit="s").astype("timedelta64[us]"),
            "b": random.random(rows) < 0.7,
            "c": pd.Categorical(random.choice(["v", "u", None], rows, p=[0.6, 0.3, 0.1]), categories=["v", "u", "z"], ordered=True),
            "none": np.full(rows, np.nan),
        }
    )


FRAMES = {"many": sample(90), "one": sample(1), "none": sample(0)}


@pytest.fixture(params=[1, 3, 50])
def npartitions(request):
    return request.param


@pytest.fixture(params=["many", "one", "none"])
def frame(request):
    return FRAMES[request.param]


def both(frame, npartitions, function, **options):
    assert_as_pandas(function(dd.from_pandas(frame, npartitions)), function(frame), **options)


DESCRIBED = {
    "numbers and times": lambda df: df.drop(columns=["s"]).describe(),
    "numbers": lambda df: df[["a", "x", "none"]].describe(),
    "times": lambda df: df[["d"]].describe(),
    "texts": lambda df: df[["t"]].describe(),
    "truth values": lambda df: df[["b"]].describe(),
    "no numbers": lambda df: df[["t", "b", "c"]].describe(),
    "all": lambda df: df.drop(columns=["s"]).describe(include="all"),
    "included": lambda df: df.describe(include=["str", bool]),
    "excluded": lambda df: df.drop(columns=["s"]).describe(exclude=["number"]),
    "percentiles": lambda df: df.drop(columns=["s"]).describe(percentiles=[0.9, 0.125]),
    "a series of numbers": lambda df: df.x.describe(percentiles=[0.1]),
    "a series of times": lambda df: df.d.describe(),
    "a series of texts": lambda df: df.t.describe(),
    "a series of truth values": lambda df: df.b.describe(),
    "a series of categories": lambda df: df.c.describe(),
}


@pytest.mark.parametrize("name", DESCRIBED)
def test_describe(npartitions, name):
    both(FRAMES["many"], npartitions, DESCRIBED[name])


@pytest.mark.parametrize("name", ["a series of texts", "a series of truth values", "numbers", "texts"])
def test_describe_of_few_rows(frame, npartitions, name):
    both(frame, npartitions, DESCRIBED[name])


def test_describe_of_durations(npartitions):
    got = dd.from_pandas(FRAMES["many"], npartitions).s.describe().compute()
    expected = FRAMES["many"].s.describe()
    assert list(got.index) == list(expected.index) and got["count"] == expected["count"]
    for name in expected.index[1:]:  # pandas rounds the mean and the deviation to whole nanoseconds of floats
        assert abs(got[name] - expected[name]) <= pd.Timedelta("1us")


def test_describe_refuses_what_it_cannot_summarize():
    lazy = dd.from_pandas(FRAMES["many"], 2)
    with pytest.raises(ValueError, match="between 0 and 1: got 25"):
        lazy.describe(percentiles=[25])
    with pytest.raises(ValueError, match="0.5 comes twice"):
        lazy.x.describe(percentiles=[0.5, 0.5])
    with pytest.raises(ValueError, match="exclude must be None"):
        lazy.describe(include="all", exclude=["number"])
    with pytest.raises(ValueError, match="none of these types"):
        lazy[["x"]].describe(include=["str"])


@pytest.mark.parametrize("keep", ["first", "last", "all"])
@pytest.mark.parametrize("n", [0, 1, 5, 40, 200])
def test_largest_and_smallest_rows(npartitions, keep, n):
    frame = FRAMES["many"][["a", "x", "d"]]
    for name in ("nlargest", "nsmallest"):
        both(frame, npartitions, lambda df: getattr(df, name)(n, "a", keep=keep))
        if keep != "last":  # pandas' order of equal rows is arbitrary then
            both(frame, npartitions, lambda df: getattr(df, name)(n, ["a", "d"], keep=keep))
        both(frame, npartitions, lambda df: getattr(df.a, name)(n, keep=keep))


def test_all_equal_rows_are_kept(npartitions):
    frame = pd.DataFrame({"a": np.zeros(20_000, dtype="int64"), "i": np.arange(20_000)})
    both(frame, npartitions, lambda df: df.nlargest(3, "a", keep="all"))
    with pytest.raises(ValueError, match="first, last or all: 'none'"):
        dd.from_pandas(frame, npartitions).nlargest(3, "a", keep="none")


@pytest.mark.parametrize("keep", ["first", "last", False])
@pytest.mark.parametrize("ignore_index", [False, True])
def test_drop_duplicates(frame, npartitions, keep, ignore_index):
    rows = frame[["a", "t", "b", "x"]]
    options = {"check_index_type": False} if frame.empty else {}
    for subset in (None, "a", ["a", "t"], ["x"]):
        distinct = lambda df: df.drop_duplicates(subset=subset, keep=keep, ignore_index=ignore_index)
        both(rows, npartitions, distinct, **options)
    both(rows, npartitions, lambda df: df.t.drop_duplicates(keep=keep, ignore_index=ignore_index), **options)


def test_rows_that_come_once_are_kept_through_the_tree_of_partitions():
    frame = pd.DataFrame({"a": [*range(500), *range(100, 450), *range(300)]})
    both(frame, 40, lambda df: df.drop_duplicates(keep=False))
    with pytest.raises(ValueError, match='"first", "last" or False: got None'):
        dd.from_pandas(frame, 2).drop_duplicates(keep=None)


REDUCED = {
    "std with ddof": lambda df: df[["a", "x"]].std(ddof=0),
    "var with ddof": lambda df: df[["a", "x"]].var(ddof=2),
    "sem": lambda df: df[["a", "x"]].sem(ddof=0),
    "sum of enough": lambda df: df[["a", "x"]].sum(min_count=80),
    "product": lambda df: df[["a", "x"]].product(min_count=2),
    "skew": lambda df: df[["a", "x"]].skew(),
    "kurtosis": lambda df: df[["a", "x"]].kurtosis(),
    "any": lambda df: df[["b"]].any(skipna=False),
    "all": lambda df: df[["b"]].all(),
    "series product": lambda df: df.a.product(),
    "least category": lambda df: df.c.min(),
    "greatest category": lambda df: df.c.max(),
    "quantile": lambda df: df.x.quantile(0.5),
}


@pytest.mark.parametrize("name", REDUCED)
def test_reductions_with_options(npartitions, name):
    both(FRAMES["many"], npartitions, REDUCED[name], rtol=1e-11)


NUMBERS = ["a", "x", "n", "y"]
ROWS = {
    "sum": lambda df: df[NUMBERS].sum(axis=1),
    "sum along columns": lambda df: df[NUMBERS].sum(axis="columns", skipna=False),
    "sum of enough": lambda df: df[NUMBERS].sum(axis=1, min_count=3),
    "sum of whole numbers": lambda df: df[["a", "n"]].sum(axis=1),
    "mean": lambda df: df[NUMBERS].mean(axis=1),
    "mean of all": lambda df: df[NUMBERS].mean(axis=1, skipna=False),
    "min": lambda df: df[NUMBERS].min(axis=1),
    "max of whole numbers": lambda df: df[["a", "n"]].max(1),
    "max": lambda df: df[["a", "x"]].max(axis=1, skipna=False),
    "max of truth values": lambda df: df[["b", "even"]].max(axis=1),
    "count": lambda df: df.count(axis=1),
    "any": lambda df: df[["b", "even"]].any(axis=1),
    "all": lambda df: df[["b", "even"]].all(axis=1),
    "all of numbers": lambda df: df[["a", "n"]].all(axis=1),
}


@pytest.mark.parametrize("name", ROWS)
def test_reductions_of_rows(frame, npartitions, name):
    rows = frame[["a", "x", "b"]].assign(n=lambda df: df.a * 2**52 - 3, y=lambda df: df.x.where(df.b), even=lambda df: df.a % 2 == 0)
    both(rows, npartitions, ROWS[name], check_dtype=not frame.empty)  # of no rows pandas makes floats


def test_reductions_of_rows_leave_other_columns_out_if_asked(npartitions):
    both(FRAMES["many"][["a", "x", "t"]], npartitions, lambda df: df.sum(axis=1, numeric_only=True))
    lazy = dd.from_pandas(FRAMES["many"], npartitions)
    with pytest.raises(TypeError, match="across.sum is not defined"):
        lazy[["a", "t"]].sum(axis=1)
    both(FRAMES["many"][["a", "x"]], npartitions, lambda df: df.std(axis=1))
    with pytest.raises(ValueError, match="there are none"):
        lazy[["t"]].mean(axis=1, numeric_only=True)


def test_a_quantile_of_columns_has_its_name(npartitions):
    # Names are texts here, numbers there.
    for q in (0.5, 1, 0.25):
        both(FRAMES["many"], npartitions, lambda df: df[["a", "x"]].quantile(q).rename(str(float(q))))
        assert dd.from_pandas(FRAMES["many"], npartitions)[["a", "x"]].quantile(q).name == str(float(q))


def test_extremes_of_categories_need_an_order(npartitions):
    frame = FRAMES["many"].assign(c=lambda df: df.c.cat.as_unordered())
    with pytest.raises(TypeError, match="min"):
        dd.from_pandas(frame, npartitions).c.min()


@pytest.mark.parametrize("column", ["x", "t", "d", "c", "b"])
@pytest.mark.parametrize("value", [None, np.nan], ids=str)
@pytest.mark.parametrize("name", ["eq", "ne", "lt", "le", "gt", "ge"])
def test_nothing_compares_with_what_is_missing(npartitions, column, value, name):
    frame = FRAMES["many"]
    compare = lambda df: getattr(df[column], f"__{name}__")(value)
    try:
        expected = compare(frame)
    except TypeError:
        pytest.skip("pandas does not compare these")
    if expected is NotImplemented:
        pytest.skip("pandas does not compare these")
    assert_as_pandas(compare(dd.from_pandas(frame, npartitions)), expected)
