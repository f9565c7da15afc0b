"""Groups against pandas on the same input, over several partitionings and kinds of keys."""

import numpy as np
import pandas as pd
import pandas.testing as tm
import pytest
from assert_eq import assert_as_pandas

import tusk.dataframe as dd


def sample(rows=60, seed=1):
    random = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "i": random.integers(-3, 4, rows),
            "t": pd.Series(random.choice(["ä", "b", "日本", None], rows), dtype="str"),
            "d": pd.to_datetime(random.integers(-5, 5, rows), unit="D").astype("datetime64[us]"),
            "b": random.random(rows) < 0.5,
            "f": random.choice([0.5, -0.0, 0.0, np.nan, 2.0], rows),
            "c": pd.Categorical(random.choice(["x", "z", None], rows), categories=["z", "y", "x"]),
            "x": np.where(random.random(rows) < 0.3, np.nan, random.normal(size=rows)),
            "y": random.normal(size=rows) * 1e6,
            "n": random.integers(0, 5, rows),
            "big": random.integers(0, 9, rows) + 2**53,
            "u": pd.Series(random.choice(["p", "é", None], rows), dtype="str"),
            "nothing": np.full(rows, np.nan),
        }
    )


FRAMES = {"many": sample(), "one": sample(1), "none": sample(0)}
KEYS = ["i", "t", "d", "b", "f", "c", ["i", "t"], ["b", "c"]]


@pytest.fixture(params=[1, 3, 50])
def npartitions(request):
    return request.param


@pytest.fixture(params=["many", "one", "none"])
def frame(request):
    return FRAMES[request.param]


# Where no row is left, pandas' types depend on the way there, and what categories there are is forgotten here.
OF_NO_ROWS = {"check_dtype": False, "check_index_type": False, "check_categorical": False}


def check(lazy, expected, **options):
    if len(expected) == 0:
        options = {**OF_NO_ROWS, **options}
    assert_as_pandas(lazy, expected, rtol=1e-11, **options)


def both(frame, npartitions, function, **options):
    check(function(dd.from_pandas(frame, npartitions)), function(frame), **options)


NUMBERS = ["x", "y", "n", "nothing"]
NAMED = {
    "sum": [*NUMBERS, "big"],
    "prod": ["x", "n"],
    "mean": NUMBERS,
    "median": NUMBERS,
    "std": NUMBERS,
    "var": NUMBERS,
    "sem": NUMBERS,
    "skew": ["x", "y"],
    "min": [*NUMBERS, "big", "u"],
    "max": [*NUMBERS, "big", "u"],
    "count": [*NUMBERS, "u"],
    "first": [*NUMBERS, "big", "u"],
    "last": [*NUMBERS, "big", "u"],
    "nunique": [*NUMBERS, "u"],
    "any": ["n"],
    "all": ["n"],
    "idxmin": ["y", "big"],
    "idxmax": ["y", "big"],
}


@pytest.mark.parametrize("keys", KEYS, ids=str)
@pytest.mark.parametrize("name", NAMED)
def test_named_aggregations(frame, npartitions, name, keys):
    both(frame, npartitions, lambda df: getattr(df.groupby(keys)[NAMED[name]], name)())


@pytest.mark.parametrize("name", ["sum", "prod", "count", "mean", "first", "size", "any", "all", "nunique"])
@pytest.mark.parametrize("keys", ["c", ["c", "b"]], ids=str)
def test_categories_that_do_not_occur(npartitions, name, keys):
    both(FRAMES["many"], npartitions, lambda df: getattr(df.groupby(keys, observed=False).n, name)(), check_dtype=False)


@pytest.mark.parametrize("keys", KEYS, ids=str)
def test_missing_keys_can_be_groups(npartitions, keys):
    both(FRAMES["many"], npartitions, lambda df: df.groupby(keys, dropna=False)[["x", "n"]].sum())


@pytest.mark.parametrize("keys", KEYS, ids=str)
def test_groups_in_the_order_of_their_first_rows(npartitions, keys):
    both(FRAMES["many"], npartitions, lambda df: df.groupby(keys, sort=False)[["x", "n"]].sum())


def test_keys_as_columns(npartitions):
    frame = FRAMES["many"]
    both(frame, npartitions, lambda df: df.groupby("i", as_index=False)[["x", "y"]].cov())
    both(frame, npartitions, lambda df: df.groupby(["i", "b"], as_index=False)[["x", "y"]].sum())
    both(frame, npartitions, lambda df: df.groupby("i", as_index=False).x.mean())
    both(frame, npartitions, lambda df: df.groupby("i", as_index=False).size())


SPECS = {
    "name": lambda g: g[["x", "y"]].agg("sum"),
    "function": lambda g: g[["x", "y"]].agg(np.mean),
    "list": lambda g: g[["x", "y"]].agg(["sum", "mean", "max"]),
    "dict": lambda g: g.agg({"x": "mean", "u": "first"}),
    "dict of lists": lambda g: g.agg({"x": ["mean", "std"], "y": "max"}),
    "named": lambda g: g.agg(total=("x", "sum"), most=("y", "max"), n=("u", "count")),
    "NamedAgg": lambda g: g.agg(total=pd.NamedAgg("x", "sum")),
    "renamed": lambda g: g[["x"]].agg([("total", "sum"), ("mean of them", "mean")]),
    "series name": lambda g: g.x.agg("sem"),
    "series list": lambda g: g.x.agg(["sum", "count", "size"]),
    "series named": lambda g: g.x.agg(total="sum", n="count"),
}


@pytest.mark.parametrize("name", SPECS)
def test_agg_takes_what_pandas_takes(frame, npartitions, name):
    both(frame, npartitions, lambda df: SPECS[name](df.groupby("i")))


def test_columns_of_several_levels_can_be_chosen():
    frame = FRAMES["many"]
    result = dd.from_pandas(frame, 3).groupby("i").agg({"x": ["mean", "std"]})
    expected = frame.groupby("i").agg({"x": ["mean", "std"]})
    assert list(result.columns) == list(expected.columns) and result.columns.nlevels == 2
    check(result[("x", "mean")], expected[("x", "mean")])


def test_lists_of_values(npartitions):
    frame = FRAMES["many"]
    got = dd.from_pandas(frame, npartitions).groupby("b").n.agg("list").compute()
    assert got.map(list).to_dict() == frame.groupby("b").n.agg(list).to_dict()


def test_options_of_aggregations(npartitions):
    frame = FRAMES["many"]
    both(frame, npartitions, lambda df: df.groupby("i").x.std(ddof=0))
    both(frame, npartitions, lambda df: df.groupby("i").x.sum(min_count=3))
    both(frame, npartitions, lambda df: df.groupby("i").x.mean(skipna=False))
    both(frame, npartitions, lambda df: df.groupby("i").u.nunique(dropna=False))
    both(frame, npartitions, lambda df: df.groupby("i").y.quantile(0.3, interpolation="lower"))
    both(frame, npartitions, lambda df: df.groupby("b").sum(numeric_only=True))


def test_mistakes_are_found_by_the_call():
    groups = dd.from_pandas(FRAMES["many"], 3).groupby("i")
    with pytest.raises(TypeError, match="mean of a column of text"):
        groups.u.mean()
    with pytest.raises(KeyError, match="must be one of"):
        groups.agg("avg")
    with pytest.raises(KeyError, match="no column 'no'"):
        groups.agg({"no": "sum"})
    with pytest.raises(TypeError, match="apply"):
        groups.agg(lambda s: s.sum())
    with pytest.raises(TypeError, match="takes numeric_only min_count"):
        groups.sum(skip=True)
    with pytest.raises(AttributeError, match="no column 'q'"):
        groups.q
    with pytest.raises(NotImplementedError, match="apply"):
        iter(groups)
    with pytest.raises(ValueError, match="split_out"):
        groups.sum(numeric_only=True, split_out=0)


def test_columns_are_attributes():
    groups = dd.from_pandas(FRAMES["many"], 3).groupby("i")
    assert {"x", "t", "sum", "agg"} <= set(dir(groups))
    both(FRAMES["many"], 3, lambda df: df.groupby("i")["x"].sum())
    both(FRAMES["many"], 3, lambda df: df.groupby("i").i.count())


# Keys that are not columns.


def test_keys_are_columns_series_and_levels(npartitions):
    frame = FRAMES["many"]
    both(frame, npartitions, lambda df: df.groupby(df.y > 0).x.sum())
    both(frame, npartitions, lambda df: df.groupby(["i", df.d.dt.day, df.b]).x.sum(), check_index_type=False)
    both(frame, npartitions, lambda df: df.x.groupby(df.i).sum())
    both(frame, npartitions, lambda df: (df.x + 1).groupby(df.i).mean())
    named = frame.set_index("n").rename_axis("level").sort_index()
    both(named, npartitions, lambda df: df.groupby(level=0)[["x"]].sum())
    both(named, npartitions, lambda df: df.groupby("level")[["x"]].sum())
    both(named, npartitions, lambda df: df.groupby(level="level").x.max())
    both(named, npartitions, lambda df: df.groupby(["level", "b"]).x.max())
    both(named, npartitions, lambda df: df.x.groupby(level=0).count())


def test_a_name_of_two_things_is_refused():
    frame = FRAMES["many"].rename_axis("i")
    with pytest.raises(ValueError, match="both"):
        dd.from_pandas(frame, 2).groupby("i")
    with pytest.raises(KeyError, match="no level 'other'"):
        dd.from_pandas(frame, 2).groupby(level="other")
    with pytest.raises(TypeError, match="by=, or level="):
        dd.from_pandas(frame, 2).groupby()


# Rows.


@pytest.mark.parametrize("keys", KEYS, ids=str)
def test_head_and_tail_of_groups(frame, npartitions, keys):
    both(frame, npartitions, lambda df: df.groupby(keys).head(2))
    for n in (2, 0, -2):
        both(frame, npartitions, lambda df: df.groupby(keys)[["x", "n"]].head(n))
        both(frame, npartitions, lambda df: df.groupby(keys)[["x", "u"]].tail(n))
    both(frame, npartitions, lambda df: df.groupby(keys, dropna=False).x.head(1))


def test_one_group(npartitions):
    frame = FRAMES["many"]
    both(frame, npartitions, lambda df: df.groupby("i").get_group(2))
    both(frame, npartitions, lambda df: df.groupby("t").x.get_group("日本"))
    both(frame, npartitions, lambda df: df.groupby(["i", "b"])[["x"]].get_group((2, True)))
    both(frame, npartitions, lambda df: df.groupby("d").get_group(pd.Timestamp("1970-01-02")))
    missing = dd.from_pandas(frame, npartitions).groupby("f", dropna=False).get_group(np.nan)
    check(missing, frame[frame.f.isna()])
    assert len(dd.from_pandas(frame, npartitions).groupby("i").get_group(99)) == 0
    with pytest.raises(ValueError, match="a value for each key"):
        dd.from_pandas(frame, npartitions).groupby(["i", "b"]).get_group(1)


@pytest.mark.parametrize("keys", ["i", "t", ["i", "b"]], ids=str)
def test_value_counts(npartitions, keys):
    frame = FRAMES["many"]
    both(frame, npartitions, lambda df: df.groupby(keys, sort=False).n.value_counts())
    both(frame, npartitions, lambda df: df.groupby(keys, sort=False).u.value_counts(sort=False))
    for counts in (
        lambda df: df.groupby(keys).u.value_counts(),
        lambda df: df.groupby(keys).n.value_counts(normalize=True),
        lambda df: df.groupby(keys).u.value_counts(dropna=False, ascending=True),
    ):
        got, expected = counts(dd.from_pandas(frame, npartitions)).compute(), counts(frame)
        # pandas' order of equally frequent values is arbitrary.
        assert got.to_list() == pytest.approx(expected.to_list())
        assert got.index.droplevel(-1).to_list() == expected.index.droplevel(-1).to_list()
        tm.assert_series_equal(got.sort_index(), expected.sort_index())


@pytest.mark.parametrize("keys", ["i", "t", ["i", "b"]], ids=str)
def test_value_counts_of_frames(npartitions, keys):
    frame = FRAMES["many"]
    both(frame, npartitions, lambda df: df.groupby(keys, sort=False)[["n", "u"]].value_counts(sort=False))
    for counts in (
        lambda df: df.groupby(keys)[["u", "n"]].value_counts(),
        lambda df: df.groupby(keys)[["u"]].value_counts(normalize=True, ascending=True),
        lambda df: df.groupby(keys)[["u", "x"]].value_counts(dropna=False),
    ):
        got, expected = counts(dd.from_pandas(frame, npartitions)).compute(), counts(frame)
        assert got.to_list() == pytest.approx(expected.to_list())
        tm.assert_series_equal(got.sort_index(), expected.sort_index())


def test_value_counts_with_keys_as_columns(npartitions):
    counts = lambda df: df.groupby(["i", "b"], as_index=False, sort=False)[["n"]].value_counts(sort=False)
    both(FRAMES["many"], npartitions, counts)
    both(FRAMES["many"], npartitions, lambda df: df.groupby("i", as_index=False, sort=False).n.value_counts(sort=False))


@pytest.mark.parametrize("keys", KEYS, ids=str)
def test_several_quantiles(frame, npartitions, keys):
    both(frame, npartitions, lambda df: df.groupby(keys)[["x", "n"]].quantile([0.75, 0, 0.5]))
    both(frame, npartitions, lambda df: df.groupby(keys).y.quantile([0.25, 1.0], interpolation="higher"))


def test_several_quantiles_with_options(npartitions):
    frame = FRAMES["many"]
    both(frame, npartitions, lambda df: df.groupby("i", as_index=False).y.quantile([0.1, 0.9]))
    both(frame, npartitions, lambda df: df.groupby("i", sort=False)[["y"]].quantile([0.1, 0.9]))
    both(frame, npartitions, lambda df: df.groupby("b")[["y", "u"]].quantile([0.1], numeric_only=True))
    spread = dd.from_pandas(frame, npartitions).groupby("i").y.quantile([0.1, 0.9], split_out=2).compute()
    tm.assert_series_equal(spread.sort_index(), frame.groupby("i").y.quantile([0.1, 0.9]))


@pytest.mark.parametrize("keys", ["i", "c", ["i", "t"]], ids=str)
@pytest.mark.parametrize("name", ["min", "max"])
def test_extremes_of_ordered_categories(npartitions, keys, name):
    frame = FRAMES["many"].assign(rank=lambda df: df.c.cat.as_ordered())
    both(frame, npartitions, lambda df: getattr(df.groupby(keys)[["rank", "x"]], name)())
    both(frame, npartitions, lambda df: df.groupby(keys).agg(end=("rank", name), n=("rank", "count")))


NEIGHBOURS = {
    "shift": lambda g: g.shift(),
    "shift far": lambda g: g.shift(4),
    "shift backward": lambda g: g.shift(-2),
    "shift nowhere": lambda g: g.shift(0),
    "ffill": lambda g: g.ffill(),
    "bfill": lambda g: g.bfill(),
}


@pytest.mark.parametrize("keys", KEYS, ids=str)
@pytest.mark.parametrize("name", NEIGHBOURS)
def test_values_come_from_rows_of_the_group(frame, npartitions, name, keys):
    columns = [column for column in ["x", "n", "u", "d", "c"] if column not in keys]
    both(frame, npartitions, lambda df: NEIGHBOURS[name](df.groupby(keys)[columns]))
    both(frame, npartitions, lambda df: NEIGHBOURS[name](df.groupby(keys, dropna=False).y))


def test_unique(npartitions):
    frame = FRAMES["many"]
    for column in ("n", "x", "u"):
        got = dd.from_pandas(frame, npartitions).groupby("i")[column].unique().compute()
        expected = frame.groupby("i")[column].unique()
        assert list(got.index) == list(expected.index)
        for a, b in zip(got, expected):
            assert pd.Series(list(a)).equals(pd.Series(list(b)))


def test_covariances_and_correlations(npartitions):
    frame = FRAMES["many"]
    both(frame, npartitions, lambda df: df.groupby("i")[["x", "y", "n"]].cov())
    both(frame, npartitions, lambda df: df.groupby(["b", "t"])[["x", "y"]].corr())
    both(frame, npartitions, lambda df: df.groupby("i")[["x", "y"]].cov(min_periods=4))
    both(frame, npartitions, lambda df: df.groupby("i")[["y", "n"]].cov(ddof=0))


# Transform and apply.


@pytest.mark.parametrize("keys", KEYS, ids=str)
@pytest.mark.parametrize("name", ["mean", "sum", "count", "max", "std", "first", "nunique", "size"])
def test_rows_get_their_groups_result(frame, npartitions, name, keys):
    both(frame, npartitions, lambda df: df.groupby(keys).n.transform(name))


def test_transformed_rows_stand_beside_the_others(npartitions):
    frame = FRAMES["many"]
    both(frame, npartitions, lambda df: df.assign(z=df.y / df.groupby("i").y.transform("sum")))
    both(frame, npartitions, lambda df: df.groupby("i")[["x", "y"]].transform("mean"))
    both(frame, npartitions, lambda df: df[df.n > 1].groupby("i")[["x", "y"]].transform("max"))
    both(frame, npartitions, lambda df: df.assign(z=df.groupby("i").y.transform(lambda s: s - s.mean())))


@pytest.mark.parametrize("keys", KEYS, ids=str)
def test_functions_of_groups_keep_the_rows(npartitions, keys):
    frame = FRAMES["many"]
    both(frame, npartitions, lambda df: df.groupby(keys)[["x", "n"]].transform(lambda s: s - s.min()))
    both(frame, npartitions, lambda df: df.groupby(keys).n.transform(lambda s: s.rank() * 1.0))


def test_functions_of_few_rows():
    one = dd.from_pandas(FRAMES["one"], 3)
    check(one.groupby("i").n.transform(lambda s: s * 2), FRAMES["one"].n * 2)
    missing = FRAMES["many"][FRAMES["many"].f.isna()]
    assert dd.from_pandas(missing, 3).groupby("f").n.transform(lambda s: s * 2).compute().isna().all()
    assert len(dd.from_pandas(missing, 3).groupby("f").n.apply(lambda s: s.sum()).compute()) == 0
    assert len(dd.from_pandas(FRAMES["none"], 1).groupby("i")[["n"]].transform(lambda s: s * 2).compute()) == 0


def ordered(result):
    return result.sort_index() if isinstance(result, (pd.Series, pd.DataFrame)) else result


APPLIED = {
    "value": lambda g: g.apply(lambda f: f.y.max() - f.y.min()),
    "row": lambda g: g.apply(lambda f: pd.Series({"low": f.y.min(), "n": len(f)})),
    "rows": lambda g: g.apply(lambda f: f.nlargest(2, "y")[["y", "n"]]),
    "of a column": lambda g: g.y.apply(lambda s: s.sum() * 2),
    "values": lambda g: g.y.apply(lambda s: s.sort_values().head(2)),
    "with arguments": lambda g: g.y.apply(lambda s, a, b=0: s.sum() * a + b, 3, b=1.5),
    "columns": lambda g: g.apply(lambda f: len(f.columns)),
}


@pytest.mark.parametrize("keys", ["i", "t", "f", ["i", "b"], "c"], ids=str)
@pytest.mark.parametrize("name", APPLIED)
def test_functions_of_groups(npartitions, name, keys):
    frame = FRAMES["many"]
    got = APPLIED[name](dd.from_pandas(frame, npartitions).groupby(keys)).compute()
    expected = APPLIED[name](frame.groupby(keys))
    if npartitions > 1:
        got, expected = ordered(got), ordered(expected)
    (tm.assert_series_equal if isinstance(expected, pd.Series) else tm.assert_frame_equal)(got, expected)


def test_apply_without_keys_in_the_index(npartitions):
    both(FRAMES["many"], 1, lambda df: df.groupby("i", group_keys=False).apply(lambda f: f[["x"]].head(1)))
    both(FRAMES["many"], 1, lambda df: df.groupby("i", sort=False).apply(lambda f: f.y.sum()))


def test_what_apply_gives_can_be_said():
    frame = dd.from_pandas(FRAMES["many"], 3)

    def fragile(group):
        assert len(group) != 2, "tried on two made-up rows"
        return group.y.sum()

    frame = frame[frame.i != 0]
    with pytest.raises(ValueError, match="pass meta="):
        frame.groupby("b").apply(fragile)
    got = frame.groupby("b").apply(fragile, meta=("total", "float64")).compute()
    expected = FRAMES["many"][FRAMES["many"].i != 0].groupby("b").y.sum().rename("total")
    tm.assert_series_equal(got.sort_index(), expected)
    with pytest.raises(TypeError, match="a frame, not Series"):
        frame.groupby("b").apply(fragile, meta={"total": "float64"}).compute()
    for dtype in ("str", "bool"):
        with pytest.raises(TypeError, match="another kind of value"):
            frame.groupby("b").apply(fragile, meta=("total", dtype)).compute()


def test_what_a_function_raises_is_raised():
    def fails(group):
        if len(group) > 2:
            raise ZeroDivisionError("of the user's")
        return 1

    with pytest.raises(ZeroDivisionError, match="of the user's"):
        dd.from_pandas(FRAMES["many"], 3).groupby("b").apply(fails).compute()


# Aggregations of one's own.

SPREAD = dd.Aggregation(
    "spread", lambda s: (s.max(), s.min()), lambda high, low: (high.max(), low.min()), lambda high, low: high - low
)
DOUBLED = dd.Aggregation("doubled", lambda s: s.sum(), lambda s: s.sum(), lambda s: 2 * s)
TOTAL = dd.Aggregation("total", lambda s: s.sum(), lambda s: s.sum())
DISTINCT = dd.Aggregation(
    "distinct",
    lambda s: s.apply(lambda group: list(set(group))),
    lambda s: s.obj.groupby(level=list(range(s.obj.index.nlevels))).sum(),
    lambda s: s.apply(lambda values: len(set(values))),
)


@pytest.mark.parametrize("keys", KEYS, ids=str)
def test_aggregations_of_ones_own(npartitions, keys):
    frame = FRAMES["many"]
    lazy = dd.from_pandas(frame, npartitions).groupby(keys)
    groups = frame.groupby(keys)
    check(lazy.y.agg(SPREAD), groups.y.max() - groups.y.min())
    check(lazy[["y", "n"]].agg(TOTAL), groups[["y", "n"]].sum())
    check(lazy.n.agg(DISTINCT), groups.n.nunique())
    mixed = lazy.agg({"y": ["sum", DOUBLED], "n": "max"}).compute()
    tm.assert_series_equal(mixed[("y", "doubled")], 2 * groups.y.sum(), check_names=False)
    assert list(mixed.columns) == [("y", "sum"), ("y", "doubled"), ("n", "max")]


def test_own_aggregations_of_no_rows_and_in_several_partitions():
    assert len(dd.from_pandas(FRAMES["none"], 1).groupby("i").y.agg(SPREAD).compute()) == 0
    lazy = dd.from_pandas(FRAMES["many"], 50).groupby("i")
    expected = 2 * FRAMES["many"].groupby("i").y.sum()
    tm.assert_series_equal(lazy.y.agg(DOUBLED, split_out=3, split_every=2).compute().sort_index(), expected)


def test_a_step_that_fails_on_the_type_is_named():
    bad = dd.Aggregation("bad", lambda s: s.nosuch(), lambda s: s.sum())
    with pytest.raises(ValueError, match="steps of the aggregation 'bad'"):
        dd.from_pandas(FRAMES["many"], 3).groupby("i").y.agg(bad)


# Results in several partitions.


@pytest.mark.parametrize("keys", KEYS, ids=str)
def test_results_in_several_partitions(keys):
    frame = FRAMES["many"]
    for name in ("sum", "mean", "nunique", "first"):
        lazy = getattr(dd.from_pandas(frame, 50).groupby(keys)[["x", "n"]], name)(split_out=4, split_every=3)
        assert lazy.npartitions == 4
        tm.assert_frame_equal(lazy.compute().sort_index(), getattr(frame.groupby(keys)[["x", "n"]], name)().sort_index())


def test_split_out_can_be_left_to_the_library():
    groups = dd.from_pandas(FRAMES["many"], 50).groupby("i")
    assert groups.x.sum(split_out=True).npartitions == 4
    assert groups.x.sum().npartitions == 1
    assert groups.agg({"x": "sum"}, split_out=2).npartitions == 2
    check(groups.x.sum(split_every=2), FRAMES["many"].groupby("i").x.sum())
