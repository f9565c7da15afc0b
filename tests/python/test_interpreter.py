"""The interpreter around us: threads, forks, Ctrl-C, its end; each in a process of its own."""

import os
import signal
import subprocess
import sys
import textwrap
import time

import pytest

PRELUDE = """
import gc, os, signal, sys, threading, time
import tusk
from tusk import delayed
from tusk.distributed import Client

def inc(x):
    return x + 1

def fail(x):
    raise ValueError(x)
"""


def start(program, **options):
    code = PRELUDE + textwrap.dedent(program)
    environment = {**os.environ, "TUSK_SCHEDULER__ROUNDTRIP": "false"}
    return subprocess.Popen([sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)


def run(program, timeout=60, may_leave_objects=False):
    """What a program prints; it must end well, and leave nothing behind that nanobind would report."""
    process = start(program)
    try:
        out, errors = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        process.kill()
        pytest.fail(f"the program hangs: {process.communicate()}")
    assert process.returncode == 0, errors
    assert may_leave_objects or errors == ""
    return out.split()


ENDS = {
    "a Delayed of one's own function": "x = delayed(inc)(1); y = x + 1; y.compute()",
    "a failure that was caught": """
        try:
            delayed(fail)(1).compute()
        except ValueError as error:
            kept = error
        """,
    "a client that is open": "client = Client(); future = client.submit(inc, 1); future.result()",
    "a future that failed": """
        client = Client()
        future = client.submit(fail, 1)
        try:
            future.result()
        except ValueError as error:
            kept = error
        """,
    "a callback that is registered": """
        from tusk.diagnostics import Callback, ProgressBar
        class Mine(Callback):
            keep = delayed(inc)(1)
        Mine().register()
        ProgressBar(out=open(os.devnull, "w")).register()
        delayed(inc)(1).compute()
        """,
    "an object that holds its own Delayed": """
        class Model:
            def __init__(self):
                self.total = delayed(self.work)()
            def work(self):
                return 1
        Model().total.compute()
        """,
    "arrays and tables": """
        import numpy as np, pyarrow as pa
        kept = [tusk.NdArray(np.arange(3)), np.asarray(tusk.NdArray(np.arange(3))), pa.table(tusk.Table(pa.table({"a": [1]})))]
        """,
    "running tasks": "client = Client(); futures = client.map(time.sleep, [0.2] * 4)",
    "a daemon thread that computes": """
        def work():
            while True:
                delayed(inc)(1).compute()
        threading.Thread(target=work, daemon=True).start()
        time.sleep(0.1)
        """,
    "a daemon thread that waits": """
        client = Client()
        threading.Thread(target=lambda: client.submit(time.sleep, 0.3).result(), daemon=True).start()
        time.sleep(0.1)
        """,
}


@pytest.mark.parametrize("program", ENDS.values(), ids=ENDS)
def test_the_interpreter_ends_well_with(program):
    # Python itself never frees what a daemon thread still holds.
    run(program, may_leave_objects="daemon" in program)


def test_a_cycle_through_a_delayed_is_collected():
    assert run("""
        import weakref
        class Model:
            def __init__(self):
                self.total = delayed(self.work)()
            def work(self):
                return 1
        model = Model()
        alive = weakref.ref(model)
        del model
        gc.collect()
        print(alive() is None)
        """) == ["True"]


def test_a_forked_child_computes():
    assert run("""
        import multiprocessing
        def child():
            assert delayed(sum)([delayed(inc)(i) for i in range(100)]).compute() == 5050
        assert delayed(inc)(1).compute() == 2
        context = multiprocessing.get_context("fork")
        children = [context.Process(target=child) for _ in range(4)]
        for process in children:
            process.start()
        for process in children:
            process.join(30)
            print(process.exitcode)
        assert delayed(inc)(1).compute() == 2
        """) == ["0"] * 4


def test_a_child_forked_inside_of_a_task_computes():
    assert run("""
        def fork():
            pid = os.fork()
            if pid == 0:
                os._exit(0 if delayed(inc)(delayed(inc)(1)).compute() == 3 else 1)
            return os.waitpid(pid, 0)[1]
        print(delayed(fork)().compute())
        """) == ["0"]


def test_many_python_threads_may_compute_at_once():
    assert run("""
        def work(n, results):
            for i in range(50):
                x = [delayed(inc)(i) for i in range(10)]
                results.append(delayed(sum)(x).compute() == 55)
        results = []
        threads = [threading.Thread(target=work, args=(n, results)) for n in range(8)]
        for thread in threads: thread.start()
        for thread in threads: thread.join()
        print(len(results), all(results))
        """) == ["400", "True"]


def test_threads_keep_what_python_keeps_by_thread():
    assert run("""
        local = threading.local()
        def count():
            local.count = getattr(local, "count", 0) + 1
            return local.count
        print(max(tusk.compute([delayed(count)() for _ in range(100)], num_workers=2)[0]) > 10)
        """) == ["True"]


INTERRUPTED = """
print("ready", flush=True)
try:
    {wait}
except KeyboardInterrupt:
    print("interrupted", flush=True)
assert delayed(inc)(1).compute() == 2
print("usable", flush=True)
"""

WAITS = {
    "a run": "tusk.compute([delayed(time.sleep)(0.05) for _ in range(10000)])",
    "a synchronous run": "tusk.compute([delayed(time.sleep)(0.05) for _ in range(10000)], scheduler='synchronous')",
    "a future": "client = Client(); futures = client.map(time.sleep, [0.05 + i * 1e-9 for i in range(10000)]); futures[-1].result()",
    "progress": "client = Client(); tusk.distributed.progress(client.map(time.sleep, [0.05 + i * 1e-9 for i in range(10000)]), out=open(os.devnull, 'w'))",
    "as_completed": "client = Client(); futures = client.map(time.sleep, [0.05 + i * 1e-9 for i in range(10000)]); list(tusk.distributed.as_completed(futures[-1:]))",
}


@pytest.mark.parametrize("wait", WAITS.values(), ids=WAITS)
def test_ctrl_c_ends_the_wait_and_leaves_the_pool_usable(wait):
    # Where tests run in the background of a shell, their children would ignore SIGINT.
    process = start("signal.signal(signal.SIGINT, signal.default_int_handler)\n" + textwrap.dedent(INTERRUPTED).format(wait=wait))
    assert process.stdout.readline() == "ready\n"
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    sent = time.monotonic()
    assert process.stdout.readline() == "interrupted\n"
    assert time.monotonic() - sent < 5
    # Read as the lines before it: communicate() would lose what came together with them.
    assert process.stdout.readline() == "usable\n"
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors


BUSY = """
def count(seconds, ended):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        sum(range(1000))
    ended.append(seconds)

def interrupt(begun):
    while not begun:
        time.sleep(0.01)
    time.sleep(0.3)
    os.kill(os.getpid(), signal.SIGINT)

signal.signal(signal.SIGINT, signal.default_int_handler)
ended, begun, later = [], [], []

def busy(seconds):
    begun.append(1)
    count(seconds, ended)
threading.Thread(target=interrupt, args=(begun,)).start()
start = time.monotonic()
"""


@pytest.mark.parametrize("watched", ["", "kept = tusk.diagnostics.Callback(posttask=lambda key, *_: later.append(key)); kept.register()"], ids=["alone", "watched"])
def test_ctrl_c_reaches_the_waiting_thread_while_python_tasks_run(watched):
    assert run(
        BUSY
        + textwrap.dedent(watched)
        + textwrap.dedent("""
        import tusk.diagnostics
        try:
            tusk.compute([delayed(busy)(3) for _ in range(2)], [delayed(later.append)(i) for i in range(1000)], num_workers=2)
        except KeyboardInterrupt:
            print(time.monotonic() - start < 2, ended)
        # The threads of the tasks that still run are made up for.
        print(tusk.compute([delayed(inc)(i) for i in range(100)], num_workers=2)[0] == list(range(1, 101)), ended)
        while len(ended) < 2:
            time.sleep(0.05)
        print(ended, [x for x in later if isinstance(x, int)], delayed(inc)(1).compute())
        """)
    ) == "True [] True [] [3, 3] [] 2".split()


def test_ctrl_c_in_a_task_on_the_main_thread_ends_it():
    assert run(BUSY + textwrap.dedent("""
        try:
            delayed(busy)(30).compute(scheduler="synchronous")
        except KeyboardInterrupt:
            print(time.monotonic() - start < 5, ended, delayed(inc)(1).compute(scheduler="synchronous"))
        """)) == "True [] 2".split()


def test_the_interpreter_ends_well_while_interrupted_tasks_run():
    assert run(BUSY + textwrap.dedent("""
        try:
            delayed(busy)(1.5).compute()
        except KeyboardInterrupt:
            print(ended)
        """)) == ["[]"]


def test_tasks_that_wait_for_each_other_do_not_keep_the_program_from_ending():
    for _ in range(5):
        assert run("""
            def waiting(levels):
                return client.submit(waiting, levels - 1).result() + 1 if levels else time.sleep(0.5) or 0
            client = Client()
            future = client.submit(waiting, 5)
            time.sleep(0.2)
            print("end")
            """) == ["end"]


def test_a_task_that_waits_says_when_the_system_has_no_more_threads():
    assert run("""
        import resource
        def waiting(levels):
            return client.submit(waiting, levels - 1).result() + 1 if levels else 0
        client = Client()
        client.submit(inc, 1).result()
        used = int(open("/proc/self/statm").read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
        resource.setrlimit(resource.RLIMIT_AS, (used + 600 * 2**20, -1))
        try:
            client.submit(waiting, 400).result()
        except RuntimeError as error:
            print("no more" in str(error) and "take futures as arguments" in str(error))
        # What had begun below the task that failed goes on, and gives its threads back.
        end = time.monotonic() + 30
        while True:
            try:
                print(client.submit(waiting, 3, pure=False).result(), delayed(inc)(1).compute())
                break
            except RuntimeError:
                if time.monotonic() > end:
                    raise
        """) == ["True", "3", "2"]
