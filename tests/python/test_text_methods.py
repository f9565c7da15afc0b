"""series.str against pandas: parts of texts, other forms of them, and texts that no memory holds."""

import numpy as np
import pandas as pd
import pytest
from assert_eq import assert_as_pandas

import tusk.dataframe as dd

TEXTS = ["a,b,c", "", None, "ä-b  c", "ß", "x1y22", "  lead", "Ab", "日本,語", "ΑΣ", "İstanbul", "Ꭰ", "ﬁn", "é", "ab\tc,,d"]
FRAME = pd.DataFrame(
    {
        "s": pd.Series(TEXTS, dtype="str"),
        "u": pd.Series(["1", None, "3", "", "ß", *"67890123", "+4", "-5"], dtype="str"),
        "n": np.arange(len(TEXTS)) - 3,
    }
)


@pytest.fixture(params=[1, 3, 20])
def npartitions(request):
    return request.param


def columns_as_texts(expected):
    return expected.rename(columns=str) if isinstance(expected, pd.DataFrame) else expected


def check(npartitions, function, frame=FRAME, **options):
    assert_as_pandas(function(dd.from_pandas(frame, npartitions)), columns_as_texts(function(frame)), **options)


PARTS = {
    "split in columns": lambda s: s.split(",", n=2, expand=True),
    "split at blanks": lambda s: s.split(n=1, expand=True),
    "split at a pattern": lambda s: s.split(r"[,\-]", n=1, expand=True, regex=True),
    "split at a text": lambda s: s.split(",,", n=1, expand=True, regex=False),
    "rsplit": lambda s: s.rsplit(",", n=1, expand=True),
    "partition": lambda s: s.partition(","),
    "partition at blanks": lambda s: s.partition(),
    "rpartition": lambda s: s.rpartition(","),
    "extract": lambda s: s.extract(r"([a-z])(\d)?"),
    "extract names": lambda s: s.extract(r"(?P<letter>[a-z])(?P<digit>\d)?"),
    "extract with flags": lambda s: s.extract(r"(A)(b)", flags=2),
    "extract one": lambda s: s.extract(r"([a-zß])", expand=False),
    "extract one name": lambda s: s.extract(r"(?P<letter>[a-zß])", expand=False),
    "part of a list": lambda s: s.split(",").str.get(1),
    "last part of a list": lambda s: s.rsplit(",", n=1).str[-1],
    "list joined": lambda s: s.split(",").str.join("+"),
    "character": lambda s: s[0],
    "characters": lambda s: s[1:3],
    "characters backwards": lambda s: s[::-1],
}


@pytest.mark.parametrize("name", PARTS)
def test_parts(npartitions, name):
    # Lists' elements are texts here, objects there.
    check(npartitions, lambda df: PARTS[name](df.s.str), check_dtype="list" not in name)


def test_lists_have_lengths(npartitions):
    check(npartitions, lambda df: df.s.str.split(",").str.len())
    lists = dd.from_pandas(FRAME, npartitions).s.str.split(",").compute()
    expected = FRAME.s.str.split(",")
    assert [x if x is None else list(x) for x in lists] == [x if isinstance(x, list) else None for x in expected]


FORMS = {
    "casefold": lambda s: s.casefold(),
    "isascii": lambda s: s.isascii(),
    "join": lambda s: s.join("-é"),
    "slice_replace": lambda s: s.slice_replace(1, 2, "Z"),
    "slice_replace from": lambda s: s.slice_replace(start=1, repl="Z"),
    "translate": lambda s: s.translate(str.maketrans({"a": "AA", "b": None, "é": "e", "日": "day"})),
    "translate characters": lambda s: s.translate(str.maketrans("abc", "xyz")),
    "startswith one of": lambda s: s.startswith(("a", "x")),
    "endswith one of": lambda s: s.endswith(("c", "b"), na=True),
    **{form: lambda s, form=form: s.normalize(form) for form in ["NFC", "NFD", "NFKC", "NFKD"]},
    **{f"pad {side}": lambda s, side=side: s.pad(6, side, "é") for side in ["left", "right", "both"]},
    "center": lambda s: s.center(7, "*"),
    "ljust": lambda s: s.ljust(4, "日"),
    "rjust": lambda s: s.rjust(-3),
    "zfill": lambda s: s.zfill(4),
    "repeat": lambda s: s.repeat(3),
}


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("column", ["s", "u"])
def test_forms(npartitions, name, column):
    check(npartitions, lambda df: FORMS[name](df[column].str))


def test_every_character_folds_as_in_python():
    characters = [chr(i) for i in range(1, 0x1F000) if not 0xD800 <= i < 0xE000 and chr(i).isprintable()]
    frame = pd.DataFrame({"c": pd.Series(characters, dtype="str")})
    got = dd.from_pandas(frame, 2, sort=False).c.str.casefold().compute()
    # Letters that Python's version of Unicode does not know yet may have lower ones in Arrow's.
    wrong = [c for c, folded in zip(characters, got) if folded != c.casefold() and c.casefold() != c]
    assert wrong == []


def test_texts_of_a_row_are_put_together(npartitions):
    check(npartitions, lambda df: df.s.str.cat(df.u, sep="+"))
    check(npartitions, lambda df: df.s.str.cat(df.u, sep="+", na_rep="?"))
    check(npartitions, lambda df: df.s.str.cat([df.u, df.s]))


def test_places_of_texts_that_must_be_there(npartitions):
    frame = FRAME[FRAME.s.str.contains("b") | FRAME.s.isna()]
    check(npartitions, lambda df: df.s.str.index("b"), frame)
    check(npartitions, lambda df: df.s.str.rindex("b", 1), frame[1:3])
    with pytest.raises(ValueError, match="'ß' is not in 'a,b,c'"):
        dd.from_pandas(FRAME, npartitions).s.str.index("ß").compute()


@pytest.mark.parametrize("count", [2, 0, -1, np.array([2**33, 1], dtype="uint64")[1]])
def test_texts_times_numbers(npartitions, count):
    check(npartitions, lambda df: df.s * int(count))
    check(npartitions, lambda df: int(count) * df.s)


HUGE = {
    "times": lambda df: df.s * 2**40,
    "times the most": lambda df: df.s * (2**63 - 1),
    "times a column": lambda df: df.s * (df.n.abs() * 2**38),
    "times unsigned": lambda df: df.s * (df.n.abs().astype("uint64") + 2**63),
    "repeat": lambda df: df.s.str.repeat(2**40),
    "pad": lambda df: df.s.str.pad(2**40),
    "pad both sides": lambda df: df.s.str.pad(2**62, "both", "é"),
    "center": lambda df: df.s.str.center(2**40),
    "ljust": lambda df: df.s.str.ljust(2**63 - 1),
    "rjust": lambda df: df.s.str.rjust(2**45),
    "zfill": lambda df: df.s.str.zfill(2**40),
}


@pytest.mark.parametrize("name", HUGE)
def test_texts_that_no_column_holds_are_an_error(name):
    with pytest.raises(MemoryError, match="these would take|got a request for"):
        HUGE[name](dd.from_pandas(FRAME, 3)).compute()


def test_what_texts_cannot_do_is_refused_by_the_call():
    texts = dd.from_pandas(FRAME, 2).s.str
    for call, error, message in (
        (lambda: texts.pad(5, "up"), ValueError, '"left", "right" or "both": "up"'),
        (lambda: texts.center(5, "xy"), TypeError, "one character as fillchar: 'xy'"),
        (lambda: texts.normalize("NFX"), ValueError, "NFC, NFD, NFKC or NFKD: 'NFX'"),
        (lambda: texts.partition(""), ValueError, "takes a separator"),
        (lambda: texts.split(",", expand=True), NotImplementedError, "say n"),
        (lambda: texts.extract("abc"), ValueError, "'abc' has none"),
        (lambda: texts.cat(), NotImplementedError, "pass others="),
        (lambda: texts.startswith(()), TypeError, "a text or a tuple of texts"),
        (lambda: texts.partition(",", expand=False), NotImplementedError, "three columns"),
    ):
        with pytest.raises(error, match=message):
            call()
