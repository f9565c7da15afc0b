"""Delayed values travel with their graphs; futures and what belongs to this process say why they can't."""

import copy
import os
import pickle
import subprocess
import sys
import threading

import cloudpickle
import numpy as np
import pytest

import tusk
from tusk import delayed

PICKLERS = [pickle, cloudpickle]


def inc(x):
    return x + 1


CALLS = []


def note(x):
    CALLS.append(x)
    return x


class Counter:
    def __init__(self, start):
        self.start = start

    def total(self, *numbers, by=1):
        return (self.start + sum(numbers)) * by


def chain(length):
    x = delayed(0)
    for _ in range(length):
        x = x + 1
    return x


CASES = {
    "a call": lambda: delayed(inc)(1),
    "a lambda": lambda: delayed(lambda x, y=2: x * y)(4),
    "containers": lambda: delayed(sum)([delayed(inc)(i) for i in range(5)]) + delayed(len)({"a": delayed(inc)(1)}),
    "operators": lambda: -(delayed(7) % 4) ** 2,
    "an item": lambda: delayed({"ключ": [1, 2]})["ключ"][1],
    "a method": lambda: delayed(Counter)(10).total(1, delayed(inc)(1), by=2),
    "an attribute": lambda: delayed(Counter)(10).start,
    "a value": lambda: delayed("text"),
    "None": lambda: delayed(None),
    "an empty list": lambda: delayed([]),
    "a large number": lambda: delayed(2**200) + 1,
    "an array": lambda: delayed(np.sum)(np.arange(10_000.0)),
    "a pure call": lambda: delayed(inc, pure=True)(1),
    "a call with a key": lambda: delayed(inc)(1, dask_key_name=("block", 3, 4)),
    "what is persisted": lambda: (delayed(inc)(1) + 1).persist(),
    "a long chain": lambda: chain(20_000),
    "a Delayed inside an object": lambda: delayed(lambda box: box.start.compute())(Counter(delayed(inc)(1))),
}


@pytest.mark.parametrize("pickler", PICKLERS)
@pytest.mark.parametrize("make", CASES.values(), ids=CASES)
def test_a_delayed_is_the_same_work_after_pickling(make, pickler):
    x = make()
    copied = pickle.loads(pickler.dumps(x))
    assert type(copied) is tusk.Delayed
    assert copied.key == x.key and list(copied.dask) == list(x.dask) and tusk.base.tokenize(copied) == tusk.base.tokenize(x)
    assert copied.compute() == x.compute()


def test_what_a_delayed_and_its_copy_share_is_done_once(by_reference):
    CALLS.clear()
    x = delayed(note)(1)
    assert (x + pickle.loads(pickle.dumps(x))).compute() == 2
    assert CALLS == [1]


@pytest.mark.parametrize("pickler", PICKLERS)
def test_delayed_functions_keep_what_they_are(pickler):
    function = delayed(lambda items: (items[:1], items[1:]), name="halves", pure=True, nout=2)
    copied = pickle.loads(pickler.dumps(function))
    assert copied.key == function.key
    first, second = copied([1, 2, 3])
    assert (first.key, len(copied([4])), second.compute()) == (function([1, 2, 3])[0].key, 2, [2, 3])
    assert copied([1]).key == function([1]).key and copied([1]).key.startswith("halves-")

    decorated = delayed(inc)
    copied = pickle.loads(pickler.dumps(decorated))
    assert copied.__wrapped__ is inc and copied(1).compute() == 2


def test_attributes_that_are_not_called_stay_methods():
    total = delayed(Counter)(10).total
    copied = pickle.loads(pickle.dumps(total))
    assert copied.key == total.key and copied(1, by=3).compute() == 33


def test_values_that_are_no_functions_say_so_after_pickling():
    copied = pickle.loads(pickle.dumps(delayed([1, 2])))
    with pytest.raises(TypeError, match="callable to be called: got one of type list"):
        copied()


def test_lengths_and_annotations_go_along():
    with tusk.annotate(priority=3, retries=2, workers=["a"], resources={"GPU": 1}, team={"name": "ö", "size": [1, None]}):
        x = delayed(divmod, nout=2)(7, 4)
    copied = pickle.loads(pickle.dumps(x))
    assert tusk.compute(*copied) == (1, 3)
    assert tusk.get_annotations(copied) == tusk.get_annotations(x) != {}


PROGRAM = """
import pickle, sys
objects = pickle.load(sys.stdin.buffer)
print([x.key for x in objects] == pickle.load(sys.stdin.buffer), [x.compute() for x in objects])
"""


def test_another_process_computes_it():
    local = 5
    objects = [delayed(lambda x: x + local)(1), delayed(Counter)(10).total(1), delayed([1, 2]), delayed(lambda: "ö")()]
    cloudpickle.register_pickle_by_value(sys.modules[__name__])
    try:
        data = cloudpickle.dumps(objects) + pickle.dumps([x.key for x in objects])
    finally:
        cloudpickle.unregister_pickle_by_value(sys.modules[__name__])
    run = subprocess.run([sys.executable, "-c", PROGRAM], input=data, capture_output=True, env=os.environ, timeout=60)
    assert run.returncode == 0, run.stderr.decode()
    assert run.stdout.decode().strip() == "True [6, 11, [1, 2], 'ö']"


def test_what_cannot_be_pickled_is_named():
    x = delayed(len)([threading.Lock()], dask_key_name="locked") + 1
    with pytest.raises(TypeError, match=r"all of its tasks, and 'locked' can't: .*cannot pickle '_thread.lock' object"):
        pickle.dumps(x)


@pytest.mark.parametrize("cut", [0, 1, 9, 40, -1])
def test_bytes_that_are_cut_short_are_refused(cut):
    state = delayed(inc)(1).__getstate__()
    with pytest.raises(ValueError):
        tusk.Delayed.__new__(tusk.Delayed).__setstate__(state[:cut])


@pytest.mark.parametrize("pickler", PICKLERS)
def test_a_future_says_why_it_stays(client, pickler):
    future = client.submit(inc, 1, key="two")
    with pytest.raises(TypeError, match="client in one process.*'?two.*send what result\\(\\) gives"):
        pickler.dumps(future)
    with pytest.raises(TypeError, match="takes a future or a collection.*take its computed value"):
        pickler.dumps(delayed(inc)(future))
    assert copy.copy(future) is future and copy.deepcopy([future])[0].result() == 2


def test_a_delayed_over_a_frame_says_what_to_do():
    dd = pytest.importorskip("tusk.dataframe")
    import pandas as pd

    frame = dd.from_pandas(pd.DataFrame({"x": [1, 2]}), 2)
    with pytest.raises(TypeError, match="takes a future or a collection.*take its computed value"):
        pickle.dumps(delayed(len)(frame))
