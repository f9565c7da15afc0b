"""Operations that depend on the order of rows, and reductions of how columns lie, against pandas."""

import numpy as np
import pandas as pd
import pandas.testing as tm
import pytest
from assert_eq import assert_as_pandas

import tusk
import tusk.dataframe as dd


def sample(rows, seed=0):
    random = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "a": random.integers(-5, 5, rows),
            "big": random.integers(-(2**60), 2**60, rows),
            "small": random.integers(-100, 100, rows).astype("int8"),
            "u": random.integers(0, 1000, rows).astype("uint32"),
            "x": np.where(random.random(rows) < 0.3, np.nan, random.normal(size=rows)),
            "f": random.normal(size=rows).astype("float32"),
            "n": np.full(rows, np.nan),
            "b": random.random(rows) < 0.5,
            "t": pd.array(random.choice(["ä", "b", "日本", "", None], rows), dtype="str"),
            "d": pd.Series(random.integers(-(10**10), 10**9, rows).astype("datetime64[s]"))
            .mask(random.random(rows) < 0.3)
            .astype("datetime64[us]")
            .to_numpy(),
            "e": pd.to_timedelta(random.integers(-(10**6), 10**6, rows), unit="s").astype("timedelta64[us]"),
        },
        index=pd.Index(np.arange(rows) * 2 + 10, name="row"),
    )


FRAMES = {"many": sample(60), "one": sample(1), "none": sample(0)}
NUMBERS = ["a", "big", "small", "u", "x", "f", "n"]
ORDERED = ["a", "big", "small", "u", "x", "f", "n", "b", "t", "d", "e"]


@pytest.fixture(params=[1, 3, 50])
def npartitions(request):
    return request.param


@pytest.fixture(params=FRAMES)
def frame(request):
    return FRAMES[request.param]


def with_empty_partitions(frame):
    """The rows of a frame in seven partitions, of which three are empty."""
    filler = frame.iloc[:2].assign(kept=False) if len(frame) else frame.assign(kept=False)
    whole = frame.assign(kept=True)
    cuts = [0, 5, 5, 6, len(frame)]
    parts = [filler]
    for begin, end in zip(cuts, cuts[1:]):
        parts += [whole.iloc[begin:end] if end > begin else filler, filler][: 2 if end > 5 else 1]
    lazy = dd.concat([dd.from_pandas(part, 1, sort=False) for part in parts])
    return lazy[lazy.kept].drop(columns=["kept"])


OPERATIONS = {
    "cumsum": (NUMBERS + ["b", "e"], lambda s: s.cumsum()),
    "cumprod": (NUMBERS + ["b"], lambda s: s.cumprod()),
    "cummin": (ORDERED, lambda s: s.cummin()),
    "cummax": (ORDERED, lambda s: s.cummax()),
    "cumsum of all": (NUMBERS + ["b", "e"], lambda s: s.cumsum(skipna=False)),
    "cumprod of all": (NUMBERS + ["b"], lambda s: s.cumprod(skipna=False)),
    "cummin of all": ([*NUMBERS, "b", "d", "e"], lambda s: s.cummin(skipna=False)),
    "cummax of all": ([*NUMBERS, "b", "d", "e"], lambda s: s.cummax(skipna=False)),
    "diff": ([*NUMBERS, "d", "e"], lambda s: s.diff()),
    "diff of none": ([*NUMBERS, "d", "e"], lambda s: s.diff(0)),
    "diff of 7": ([*NUMBERS, "d", "e"], lambda s: s.diff(7)),
    "diff back": ([*NUMBERS, "d", "e"], lambda s: s.diff(-3)),
    "shift": ([*NUMBERS, "t", "d", "e"], lambda s: s.shift()),
    "shift of none": (ORDERED, lambda s: s.shift(0)),
    "shift of 25": ([*NUMBERS, "t", "d", "e"], lambda s: s.shift(25)),
    "shift of 1000": ([*NUMBERS, "t", "d", "e"], lambda s: s.shift(1000)),
    "shift back": ([*NUMBERS, "t", "d", "e"], lambda s: s.shift(-1)),
    "shift back of 13": ([*NUMBERS, "t", "d", "e"], lambda s: s.shift(-13)),
    "shift back of 1000": ([*NUMBERS, "t", "d", "e"], lambda s: s.shift(-1000)),
    "shift with a number": (NUMBERS, lambda s: s.shift(3, fill_value=7)),
    "shift with a truth": (["b"], lambda s: s.shift(-2, fill_value=False)),
    "shift with a text": (["t"], lambda s: s.shift(2, fill_value="ß")),
    "shift with a date": (["d"], lambda s: s.shift(2, fill_value=pd.Timestamp("1950-02-03"))),
    "ffill": (ORDERED, lambda s: s.ffill()),
    "bfill": (ORDERED, lambda s: s.bfill()),
}
CASES = [(name, column) for name, (columns, _) in OPERATIONS.items() for column in columns]


@pytest.mark.parametrize("name, column", CASES)
def test_series_are_as_in_pandas(frame, npartitions, name, column):
    operation = OPERATIONS[name][1]
    # float32 is added up in another order.
    rtol = 1e-3 if column == "f" else 1e-11
    assert_as_pandas(operation(dd.from_pandas(frame, npartitions)[column]), operation(frame[column]), rtol=rtol)


@pytest.mark.parametrize("name", OPERATIONS)
def test_frames_with_empty_partitions_are_as_in_pandas(name):
    columns, operation = OPERATIONS[name]
    columns = [column for column in columns if column != "f"]
    assert_as_pandas(operation(with_empty_partitions(sample(60))[columns]), operation(sample(60)[columns]), rtol=1e-11)


def test_truth_values_shift_and_change(npartitions):
    frame = FRAMES["many"]
    lazy = dd.from_pandas(frame, npartitions).b
    assert lazy.shift(2).compute().tolist() == [None, None, *frame.b[:-2]]
    assert lazy.diff().compute().tolist() == [None, *frame.b.diff()[1:]]


def test_whole_numbers_with_missing_ones_stay_whole(npartitions):
    import pyarrow as pa

    table = pa.table({"i": pa.array([2**62, None, 3, None, -5, 2**53 + 1], pa.int64())})
    lazy = dd.from_table(table, npartitions)
    expected = pd.Series([2**62, None, 3, None, -5, 2**53 + 1], dtype="Int64")

    total = lazy.i.cumsum()
    assert total.dtype == "int64"
    assert total.max().compute() == expected.cumsum().max()
    assert lazy.i.cumsum().isna().compute().tolist() == [False, True, False, True, False, False]
    assert lazy.i.ffill().max().compute() == 2**62
    assert lazy.i.cumsum(skipna=False).count().compute() == 1


def test_rows_stay_beside_what_they_were_made_from(npartitions):
    def steps(df):
        df = df.assign(c=df.x.cumsum(), before=df.a.shift(1))
        df = df[df.a.diff() > 0]
        return df.assign(gap=df.c - df.before.ffill())[["a", "c", "gap"]]

    assert_as_pandas(steps(dd.from_pandas(FRAMES["many"], npartitions)), steps(FRAMES["many"]), rtol=1e-11)


def test_what_is_filtered_away_was_counted_before(npartitions, tmp_path):
    frame = FRAMES["many"].reset_index()
    dd.from_pandas(frame, 6).to_parquet(str(tmp_path / "rows"), write_index=False)
    read = dd.read_parquet(str(tmp_path / "rows"))
    expected = frame.assign(c=frame.a.cumsum())
    expected = expected[expected.row > 60]
    assigned = read.assign(c=read.a.cumsum())
    assert assigned[assigned.row > 60].c.compute().tolist() == expected.c.tolist()
    assert read.a.cumsum()[read.row > 60].compute().tolist() == expected.c.tolist()


def test_passes_do_not_change_the_result():
    frame = FRAMES["many"]
    expected = frame.assign(c=frame.x.cummax())[["c", "a"]].shift(-2)
    for name in ["push-predicates", "project-columns", "common-parts", "fuse-expressions", "share-scans"]:
        with tusk.config.set({f"optimization.{name}.active": False}):
            lazy = dd.from_pandas(frame, 5)
            assert_as_pandas(lazy.assign(c=lazy.x.cummax())[["c", "a"]].shift(-2), expected)


def test_head_of_a_cumulative_series_reads_the_first_partition(npartitions):
    frame = FRAMES["many"]
    tm.assert_series_equal(dd.from_pandas(frame, npartitions).a.cumsum().head(1), frame.a.cumsum().head(1))
    lazy = dd.from_pandas(frame, npartitions)
    tm.assert_series_equal(lazy.a.cumsum().tail(1), frame.a.cumsum().tail(1))


def test_categories_shift_and_fill(npartitions):
    series = pd.Series(["b", None, "a", None, None, "b"], dtype="category", name="c")
    lazy = dd.from_pandas(series, npartitions)
    for operation in [lambda s: s.shift(2), lambda s: s.shift(-1), lambda s: s.ffill(), lambda s: s.bfill()]:
        assert operation(lazy).compute().astype("str").fillna("-").tolist() == [
            "-" if pd.isna(value) else value for value in operation(series)
        ]


@pytest.mark.parametrize(
    "mistake, message",
    [
        (lambda df: df.t.cumsum(), "cumsum takes numbers: column 't' is"),
        (lambda df: df.d.cumprod(), "cumprod takes numbers: column 'd' is"),
        (lambda df: df.diff(), "diff takes numbers and times: column 't' is"),
        (lambda df: df.a.shift(1, fill_value="z"), "column 'a' is int64, the value"),
        (lambda df: df.a.shift(1, fill_value=0.5), "a shift is filled with a value of the column's type"),
    ],
)
def test_mistakes_in_types_are_found_by_the_call(mistake, message):
    with pytest.raises(TypeError, match=message):
        mistake(dd.from_pandas(FRAMES["many"], 3))


@pytest.mark.parametrize(
    "call",
    [
        lambda s: s.cumsum(axis=1),
        lambda s: s.shift(1, freq="D"),
        lambda s: s.ffill(limit=2),
    ],
)
def test_what_is_not_there_says_so(call):
    with pytest.raises(NotImplementedError, match="got "):
        call(dd.from_pandas(FRAMES["many"], 3))


@pytest.mark.parametrize("name", ["idxmin", "idxmax"])
def test_labels_of_extremes_are_as_in_pandas(npartitions, name):
    frame = FRAMES["many"][["a", "big", "x", "u"]]
    assert_as_pandas(getattr(dd.from_pandas(frame, npartitions), name)(), getattr(frame, name)())


@pytest.mark.parametrize("name", ["idxmin", "idxmax"])
def test_rows_without_an_index_are_labelled_by_their_numbers(npartitions, name):
    import pyarrow as pa

    frame = FRAMES["many"][["a", "big", "x", "u"]].reset_index(drop=True)
    lazy = dd.from_table(pa.Table.from_pandas(frame, preserve_index=False), npartitions)
    assert_as_pandas(getattr(lazy, name)(), getattr(frame, name)())
    assert getattr(lazy.x, name)().compute() == getattr(frame.x, name)()
    kept, part = lazy[lazy.a > 0], frame[frame.a > 0].reset_index(drop=True)
    assert getattr(kept.x, name)().compute() == getattr(part.x, name)()


def test_modes_are_as_in_pandas(frame, npartitions):
    lazy = dd.from_pandas(frame, npartitions)
    for columns in (["a", "small", "t", "x"], ["b"]):
        for dropna in (True, False):
            assert_as_pandas(lazy[columns].mode(dropna=dropna), frame[columns].mode(dropna=dropna), check_dtype=False)


ORDERS = {
    "rising": [1, 2, 2, 5, 9, 10],
    "falling": [9.5, 3, 3, 1, -4, -7],
    "neither": [1, 3, 2, 4, 6, 5],
    "equal": [4, 4, 4, 4, 4, 4],
    "missing": [1, 2, None, 4, 5, 6],
    "missing first": [None, 2, 3, 4, 5, 6],
    "texts": ["", "a", "b", "ä", "日", "日本"],
    "dates": pd.to_datetime(["1900-01-01", "1950-01-01", "1969-12-31", "1970-01-01", "2000-01-01", "2000-01-02"]),
    "big": [2**60 + i for i in range(6)],
    "truths": [True, True, False, False, False, False],
    "one": [3],
    "one missing": [float("nan")],
    "none": np.array([], dtype="float64"),
}


@pytest.mark.parametrize("name", ORDERS)
def test_orders_are_as_in_pandas(npartitions, name):
    series = pd.Series(ORDERS[name])
    lazy = dd.from_pandas(series, npartitions)
    assert lazy.is_monotonic_increasing.compute() == series.is_monotonic_increasing
    assert lazy.is_monotonic_decreasing.compute() == series.is_monotonic_decreasing


def test_autocorrelation_is_as_in_pandas(npartitions):
    for lag in (1, 3, -2):
        got = dd.from_pandas(FRAMES["many"], npartitions).x.autocorr(lag).compute()
        assert got == pytest.approx(FRAMES["many"].x.autocorr(lag), rel=1e-12)


def test_approximate_medians_are_the_medians(npartitions):
    frame = FRAMES["many"][["a", "x"]]
    lazy = dd.from_pandas(frame, npartitions)
    assert_as_pandas(lazy.median_approximate(), frame.median())
    assert lazy.x.median_approximate().compute() == pytest.approx(frame.x.median(), rel=1e-12)


def test_bytes_are_those_of_arrow(npartitions):
    frame = FRAMES["many"][["a", "small", "x"]]
    lazy = dd.from_pandas(frame, npartitions)
    validity = lazy.x.memory_usage(index=False).compute() - 60 * 8
    assert 0 <= validity <= 8 * npartitions + 8
    expected = pd.Series({"Index": 480, "a": 480, "small": 60, "x": 480 + validity})
    assert_as_pandas(lazy.memory_usage(), expected)
    assert_as_pandas(lazy.memory_usage(index=False, deep=True), expected[1:])
    assert lazy.a.memory_usage().compute() == 960
    assert lazy.a.memory_usage(index=False).compute() == lazy.a.nbytes.compute() == 480
    assert lazy.nbytes.compute() == expected[1:].sum()
    partitions = lazy.memory_usage_per_partition().compute()
    assert len(partitions) == lazy.npartitions
    assert expected.sum() - validity <= partitions.sum() <= expected.sum()
    assert lazy.a.memory_usage_per_partition(index=False).compute().sum() == 480


@pytest.mark.parametrize("count", [0, 1, 100, 5_000, 60_000])
def test_estimated_counts_are_within_their_bound(count):
    random = np.random.default_rng(count)
    values = random.permutation(np.repeat(np.arange(count), 3))
    frame = pd.DataFrame({"i": values, "t": values.astype("str"), "x": np.where(values == 0, np.nan, values / 7)})
    lazy = dd.from_pandas(frame, 4)
    bound = 4 * 0.0082 * count
    for column in frame.columns:
        assert abs(lazy[column].nunique_approx().compute() - frame[column].nunique()) <= bound
    assert abs(lazy.nunique_approx().compute() - len(frame.drop_duplicates())) <= bound


GROUPED = {
    "cumsum": lambda groups: groups[["i", "x", "u"]].cumsum(),
    "cumprod": lambda groups: groups[["i", "x"]].cumprod(),
    "cummin": lambda groups: groups[["i", "x", "u"]].cummin(),
    "cummax": lambda groups: groups.x.cummax(),
    "cummax of dates": lambda groups: groups.d.cummax(),
    "cumcount": lambda groups: groups.cumcount(),
    "cumcount from the end": lambda groups: groups.cumcount(ascending=False),
}


@pytest.mark.parametrize("keys", [["k"], ["t"], ["k", "t"], ["z"]])
@pytest.mark.parametrize("name", GROUPED)
def test_groups_are_as_in_pandas(npartitions, name, keys):
    random = np.random.default_rng(3)
    frame = sample(60)[["x", "t", "d", "u"]].assign(k=random.integers(0, 4, 60), i=random.integers(-9, 9, 60))
    frame["z"] = frame.x.round()
    if name == "cummax of dates":
        # pandas leaves a date where its key is missing, instead of nothing.
        frame = frame.dropna(subset=keys)
    for rows in (60, 1):
        part = frame.iloc[:rows]
        expected = GROUPED[name](part.groupby(keys))
        assert_as_pandas(GROUPED[name](dd.from_pandas(part, npartitions).groupby(keys)), expected, rtol=1e-11, check_dtype=False)


def test_groups_with_missing_keys_are_groups_if_asked_for(npartitions):
    frame = sample(60)
    expected = frame.groupby("t", dropna=False).a.cumsum()
    assert_as_pandas(dd.from_pandas(frame, npartitions).groupby("t", dropna=False).a.cumsum(), expected)
    assert_as_pandas(dd.from_pandas(frame, npartitions).groupby("t").a.cumsum(), frame.groupby("t").a.cumsum(), check_dtype=False)


TWINS = {
    "cumulative": lambda lazy: lazy.assign(c=lazy.n.cumsum()),
    "persisted": lambda lazy: lazy.assign(c=lazy.persist().n),
    "filtered": lambda lazy: lazy.assign(c=lazy.n.shift(1))[lazy.n > 2],
}


@pytest.mark.parametrize("name", TWINS)
def test_partitions_are_taken_of_columns_that_stand_side_by_side(name):
    """head(), tail() and partitions take the same of all that has the same rows."""
    frame = pd.DataFrame({"n": range(20)})
    lazy = TWINS[name](dd.from_pandas(frame, npartitions=4))
    whole = lazy.compute()
    tm.assert_frame_equal(lazy.head(2), whole.head(2))
    tm.assert_frame_equal(lazy.tail(2), whole.tail(2))
    parts = [lazy.get_partition(i).compute() for i in range(lazy.npartitions)]
    tm.assert_frame_equal(pd.concat(parts), whole)


def test_partitions_of_a_random_share_are_those_of_the_whole():
    lazy = dd.from_pandas(pd.DataFrame({"n": range(400)}), npartitions=4)
    for part in lazy.random_split([0.5, 0.5], random_state=3):
        parts = [part.get_partition(i).compute() for i in range(part.npartitions)]
        tm.assert_frame_equal(pd.concat(parts), part.compute())
        assert part.tail(3).n.tolist() == part.compute().n.tolist()[-3:]
