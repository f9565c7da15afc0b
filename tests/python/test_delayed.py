"""Delayed: what calls, operators, attributes and containers of delayed values mean, and what is refused."""

import copy
import operator
from collections import OrderedDict, namedtuple
from dataclasses import dataclass, field
from functools import partial

import dask
import numpy as np
import pytest
from assert_eq import assert_eq

import tusk
from tusk import delayed

Point = namedtuple("Point", ["x", "y"])


def inc(x):
    return x + 1


def add(x, y=10):
    return x + y


@dataclass(frozen=True)
class Box:
    width: object
    content: object = None
    note: object = field(default="fixed", init=False)


def test_a_call_is_not_made_before_it_is_computed(by_reference):
    calls = []
    x = delayed(calls.append)(1)
    assert calls == []
    x.compute()
    assert calls == [1]


@pytest.mark.parametrize(
    "make",
    [
        lambda d: d(inc)(1),
        lambda d: d(add)(d(inc)(1), y=d(inc)(2)),
        lambda d: d(sum)([d(inc)(1), 2, d(inc)(3)]),
        lambda d: d(dict)(a=d(inc)(1)),
        lambda d: d(lambda x: x)({"a": [d(inc)(1), (d(inc)(2),)], 3: {d(inc)(0)}}),
        lambda d: d(lambda x: x)(slice(d(inc)(0), None)),
        lambda d: d(lambda x: x)(Point(d(inc)(1), 2)),
        lambda d: d(partial(add, y=3))(1),
        lambda d: d(int)("12"),
        lambda d: d([1, d(inc)(1), {"k": d(inc)(2)}]),
        lambda d: d((d(inc)(1), 2)),
        lambda d: d({"a": 1}),
        lambda d: d("text").upper(),
        lambda d: d("text").replace("t", d(str)("x")),
        lambda d: d("text")[1:],
        lambda d: d([1, 2, 3])[d(inc)(0)],
        lambda d: d([1, 2, 3])[d(inc)(0) :],
        lambda d: d(3 + 4j).imag,
        lambda d: d(np.arange)(10)[::2].sum(),
        lambda d: d(np.arange)(10).reshape((2, 5)).mean(axis=d(int)(1)),
        lambda d: d(inc),
        lambda d: d(d(inc))(1),
        lambda d: d(operator.attrgetter("real"))(3),
    ],
)
def test_means_what_dask_means(make):
    assert_eq(make(delayed), make(dask.delayed).compute(scheduler="synchronous"))


@pytest.mark.parametrize("name", ["add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "eq", "ne", "lt", "le", "gt", "ge", "divmod"])
@pytest.mark.parametrize(("a", "b"), [(7, 2), (2.5, 2)])
def test_binary_operators_work_on_either_side(name, a, b):
    function = divmod if name == "divmod" else getattr(operator, name)
    for left, right in ((delayed(a), b), (a, delayed(b)), (delayed(a), delayed(b))):
        assert_eq(function(left, right), function(a, b))


@pytest.mark.parametrize("name", ["lshift", "rshift", "and_", "or_", "xor"])
def test_bit_operators_work_on_either_side(name):
    function = getattr(operator, name)
    for left, right in ((delayed(6), 3), (6, delayed(3))):
        assert_eq(function(left, right), function(6, 3))


def test_unary_operators_and_matrix_products():
    x = np.arange(4.0).reshape(2, 2)
    assert_eq(-delayed(3), -3)
    assert_eq(+delayed(3), 3)
    assert_eq(~delayed(3), ~3)
    assert_eq(abs(delayed(-3)), 3)
    assert_eq(delayed(x) @ x, x @ x)
    assert_eq(x @ delayed(x), x @ x)
    assert_eq(x + delayed(1), x + 1)


def test_none_is_a_value():
    assert_eq(delayed(None), None)
    assert_eq(delayed(1) == None, False)  # noqa: E711
    assert_eq(delayed(lambda x: x is None)(None), True)


def test_dataclasses_keep_all_their_fields():
    box = Box(delayed(inc)(1), [delayed(inc)(2)])
    object.__setattr__(box, "note", delayed(inc)(3))
    width, content, note = delayed(lambda b: (b.width, b.content, b.note), nout=3)(box)
    assert tusk.compute(width, content, note) == (2, [3], 4)
    assert tusk.compute(Box(delayed(inc)(1)))[0] == Box(2)


def test_ordered_dicts_keep_their_order():
    assert_eq(delayed(lambda x: x)(OrderedDict([("b", delayed(inc)(1)), ("a", 2)])), OrderedDict([("b", 2), ("a", 2)]))


def test_constants_stay_the_same_objects(by_reference):
    thing = object()
    constants = [thing, {"a": [thing]}]
    assert delayed(lambda x: x)(constants).compute() is constants
    assert delayed(thing).compute() is thing
    assert delayed([thing, delayed(inc)(1)]).compute()[0] is thing


def test_results_stay_the_same_objects(by_reference):
    class Thing:
        pass

    x = delayed(Thing)().persist()
    assert x.compute() is x.compute()
    a, b = tusk.compute(x, [x])
    assert a is b[0]


def test_does_not_look_into_containers_when_told(by_reference):
    x = delayed(inc)(1)
    (inside,) = delayed([x], traverse=False).compute()
    assert inside is x
    assert tusk.compute([x], traverse=False)[0][0] is x
    assert tusk.compute(x, traverse=False) == (2,)


def test_is_a_decorator_with_and_without_options():
    @delayed
    def one():
        return 1

    @delayed(pure=True, nout=2)
    def pair(x):
        """Twice the same."""
        return x, x

    a, b = pair(one())
    assert tusk.compute(a, b) == (1, 1)
    assert pair(1).key == pair(1).key
    assert pair.__name__ == "pair"
    assert pair.__wrapped__.__doc__ == "Twice the same."


def test_is_a_method_where_it_decorates_one():
    class Counter:
        start = 5

        @delayed
        def after(self, n):
            return self.start + n

    assert_eq(Counter().after(2), 7)


def test_unpacks_as_many_as_nout_says():
    pair = delayed(divmod, nout=2)(7, 2)
    assert len(pair) == 2
    quotient, rest = pair
    assert tusk.compute(quotient, rest) == (3, 1)
    assert list(delayed(tuple, nout=0)()) == []


@pytest.mark.parametrize("nout", [-1, 1.5, "2"])
def test_refuses_a_nout_that_is_no_length(nout):
    with pytest.raises(ValueError, match="nout must be None or a whole number of 0 or more"):
        delayed(inc, nout=nout)


REFUSED = [
    (lambda x: bool(x), "no truth"),
    (lambda x: 1 if x else 0, "no truth"),
    (lambda x: list(x), "length that is known"),
    (lambda x: len(x), "length that is known"),
    (lambda x: 1 in x, "not iterable"),
    (lambda x: setattr(x, "a", 1), "can't be changed"),
    (lambda x: delattr(x, "a"), "can't be changed"),
    (lambda x: operator.setitem(x, 0, 1), "can't be changed"),
    (lambda x: operator.delitem(x, 0), "can't be changed"),
    (lambda x: int(x), "Delayed"),
]


@pytest.mark.parametrize(("use", "message"), REFUSED)
def test_refuses_what_needs_a_value(use, message):
    with pytest.raises(TypeError, match=message):
        use(delayed(inc)(1))


def test_underscores_are_for_python():
    with pytest.raises(AttributeError, match="_repr_html_"):
        delayed(1)._repr_html_
    assert not hasattr(delayed(1), "__array__")


def test_names_and_keys():
    x = delayed(inc)(1)
    assert x.key.startswith("inc-") and len(x.key) == len("inc-") + 32
    assert repr(x) == f"Delayed('{x.key}')"
    assert delayed(inc)(1, dask_key_name="mine").key == "mine"
    assert delayed(inc)(1, dask_key_name=("mine", 3)).key == ("mine", 3)
    assert delayed(inc, name="step")(1).key.startswith("step-")
    assert delayed(5, name="five").key == "five"
    assert delayed([delayed(inc)(1)], name="list of one").key == "list of one"
    assert delayed(lambda: 1)().key.startswith("lambda-")
    assert delayed("a").upper().key.startswith("upper-")
    assert (delayed(1) + 1).key.startswith("add-")
    with pytest.raises(TypeError, match="a key must be a str"):
        delayed(inc)(1, dask_key_name=3)


def test_pure_calls_share_a_key_and_their_work(by_reference):
    calls = []

    def costly(x):
        calls.append(x)
        return x

    a, b = delayed(costly, pure=True)(1), delayed(costly)(1, pure=True)
    assert a.key == b.key
    assert tusk.compute(a, b, delayed(costly, pure=True)(2)) == (1, 1, 2)
    assert sorted(calls) == [1, 2]
    assert delayed(costly)(1).key != delayed(costly)(1).key
    with tusk.config.set({"delayed.pure": True}):
        assert delayed(inc)(1).key == delayed(inc)(1).key


def test_one_key_for_different_work_is_an_error():
    a, b = delayed(inc)(1, dask_key_name="same"), delayed(inc)(2, dask_key_name="same")
    with pytest.raises(ValueError, match="'same' stands for two different tasks"):
        tusk.compute(a, b)
    again = delayed(inc)(1, dask_key_name="same")
    assert tusk.compute(a, again) == (2, 2)


def test_gives_its_graph_as_a_mapping():
    x = delayed(add)(delayed(inc)(1, dask_key_name="x"), y=3, dask_key_name="sum")
    assert dict(x.dask) == {"x": "inc(1)", "sum": "add('x', y=3)"}


def test_graphs_may_be_deep():
    x = delayed(0)
    for _ in range(20_000):
        x = x + 1
    assert x.compute() == 20_000


def test_lists_that_lie_in_themselves_are_an_error():
    endless = []
    endless.append(endless)
    with pytest.raises(RecursionError):
        delayed(inc)(endless)


def test_copies_are_itself():
    x = delayed(inc)(1)
    assert copy.copy(x) is x and copy.deepcopy([x])[0] is x
    assert {x: "found"}[x] == "found"


def test_unhashable_and_odd_callables_have_names():
    class Adder:
        def __call__(self, x):
            return x + 1

    assert delayed(Adder())(1).key.startswith("Adder-")
    assert delayed(partial(inc))(1).key.startswith("inc-")
    assert_eq(delayed(Adder())(1), 2)
