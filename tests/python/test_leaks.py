"""Nothing is left over: not while a program goes on and on, and not at its end."""

import subprocess
import sys

PROGRAM = """
import gc, io, sys, time
import numpy as np
import pyarrow as pa
import tusk
from tusk import delayed
from tusk.diagnostics import CacheProfiler, Callback, Profiler, ProgressBar, ResourceProfiler
from tusk.distributed import Client, as_completed, fire_and_forget, futures_of, wait

class Thing:
    def __init__(self, *held):
        self.held = list(held)

def fail(thing):
    raise ValueError(thing)

def refused(work):
    try:
        work()
    except (ValueError, tusk.CancelledError) as error:
        return error
    raise AssertionError("no error")

def use_delayed():
    model = Thing()
    model.held.append(delayed(Thing)(model))  # a cycle through C++
    made = delayed(Thing)(Thing(), [delayed(Thing)(1)])
    assert len(made.held.compute()) == 2
    refused(delayed(fail)(Thing()).compute)
    kept = refused(delayed(fail)(made).compute)
    assert tusk.compute(made.held, delayed(len)([made]))[1] == 1
    assert tusk.persist(made)[0].held[0].compute() is not None

def use_client(client):
    things = client.map(Thing, range(5))
    after = client.submit(Thing, things, Thing())
    ended = []
    after.add_done_callback(ended.append)
    wait(things + [after])
    assert len(list(as_completed(things, with_results=True))) == 5
    assert futures_of({"all": things}) == things and len(client.gather(things)) == 5
    client.scatter(Thing()), client.compute(delayed(Thing)(things[0])).result(), client.persist(delayed(Thing)(1))
    failed = client.submit(fail, after)
    kept = refused(failed.result)
    failed.retry()
    assert isinstance(failed.exception(), ValueError)
    slow = client.submit(lambda thing: time.sleep(0.001), Thing(), pure=False)
    slow.cancel()
    fire_and_forget(client.submit(Thing, 7, pure=False))
    while not ended:
        time.sleep(0.001)

def use_callbacks():
    seen = []
    mine = Callback(start=lambda run: seen.append(run), posttask=lambda key, result, *rest: seen.append(result))
    with mine, Profiler() as profiler, CacheProfiler(lambda thing: 1), ResourceProfiler(0.01), ProgressBar(out=io.StringIO()):
        delayed(Thing)(delayed(Thing)(1)).compute()
    assert profiler.results and len(seen) > 1
    profiler.held = [profiler, mine]
    mine.held = mine

def use_data():
    array = tusk.NdArray(np.arange(10))
    table = tusk.Table(pa.table({"a": [1, 2]}))
    assert np.asarray(array).sum() == 45 and pa.table(table).num_rows == 2
    assert delayed(pa.table)(table).compute().num_rows == 2
    with tusk.config.set({"scheduler.threads": 2}):
        delayed(np.sum)(np.asarray(array)).compute()

def one_round():
    use_delayed()
    with Client() as client:
        use_client(client)
    use_callbacks()
    use_data()

def blocks_left():
    # Worker threads let go of some results a moment later.
    end = time.monotonic() + 5
    while gc.collect() or any(type(thing) is Thing for thing in gc.get_objects()):
        assert time.monotonic() < end, "things are left"
        time.sleep(0.001)
    sys._clear_type_cache()  # which keeps names that were looked up
    return sys.getallocatedblocks(), len(gc.get_objects())

for _ in range(5):
    one_round()
before = blocks_left()
for _ in range(40):
    one_round()
after = blocks_left()
print(after[0] - before[0], after[1] - before[1])
"""


def test_a_program_that_goes_on_keeps_nothing_and_leaves_nothing():
    # In development mode the module reports, at the end, each object of its own that is left.
    process = subprocess.run([sys.executable, "-X", "dev", "-c", PROGRAM], capture_output=True, text=True, timeout=120)
    assert process.returncode == 0, process.stderr
    assert "leak" not in process.stderr, process.stderr
    blocks, objects = map(int, process.stdout.split())
    # One object a round would be 40.
    assert blocks < 20 and objects < 20


def test_development_mode_reports_what_is_left():
    program = "import sys, tusk; kept = tusk.delayed(abs)(-1); kept.compute(); sys.modules['kept'] = kept; import ctypes; ctypes.pythonapi.Py_IncRef(ctypes.py_object(kept))"
    process = subprocess.run([sys.executable, "-X", "dev", "-c", program], capture_output=True, text=True, timeout=60)
    assert "leaked" in process.stderr
