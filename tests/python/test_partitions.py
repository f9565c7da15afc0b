"""Functions of partitions and of rows, frames out of tasks, rows by index, partition and chance: against pandas."""

import collections
import pickle
import traceback

import numpy as np
import pandas as pd
import pytest
from assert_eq import assert_as_pandas

import tusk
import tusk.dataframe as dd
from tusk import delayed
from tusk.base import tokenize

FRAME = pd.DataFrame(
    {
        "a": [4, -2, 3, 0, 5, 1, 7],
        "x": [1.5, np.nan, -2.25, 0.0, np.nan, 7.0, 8.5],
        "t": pd.Series(["ä", None, "b<c", "", "b", "ä", "zz"], dtype="str"),
        "b": [True, False, True, True, False, False, True],
        "c": pd.Categorical(["u", "v", None, "u", "w", "v", "u"], categories=["u", "v", "w"]),
        "d": pd.to_datetime(["2019-01-31", None, "1965-03-01", "2020-02-29", "2019-01-31", "2019-02-01", "2100-01-01"]),
    },
    index=pd.Index([2, 3, 5, 7, 11, 13, 17], name="prime"),
)
COUNTED = FRAME.reset_index(drop=True)


@pytest.fixture(params=[1, 3, 7])
def lazy(request):
    return dd.from_pandas(FRAME, request.param)


@pytest.fixture(params=[1, 3, 7])
def counted(request):
    """A frame whose rows have no index."""
    return dd.from_table(COUNTED, request.param)


def with_total(df, by=1):
    return df.assign(total=df.a * by + df.x.fillna(0))


class Scaled:
    """A callable that is no function."""

    def __init__(self, by):
        self.by = by

    def __call__(self, df):
        return df.a * self.by


ROWWISE = {
    "assign": lambda df: with_total(df),
    "a series": lambda df: df.x * 2 + df.a,
    "another name": lambda df: (df.a + 1).rename("more"),
    "no name": lambda df: pd.Series(df.a.to_numpy(), index=df.index),
    "some columns": lambda df: df[["t", "a"]],
    "texts": lambda df: df.t.str.upper(),
    "truth": lambda df: df.a > 0,
    "times": lambda df: df.d + pd.Timedelta("1h"),
    "durations": lambda df: df.d - pd.Timestamp("2019-01-01"),
    "categories": lambda df: df.c,
    "a callable": Scaled(3),
    "filtered": lambda df: df[df.a > 2],
    "none left": lambda df: df[df.a > 100],
}


@pytest.mark.parametrize("name", ROWWISE)
def test_map_partitions_of_rowwise_functions(lazy, name):
    assert_as_pandas(lazy.map_partitions(ROWWISE[name]), ROWWISE[name](FRAME))


@pytest.mark.parametrize("name", ROWWISE)
def test_map_partitions_of_rows_that_are_counted(counted, name):
    expected = ROWWISE[name](COUNTED).reset_index(drop=True)
    assert_as_pandas(counted.map_partitions(ROWWISE[name]), expected)


def test_an_index_that_the_function_makes(counted):
    assert_as_pandas(counted.map_partitions(lambda df: df.set_index("a")[["x"]]), COUNTED.set_index("a")[["x"]])
    levels = lambda df: df.set_index(["a", "b"])[["x"]]
    assert_as_pandas(counted.map_partitions(levels), levels(COUNTED))


def test_an_index_that_the_function_drops(lazy):
    assert_as_pandas(lazy.map_partitions(lambda df: df.reset_index(drop=True)), COUNTED)


def test_a_value_a_partition_makes_a_series(lazy):
    parts = [part.compute() for part in lazy.partitions]
    assert_as_pandas(lazy.map_partitions(len), pd.Series([len(part) for part in parts]))
    assert_as_pandas(lazy.x.map_partitions(lambda s: s.sum()), pd.Series([part.x.sum() for part in parts]))
    assert_as_pandas(lazy.map_partitions(lambda df: "é" * len(df)), pd.Series(["é" * len(part) for part in parts]))


def test_an_array_has_a_value_a_row(lazy):
    assert_as_pandas(lazy.map_partitions(lambda df: df.a.to_numpy() * 2), FRAME.a.mul(2).rename(None))
    meta = pd.Series(dtype="float64", name="score")
    assert_as_pandas(lazy.map_partitions(lambda df: df.a.to_numpy() / 2, meta=meta), FRAME.a.div(2).rename("score"))
    two = lazy.map_partitions(lambda df: df[["a", "a"]].to_numpy(), meta={"p": "int64", "q": "int64"})
    assert_as_pandas(two, pd.DataFrame({"p": FRAME.a, "q": FRAME.a}))


def test_arguments_of_every_kind(lazy):
    add = lambda df, by, more, *, also=0: df.a * by + more["b"][0] + also
    expected = FRAME.a * 2 + FRAME.a.max() + FRAME.x.sum()
    assert_as_pandas(lazy.map_partitions(add, 2, {"b": [lazy.a.max()]}, also=lazy.x.sum()), expected)
    seven = delayed(lambda: 7)()
    got = lazy.map_partitions(add, seven, {"b": [1]}, meta=("a", "int64"))
    assert_as_pandas(got, FRAME.a * 7 + 1)
    both = dd.map_partitions(lambda one, other: one + other.x, lazy.a, lazy)
    assert_as_pandas(both, FRAME.a + FRAME.x)
    table = dd.from_pandas(pd.DataFrame({"k": [0, 1], "v": [10, 20]}), 1)
    looked_up = lazy.map_partitions(lambda df, other: df.b.map(dict(zip(other.k.astype(bool), other.v))), table)
    assert_as_pandas(looked_up, FRAME.b.map({False: 10, True: 20}))


def test_futures_are_arguments(client):
    future = client.submit(lambda: 5)
    lazy = dd.from_pandas(FRAME, 2)
    assert_as_pandas(lazy.map_partitions(lambda df, by: df.a * by, future, meta=("a", "int64")), FRAME.a * 5)


def test_delayed_arguments_need_meta(lazy):
    with pytest.raises(ValueError, match="pass meta="):
        lazy.map_partitions(lambda df, by: df.a * by, delayed(1))


def test_partition_info_says_which_partition_it_is(lazy):
    number = lazy.map_partitions(lambda df, partition_info=None: partition_info["number"])
    assert number.compute().tolist() == list(range(lazy.npartitions))
    first = lazy.map_partitions(lambda df, partition_info=None: str(partition_info["division"]), meta="str")
    assert first.compute().tolist() == [str(division) for division in lazy.divisions[:-1]]


def test_results_stand_beside_the_rows_that_they_came_from(lazy, counted):
    for frame, expected in ((lazy, FRAME.copy()), (counted, COUNTED.copy())):
        frame["half"] = frame.map_partitions(lambda df: df.a / 2)
        frame["sum"] = frame.half.map_partitions(lambda s: s + 1) + frame.x
        expected["half"] = expected.a / 2
        expected["sum"] = expected.half + 1 + expected.x
        assert_as_pandas(frame[frame["sum"] > 0], expected[expected["sum"] > 0].pipe(_as(frame)))


def _as(frame):
    return lambda df: df if frame.index_names else df.reset_index(drop=True)


@pytest.mark.parametrize("moved", [lambda s: s.iloc[::-1], lambda s: s[s != 4], lambda s: pd.concat([s, s])])
@pytest.mark.parametrize("use", ["added", "summed", "persisted"])
@pytest.mark.parametrize("npartitions", [1, 3])
def test_rows_that_a_function_moved_are_put_beside_no_others(npartitions, moved, use):
    lazy = dd.from_pandas(FRAME, npartitions)
    other = lazy.a.map_partitions(lambda s: moved(s) if s.eq(4).any() else s, meta=("a", "int64"))
    assert_as_pandas(other + other, pd.concat([moved(FRAME.a)] if lazy.npartitions == 1 else _by_part(lazy, moved)) * 2)
    if use == "persisted":
        other = other.persist()
    beside = other.cumsum() if use == "summed" else other
    with pytest.raises(ValueError, match="side by side"):
        lazy.assign(other=beside).compute()


def _by_part(lazy, moved):
    parts = [part.a.compute() for part in lazy.partitions]
    return [moved(part) if part.eq(4).any() else part for part in parts]


META = {
    "frame": FRAME[["a", "x"]].iloc[:0],
    "dict": {"a": "int64", "x": float},
    "pairs": [("a", "int64"), ("x", "f8")],
}


@pytest.mark.parametrize("name", META)
def test_meta_says_what_the_function_gives(lazy, name):
    calls = []
    function = lambda df: calls.append(len(df)) or df[["a", "x"]]
    got = lazy.map_partitions(function, meta=META[name])
    assert calls == [] and list(got.columns) == ["a", "x"]
    assert_as_pandas(got, FRAME[["a", "x"]])


@pytest.mark.parametrize("meta", [("a", "float64"), pd.Series(dtype="f8", name="a")])
def test_meta_of_a_series(lazy, meta):
    assert_as_pandas(lazy.map_partitions(lambda df: df.a, meta=meta), FRAME.a.astype("float64"))


@pytest.mark.parametrize("meta", [float, "float64", np.dtype("f8")])
def test_meta_of_a_value_a_partition(lazy, meta):
    assert_as_pandas(lazy.map_partitions(len, meta=meta).sum(), 7.0)
    assert_as_pandas(lazy.a.map(lambda value: value / 2, meta=meta), FRAME.a / 2, check_names=False)


MISTAKES = {
    "other columns": (lambda df: df[["a"]], {"a": "int64", "x": "float64"}, ValueError, r"\['a', 'x'\], not \['a'\]"),
    "another order": (lambda df: df[["x", "a"]], {"a": "int64", "x": "float64"}, ValueError, "in their order"),
    "another type": (lambda df: df.t, ("t", "int64"), TypeError, "column 't' is str"),
    "a frame": (lambda df: df, ("a", "int64"), TypeError, "a Series: got DataFrame"),
    "nothing": (lambda df: None, ("a", "int64"), TypeError, "got NoneType"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_result_that_meta_contradicts(lazy, name):
    function, meta, kind, text = MISTAKES[name]
    with pytest.raises(kind, match=text):
        lazy.map_partitions(function, meta=meta).compute()


def test_columns_by_their_places(lazy):
    got = lazy.map_partitions(lambda df: df[["a", "x"]], meta={"p": "i8", "q": "f8"}, enforce_metadata=False)
    assert_as_pandas(got, FRAME[["a", "x"]].set_axis(["p", "q"], axis=1))


def test_a_failing_function_names_its_task_and_shows_the_users_line(lazy):
    def explode(df):
        raise KeyError("no luck")

    made = lazy.map_partitions(explode, meta=("a", "int64"))
    with pytest.raises(KeyError, match="no luck") as caught:
        made.compute()
    text = "".join(traceback.format_exception(caught.value))
    assert 'raise KeyError("no luck")' in text and "explode" in "".join(caught.value.__notes__)
    with pytest.raises(ValueError, match="explode was tried on two made-up rows.*no luck.*meta="):
        lazy.map_partitions(explode)


def test_frames_of_unlike_partitions_are_refused():
    with pytest.raises(ValueError, match="repartition"):
        dd.from_pandas(FRAME, 2).map_partitions(lambda a, b: a, dd.from_pandas(FRAME, 3))
    with pytest.raises(TypeError, match="no argument is one"):
        dd.map_partitions(len, [1, 2])


KINDS = {
    "number as truth": (lambda row: row.a, bool),
    "number as time": (lambda row: row.a, "datetime64[us]"),
    "text as number": (lambda row: str(row.a), "int64"),
    "number as text": (lambda row: row.a, "str"),
    "truth as text": (lambda row: row.b, "str"),
}


@pytest.mark.parametrize("name", KINDS)
def test_values_of_another_kind_than_meta_says_are_refused(lazy, name):
    function, dtype = KINDS[name]
    with pytest.raises(TypeError, match="another kind of value"):
        lazy.apply(function, axis=1, meta=("r", dtype)).compute()


def test_two_columns_of_one_name_are_refused(lazy):
    with pytest.raises(ValueError, match="'a' stands twice"):
        dd.from_pandas(pd.DataFrame([[1, 2]], columns=["a", "a"]))
    with pytest.raises(ValueError, match="different names"):
        lazy.map_partitions(lambda df: pd.concat([df.a, df.a], axis=1))
    with pytest.raises(TypeError, match="got a frame for 'z'"):
        lazy["z"] = lazy


def test_equal_calls_are_done_once():
    lazy = dd.from_pandas(FRAME, 2)
    one, other = lazy.map_partitions(with_total, 2), lazy.map_partitions(with_total, 2)
    assert tokenize(one) == tokenize(other)
    assert tokenize(one) != tokenize(lazy.map_partitions(with_total, 3))


def test_divisions_stay_unless_the_index_changes():
    lazy = dd.from_pandas(FRAME, 3)
    assert lazy.map_partitions(with_total).divisions == lazy.divisions
    assert not lazy.map_partitions(with_total, clear_divisions=True).known_divisions
    assert not lazy.map_partitions(lambda df: df.reset_index()).known_divisions


def test_known_categories_stay_known(lazy):
    got = lazy.map_partitions(with_total)
    assert got.c.cat.known and list(got.c.cat.categories) == ["u", "v", "w"]
    with pytest.raises(TypeError, match="keeps the categories of column 'c'"):
        lazy.map_partitions(lambda df: df.assign(c=df.c.cat.add_categories("z") if len(df) != 2 else df.c)).compute()
    made = lazy.map_partitions(lambda df: df.t.astype("category"))
    assert not made.cat.known
    assert_as_pandas(made.astype("str"), FRAME.t)


APPLY = {
    "text": lambda row: f"{row.a}-{row.t}",
    "number": lambda row: row.a * 2 if row.b else 0,
    "a frame": lambda row: pd.Series({"p": row.a, "q": row.a / 2}),
}


@pytest.mark.parametrize("name", APPLY)
def test_apply_calls_the_function_for_each_row(lazy, name):
    assert_as_pandas(lazy.apply(APPLY[name], axis=1), FRAME.apply(APPLY[name], axis=1))
    with_none = lazy[lazy.a > 4]  # some partitions have no rows
    assert_as_pandas(with_none.apply(APPLY[name], axis=1), FRAME[FRAME.a > 4].apply(APPLY[name], axis=1))


def test_apply_passes_arguments_on(lazy):
    scaled = lambda row, by, also=0: row.a * by + also
    assert_as_pandas(lazy.apply(scaled, axis=1, args=(3,), also=1), FRAME.a * 3 + 1, check_names=False)
    lazy["scaled"] = lazy.apply(scaled, axis=1, args=(3,), meta=(None, "int64"))
    assert_as_pandas(lazy.scaled, (FRAME.a * 3).rename("scaled"))
    with pytest.raises(NotImplementedError, match="axis=1"):
        lazy.apply(len)


def test_map_and_apply_of_values(lazy):
    assert_as_pandas(lazy.a.map(lambda value: value**2), FRAME.a**2)
    assert_as_pandas(lazy.a.apply(lambda value, by: value * by, args=(3,)), FRAME.a * 3)
    assert_as_pandas(lazy.t.map(str.upper, na_action="ignore"), FRAME.t.map(str.upper, na_action="ignore"))
    assert_as_pandas(lazy.x.map(lambda value: value > 0), FRAME.x.map(lambda value: value > 0))
    assert_as_pandas(lazy.a[lazy.a > 4].map("{:03}".format), FRAME.a[FRAME.a > 4].map("{:03}".format))
    assert_as_pandas(lazy.a.map({4: "four", 3: "three"}), FRAME.a.map({4: "four", 3: "three"}))
    lazy["squared"] = lazy.a.map(lambda value: value**2, meta=("a", "int64"))
    assert_as_pandas(lazy.squared.sum(), (FRAME.a**2).sum())


def test_map_of_dicts_that_know_more_and_of_series(lazy):
    known = collections.defaultdict(lambda: -1, {4: 40, 3: 30})
    assert_as_pandas(lazy.a.map(known), FRAME.a.map(known))
    assert_as_pandas(lazy.a.map(pd.Series({4: "four", 3: "three"})), FRAME.a.map(pd.Series({4: "four", 3: "three"})))
    with pytest.raises(TypeError, match="a dict, a pandas Series or a function: got 5"):
        lazy.a.map(5)


@pytest.mark.parametrize("meta", [("r", object), ("r", "object"), ("r", "str")])
def test_what_meta_calls_texts_is_no_number(lazy, meta):
    assert_as_pandas(lazy.apply(lambda row: f"{row.a}", axis=1, meta=meta), FRAME.a.map(str).rename("r"), check_names=False)
    for function in (lambda row: row.a, lambda row: row.b, lambda row: row.d):
        with pytest.raises(TypeError, match="the result|column 'r'"):
            lazy.apply(function, axis=1, meta=meta).compute()


ODD = {
    "mixed": lambda df: pd.Series([1, "a"], dtype=object),
    "complex": lambda df: df.a * 1j,
    "objects": lambda df: df.a.map(lambda value: object()),
    "too large": lambda df: df.a.map(lambda value: 2**70),
    "three axes": lambda df: np.zeros((2, 2, 2)),
}


@pytest.mark.parametrize("name", ODD)
def test_results_that_no_column_holds(lazy, name):
    with pytest.raises(TypeError, match="a column holds|of shape"):
        lazy.map_partitions(ODD[name])


REDUCTIONS = "sum mean min max count std var prod median any all".split()


@pytest.mark.parametrize("name", REDUCTIONS)
def test_reductions_of_rows(lazy, name):
    frame, columns = FRAME[["a", "x"]], ["a", "x"]
    assert_as_pandas(getattr(lazy[columns], name)(axis=1), getattr(frame, name)(axis=1))
    assert_as_pandas(getattr(lazy[columns], name)(axis=0), getattr(frame, name)(axis=0))
    if name not in ("count", "any", "all"):
        assert_as_pandas(getattr(lazy[columns], name)(axis="columns", skipna=False), getattr(frame, name)(axis=1, skipna=False))


def test_numpys_reductions_of_series(lazy):
    for function in (np.sum, np.mean, np.max, np.min, np.std):
        assert_as_pandas(function(lazy.a), function(FRAME.a))
    with pytest.raises(ValueError, match="axis=2"):
        lazy.a.sum(axis=2)
    with pytest.raises(NotImplementedError, match="dtype="):
        lazy.a.sum(dtype="int8")


def test_registered_functions_of_partitions(native):
    lazy = dd.from_pandas(FRAME[["a", "x"]], 3)
    meta = FRAME[["a", "x"]].iloc[:0]
    expected = pd.concat([part.compute().head(1) for part in lazy.partitions])
    assert_as_pandas(lazy.map_partitions(native("first_rows"), 1, meta=meta), expected)
    assert_as_pandas(lazy.map_partitions("test.first_rows", 1, meta=meta), expected)
    with pytest.raises(TypeError, match="meta="):
        lazy.map_partitions("test.first_rows", 1)
    with pytest.raises(TypeError, match="gives the columns that it said"):
        lazy.map_partitions("test.first_rows", 1, meta={"a": "int64"}).compute()


# Frames out of tasks


def test_from_delayed(lazy):
    parts = [delayed(lambda i: FRAME.iloc[i : i + 2])(i) for i in range(0, 7, 2)]
    assert_as_pandas(dd.from_delayed(parts), FRAME)
    assert_as_pandas(dd.from_delayed(parts, meta=FRAME.iloc[:0]).a.sum(), FRAME.a.sum())
    assert_as_pandas(dd.from_delayed(lazy.to_delayed()), FRAME)
    series = dd.from_delayed([delayed(FRAME.x.head)(3), delayed(FRAME.x.tail)(4)])
    assert_as_pandas(series, FRAME.x)


def test_from_delayed_takes_divisions():
    parts = [delayed(FRAME.iloc[:3]), delayed(FRAME.iloc[3:])]
    lazy = dd.from_delayed(parts, divisions=[2, 7, 17])
    assert lazy.divisions == (2, 7, 17)
    assert_as_pandas(lazy.loc[3:7], FRAME.loc[3:7])
    with pytest.raises(ValueError, match="got 2 for 2 partitions"):
        dd.from_delayed(parts, divisions=[2, 17])


def test_from_delayed_shares_tasks_with_what_is_delayed(by_reference):
    calls = []
    make = delayed(lambda: calls.append(1) or FRAME, pure=True)()
    lazy = dd.from_delayed([make], meta=FRAME.iloc[:0])
    total, rows = tusk.compute(lazy.a.sum(), delayed(len)(make), scheduler="synchronous")
    assert (total, rows, len(calls)) == (FRAME.a.sum(), len(FRAME), 1)
    again = delayed(lambda total, frame: total + len(frame))(lazy.a.sum(), make)
    both = dd.from_delayed([make, delayed(lambda n: FRAME.head(n))(again - 22)], meta=FRAME.iloc[:0])
    assert_as_pandas(both.a, pd.concat([FRAME.a, FRAME.a.head(3)]))


def test_a_part_that_differs_names_what_it_has():
    parts = [delayed(FRAME[["a", "x"]]), delayed(FRAME[["a"]])]
    with pytest.raises(ValueError, match=r"\['a', 'x'\], not \['a'\]"):
        dd.from_delayed(parts).compute()
    with pytest.raises(ValueError, match="one Delayed or more"):
        dd.from_delayed([])


def test_from_map():
    part = lambda first, count, scale=1: FRAME.iloc[first : first + count][["a"]] * scale
    assert_as_pandas(dd.from_map(part, [0, 2, 4, 6], [2, 2, 2, 1], scale=3), FRAME[["a"]] * 3)
    lazy = dd.from_map(part, [0, 3], args=(3,), divisions=[2, 7, 13], meta=FRAME[["a"]].iloc[:0])
    assert lazy.divisions == (2, 7, 13)
    assert_as_pandas(lazy, FRAME[["a"]].head(6))
    assert_as_pandas(dd.from_map(lambda n: pd.Series(range(n)), range(1, 4)), pd.Series([0, 0, 1, 0, 1, 2]))
    for iterables in ([], [[]], [[1], [1, 2]]):
        with pytest.raises(ValueError, match="from_map"):
            dd.from_map(part, *iterables)


def test_to_delayed(lazy):
    parts = lazy[["a", "x", "t"]][lazy.a > 0].to_delayed()
    assert len(parts) == lazy.npartitions
    assert_as_pandas(delayed(pd.concat)(parts), FRAME[["a", "x", "t"]][FRAME.a > 0])
    assert delayed(len)(parts[0]).compute() == len(lazy[lazy.a > 0].partitions[0].compute())


# Rows by their index, in partitions, by chance


LOC = {
    "one": lambda df: df.loc[7:7],
    "between": lambda df: df.loc[3:11],
    "values that aren't there": lambda df: df.loc[4:12],
    "from": lambda df: df.loc[7:],
    "to": lambda df: df.loc[:5],
    "all": lambda df: df.loc[:],
    "nothing": lambda df: df.loc[100:200],
    "a list": lambda df: df.loc[[3, 13]],
    "rows and columns": lambda df: df.loc[3:11, ["x", "a"]],
    "rows and a column": lambda df: df.loc[3:11, "t"],
    "columns between": lambda df: df.loc[:, "x":"b"],
    "a mask": lambda df: df.loc[df.a > 0, "x"],
    "a function": lambda df: df.loc[lambda frame: frame.a > 0],
    "of a series": lambda df: df.x.loc[3:11],
}


@pytest.mark.parametrize("name", LOC)
@pytest.mark.parametrize("is_known", [True, False])
def test_loc(lazy, name, is_known):
    frame = lazy if is_known else lazy.clear_divisions()
    assert_as_pandas(LOC[name](frame), LOC[name](FRAME))


def test_loc_reads_only_the_partitions_that_may_have_the_rows():
    lazy = dd.from_pandas(FRAME, 7)
    assert lazy.loc[5:8].npartitions == 3  # a border belongs to both sides
    assert lazy.loc[100:].npartitions == 1
    assert lazy.clear_divisions().loc[5:8].npartitions == 7
    assert_as_pandas(lazy.loc[7], FRAME.loc[[7]])


def test_loc_of_values_that_stand_on_both_sides_of_a_border():
    frame = pd.DataFrame({"v": range(8)}, index=[1, 1, 1, 2, 2, 2, 2, 3])
    for npartitions in (1, 2, 4, 8):
        lazy = dd.from_pandas(frame, npartitions)
        for value in (1, 2, 3):
            assert_as_pandas(lazy.loc[value:value], frame.loc[value:value])
        assert_as_pandas(lazy.repartition(divisions=[1, 2, 3]), frame)
        assert lazy.repartition(divisions=[1, 2, 3]).map_partitions(len).compute().tolist() == [3, 5]


def test_loc_of_times_takes_parts_of_them():
    times = pd.DataFrame({"v": range(60)}, index=pd.date_range("2019-12-30", periods=60, freq="7h", name="t"))
    for npartitions in (1, 5):
        lazy = dd.from_pandas(times, npartitions)
        for first, last in (("2020", None), ("2019-12-31", "2020-01-03"), (None, "2020-01-01 05"), ("2020-01",) * 2):
            rows = slice(first, last)
            assert_as_pandas(lazy.loc[rows], times.loc[rows], check_freq=False)
        assert_as_pandas(lazy.loc["2020-01-02"], times.loc["2020-01-02"], check_freq=False)


def test_mistakes_of_loc(lazy, counted):
    with pytest.raises(ValueError, match="set_index"):
        counted.loc[3:4]
    with pytest.raises(TypeError):
        lazy.loc["a":"b"]
    with pytest.raises(KeyError, match="nope"):
        lazy.loc[:, "nope"]
    with pytest.raises(NotImplementedError, match="step"):
        lazy.loc[::2]


def test_iloc_takes_columns(lazy):
    for key in (0, -1, slice(1, 3), [2, 0]):
        assert_as_pandas(lazy.iloc[:, key], FRAME.iloc[:, key])
    for key in (0, (slice(2), 0)):
        with pytest.raises(NotImplementedError, match="iloc"):
            lazy.iloc[key]


def test_partitions(lazy):
    parts = [lazy.partitions[i].compute() for i in range(lazy.npartitions)]
    assert_as_pandas(pd.concat(parts), FRAME)
    assert_as_pandas(lazy.partitions[-1], parts[-1])
    assert_as_pandas(lazy.partitions[:2], pd.concat(parts[:2]))
    assert_as_pandas(lazy.x.partitions[::-1], pd.concat(parts[::-1]).x)
    assert lazy.partitions[1:].divisions == lazy.divisions[1:] if lazy.npartitions > 1 else True
    with pytest.raises(IndexError):
        lazy.partitions[99]
    assert len(lazy.partitions) == len(list(lazy.partitions)) == lazy.npartitions


def test_index_is_a_series_of_its_values(lazy):
    assert lazy.index.compute().tolist() == FRAME.index.tolist()
    assert lazy.index.max().compute() == 17


@pytest.mark.parametrize("npartitions", [1, 2, 3, 5, 11])
def test_repartition_by_count(lazy, counted, npartitions):
    for frame, expected in ((lazy, FRAME), (counted, COUNTED), (lazy.clear_divisions(), FRAME), (lazy.x, FRAME.x)):
        got = frame.repartition(npartitions=npartitions)
        assert got.npartitions == npartitions
        assert_as_pandas(got, expected)
        assert len(got) == len(expected) == sum(len(part) for part in got.partitions)
        if got.known_divisions:
            check_divisions(got)


def check_divisions(lazy):
    """Each partition's index lies where the divisions say."""
    assert len(lazy.divisions) == lazy.npartitions + 1
    for i, part in enumerate(lazy.partitions):
        index = part.compute().index
        assert len(index) == 0 or lazy.divisions[i] <= index.min() <= index.max() <= lazy.divisions[i + 1]


def test_repartition_keeps_rows_beside_each_other(counted):
    got = counted.repartition(npartitions=4)
    got["y"] = counted.a.repartition(npartitions=4) * 2
    assert_as_pandas(got, COUNTED.assign(y=COUNTED.a * 2))


@pytest.mark.parametrize("divisions", [[2, 17], [2, 3, 17], [2, 6, 6.5, 13, 17]])
def test_repartition_by_divisions(lazy, divisions):
    divisions = [int(value) for value in divisions if value == int(value)]
    got = lazy.repartition(divisions=divisions)
    assert got.divisions == tuple(divisions)
    assert_as_pandas(got, FRAME)
    check_divisions(got)
    assert_as_pandas(lazy.repartition(divisions=[0, 9, 50], force=True), FRAME)


def test_mistakes_of_repartition(lazy):
    with pytest.raises(ValueError, match="force=True"):
        lazy.repartition(divisions=[0, 17])
    with pytest.raises(ValueError, match="or beyond"):
        lazy.repartition(divisions=[3, 17], force=True)
    with pytest.raises(ValueError, match="ascend"):
        lazy.repartition(divisions=[2, 11, 5, 17])
    with pytest.raises(ValueError, match="known"):
        lazy.clear_divisions().repartition(divisions=[2, 17])
    with pytest.raises(ValueError, match="got 0"):
        lazy.repartition(npartitions=0)
    with pytest.raises(ValueError, match="one of divisions="):
        lazy.repartition()
    with pytest.raises(ValueError, match="got 2 of them"):
        lazy.repartition(npartitions=2, divisions=[2, 17])


def test_repartition_by_size():
    frame = pd.DataFrame({"v": np.arange(10_000)})
    lazy = dd.from_table(frame, 5)
    assert_as_pandas(lazy.repartition(partition_size="8 kB"), frame)
    assert lazy.repartition(partition_size="8 kB").npartitions >= 10
    assert lazy.repartition(partition_size="1 MiB").npartitions == 1
    assert lazy.repartition(partition_size=40_000).npartitions == 3


def test_repartition_by_time():
    times = pd.DataFrame({"v": range(60)}, index=pd.date_range("2019-12-30 05:00", periods=60, freq="7h", name="t"))
    lazy = dd.from_pandas(times, 4).repartition(freq="2D")
    assert_as_pandas(lazy, times, check_freq=False)
    check_divisions(lazy)
    assert lazy.npartitions == 9


def test_sample_takes_a_share_of_each_partition(lazy, counted):
    for frame, expected in ((lazy, FRAME), (lazy.x, FRAME.x)):
        for frac in (0, 0.5, 1):
            got = frame.sample(frac=frac, random_state=3)
            sizes = [len(part.compute()) for part in frame.partitions]
            assert len(got) == sum(round(size * frac) for size in sizes)
            assert got.compute().index.is_unique
            assert_as_pandas(got, expected.loc[got.compute().index])
    assert_as_pandas(lazy.sample(frac=1, random_state=1).map_partitions(lambda df: df.sort_index()), FRAME)
    assert_as_pandas(counted.sample(frac=1.0, random_state=5).a.sum(), COUNTED.a.sum())


def test_sample_with_replacement_and_states():
    frame = pd.DataFrame({"v": np.arange(20_000)})
    lazy = dd.from_table(frame, 4)
    got = lazy.sample(frac=2, replace=True, random_state=7).v.compute()
    assert len(got) == 40_000
    # Each value is drawn twice on average, and not at all with a chance of e**-2.
    assert abs(frame.v.isin(got).mean() - (1 - np.exp(-2))) < 0.01
    assert abs(got.mean() - 9999.5) < 150
    same, other = (lazy.sample(frac=0.1, random_state=seed).v.compute().tolist() for seed in (7, 8))
    assert lazy.sample(frac=0.1, random_state=7).v.compute().tolist() == same != other
    assert lazy.sample(frac=0.1).v.compute().tolist() != lazy.sample(frac=0.1).v.compute().tolist()
    for options in ({"frac": 1.5}, {"frac": -1}, {"frac": float("nan"), "replace": True}):
        with pytest.raises(ValueError, match="share"):
            lazy.sample(**options)
    with pytest.raises(NotImplementedError, match="frac"):
        lazy.sample(n=3)


# The index


def test_set_index_of_sorted_rows(counted):
    ordered = COUNTED.sort_values("a", ignore_index=True)
    lazy = dd.from_table(ordered, counted.npartitions).set_index("a", sorted=True)
    assert_as_pandas(lazy, ordered.set_index("a"))
    assert lazy.known_divisions
    check_divisions(lazy)
    assert_as_pandas(lazy.loc[0:4], ordered.set_index("a").loc[0:4])


def test_set_index_refuses_rows_that_are_not_sorted():
    lazy = dd.from_table(COUNTED, 3)
    with pytest.raises(ValueError, match="partition 1 begins with 0, after 4"):
        lazy.set_index("a", sorted=True)
    with pytest.raises(NotImplementedError, match="sort=False"):
        lazy.set_index("a")
    with pytest.raises(KeyError, match="nope"):
        lazy.set_index("nope", sorted=True)
    with pytest.raises(ValueError, match="no missing values"):
        lazy.set_index("x", sorted=True)


def test_set_index_as_it_is(counted):
    for column in ("a", "t"):
        assert_as_pandas(counted.set_index(column, sort=False), COUNTED.set_index(column))
    assert_as_pandas(counted.set_index("a", sort=False, drop=False), COUNTED.set_index("a", drop=False))
    given = counted.set_index("a", sorted=True, divisions=range(counted.npartitions + 1))
    assert given.divisions == tuple(range(counted.npartitions + 1))
    assert_as_pandas(counted.set_index(counted.a * 2, sort=False), COUNTED.set_index(COUNTED.a * 2))
    one = dd.from_table(COUNTED, 1)
    assert_as_pandas(one.set_index("a"), COUNTED.set_index("a").sort_index())


def test_set_index_where_some_partitions_have_no_rows():
    ordered = COUNTED.sort_values("a", ignore_index=True)
    lazy = dd.from_table(ordered, 7)
    kept = lazy[(lazy.a > 1) & (lazy.a < 7)].set_index("a", sorted=True)
    assert_as_pandas(kept, ordered[(ordered.a > 1) & (ordered.a < 7)].set_index("a"))
    check_divisions(kept)
    assert not lazy[lazy.a > 99].set_index("a", sorted=True).known_divisions


def test_rename_axis(lazy):
    assert_as_pandas(lazy.rename_axis("p"), FRAME.rename_axis("p"))
    assert lazy.rename_axis(None).divisions == lazy.divisions


def test_functions_of_partitions_travel_by_their_bytes():
    from tusk._partition_calls import ItemCall, Result, ToPandas

    to_pandas, result = ToPandas("frame", ["prime"], FRAME.iloc[:0]), Result("frame", FRAME, [])
    for call in (to_pandas, result, ItemCall(len, (1,), {"a": 2})):
        assert type(pickle.loads(pickle.dumps(call))) is type(call)
