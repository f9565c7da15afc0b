"""DataFrame.query() and eval() against pandas, over several partitionings."""

import datetime

import numpy as np
import pandas as pd
import pandas.testing as tm
import pytest

import tusk.dataframe as dd


def sample(rows, seed=0):
    random = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "x": random.integers(-5, 6, rows),
            "y": np.where(random.random(rows) < 0.3, np.nan, random.normal(size=rows)),
            "name": pd.Series(random.choice(["a", "b", "ä", None], rows), dtype="str"),
            "a column": random.integers(0, 100, rows),
            "größe": random.normal(size=rows),
            "flag": random.random(rows) < 0.5,
            "when": pd.to_datetime(random.integers(0, 10**9, rows), unit="s").astype("datetime64[us]"),
        },
        index=pd.Index(np.arange(rows) * 2, name="key"),
    )


FRAMES = {"many": sample(60), "one": sample(1), "none": sample(0)}


@pytest.fixture(params=[1, 3, 50])
def npartitions(request):
    return request.param


@pytest.fixture(params=FRAMES)
def frame(request):
    return FRAMES[request.param]


QUERIES = [
    "x > 3",
    "x > 0 and name == 'a'",
    "x > 0 & y < 1 | flag",
    "not flag",
    "~(x > 0) and not name == 'b'",
    "0 < x <= 3",
    "-2 <= x < y",
    "x in [1, 2, 3]",
    "x not in [1, 2, 3]",
    "name in ['a', 'ä']",
    "name not in ('a', 'ä')",
    "name == ['a', 'b']",
    "[1, 2] == x",
    "name != ['a', 'b']",
    "name != 'a'",
    "`a column` > 50",
    "größe > 0",
    "y == y",
    "y != y",
    "x + 2 * y > 1 - x",
    "x // 2 == 1",
    "x % 3 == 1",
    "x ** 2 > 4",
    "-x ** 2 < -4",
    "x / 2 > 1.5",
    "(x + 1) * 2 > 4 or (flag and x < -3)",
    "flag == True",
    "x == -1",
    "x > 1 + 1",
    "index > 10",
    "key < 20",
    "when > '2000-01-01'",
    "'1990-01-01' <= when < '2000-01-01'",
    'name == "a"',
    "True and x > 2",
]


@pytest.mark.parametrize("text", QUERIES)
def test_query_keeps_the_rows_that_pandas_keeps(text, frame, npartitions):
    expected = frame.query(text, engine="python")
    tm.assert_frame_equal(dd.from_pandas(frame, npartitions).query(text).compute(), expected)


LIMIT = 2


def test_query_finds_variables_of_the_caller(frame, npartitions):
    lazy = dd.from_pandas(frame, npartitions)
    low, names, since = -1, ["a", "ä"], datetime.datetime(1995, 6, 1)
    for text in ["@low < x < @LIMIT", "name in @names", "when >= @since", "x > @low + 1"]:
        tm.assert_frame_equal(lazy.query(text).compute(), frame.query(text, engine="python"))
    tm.assert_frame_equal(lazy.query("x > @z", local_dict={"z": 1}).compute(), frame[frame.x > 1])
    tm.assert_frame_equal(lazy.query("x > @z", local_dict={}, global_dict={"z": 1}).compute(), frame[frame.x > 1])
    values = np.array([1, 2])
    tm.assert_frame_equal(lazy.query("x in @values").compute(), frame[frame.x.isin(values)])


def test_query_takes_lazy_columns_and_scalars(npartitions):
    frame = FRAMES["many"]
    lazy = dd.from_pandas(frame, npartitions)
    twice, most = lazy.x * 2, lazy.x.max()
    tm.assert_frame_equal(lazy.query("y < @twice").compute(), frame[frame.y < frame.x * 2])
    tm.assert_frame_equal(lazy.query("x == @most").compute(), frame[frame.x == frame.x.max()])


ASSIGNMENTS = {
    "z = x + y": lambda df: df.assign(z=df.x + df.y),
    "x = x * 2": lambda df: df.assign(x=df.x * 2),
    "z = x + 1\nw = z * y\n": lambda df: df.assign(z=df.x + 1, w=(df.x + 1) * df.y),
    "z = 3": lambda df: df.assign(z=np.full(len(df), 3)),
    "`z z` = x > 1 and flag": lambda df: df.assign(**{"z z": (df.x > 1) & df.flag}),
}


@pytest.mark.parametrize("text", ASSIGNMENTS)
def test_eval_assigns(text, frame, npartitions):
    tm.assert_frame_equal(dd.from_pandas(frame, npartitions).eval(text).compute(), ASSIGNMENTS[text](frame))


@pytest.mark.parametrize("text", ["x + y", "x * 2 > 3", "y", "-x", "not flag", "1 - `a column`"])
def test_eval_of_an_expression_gives_its_values(text, frame, npartitions):
    expected = frame.eval(text, engine="python")
    tm.assert_series_equal(dd.from_pandas(frame, npartitions).eval(text).compute(), expected)


MISTAKES = {
    "x > > 3": (ValueError, "at character 5 of 'x > > 3'"),
    "x > 3 and nam == 'a'": (KeyError, "name.*at character 11"),
    "x > @limt": (KeyError, "no variable 'limt'.*at character 5"),
    "x = 3": (ValueError, "== compares, at character 3"),
    "name > 3": (TypeError, "gt is not defined for str and int64.*at character 6"),
    "x in y": (TypeError, "takes a list on its right.*at character 3"),
    "x + 1": (TypeError, "truth values"),
    "True": (ValueError, "the same for all rows"),
    "sqrt(x) > 1": (ValueError, "calls no functions"),
    "name.str.len() > 1": (ValueError, "at character 5"),
    "(" * 300 + "x" + ")" * 300 + " > 1": (ValueError, "at most 200 levels deep"),
    "x > 'ä' 'b'": (ValueError, "at character 9"),
    "[1, x] == y": (TypeError, "literals"),
}


@pytest.mark.parametrize("text", MISTAKES)
def test_mistakes_are_found_by_the_call(text):
    limit = 3
    kind, message = MISTAKES[text]
    with pytest.raises(kind, match=message):
        dd.from_pandas(FRAMES["many"], 2).query(text)
    assert limit == 3


def test_index_needs_one():
    import pyarrow as pa

    with pytest.raises(KeyError, match="this frame has none"):
        dd.from_table(pa.table({"x": [1]})).query("index > 1")


def test_nothing_is_computed_before_it_is_asked_for():
    lazy = dd.from_pandas(FRAMES["many"], 3).query("x > 0 and y < 1")
    assert lazy.npartitions == 3
    assert list(lazy.columns) == list(FRAMES["many"].columns)
