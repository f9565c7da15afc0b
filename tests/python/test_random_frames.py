"""Operations against pandas on random frames, over several partitionings: values, missing ones, names, types and order."""

import datetime
import math
import re
import warnings

import numpy as np
import pandas as pd
import pytest

import tusk.dataframe as dd

# Seed, rows, partitions: many of them are empty.
FRAMES = [(1, 0, 1), (2, 0, 7), (3, 1, 2), (4, 2, 60), (5, 17, 7), (6, 17, 1), (7, 500, 7)]
TEXTS = ["", "a", "Ab c", "  pad ", "naïve", "ÄÖÜß", "straße", "日本語", "e\u0301clair", "👩‍👩‍👧 x", "x,y,z", "a.b.c", "line\nbreak"]
TEXTS += ["tab\there", "UPPER lower", "123", "-45", "4.5", "½", "①", "x" * 300, "İstanbul", "aaa", "A1_b", " ", "\u00a0", None]
FLOATS = [0.0, -0.0, np.nan, np.inf, -np.inf, 5e-324, 1e308, 1.5, -2.5, 0.5, 2.5, 1 / 3, -7.0, 1e16, 123456.789, 1e-5]
TIMES = ["1969-12-31T23:59:59.999999", "1970-01-01", "2020-02-29T12:30:15.123456", "1900-01-01", "2262-01-01T01:02:03", "NaT"]
TIMES += ["2021-12-31", "2000-01-01T00:00:00", "1952-06-30T06:00:00.5", "2024-12-30T10:00", "2016-01-03"]
MICROSECONDS = [0, 1, -1, 86_400_000_000, -86_400_000_001, 18_000_123_456, np.iinfo("int64").min, 10**15]


def random_frame(seed, rows):
    random = np.random.default_rng(seed)

    def some(values, dtype):
        return np.asarray(values, dtype=dtype)[random.integers(0, len(values), rows)]

    def some_objects(values, dtype):
        return pd.Series([values[i] for i in random.integers(0, len(values), rows)], dtype=dtype)

    return pd.DataFrame(
        {
            "key": random.integers(-2, 3, rows),
            "wide": some([0, 1, -1, 2**53 + 1, -(2**53) - 1, 2**63 - 1, -(2**63), 7, 100], "int64"),
            "int": random.integers(-50, 50, rows),
            "i8": some([-128, 127, 0, 1, -1, 5, 100], "int8"),
            "u8": some([0, 1, 255, 128, 7], "uint8"),
            "i32": some([-(2**31), 2**31 - 1, 0, 4, -9], "int32"),
            "u64": some([0, 1, 2**64 - 1, 2**63, 2**53 + 1], "uint64"),
            "odd": some(FLOATS, "float64"),
            "float": np.where(random.random(rows) < 0.2, np.nan, np.round(random.normal(size=rows) * 10, 1)),
            "f32": some([0.0, 1.5, np.nan, 16777217.0, -2.25, np.inf, 0.1], "float32"),
            "bool": random.random(rows) < 0.5,
            "text": some_objects(TEXTS, "str"),
            "word": some_objects(["x", "y", "zz", None, ""], "str"),
            "time": some(TIMES, "datetime64[us]"),
            "nano": some(TIMES, "datetime64[ns]"),
            "span": some(MICROSECONDS, "int64").view("timedelta64[us]"),
            "short": some(MICROSECONDS[:6], "int64").view("timedelta64[us]").astype("timedelta64[ns]"),
            "date": some_objects([datetime.date(2020, 1, 1), datetime.date(1960, 2, 29), None], object),
            "kind": pd.Categorical(some_objects(["u", "v", None, "w"], object), categories=["w", "v", "u", "z"]),
            "none": np.full(rows, np.nan),
        }
    )


@pytest.fixture(params=FRAMES, ids=lambda case: "seed {} rows {} partitions {}".format(*case), scope="module")
def frames(request):
    """The lazy frame and pandas' own."""
    seed, rows, npartitions = request.param
    frame = random_frame(seed, rows)
    return dd.from_pandas(frame, npartitions), frame


@pytest.fixture(params=[FRAMES[4], FRAMES[6]], ids=lambda case: "seed {} rows {} partitions {}".format(*case), scope="module")
def full_frames(request):
    """The same, for tests of very many pairs."""
    seed, rows, npartitions = request.param
    frame = random_frame(seed, rows)
    return dd.from_pandas(frame, npartitions), frame


@pytest.fixture(params=[FRAMES[1], FRAMES[4], FRAMES[6]], ids=lambda case: "seed {} rows {} partitions {}".format(*case), scope="module")
def few_frames(request):
    """The same, for tests of many pairs."""
    seed, rows, npartitions = request.param
    frame = random_frame(seed, rows)
    return dd.from_pandas(frame, npartitions), frame


def is_missing(value):
    return value is None or value is pd.NA or value is pd.NaT or (isinstance(value, (float, np.floating)) and value != value)


def are_equal(got, expected):
    if isinstance(expected, tuple):
        return isinstance(got, tuple) and len(got) == len(expected) and all(map(are_equal, got, expected))
    if isinstance(expected, list):
        return len(got) == len(expected) and all(map(are_equal, got, expected))
    if is_missing(got) or is_missing(expected):
        return is_missing(got) and is_missing(expected)
    if isinstance(expected, (float, np.floating)) and not isinstance(got, str):
        return math.isclose(got, expected, rel_tol=1e-9)
    return bool(got == expected)


def difference(got, expected, dtypes=True):
    """What differs, as a text; empty if nothing does."""
    if isinstance(expected, pd.DataFrame):
        if not isinstance(got, pd.DataFrame) or list(got.columns) != list(expected.columns):
            return f"{got!r} has not the columns {list(expected.columns)}"
        found = [difference(got.iloc[:, i], expected.iloc[:, i], dtypes) for i in range(expected.shape[1])]
        return "; ".join(text for text in found if text)
    if not isinstance(expected, pd.Series):
        return "" if are_equal(got, expected) else f"{got!r} is not {expected!r}"
    if len(got) != len(expected):
        return f"{got.tolist()[:8]} has not the length of {expected.tolist()[:8]}"
    if got.name != expected.name:
        return f"the name {got.name!r} is not {expected.name!r}"
    if dtypes and str(got.dtype) != str(expected.dtype):
        return f"{expected.name}: the dtype {got.dtype} is not {expected.dtype}"
    rows = zip(got.index.tolist(), expected.index.tolist(), got.tolist(), expected.tolist())
    wrong = [row for row in rows if not (are_equal(row[0], row[1]) and are_equal(row[2], row[3]))]
    return f"{expected.name}: {len(wrong)} rows differ, as (index, index, value, value): {wrong[:3]}" if wrong else ""


def outcome(call, *arguments):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            result = call(*arguments)
            return result.compute() if hasattr(result, "compute") else result
        except Exception as error:
            return error


def check(name, lazy, ours, expected, theirs=None, dtypes=True):
    """ours(lazy) is as theirs(expected); where pandas refuses, we may."""
    got, wanted = outcome(ours, lazy), outcome(theirs or ours, expected)
    if isinstance(wanted, Exception):
        return
    assert not isinstance(got, Exception), f"{name}: {got!r} instead of {wanted!r}"
    found = difference(got, wanted, dtypes)
    assert not found, f"{name}: {found}"


# Operations of text columns: a method and its arguments.
def of(method, *arguments, **keywords):
    return (f"{method}{arguments}{keywords or ''}", method, arguments, keywords)


TEXT = [
    *(of(name) for name in "lower upper title capitalize swapcase len strip lstrip rstrip".split()),
    *(of(f"is{kind}") for kind in "alnum alpha digit decimal numeric space lower upper title".split()),
    *(of("strip", "ax "), of("lstrip", "x"), of("rstrip", "ß"), of("strip", "日")),
    *(of("contains", pattern) for pattern in ["a", "[0-9]+", ".", "^$", "", r"\w+", r"\d", r"\s", r"[\w.]x", r"[^\w]", r"a\Z"]),
    *(of("contains", pat, case=False) for pat in ["A", "Ä", "É"]),
    *(of("contains", pat="a", na=na) for na in [True, False]),
    *(of("contains", pat=pat, flags=flags) for pat, flags in [("A", re.I), ("^b", re.M), (r"\w", re.A), ("e.b", re.S)]),
    *(of("contains", pat="a.b", regex=False), of("contains", pat="A.B", regex=False, case=False)),
    *(of("match", pattern) for pattern in ["a", "[A-Z]", "a|x", r"\w"]),
    *(of("match", "A", case=False), of("match", pat="a", na=True), of("fullmatch", "a+"), of("fullmatch", "x*")),
    *(of("fullmatch", pat="A", case=False), of("fullmatch", pat="A", flags=re.I)),
    *(of(name, pat) for name in ["startswith", "endswith"] for pat in ["a", "e", ""]),
    *(of("startswith", pat="a", na=True), of("endswith", pat="a", na=True)),
    *(of("find", *given) for given in [("a",), ("é",), ("",), ("本",), ("a", 1), ("a", 1, 3), ("a", -2), ("", 3), ("c", -3, -1)]),
    *(of("rfind", *given) for given in [("a",), ("",), ("a", 1), ("a", 0, 2), ("語", -1), ("a", 0, -1)]),
    *(of("count", pattern) for pattern in ["a", ".", "", "[a-c]", r"\w"]),
    of("count", pat="A", flags=re.I),
    *(of("slice", *given) for given in [(1,), (0, 2), (-2,), (None, None, 2), (1, 5, 2), (-3, -1), (3, 1)]),
    *(of("get", place) for place in [0, -1, 2, 1000, -1000]),
    *(of("pad", *given) for given in [(6,), (7, "left", "*"), (6, "right"), (6, "both"), (7, "both", "é")]),
    *(of("center", *given) for given in [(6,), (7, "-"), (8,), (9, "日")]),
    *(of("ljust", 5), of("rjust", 5), of("zfill", 5), of("zfill", 0), of("repeat", 2), of("repeat", 0)),
    *(of("removeprefix", "a"), of("removeprefix", ""), of("removesuffix", "e"), of("removesuffix", "ß")),
    *(of("replace", pat, "Z", regex=regex) for pat in ["a", ".", "", "[ab]"] for regex in [True, False]),
    *(of("replace", "(a)(.)", r"\2\1", regex=True), of("replace", "a", "Z", n=1), of("replace", r"\s+", " ", regex=True)),
    *(of("replace", "A", "Z", case=False), of("replace", "A", "Z", case=False, regex=True), of("replace", "", "\\1")),
    *(of("replace", "x", r"\g<0>y", regex=True), of("replace", "(?P<n>x)", r"<\g<n>>", regex=True)),
]


@pytest.mark.parametrize("name,method,arguments,keywords", TEXT, ids=[case[0] for case in TEXT])
def test_text_is_as_in_pandas(full_frames, name, method, arguments, keywords):
    lazy, frame = full_frames
    for column in ("text", "word"):
        call = lambda df: getattr(df[column].str, method)(*arguments, **keywords)
        # Integers may be missing, so lengths and places stay integers in an empty frame.
        check(f"{column}.{name}", lazy, call, frame, dtypes=len(frame) > 0)


SPLITS = [(None, -1), (None, 1), (",", -1), (" ", 1), (".", -1), ("a", 2), ("aa", -1), (r"a|\.", -1), (r"\W", -1)]


@pytest.mark.parametrize("pattern,most", SPLITS)
@pytest.mark.parametrize("part", [0, 1, -1])
def test_parts_of_text_are_as_in_pandas(frames, pattern, most, part):
    lazy, frame = frames
    given = {} if pattern is None else {"pat": pattern}
    if pattern == r"\W":
        given["regex"] = True
    ours = lambda df: df.text.elementwise("str.split", n=most, part=part, **given)
    theirs = lambda df: df.text.str.split(pattern, n=most, regex=given.get("regex")).str.get(part)
    check("split", lazy, ours, frame, theirs, dtypes=False)


ARITHMETIC = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "//": lambda a, b: a // b,
    "%": lambda a, b: a % b,
    "**": lambda a, b: a**b,
}
NUMBERS = ["wide", "int", "i8", "u8", "i32", "u64", "odd", "float", "f32", "bool", "none"]
LITERALS = [2, -1, 0, 2.5, -0.0, True, 100]


def operands(df, a, b):
    return (df[a] if isinstance(a, str) else a), (df[b] if isinstance(b, str) else b)


@pytest.mark.parametrize("symbol", ARITHMETIC)
def test_arithmetic_of_numbers_is_as_in_pandas(full_frames, symbol):
    lazy, frame = full_frames
    pairs = [(a, b) for a in NUMBERS for b in NUMBERS + LITERALS] + [(a, b) for a in LITERALS for b in NUMBERS]
    is_division = symbol in ("//", "%")

    def theirs(df, a, b):
        a, b = operands(df, a, b)
        result = ARITHMETIC[symbol](a, b)
        whole = (a + b).dtype.kind in "iu"
        # An integer divided by zero is missing, not infinite, and float32 stays so: pandas' type depends on the values.
        return result.replace([np.inf, -np.inf], np.nan) if is_division and whole else result

    for a, b in pairs:
        # bool**2 is int64, as bool**int is; pandas' int8 is the literal's.
        dtypes = not (is_division and ("f32" in (a, b) or frame.empty))
        dtypes = dtypes and not (symbol == "**" and a == "bool" and not isinstance(b, str))
        ours = lambda df: ARITHMETIC[symbol](*operands(df, a, b))
        # Powers of float32 are rounded otherwise in the last place.
        if symbol == "**" and "f32" in (a, b):
            continue
        # pandas gives 0 for a rest of False, alone of all zeros.
        if is_division and b in ("bool", True):
            continue
        check(f"{a} {symbol} {b}", lazy, ours, frame, lambda df: theirs(df, a, b), dtypes)


SPANS = [pd.Timedelta("1h"), pd.Timedelta("-3us")]
TIME_ARITHMETIC = [
    *(("-", a, a) for a in ["time", "nano", "span", "short"]),
    *((symbol, a, b) for symbol in "+-" for a in ["time", "nano", "span", "short"] for b in SPANS),
    *(("-", a, pd.Timestamp("2000-01-01 12:00")) for a in ["time", "nano"]),
    *((symbol, "short", b) for symbol in ["*", "/", "//"] for b in [2, -3, 2.5, "float", "key"]),
    *((symbol, "span", b) for symbol in ["/", "//"] for b in [2, -3, 2.5, "float", "key", "i8"]),
    *((symbol, a, b) for symbol in ["/", "//", "%"] for a in ["span", "short"] for b in SPANS),
]


@pytest.mark.parametrize("symbol,a,b", TIME_ARITHMETIC)
def test_arithmetic_of_times_is_as_in_pandas(full_frames, symbol, a, b):
    lazy, frame = full_frames
    check(f"{a} {symbol} {b}", lazy, lambda df: ARITHMETIC[symbol](*operands(df, a, b)), frame)


COMPARISONS = {
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
ALIKE = [
    (NUMBERS, [*NUMBERS, *LITERALS, 300, 2**40, float("nan")]),
    (["text", "word"], ["text", "word", pd.Series(["b"]).iloc[0]]),
    (["time", "nano"], ["time", "nano", pd.Timestamp("2000-01-01")]),
    (["span", "short"], ["span", "short", pd.Timedelta("1h")]),
]


@pytest.mark.parametrize("symbol", COMPARISONS)
def test_comparisons_are_as_in_pandas(full_frames, symbol):
    lazy, frame = full_frames
    for some, others in ALIKE:
        for a in some:
            for b in others:
                is_column = isinstance(b, str) and b in frame.columns
                ours = lambda df: COMPARISONS[symbol](df[a], df[b] if is_column else b)
                check(f"{a} {symbol} {b}", lazy, ours, frame)
    for a in ("time", "nano"):
        check(f"{a} {symbol} text", lazy, lambda df: COMPARISONS[symbol](df[a], "2000-01-01"), frame)


LOGIC = {"&": lambda a, b: a & b, "|": lambda a, b: a | b, "^": lambda a, b: a ^ b}


@pytest.mark.parametrize("symbol", LOGIC)
def test_logic_is_as_in_pandas(few_frames, symbol):
    lazy, frame = few_frames
    for a in ["bool", "wide", "int", "i8", "u8", "i32"]:
        for b in ["bool", "wide", "int", "i8", "u8", "i32", True, 2, 100]:
            check(f"{a} {symbol} {b}", lazy, lambda df: LOGIC[symbol](*operands(df, a, b)), frame)
    check("~", lazy, lambda df: ~df["bool"], frame)
    check("~ of integers", lazy, lambda df: ~df.i8, frame)


PARTS = "year month day hour minute second microsecond nanosecond dayofweek weekday dayofyear quarter days_in_month".split()
PARTS += [f"is_{name}" for name in "leap_year month_start month_end quarter_start quarter_end year_start year_end".split()]
STEPS = ["D", "h", "2h", "15min", "s", "ms", "us", "ns", "7D", "10us"]
FORMATS = ["%Y-%m-%d", "%d/%m/%y %H:%M:%S", "%H:%M:%S.%f", "%f", "%A %B %j", "%Y-%m-%dT%H:%M:%S%z", "%I %p", "%G-W%V-%u", "100%%f"]
ZONES = {
    "none": lambda column: column,
    "Berlin": lambda column: column.dt.tz_localize("UTC").dt.tz_convert("Europe/Berlin"),
    "Kolkata": lambda column: column.dt.tz_localize("UTC").dt.tz_convert("Asia/Kolkata"),
}
OF_TIMES = {
    **{name: lambda column, name=name: getattr(column.dt, name) for name in [*PARTS, "date", "time"]},
    **{name: lambda column, name=name: getattr(column.dt, name)() for name in ["normalize", "day_name", "month_name"]},
    **{
        f"{name} {step}": lambda column, name=name, step=step: getattr(column.dt, name)(step)
        for name in ["floor", "ceil", "round"]
        for step in STEPS
    },
    **{f"strftime {form}": lambda column, form=form: column.dt.strftime(form) for form in FORMATS},
    "as text": lambda column: column.astype("str"),
    "midnights as text": lambda column: column.dt.normalize().astype("str"),
    "seconds as text": lambda column: column.dt.floor("s").astype("str"),
    "milliseconds as text": lambda column: column.dt.floor("ms").astype("str"),
    "after text": lambda column: column > "2000",
    "tz_localize(None)": lambda column: column.dt.tz_localize(None),
    "a day later": lambda column: column + pd.Timedelta("1D"),
}


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("column", ["time", "nano"])
def test_moments_are_as_in_pandas(few_frames, column, zone):
    lazy, frame = few_frames
    for name, call in OF_TIMES.items():
        # Numbers of what is missing are integers here too; Berlin's ambiguous hours raise in both.
        dtypes = not frame.empty and name not in ("date", "time")
        if zone == "Kolkata" and "%z" in name:  # pandas writes the seconds that offsets had before 1906
            continue
        check(f"{column} {zone} {name}", lazy, lambda df: call(ZONES[zone](df[column])), frame, dtypes=dtypes)


OF_SPANS = {
    **{name: lambda column, name=name: getattr(column.dt, name) for name in "days seconds microseconds nanoseconds".split()},
    **{
        f"{name} {step}": lambda column, name=name, step=step: getattr(column.dt, name)(step)
        for name in ["floor", "ceil", "round"]
        for step in ["D", "h", "15min", "s", "us"]
    },
    "total_seconds": lambda column: column.dt.total_seconds(),
    "as text": lambda column: column.astype("str"),
    "days as text": lambda column: column.dt.floor("D").astype("str"),
    "seconds as text": lambda column: column.dt.floor("s").astype("str"),
}


@pytest.mark.parametrize("column", ["span", "short"])
def test_spans_are_as_in_pandas(few_frames, column):
    lazy, frame = few_frames
    for name, call in OF_SPANS.items():
        check(f"{column} {name}", lazy, lambda df: call(df[column]), frame, dtypes=not frame.empty)


@pytest.mark.parametrize("unit", ["D", "h", "s", "ms", "us", "ns"])
@pytest.mark.parametrize("column", ["int", "i8", "float", "key"])
def test_numbers_become_times_as_in_pandas(few_frames, column, unit):
    lazy, frame = few_frames
    for name in ("to_datetime", "to_timedelta"):
        theirs = lambda df: getattr(pd, name)(df[column], unit=unit)
        ours = lambda df: df[column].elementwise(name, unit=unit)
        check(f"{name} {column} {unit}", lazy, ours, frame, theirs, dtypes=len(frame) > 20 and column != "float")


@pytest.mark.parametrize("dtype", ["datetime64[s]", "datetime64[us]", "timedelta64[ns]"])
def test_numbers_are_cast_to_times_as_in_pandas(frames, dtype):
    lazy, frame = frames
    for column in ["int", "i8", "float", "bool"]:
        check(f"{column} as {dtype}", lazy, lambda df: df[column].astype(dtype), frame)


# What pandas makes an object column of (where() of a text beside integers) is refused here, and types never depend on
# whether a value was there: fillna(2.5) makes floats of integers that miss nothing, too.
LISTS = [[1, 2, 0], [-0.0], [1.5], ["a", "x"], [True], [], [1, "a"], [2**53 + 1], [-1], [pd.Timestamp("1970-01-01")], [pd.NaT]]
LISTS += [[pd.Timedelta(0)]]  # texts are read as times here, as == does in pandas; its isin() has not done so since 3.0
VALUES = {
    **{name: lambda column, name=name: getattr(column, name)() for name in ["isna", "notna"]},
    **{f"isin {values}": lambda column, values=values: column.isin(values) for values in LISTS},
    **{f"map {table}": lambda column, table=table: column.map(table) for table in [{0: 1.5, 1: 2.5}, {"x": "X", "y": "Y"}, {"u": 1.5}]},
}
NUMERIC_VALUES = {
    "abs": lambda column: abs(column),
    "negative": lambda column: -column,
    **{f"round {n}": lambda column, n=n: column.round(n) for n in [0, 1, 2]},
    "clip": lambda column: column.clip(0, 3),
    "clip above": lambda column: column.clip(None, 2),
    **{f"between {side}": lambda column, side=side: column.between(0, 5, side) for side in ["both", "neither", "left", "right"]},
    "replace": lambda column: column.replace({0: 10, 1: 11}),
}


@pytest.mark.parametrize("name", VALUES)
def test_values_are_as_in_pandas(few_frames, name):
    lazy, frame = few_frames
    for column in frame.columns:
        # Time zones and missing kinds aside, a NaT is any missing value here; categories map to their values.
        if "NaT" in name and column not in ("time", "nano", "span", "short"):
            continue
        if name.startswith("map") and (column in ("kind", "date", "bool") or frame.empty):
            continue
        call = lambda df: VALUES[name](df[column])
        check(f"{column} {name}", lazy, call, frame, dtypes=not name.startswith("map"))


@pytest.mark.parametrize("name", NUMERIC_VALUES)
def test_values_of_numbers_are_as_in_pandas(few_frames, name):
    lazy, frame = few_frames
    for column in ["wide", "int", "i8", "u8", "i32", "u64", "odd", "float", "f32", "none"]:
        if name == "clip above" and column == "none":
            continue
        check(f"{column} {name}", lazy, lambda df: NUMERIC_VALUES[name](df[column]), frame)


FILLS = [("float", 2.5), ("float", "int"), ("odd", "float"), ("f32", 1.5), ("word", "text"), ("time", pd.Timestamp("2000-01-01"))]
FILLS += [("nano", "time"), ("short", pd.Timedelta("1h")), ("none", "int"), ("span", "span"), ("text", "word")]


@pytest.mark.parametrize("column,fill", FILLS)
def test_missing_values_are_filled_as_in_pandas(frames, column, fill):
    lazy, frame = frames
    pick = lambda df: df[fill] if isinstance(fill, str) else fill
    check("fillna", lazy, lambda df: df[column].fillna(pick(df)), frame)
    check("where", lazy, lambda df: df[column].where(df["bool"], pick(df)), frame, dtypes=column != "f32")
    check("mask", lazy, lambda df: df[column].mask(df["bool"], pick(df)), frame, dtypes=column != "f32")
    check("where missing", lazy, lambda df: df[column].where(df["bool"]), frame)


def test_a_text_that_is_no_time_does_not_find_what_is_missing(few_frames):
    lazy, frame = few_frames
    assert lazy.time.isin(["no time"]).sum().compute() == 0


def test_a_range_of_what_cannot_be_compared_is_refused_by_the_call():
    frame = dd.from_pandas(random_frame(5, 17), 2)
    with pytest.raises(TypeError, match="int64 and str"):
        frame.int.between("a", "b")


CASTS = ["int8", "int32", "int64", "uint8", "uint64", "float32", "float64", "str", "bool"]


@pytest.mark.parametrize("dtype", CASTS)
def test_casts_are_as_in_pandas(frames, dtype):
    lazy, frame = frames
    for column in ["key", "wide", "int", "i8", "u8", "i32", "u64", "odd", "float", "bool", "text", "word"]:
        check(f"{column} as {dtype}", lazy, lambda df: df[column].astype(dtype), frame)


PLAIN = b"a,b,c\n1,2.5,x\n2,,y\n3,4,\n"
MISSING = b"a,b\n" + b"".join(text + b",1\n" for text in b" #N/A -NaN <NA> N/A NA NULL NaN None n/a nan null NONE na zz".split(b" "))
CSV = {
    "plain": (PLAIN, {}),
    "CRLF": (PLAIN.replace(b"\n", b"\r\n"), {}),
    "byte order mark": (b"\xef\xbb\xbf" + PLAIN, {}),
    "no last line end": (PLAIN[:-1], {}),
    "usecols": (PLAIN, {"usecols": ["c", "a"]}),
    "dtype": (PLAIN, {"dtype": {"a": "float32", "c": "str"}}),
    "dtype names": (PLAIN, {"dtype": {"a": "double", "b": "float"}}),
    "unsigned dtype": (b"a\n1\n255\n", {"dtype": {"a": "uint8"}}),
    "truths as 0 and 1": (b"a,b\n0,x\n1,y\n", {"dtype": {"a": "bool"}}),
    "whole floats as integers": (b"a\n1.0\n2.0\n", {"dtype": {"a": "int64"}}),
    "category": (b"a,b\nx,1\ny,2\nx,3\n,4\n", {"dtype": {"a": "category"}}),
    "na_values": (PLAIN, {"na_values": ["x"]}),
    "keep_default_na": (b"a,b\nNA,1\n,2\nnull,3\n", {"keep_default_na": False, "na_values": ["null"]}),
    "missing": (MISSING, {}),
    "semicolons": (PLAIN.replace(b",", b";"), {"sep": ";"}),
    "quotes": (b'a,b\n"x,y",1\n"l1\nl2",2\n"q""q",3\n"",4\n', {}),
    "quoted numbers": (b'a,b\n"1","2.5"\n"3","4"\n', {}),
    "quotes within": (b'a,b\nx"y,1\nz"q"w,2\n"x"y,3\n', {}),
    "escapes": (b"a,b\nx\\,y,1\n", {"escapechar": "\\"}),
    "no header": (b"1,2\n3,4\n", {"header": None, "names": ["p", "q"]}),
    "later header": (b"skip,me\na,b\n1,2\n", {"header": 1}),
    "other names": (PLAIN, {"names": ["p", "q", "r"], "header": 0}),
    "names again": (b"a,a,,a\n1,2,3,4\n", {}),
    "comments": (b"#c\na,b\n1,2#x\n#y\n3,4\n", {"comment": "#"}),
    "skiprows": (b"junk\njunk,2\na,b\n1,2\n", {"skiprows": 2}),
    "blank lines": (b"\na,b\n\n1,2\n\n\n3,4\n\n", {}),
    "thousands": (b'a,b\n"1,234",2\n"12,345,678",3\n', {"thousands": ","}),
    "decimal commas": (b"a;b\n1,5;2\n2,25;3\n", {"sep": ";", "decimal": ","}),
    "truths": (b"a,b,c\nTrue,yes,TRUE\nFalse,no,FALSE\n", {"true_values": ["yes"], "false_values": ["no"]}),
    "widest integers": (b"a\n9223372036854775807\n-9223372036854775808\n", {}),
    "unsigned integers": (b"a,b\n18446744073709551615,1\n1,-1\n", {}),
    "floats": (b"a\n1e5\n1E-3\n.5\n5.\n-0.0\ninf\n-inf\nnan\n1e400\n4.9e-324\n+1.5\n", {}),
    "integers and a missing one": (b"a,b\n1,x\n,y\n3,z\n", {}),
    "blanks": (b"a,b\n 1, x\n2 ,y \n", {}),
    "dates": (b"a,b\n2020-01-01,1\n2020-02-29,2\n,3\nNaT,4\n", {"parse_dates": ["a"]}),
    "times": (b"a\n2020-01-01 10:20:30\n2020-02-29 00:00:00\n", {"parse_dates": ["a"]}),
    "days of months": (b"a\n1/2/2020\n12/31/2020\n", {"parse_dates": ["a"]}),
    "short rows": (b"a,b,c\n1,2\n3\n4,5,6\n", {}),
    "unicode": ("ä,b\nö,日本\n😀,é\n".encode(), {}),
}


@pytest.mark.parametrize("blocksize", [None, 1, 3, 11])
@pytest.mark.parametrize("name", CSV)
def test_csv_is_read_as_pandas_reads_it(tmp_path, name, blocksize):
    text, options = CSV[name]
    path = tmp_path / "x.csv"
    path.write_bytes(text)
    expected = pd.read_csv(path, **options)
    got = dd.read_csv(str(path), blocksize=blocksize, **options).compute().reset_index(drop=True)
    found = difference(got, expected)
    assert not found, found


@pytest.mark.parametrize("seed", range(12))
def test_lines_are_found_wherever_blocks_begin(tmp_path, seed):
    random = np.random.default_rng(seed)
    cells = ["", "x", '"a,b"', '"l\nm"', '"q""q"', "12", "é", '"\n"', '""', "z z", '"\r\n"']
    end = ["\n", "\r\n"][seed % 2]
    rows = [["a", "b", "c"]] + [[str(i), *random.choice(cells, 2)] for i in range(1 + 7 * seed)]
    path = tmp_path / "x.csv"
    path.write_bytes((end.join(",".join(row) for row in rows) + ["", end][seed % 3 > 0]).encode())
    dtype = {"b": "str", "c": "str"}
    expected = pd.read_csv(path, dtype=dtype)
    for blocksize in [1, 2, 5, 11, 37, 100]:
        got = dd.read_csv(str(path), blocksize=blocksize, dtype=dtype).compute().reset_index(drop=True)
        found = difference(got, expected)
        assert not found, f"{blocksize}: {found}"


@pytest.mark.parametrize("options", [{}, {"index": False}, {"index": False, "na_rep": "NULL"}, {"sep": ";"}, {"header": False}], ids=str)
def test_csv_is_written_as_pandas_writes_it(few_frames, tmp_path, options):
    lazy, frame = few_frames
    for column in frame.columns:
        # How finely times are written is decided for each partition.
        if column in ("time", "nano", "span", "short"):
            continue
        path = tmp_path / f"{column}.csv"
        lazy[[column]].to_csv(str(path), single_file=True, **options)
        assert path.read_bytes().decode() == frame[[column]].to_csv(**options), column


@pytest.mark.parametrize("compression", ["snappy", "gzip", "zstd", "none"])
def test_parquet_comes_back(few_frames, tmp_path, compression):
    lazy, frame = few_frames
    if frame.empty:  # a column of no objects has no type
        lazy, frame = lazy.drop(columns=["date"]), frame.drop(columns=["date"])
    lazy.to_parquet(str(tmp_path / "parquet"), compression=compression)
    found = difference(dd.read_parquet(str(tmp_path / "parquet")).compute(), frame)
    assert not found, found
    found = difference(pd.read_parquet(tmp_path / "parquet"), frame)
    assert not found, found


COLUMNS = ["wide", "int", "i8", "u8", "i32", "u64", "float", "f32", "time", "nano", "span", "short", "none"]
REDUCTIONS = {
    **{name: lambda column, name=name: getattr(column, name)() for name in "min max count nunique median mean".split()},
    "min of all": lambda column: column.min(skipna=False),
    "count of distinct": lambda column: column.nunique(dropna=False),
    **{
        f"quantile {q} {way}": lambda column, q=q, way=way: column.quantile(q, interpolation=way)
        for q in [0, 0.33, 1, [0.1, 0.9]]
        for way in ["linear", "lower", "higher", "midpoint", "nearest"]
    },
    **{f"nlargest {n}": lambda column, n=n: column.nlargest(n) for n in [0, 3, 1000]},
    **{f"nsmallest {n}": lambda column, n=n: column.nsmallest(n) for n in [0, 3, 1000]},
}
NUMERIC_REDUCTIONS = {
    **{name: lambda column, name=name: getattr(column, name)() for name in "sum prod std var sem any all".split()},
    **{f"{name} of all": lambda column, name=name: getattr(column, name)(skipna=False) for name in ["sum", "mean", "std"]},
    **{f"sum of {n}": lambda column, n=n: column.sum(min_count=n) for n in [1, 3]},
    **{f"var ddof {n}": lambda column, n=n: column.var(ddof=n) for n in [0, 2]},
    "describe": lambda column: column.describe(),
}


@pytest.mark.parametrize("name", REDUCTIONS)
def test_reductions_are_as_in_pandas(few_frames, name):
    lazy, frame = few_frames
    for column in COLUMNS:
        # Means and quantiles of times are exact; pandas' are rounded as floats of nanoseconds.
        if column in ("time", "nano", "span", "short") and ("quantile" in name or name in ("mean", "median")):
            continue
        # pandas' type of float32 between values depends on the way.
        dtypes = column != "f32" and not frame.empty
        check(f"{column} {name}", lazy, lambda df: REDUCTIONS[name](df[column]), frame, dtypes=dtypes)


@pytest.mark.parametrize("name", NUMERIC_REDUCTIONS)
def test_reductions_of_numbers_are_as_in_pandas(few_frames, name):
    lazy, frame = few_frames
    for column in ["int", "i8", "u8", "i32", "float", "none", "bool"]:
        if column == "bool" and name == "describe" or (name == "prod" and column == "float"):
            continue
        check(f"{column} {name}", lazy, lambda df: NUMERIC_REDUCTIONS[name](df[column]), frame, dtypes=not frame.empty)


COUNTS = [{}, {"sort": False}, {"ascending": True}, {"dropna": False}, {"normalize": True}, {"normalize": True, "dropna": False}]
ROWS = {
    **{f"value_counts {options}": lambda column, options=options: column.value_counts(**options) for options in COUNTS},
    **{f"drop_duplicates {keep}": lambda column, keep=keep: column.drop_duplicates(keep=keep) for keep in ["first", "last"]},
    "mode": lambda column: column.mode(),
    "dropna": lambda column: column.dropna(),
}


@pytest.mark.parametrize("name", ROWS)
def test_distinct_values_are_as_in_pandas(few_frames, name):
    lazy, frame = few_frames
    for column in frame.columns:
        if column == "kind" and (name == "mode" or name.startswith("value_counts")) or (column == "date" and frame.empty):
            continue  # categories that don't occur are counted by pandas
        check(f"{column} {name}", lazy, lambda df: ROWS[name](df[column]), frame)


PAIRS = [["int", "float"], ["i8", "bool"], ["word", "kind"], ["none", "float"], ["int", "time"], ["text", "word"]]
TABLES = {
    "isna": lambda df: df.isna(),
    "count": lambda df: df.count(),
    "nunique": lambda df: df.nunique(),
    "drop_duplicates": lambda df: df.drop_duplicates(),
    "last of duplicates": lambda df: df.drop_duplicates(keep="last"),
    "dropna": lambda df: df.dropna(),
    "dropna all": lambda df: df.dropna(how="all"),
    "means": lambda df: df.mean(numeric_only=True),
    "corr": lambda df: df.corr(numeric_only=True),
    "cov": lambda df: df.cov(numeric_only=True),
}


@pytest.mark.parametrize("name", TABLES)
def test_tables_are_as_in_pandas(few_frames, name):
    lazy, frame = few_frames
    for pair in PAIRS:
        dtypes = not frame.empty
        check(f"{pair} {name}", lazy, lambda df: TABLES[name](df[pair]), frame, dtypes=dtypes)
    for columns in [["float"], ["int", "float"], ["i8", "u64"]]:
        check(f"nlargest {columns}", lazy, lambda df: df.nlargest(4, columns), frame)
        check(f"nsmallest {columns}", lazy, lambda df: df.nsmallest(4, columns), frame)


KEYS = ["key", "word", "bool", "kind", "float", "time", "date", "wide", "f32", "span", "odd", ["key", "word"], ["float", "bool"]]
WAYS = [{}, {"sort": False}, {"dropna": False}, {"as_index": False}, {"sort": False, "dropna": False}]


@pytest.mark.parametrize("key", KEYS, ids=str)
def test_groups_are_as_in_pandas(few_frames, key):
    lazy, frame = few_frames
    if key == "date" and frame.empty:
        return
    named = {"a": ("i32", "mean"), "b": ("int", "max"), "n": ("int", "count"), "first": ("text", "first"), "m": ("u8", "median")}
    dtypes = not frame.empty
    for way in WAYS:
        check(f"sum {way}", lazy, lambda df: df.groupby(key, observed=True, **way)[["int"]].sum(), frame, dtypes=dtypes)
        check(f"named {way}", lazy, lambda df: df.groupby(key, observed=True, **way).agg(**named), frame, dtypes=dtypes)
    for function in "min max first last count nunique std var".split():
        call = lambda df: getattr(df.groupby(key, observed=True)["int"], function)()
        check(function, lazy, call, frame, dtypes=dtypes)
    call = lambda df: df.groupby(key, observed=True)["int"].quantile(0.25)
    check("quantile", lazy, call, frame, dtypes=dtypes)
    check("size", lazy, lambda df: df.groupby(key, observed=True).size(), frame, dtypes=dtypes)
