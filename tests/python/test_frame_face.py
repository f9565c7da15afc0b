"""DataFrame as a notebook user meets it: how it looks, names as attributes, and pandas' methods, against pandas."""

import doctest
import io
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pandas.testing as tm
import pytest
from assert_eq import assert_as_pandas

import tusk
import tusk.dataframe as dd
from tusk import datasets

FRAME = pd.DataFrame(
    {
        "a": [4, -2, 3, 0, 5, 1, 7],
        "x": [1.5, np.nan, -2.25, 0.0, np.nan, 7.0, 8.5],
        "y": [np.nan, 2.0, -2.25, 4.0, np.nan, 0.5, 8.5],
        "t": pd.Series(["ä", None, "b<c", "", "b", "ä", "zz"], dtype="str"),
        "b": [True, False, True, True, False, False, True],
    },
    index=pd.Index([2, 3, 5, 7, 11, 13, 17], name="prime"),
)


@pytest.fixture(params=[1, 3, 20])
def lazy(request):
    return dd.from_pandas(FRAME, request.param)


def check(got, expected, **options):
    if not isinstance(expected, tuple):
        return assert_as_pandas(got, expected, **options)
    for one, other in zip(got, expected, strict=True):
        check(one, other, **options)


METHODS = "add sub mul div truediv floordiv mod pow radd rsub rmul rdiv rtruediv rfloordiv rmod rpow".split()
COMPARISONS = "eq ne lt le gt ge".split()


@pytest.mark.parametrize("name", METHODS + COMPARISONS)
@pytest.mark.parametrize("fill_value", [None, 1.5])
def test_arithmetic_methods_are_as_in_pandas(lazy, name, fill_value):
    call = lambda df, other: getattr(df.x, name)(other(df), fill_value=fill_value)
    for other in (lambda df: df.y, lambda df: 2.0, lambda df: df.a):
        check(call(lazy, other), call(FRAME, other), check_names=False)


@pytest.mark.parametrize("name", METHODS)
def test_arithmetic_methods_of_frames_are_as_in_pandas(lazy, name):
    one, other = (lambda df: df[["x", "y"]]), (lambda df: df[["y", "x"]].set_axis(["x", "y"], axis=1))
    swapped = lazy.assign(x=lazy.y, y=lazy.x)[["x", "y"]]
    check(getattr(one(lazy), name)(swapped, fill_value=3), getattr(one(FRAME), name)(other(FRAME), fill_value=3))
    check(getattr(one(lazy), name)(2, fill_value=3), getattr(one(FRAME), name)(2, fill_value=3))
    check(getattr(one(lazy), name)(lazy.a, axis=0), getattr(one(FRAME), name)(FRAME.a, axis=0))


def test_a_frame_asks_along_which_axis_a_series_lies(lazy):
    with pytest.raises(ValueError, match="axis=0"):
        lazy[["x", "y"]].add(lazy.a)


VALUES = {
    "divmod": lambda df: divmod(df.a, 3),
    "divmod of": lambda df: divmod(20, df.a.where(df.a != 0, 3)),
    "divmod method": lambda df: df.a.divmod(2),
    "abs": lambda df: abs(df.x),
    "frame abs": lambda df: abs(df[["a", "x"]]),
    "positive": lambda df: +df.x,
    "where": lambda df: df[["a", "x"]].where(df.a > 0, -1),
    "where of a frame": lambda df: df[["x", "y"]].where(df[["x", "y"]] > 0),
    "mask": lambda df: df[["a", "x"]].mask(df.b, 9),
    "series mask": lambda df: df.x.mask(df.b),
    "replace": lambda df: df.a.replace(3, 33),
    "replace some": lambda df: df.a.replace([1, 3], [10, 30]),
    "replace by one": lambda df: df.a.replace([1, 3], 0),
    "replace by a dict": lambda df: df.t.replace({"ä": "a", "zz": "z"}),
    "replace in a frame": lambda df: df[["a", "x"]].replace({1: 100, 7: 700}),
    "replace by column": lambda df: df.replace({"a": {1: 100}, "t": {"zz": "z"}}),
    "replace columns by one": lambda df: df.replace({"a": 1, "x": 1.5}, 100),
    "isin": lambda df: df.isin({"a": [1, 3], "t": ["b"]}),
    "round": lambda df: df[["x", "y"]].round({"x": 1}),
    "notnull": lambda df: df.notnull(),
    "series isnull": lambda df: df.t.isnull(),
    "rename by a function": lambda df: df.rename(columns=str.upper),
    "rename along an axis": lambda df: df.rename({"a": "A"}, axis=1),
    "to_frame": lambda df: df.x.to_frame("other"),
    "numbers": lambda df: df.select_dtypes("number"),
    "numbers by class": lambda df: df.select_dtypes(include=[np.number, bool]),
    "no texts": lambda df: df.select_dtypes(exclude=["float64", "bool"]),
    "squeeze": lambda df: df[["x"]].squeeze(),
    "pipe": lambda df: df.pipe(lambda f, n: f.a + n, 3),
    "drop along an axis": lambda df: df.drop(["a", "t"], axis="columns"),
    "sqrt": lambda df: np.sqrt(abs(df.x)),
    "add of NumPy": lambda df: np.add(df.x, df.a),
    "NumPy's number times": lambda df: np.float64(2) * df.x,
    "log1p of a frame": lambda df: np.log1p(abs(df[["a", "x"]])),
    "dot": lambda df: df.a.dot(df.a),
    "prod": lambda df: df[["a", "x"]].prod(),
    "any": lambda df: df[["b"]].any(),
    "nunique": lambda df: df.nunique(),
}


@pytest.mark.parametrize("name", VALUES)
def test_values_are_as_in_pandas(lazy, name):
    check(VALUES[name](lazy), VALUES[name](FRAME))


def test_missing_results_are_as_in_pandas():
    frame = pd.DataFrame({"i": [1], "x": [1.0], "d": pd.to_datetime(["2020-01-01"]), "t": ["a"]})[:0]
    lazy = dd.from_pandas(frame, 2)
    for name in ("i", "x", "t"):
        least = lazy[name].min().compute()
        assert isinstance(least, float) and np.isnan(least)
    assert np.isnan(lazy.x.mean().compute()) and np.isnan((lazy.x.mean() + 1).compute())
    assert lazy.d.max().compute() is pd.NaT
    assert lazy.x.sum().compute() == 0 and lazy.i.count().compute() == 0


def test_columns_come_and_go(lazy):
    frame = lazy.copy()
    popped = frame.pop("x")
    check(popped, FRAME.x)
    del frame["t"]
    assert list(frame.columns) == ["a", "y", "b"] and list(lazy.columns) == list(FRAME.columns)
    frame.columns = ["A", "Y", "B"]
    check(frame, FRAME[["a", "y", "b"]].set_axis(["A", "Y", "B"], axis=1))
    frame.A = frame.A * 2
    check(frame.A, (FRAME.a * 2).rename("A"))
    with pytest.raises(AttributeError, match=r"frame\['new'\] = "):
        frame.new = frame.A
    with pytest.raises(ValueError, match="got 1 names for 3 columns"):
        frame.columns = ["one"]
    with pytest.raises(KeyError, match="'Z'"):
        del frame["Z"]


def test_size_and_truth(lazy):
    assert (lazy.ndim, lazy.x.ndim) == (2, 1)
    assert tusk.compute(*lazy.shape) == FRAME.shape and tusk.compute(*lazy.x.shape) == FRAME.x.shape
    assert lazy.size.compute() == FRAME.size and lazy.x.size.compute() == 7
    assert not lazy.empty and lazy[lazy.a > 100].empty and lazy[lazy.a > 100].x.empty
    assert "x" in lazy and "z" not in lazy
    assert list(lazy) == list(FRAME) == list(lazy.keys())
    for thing in (lazy, lazy.x, lazy.x > 0):
        with pytest.raises(ValueError, match="truth value"):
            bool(thing)
    assert bool((lazy.x > 0).any())


def test_loops_go_over_all_rows(lazy):
    for (name, column), (expected_name, expected) in zip(lazy.items(), FRAME.items(), strict=True):
        assert name == expected_name
        check(column, expected)
    for (index, row), (expected_index, expected) in zip(lazy.iterrows(), FRAME.iterrows(), strict=True):
        assert index == expected_index
        tm.assert_series_equal(row, expected)
    numbers = ["a", "b"]
    assert list(lazy[numbers].itertuples()) == list(FRAME[numbers].itertuples())
    assert list(lazy[numbers].itertuples(index=False, name=None)) == list(FRAME[numbers].itertuples(False, None))
    assert list(lazy.a) == list(FRAME.a) and list(lazy.a.items()) == list(FRAME.a.items())
    counted = lazy.reset_index(drop=True)
    assert [index for index, _ in counted.iterrows()] == list(range(7))


def test_numpy_takes_the_values(lazy):
    np.testing.assert_array_equal(np.asarray(lazy.x), FRAME.x)
    np.testing.assert_array_equal(np.asarray(lazy[["a", "y"]]), FRAME[["a", "y"]])
    assert np.asarray(lazy.a, dtype="float32").dtype == "float32"


def test_columns_are_completed(lazy):
    assert {"a", "x", "groupby"} <= set(dir(lazy))
    assert lazy._ipython_key_completions_() == list(FRAME.columns)


def test_frames_are_put_together(lazy):
    check(dd.concat([lazy, lazy]), pd.concat([FRAME, FRAME]))
    check(dd.concat([lazy.x, lazy.x]), pd.concat([FRAME.x, FRAME.x]))
    both = dd.concat([lazy[["a", "x"]], lazy.y * 2, lazy[["t"]]], axis=1)
    check(both, pd.concat([FRAME[["a", "x"]], FRAME.y * 2, FRAME[["t"]]], axis=1))
    with pytest.raises(ValueError, match="'a' comes twice"):
        dd.concat([lazy, lazy[["a"]]], axis=1)


def test_frames_are_made_of_what_memory_holds():
    data = {"x": [1, 2, 3], "t": ["a", None, "c"]}
    check(dd.from_dict(data, npartitions=2), pd.DataFrame(data))
    rows = {1: [1, "a"], 2: [2, "b"]}
    check(dd.from_dict(rows, orient="index", columns=["x", "t"]), pd.DataFrame.from_dict(rows, "index", columns=["x", "t"]))
    array = np.arange(12.0).reshape(6, 2)
    made = dd.from_array(array, chunksize=4, columns=["p", "q"])
    assert made.npartitions == 2
    check(made, pd.DataFrame(array, columns=["p", "q"]))
    check(dd.from_array(array[:, 0]), pd.Series(array[:, 0]), check_names=False)
    fields = np.array([(1, 2.5), (3, 4.5)], dtype=[("i", "i8"), ("f", "f8")])
    check(dd.from_array(fields), pd.DataFrame(fields))


def test_texts_become_times_and_numbers():
    frame = pd.DataFrame({"t": ["2019-01-31 08:15:00", "2020-02-29 00:00:01"], "n": ["1", "2.5"], "s": [90, 30]})
    lazy = dd.from_pandas(frame, 2)
    check(dd.to_datetime(lazy.t), pd.to_datetime(frame.t), check_dtype=False)
    check(dd.to_timedelta(lazy.s, unit="s"), pd.to_timedelta(frame.s, unit="s"), check_dtype=False)
    check(dd.to_numeric(lazy.n), pd.to_numeric(frame.n))
    check(dd.isna(lazy), pd.isna(frame))
    with pytest.raises(ValueError, match="errors='coerce'"):
        dd.to_numeric(lazy.t).compute()
    check(dd.to_numeric(lazy.t, errors="coerce"), pd.to_numeric(frame.t, errors="coerce"))


def test_json_comes_back(tmp_path):
    frame = FRAME.reset_index(drop=True)
    dd.from_pandas(frame, 2).to_json(str(tmp_path / "part-*.json"))
    back = dd.read_json(str(tmp_path / "*.json"), blocksize="1kB", dtype={"a": "int64"})
    check(back, frame)
    with pytest.raises(NotImplementedError, match="lines=True"):
        dd.read_json(str(tmp_path / "*.json"), lines=False)


def test_tables_are_separated_by_tabs(tmp_path):
    FRAME.to_csv(tmp_path / "x.tsv", sep="\t", index=False)
    check(dd.read_table(str(tmp_path / "x.tsv")), pd.read_table(tmp_path / "x.tsv"), check_dtype=False)


def test_the_structure_is_shown_without_computing(lazy):
    for text in (repr(lazy), lazy._repr_html_()):
        assert "DataFrame" in text and "float64" in text and "prime" in text
        assert f"{lazy.npartitions} partition" in text
    assert "Series" in repr(lazy.x) and "Tusk Series" in lazy.x._repr_html_()
    assert "Scalar" in repr(lazy.x.sum()) and "Tusk Scalar" in lazy.x.sum()._repr_html_()


def test_names_are_text_in_html():
    html = dd.from_dict({"<b>&": [1]})._repr_html_()
    assert "&lt;b&gt;&amp;" in html and "<b>" not in html


def test_of_many_columns_the_first_and_last_are_shown():
    html = dd.from_dict({f"column{i}": [i] for i in range(100)})._repr_html_()
    assert "column9<" in html and "column90<" in html and "column50" not in html and "100 columns" in html


def test_info_names_columns_and_types(lazy):
    buffer = io.StringIO()
    lazy.info(buf=buffer)
    assert "total 5 columns" in buffer.getvalue() and "float64(2)" in buffer.getvalue()


@pytest.mark.parametrize("kind", [dd.DataFrame, dd.Series, dd.Scalar])
def test_examples_of_classes_do_what_they_say(kind):
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    test = doctest.DocTestParser().get_doctest(kind.__doc__, {}, kind.__name__, None, None)
    assert test.examples and doctest.DocTestRunner(optionflags=flags).run(test).failed == 0


def test_the_examples_of_the_readme_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    datasets.write_taxi_csv("data/nyctaxi", rows_per_month=50, month_count=2)
    readme = (Path(__file__).resolve().parents[2] / "README.md").read_text()
    programs = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)
    assert any("read_csv" in program for program in programs)
    names = {"__name__": "readme"}  # one program goes on where the one before ended
    for program in programs:
        exec(compile(program, "README.md", "exec"), names)


def test_a_split_by_chance_has_every_row_once(lazy):
    many = dd.from_pandas(pd.DataFrame({"x": range(1000)}), lazy.npartitions)
    parts = [part.compute() for part in many.random_split([0.7, 0.2, 0.1], random_state=3)]
    assert sorted(x for part in parts for x in part.x) == list(range(1000))
    assert all(abs(len(part) - size) < 80 for part, size in zip(parts, [700, 200, 100], strict=True))
    for part, again in zip(parts, many.random_split([0.7, 0.2, 0.1], random_state=3), strict=True):
        check(again, part)
    with pytest.raises(ValueError, match="add up to 1: got 0.5, 0.6"):
        many.random_split([0.5, 0.6])
