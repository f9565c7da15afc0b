"""Categories against pandas, over several partitionings: what they are, what becomes of them, where they come from."""

import numpy as np
import pandas as pd
import pandas.testing as tm
import pytest
from assert_eq import assert_as_pandas

import tusk.dataframe as dd


def sample(rows, seed=0):
    random = np.random.default_rng(seed)
    flags = random.choice(["Y", "N", "ä", None], rows)
    late = np.array(["x"] * rows, dtype=object)
    late[-1:] = "only last"
    return pd.DataFrame(
        {
            "flag": pd.Series(flags, dtype="str"),
            "late": pd.Series(late, dtype="str"),
            "number": random.integers(-2, 3, rows),
            "ratio": random.choice([0.5, 1.5, np.nan, -2.0], rows),
            "when": pd.Series(random.choice(["2020-01-02", "1969-12-31", "NaT"], rows)).astype("datetime64[us]"),
            "truth": random.random(rows) < 0.5,
            "known": pd.Categorical(flags, categories=["ä", "Y", "unused", "N"]),
            "ordered": pd.Categorical(flags, categories=["Y", "N", "ä"], ordered=True),
            "coded": pd.Categorical(random.choice([10, 5, 7], rows), categories=[10, 5, 7, 6]),
            "x": random.normal(size=rows),
        }
    )


FRAMES = {"many": sample(60), "one": sample(1), "none": sample(0)}
KNOWN = ["known", "ordered", "coded"]
PLAIN = ["flag", "late", "number", "ratio", "when", "truth"]


@pytest.fixture(params=[1, 3, 50])
def npartitions(request):
    return request.param


@pytest.fixture(params=FRAMES)
def frame(request):
    return FRAMES[request.param]


@pytest.fixture
def lazy(frame, npartitions):
    return dd.from_pandas(frame, npartitions)


def test_a_frame_comes_back_with_its_categories(lazy, frame):
    assert_as_pandas(lazy, frame)
    assert_as_pandas(lazy.persist(), frame)
    assert_as_pandas(lazy[lazy.x > 0], frame[frame.x > 0])
    assert_as_pandas(lazy.known, frame.known)


@pytest.mark.parametrize("rows", ["many", "one"])
def test_an_index_of_categories_comes_back(rows, npartitions):
    indexed = FRAMES[rows].set_index("known")
    assert_as_pandas(dd.from_pandas(indexed, npartitions, sort=False), indexed)


@pytest.mark.parametrize("column", KNOWN)
def test_categories_are_known_before_a_run(lazy, frame, column):
    series = lazy[column]
    assert series.dtype == "category" and series.cat.known
    assert series.cat.ordered == frame[column].cat.ordered
    tm.assert_index_equal(series.cat.categories, frame[column].cat.categories)
    assert_as_pandas(series.cat.codes, frame[column].cat.codes.rename(column))


@pytest.mark.parametrize("column", PLAIN)
def test_astype_leaves_categories_to_the_rows(lazy, frame, column):
    series = lazy[column].astype("category")
    assert not series.cat.known
    assert_as_pandas(series, frame[column].astype("category"))
    known = series.cat.as_known()
    assert known.cat.known
    assert_as_pandas(known, frame[column].astype("category"))
    assert_as_pandas(known.cat.codes, frame[column].astype("category").cat.codes.rename(column))
    assert_as_pandas(known.cat.as_unknown(), frame[column].astype("category"))


def test_unknown_categories_are_refused_where_they_are_needed(lazy):
    series = lazy.flag.astype("category")
    for use in [
        lambda: series.cat.codes,
        lambda: series.cat.categories,
        lambda: series.cat.add_categories(["z"]),
        lambda: series.cat.as_ordered(),
        lambda: dd.get_dummies(series),
        lambda: dd.get_dummies(lazy.astype({"flag": "category"}), columns=["flag"]),
    ]:
        with pytest.raises(NotImplementedError, match=r"known categories.*categorize\(\)"):
            use()
    with pytest.raises(NotImplementedError, match=r"'flag' is str; call categorize\(\)"):
        dd.get_dummies(lazy)
    with pytest.raises(AttributeError, match="is for categories"):
        lazy.x.cat


CHANGES = {
    "add": lambda s: s.cat.add_categories(["new", "neu"]),
    "add one": lambda s: s.cat.add_categories("new"),
    "remove": lambda s: s.cat.remove_categories(["Y"]),
    "rename": lambda s: s.cat.rename_categories(["a", "b", "c", "d"]),
    "rename some": lambda s: s.cat.rename_categories({"Y": "yes", "nowhere": "no"}),
    "rename to numbers": lambda s: s.cat.rename_categories([4, 3, 2, 1]),
    "reorder": lambda s: s.cat.reorder_categories(["N", "Y", "unused", "ä"]),
    "reorder and order": lambda s: s.cat.reorder_categories(["N", "Y", "unused", "ä"], ordered=True),
    "set": lambda s: s.cat.set_categories(["N", "other", "Y"]),
    "set and order": lambda s: s.cat.set_categories(["N", "other", "Y"], ordered=True),
    "order": lambda s: s.cat.as_ordered(),
    "unorder": lambda s: s.cat.as_ordered().cat.as_unordered(),
    "forget the unused": lambda s: s.cat.remove_unused_categories(),
    "astype": lambda s: s.astype(pd.CategoricalDtype(["N", "Y", "q"], ordered=True)),
    "again": lambda s: s.astype("category"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_changes_of_categories(lazy, frame, change):
    assert_as_pandas(CHANGES[change](lazy.known), CHANGES[change](frame.known))


def test_categories_of_a_dtype(lazy, frame):
    dtype = pd.CategoricalDtype(["N", "Y"])
    assert_as_pandas(lazy.flag.astype(dtype), frame.flag.astype(dtype))
    assert_as_pandas(lazy.astype({"flag": dtype, "x": "float32"}), frame.astype({"flag": dtype, "x": "float32"}))
    numbers = pd.CategoricalDtype([2, 1, 0])
    assert_as_pandas(lazy.number.astype(numbers), frame.number.astype(numbers))


def test_wrong_changes_are_refused(lazy):
    known = lazy.known
    with pytest.raises(ValueError, match="'Y' is one already"):
        known.cat.add_categories(["Y"])
    with pytest.raises(ValueError, match="'z' is none"):
        known.cat.remove_categories(["z"])
    with pytest.raises(ValueError, match="a name for each category: 1 for 4"):
        known.cat.rename_categories(["z"])
    with pytest.raises(ValueError, match="all categories: 2 of 4"):
        known.cat.reorder_categories(["Y", "N"])
    with pytest.raises(ValueError, match="'z' is none"):
        known.cat.reorder_categories(["Y", "N", "z", "ä"])
    with pytest.raises(ValueError, match="2 values, 1 of them different"):
        known.cat.set_categories(["Y", "Y"])
    with pytest.raises(TypeError, match="'z' is none of them"):
        known.fillna("z")
    with pytest.raises(TypeError, match="one type"):
        known.cat.add_categories([1])


def test_categorize_finds_the_categories_of_all_texts(lazy, frame):
    names = ["flag", "late"]
    categorized = lazy.categorize()
    assert all(categorized[name].cat.known for name in names + KNOWN)
    expected = frame.astype({name: "category" for name in names})
    assert_as_pandas(categorized, expected)
    for name in names:
        assert_as_pandas(categorized[name].cat.codes, expected[name].cat.codes.rename(name))


def test_categorize_takes_columns_of_any_type(lazy, frame):
    categorized = lazy.categorize(columns=["number", "when"])
    assert categorized.flag.dtype == "str"
    assert_as_pandas(categorized, frame.astype({"number": "category", "when": "category"}))
    with pytest.raises(KeyError, match="number"):
        lazy.categorize(columns=["numbr"])


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"drop_first": True},
        {"prefix_sep": "=", "dtype": float},
        {"columns": ["flag", "coded"]},
        {"columns": ["coded", "flag"], "prefix": ["c", "f"]},
        {"columns": ["flag"], "prefix": "f"},
        {"columns": ["flag", "late"], "prefix": {"flag": "f", "late": "l"}, "dtype": "int8"},
    ],
)
def test_dummies_of_a_frame(lazy, frame, options):
    expected = frame.astype({"flag": "category", "late": "category"})
    assert_as_pandas(dd.get_dummies(lazy.categorize(), **options), pd.get_dummies(expected, **options))


@pytest.mark.parametrize("column", KNOWN)
def test_dummies_of_a_series(lazy, frame, column):
    expected = pd.get_dummies(frame[column])
    assert_as_pandas(dd.get_dummies(lazy[column]), expected.set_axis(list(map(str, expected.columns)), axis=1))
    assert_as_pandas(dd.get_dummies(lazy[column], prefix="is", drop_first=True), pd.get_dummies(frame[column], prefix="is", drop_first=True))


@pytest.mark.parametrize("column", KNOWN)
@pytest.mark.parametrize(
    "options", [{}, {"sort": False}, {"ascending": True}, {"dropna": False}, {"normalize": True, "dropna": False}]
)
def test_value_counts_has_all_categories(lazy, frame, column, options):
    assert_as_pandas(lazy[column].value_counts(**options), frame[column].value_counts(**options))


@pytest.mark.parametrize("column", KNOWN)
def test_groups_are_in_the_order_of_their_categories(lazy, frame, column):
    assert_as_pandas(lazy.groupby(column).x.sum(), frame.groupby(column, observed=True).x.sum())
    assert_as_pandas(lazy.groupby([column, "number"]).x.max(), frame.groupby([column, "number"], observed=True).x.max())
    assert_as_pandas(lazy.groupby(column, sort=False).x.count(), frame.groupby(column, observed=True, sort=False).x.count())


@pytest.mark.parametrize("column", ["flag", "late", "ratio"])
def test_groups_of_unknown_categories_are_sorted(lazy, frame, column):
    assert_as_pandas(
        lazy.groupby(lazy[column].astype("category")).x.mean(),
        frame.groupby(frame[column].astype("category"), observed=True).x.mean(),
    )


ROWWISE = {
    "equal": lambda df: df.known == "Y",
    "unequal": lambda df: df.known != "Y",
    "isin": lambda df: df.known.isin(["Y", "ä", "nowhere"]),
    "isna": lambda df: df.known.isna(),
    "before": lambda df: df.ordered < "N",
    "not before": lambda df: df.ordered >= "N",
    "behind another": lambda df: df.ordered > df.ordered.where(df.x > 0, "Y"),
    "fillna": lambda df: df.known.fillna("unused"),
    "where": lambda df: df.known.where(df.x > 0),
    "where other": lambda df: df.known.where(df.x > 0, "N"),
    "mask": lambda df: df.ordered.mask(df.x > 0),
    "to text": lambda df: df.known.astype("str"),
    "to numbers": lambda df: df.coded.astype("int64"),
    "text": lambda df: df.known.str.upper().astype("str"),
    "dropna": lambda df: df.known.dropna(),
    "distinct": lambda df: df[["known", "ordered"]].drop_duplicates(),
    "fill a frame": lambda df: df[["ordered"]].fillna("Y"),
    "query": lambda df: df.query("known == 'Y' and coded in [5, 7]"),
    "assign": lambda df: df.assign(flag=df.known),
}


@pytest.mark.parametrize("what", ROWWISE)
def test_what_becomes_of_categories(lazy, frame, what):
    assert_as_pandas(ROWWISE[what](lazy), ROWWISE[what](frame))


def test_categories_without_an_order_are_not_compared_by_it(lazy):
    with pytest.raises(TypeError, match="needs an order"):
        lazy.known < "Y"
    with pytest.raises(TypeError, match="needs an order"):
        lazy.query("flag > known")


def test_fillna_of_a_frame_leaves_other_categories_alone(lazy, frame):
    assert_as_pandas(lazy[["known", "ratio"]].fillna(0), frame[["known", "ratio"]].fillna({"ratio": 0}))


def test_concat_unites_categories(frame, npartitions):
    other = frame.assign(known=frame.known.cat.rename_categories({"N": "no"}))
    both = dd.concat([dd.from_pandas(frame, npartitions), dd.from_pandas(other, npartitions)])
    assert both.known.cat.known
    united = pd.api.types.union_categoricals([frame.known, other.known])
    expected = pd.concat([frame, other]).assign(known=united)
    assert_as_pandas(both, expected)


def test_concat_with_unknown_categories_leaves_them_to_the_rows(lazy, frame):
    both = dd.concat([lazy[["known"]], lazy.assign(known=lazy.flag.astype("category"))[["known"]]])
    assert not both.known.cat.known
    assert list(both.known.compute().astype("str")) == list(frame.flag) * 2 or frame.flag.isna().any()


def test_csv_reads_categories(tmp_path, npartitions):
    frame = FRAMES["many"][["flag", "late", "x"]]
    frame.to_csv(tmp_path / "rows.csv", index=False)
    dtype = {"flag": "category", "late": "category"}
    lazy = dd.read_csv(str(tmp_path / "rows.csv"), dtype=dtype, blocksize=2000 // npartitions)
    expected = pd.read_csv(tmp_path / "rows.csv", dtype=dtype)
    assert not lazy.flag.cat.known
    got = lazy.compute().reset_index(drop=True)
    tm.assert_frame_equal(got, expected, rtol=1e-12)
    categorized = lazy.categorize()
    assert_as_pandas(categorized.flag.cat.codes.reset_index(drop=True), expected.flag.cat.codes.rename("flag"))
    assert_as_pandas(lazy.groupby("late").x.sum(), expected.groupby("late", observed=True).x.sum())


def test_parquet_keeps_categories(lazy, frame, tmp_path):
    lazy.to_parquet(str(tmp_path / "data"))
    again = dd.read_parquet(str(tmp_path / "data"))
    for name in KNOWN:
        assert again[name].cat.known
    assert_as_pandas(again, frame)
    assert_as_pandas(again.known.cat.codes, frame.known.cat.codes.rename("known"))
    if len(frame):  # Arrow restores categories of texts alone.
        tm.assert_frame_equal(pd.read_parquet(tmp_path / "data"), frame.astype({"coded": "int64"}))


@pytest.mark.parametrize("rows", ["many", "one"])
def test_parquet_of_pandas_keeps_the_order_of_its_categories(rows, tmp_path):
    frame = FRAMES[rows]
    frame.to_parquet(tmp_path / "rows.parquet", row_group_size=20)
    lazy = dd.read_parquet(str(tmp_path / "rows.parquet"))
    assert not lazy.known.cat.known
    assert_as_pandas(lazy, pd.read_parquet(tmp_path / "rows.parquet"))


def test_folders_of_a_data_set_are_known_categories(tmp_path):
    frame = FRAMES["many"][["late", "x"]].reset_index(drop=True)
    dd.from_pandas(frame, 3).to_parquet(str(tmp_path / "data"), partition_on=["late"], write_index=False)
    lazy = dd.read_parquet(str(tmp_path / "data"))
    assert list(lazy.late.cat.categories) == ["only last", "x"]
    assert_as_pandas(lazy.late.value_counts(), frame.late.astype("category").value_counts())


def test_many_categories_have_wider_codes(npartitions):
    names = pd.Series([f"name {i}" for i in range(200)])
    lazy = dd.from_pandas(names.rename("n"), npartitions).to_frame().categorize()
    expected = names.astype("category").cat.codes
    assert expected.dtype == "int16"
    assert_as_pandas(lazy.n.cat.codes, expected.rename("n"))
