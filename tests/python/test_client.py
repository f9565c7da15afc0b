"""Futures and the client of one process."""

import gc
import io
import threading
import time
import traceback
import weakref

import numpy as np
import pytest

import tusk
from tusk import delayed
from tusk.distributed import Client, Future, as_completed, default_client, fire_and_forget, futures_of, get_client, progress, wait


def inc(x):
    return x + 1


def add(x, y=0):
    return x + y


def fail(x):
    raise ValueError(f"no {x}")


class Gate:
    """A task that waits until it is opened."""

    def __init__(self):
        self.opened = threading.Event()
        self.entered = threading.Event()

    def __call__(self, value=None):
        self.entered.set()
        assert self.opened.wait(30)
        return value


@pytest.fixture
def gate(by_reference):
    gate = Gate()
    yield gate
    gate.opened.set()


def test_submit_gives_a_future_at_once(client, gate):
    future = client.submit(gate, 5)
    assert isinstance(future, Future)
    assert future.status == "pending" and not future.done()
    gate.opened.set()
    assert future.result() == 5
    assert future.status == "finished" and future.done() and not future.cancelled()
    assert repr(future) == f"<Future: finished, key: {future.key}>"
    assert future.exception() is None and future.traceback() is None


def test_futures_are_arguments_anywhere(client):
    a, b = client.submit(inc, 1), client.submit(inc, 2)
    assert client.submit(add, a, y=b).result() == 5
    assert client.submit(lambda x: x, {"k": [a, (b, a)]}).result() == {"k": [2, (3, 2)]}
    assert client.submit(add, delayed(inc)(a), 1).result() == 4
    assert delayed(add)(a, delayed(inc)(b)).compute() == 6
    assert tusk.compute([a, 1]) == ([2, 1],)


def test_map_calls_for_each_element(client):
    assert client.gather(client.map(add, range(3), range(10, 20))) == [10, 12, 14]
    assert [f.key for f in client.map(inc, range(2), key="mine")] == ["mine-0", "mine-1"]
    assert [f.key for f in client.map(inc, range(2), key=["a", "b"])] == ["a", "b"]
    assert client.gather(client.map(add, [1, 2], y=client.submit(inc, 9))) == [11, 12]


def test_equal_calls_are_one_task(client, by_reference):
    calls = []

    def costly(x):
        calls.append(x)
        return x

    a, b = client.submit(costly, 1), client.submit(costly, 1)
    assert a.key == b.key and client.gather([a, b]) == [1, 1]
    assert calls == [1]
    c = client.submit(costly, 1, pure=False)
    assert c.key != a.key and c.result() == 1
    assert len(calls) == 2


def test_gather_keeps_the_structure(client):
    a, b = client.map(inc, [1, 2])
    assert client.gather({"x": a, "y": [b, 7]}) == {"x": 2, "y": [3, 7]}
    assert client.gather(f for f in (a, b)) == [2, 3]
    assert client.gather(a) == 2


def test_scatter_gives_futures_on_data(client, by_reference):
    data = np.arange(5)
    future = client.scatter(data)
    assert future.result() is data
    assert client.submit(np.sum, future).result() == 10
    assert client.gather(client.scatter([1, 2])) == [1, 2]
    assert client.gather(client.scatter({"a": 1})) == {"a": 1}
    assert client.scatter(data).key == future.key
    assert client.scatter(data, hash=False).key != future.key


def test_compute_and_persist_give_work_to_the_client(client):
    x, y = delayed(inc)(1), delayed(inc)(2)
    future = client.compute(x + y)
    assert isinstance(future, Future) and future.result() == 5
    assert client.gather(client.compute([x, y])) == [2, 3]
    assert client.compute([x, y], sync=True) == [2, 3]
    held = client.persist(x + y)
    assert (held + 1).compute() == 6


def test_a_failure_is_raised_each_time_with_the_users_traceback(client):
    future = client.submit(fail, 3, key="fail-3")
    for _ in range(3):
        with pytest.raises(ValueError, match="no 3") as caught:
            future.result()
        text = "".join(traceback.format_exception(caught.value))
        assert text.count("in fail") == 1
    assert caught.value.__notes__ == ["task 'fail-3' failed: fail(3)"]
    assert future.status == "error"
    assert isinstance(future.exception(), ValueError)
    assert future.exception() is future.exception()
    assert traceback.extract_tb(future.traceback())[0].name == "fail"


def test_a_failure_reaches_dependents(client):
    bad = client.submit(fail, 1)
    after = client.submit(inc, client.submit(inc, bad))
    with pytest.raises(ValueError, match="no 1"):
        after.result()
    with pytest.raises(ValueError, match="no 1"):
        client.gather([client.submit(inc, 1), bad])
    assert client.gather([client.submit(inc, 1), bad, client.submit(inc, 2)], errors="skip") == [2, 3]


def test_own_exceptions_keep_their_attributes(client):
    class Odd(Exception):
        def __init__(self, code, *, extra):
            super().__init__(f"code {code}")
            self.code, self.extra = code, extra

    def raise_odd():
        raise Odd(5, extra=[1]) from KeyError("cause")

    with pytest.raises(Odd, match="^code 5\n") as caught:
        client.submit(raise_odd).result()
    assert (caught.value.code, caught.value.extra) == (5, [1])
    assert isinstance(caught.value.__cause__, KeyError)
    assert str(client.submit(lambda: b"\xff".decode()).exception()).startswith("'utf-8' codec can't decode byte 0xff")
    assert client.submit(open, "/no such file").exception().errno == 2


def test_a_failed_task_can_be_retried(client, by_reference):
    attempts = []

    def flaky():
        attempts.append(1)
        if len(attempts) < 3:
            raise OSError("not yet")
        return len(attempts)

    future = client.submit(flaky)
    assert isinstance(future.exception(), OSError)
    future.retry()
    assert isinstance(future.exception(), OSError)
    client.retry([future])
    assert future.result() == 3
    assert client.submit(flaky, pure=False, retries=2).result() == 4


def test_cancelled_work_does_not_run(client, gate):
    running = [client.submit(gate, i) for i in range(client.nthreads())]
    queued = client.submit(inc, 1)
    after = client.submit(inc, queued)
    client.cancel([queued])
    assert queued.cancelled() and after.cancelled()
    with pytest.raises(tusk.CancelledError, match="was cancelled"):
        queued.result()
    gate.opened.set()
    assert client.gather(running) == list(range(client.nthreads()))
    queued.retry()
    assert queued.result() == 2


def test_results_live_as_long_as_a_future_on_them(client, by_reference):
    class Thing:
        pass

    a = client.submit(Thing)
    b = client.submit(Thing)
    alive = weakref.ref(a.result())
    assert alive() is b.result()
    del a
    assert alive() is not None
    del b
    gc.collect()
    assert alive() is None


def test_inputs_live_until_they_are_used(client, gate):
    class Thing:
        pass

    thing = client.submit(Thing, pure=False)
    alive = weakref.ref(thing.result())
    used = client.submit(lambda t, _: type(t).__name__, thing, client.submit(gate))
    thing.release()
    gate.opened.set()
    assert used.result() == "Thing"
    deadline = time.monotonic() + 10
    while alive() is not None and time.monotonic() < deadline:
        time.sleep(0.001)
    assert alive() is None
    with pytest.raises(RuntimeError, match="released"):
        thing.result()


def test_a_kept_failure_keeps_no_frames_alive(client):
    class Witness:
        pass

    def look(future):
        witness = Witness()
        with pytest.raises(ValueError):
            future.result()
        return weakref.ref(witness)

    future = client.submit(fail, 1)
    alive = look(future)
    del future
    gc.collect()
    assert alive() is None


def test_waiting_for_all_or_the_first(client, gate):
    quick, slow = client.submit(inc, 1), client.submit(gate)
    done, not_done = wait([quick, slow], return_when="FIRST_COMPLETED")
    assert done == {quick} and not_done == {slow}
    with pytest.raises(TimeoutError):
        wait([quick, slow], timeout=0.05)
    with pytest.raises(TimeoutError, match="did not end in time"):
        slow.result(timeout="20ms")
    gate.opened.set()
    assert wait({"a": quick, "b": [slow]}).done == {quick, slow}
    assert wait([]).done == set()


def test_as_completed_gives_futures_as_they_end(client, gate):
    slow = client.submit(gate, "slow")
    quick = client.submit(inc, 1)
    ended = as_completed([slow, quick])
    assert next(ended) is quick
    assert not ended.has_ready() and ended.count() == 1
    more = client.submit(inc, 2)
    ended.add(more)
    assert next(ended) is more
    gate.opened.set()
    assert next(ended) is slow
    assert ended.is_empty() and list(ended) == []


def test_as_completed_gives_results_and_batches(client):
    futures = client.map(inc, range(20))
    assert {(future.key, result) for future, result in as_completed(futures, with_results=True)} == {(f.key, i + 1) for i, f in enumerate(futures)}
    assert sorted(f.result() for batch in as_completed(futures).batches() for f in batch) == list(range(1, 21))
    bad = client.submit(fail, 1)
    with pytest.raises(ValueError):
        next(as_completed([bad], with_results=True))
    ((future, error),) = as_completed([bad], with_results=True, raise_errors=False)
    assert future is bad and isinstance(error, ValueError)


def test_as_completed_times_out(client, gate):
    with pytest.raises(TimeoutError):
        next(as_completed([client.submit(gate)], timeout=0.05))


def test_done_callbacks_are_called_once(client, gate):
    called = threading.Event()
    seen = []

    def note(future):
        seen.append((future.key, future.result()))
        called.set()

    future = client.submit(gate, 4)
    future.add_done_callback(note)
    assert seen == []
    gate.opened.set()
    assert called.wait(10)
    called.clear()
    future.add_done_callback(note)
    assert called.wait(10)
    assert seen == [(future.key, 4)] * 2


def test_fired_tasks_run_though_nobody_keeps_them(client, by_reference):
    ran = threading.Event()
    fire_and_forget(client.submit(ran.set))
    assert ran.wait(10)


def test_dropped_tasks_do_not_run(client, gate):
    ran = []
    running = [client.submit(gate, i) for i in range(client.nthreads())]
    assert gate.entered.wait(10)
    client.submit(ran.append, 1)
    gate.opened.set()
    client.gather(running)
    assert client.submit(inc, 5).result() == 6
    assert ran == []


def test_tasks_may_submit_and_wait(client, by_reference):
    def fibonacci(n):
        if n < 2:
            return n
        client = get_client()
        return sum(client.gather([client.submit(fibonacci, n - 1), client.submit(fibonacci, n - 2)]))

    assert client.submit(fibonacci, 8).result() == 21


def test_the_current_client():
    with pytest.raises(ValueError, match="no open client"):
        Client.current()
    with Client() as first:
        assert default_client() is first
        with Client(set_as_default=False):
            assert Client.current() is first
        with Client() as second:
            assert Client.current() is second
        assert Client.current() is first
    assert first.status == "closed"
    with pytest.raises(RuntimeError, match="closed client"):
        first.submit(inc, 1)


def test_clients_take_threads_as_dask_says():
    with Client(n_workers=2, threads_per_worker=3, processes=False) as client:
        assert client.nthreads() == 6
        assert repr(client) == "<Client: running, threads=6>"
    for options in ({"address": "tcp://host:8786"}, {"processes": True}):
        with pytest.raises(NotImplementedError, match="come with the cluster"):
            Client(**options)


def test_closing_cancels_what_is_not_finished(by_reference):
    gate = Gate()
    client = Client()
    finished = client.submit(inc, 1)
    assert finished.result() == 2
    running = [client.submit(gate, i) for i in range(client.nthreads())]
    queued = client.submit(inc, 5)
    threading.Timer(0.05, gate.opened.set).start()
    client.close()
    assert queued.cancelled()
    assert finished.result() == 2
    assert all(future.done() for future in running)


def test_futures_of_finds_them_all(client):
    a, b = client.map(inc, [1, 2])
    assert futures_of([a, {"x": (b, a)}, 5]) == [a, b]
    held = client.persist(delayed(inc)(1) + 1)
    (behind,) = futures_of(held)
    assert behind.result() == 3
    assert [future.key for future in futures_of(delayed(add)(held, [a]))] == [behind.key, a.key]
    assert futures_of(delayed(inc)(1)) == []


def test_progress_shows_a_line_until_all_have_ended(client, gate):
    log = io.StringIO()
    futures = client.map(inc, range(3)) + [client.submit(inc, client.submit(gate, 5))]
    threading.Timer(0.05, gate.opened.set).start()
    progress(futures[:1], {"rest": futures[1:]}, out=log)
    assert all(future.done() for future in futures)
    assert log.getvalue().startswith("[########################################] | 100% Completed | ")
    assert log.getvalue().endswith("| 5 tasks\n") or log.getvalue().endswith("| 4 tasks\n")
    log.truncate(0)
    progress(client.persist(delayed(inc)(1)), width=10, out=log)
    assert "[##########] | 100% Completed" in log.getvalue()
    progress([], out=log)


def test_progress_shows_a_failure_and_raises_nothing(client):
    log = io.StringIO()
    progress(client.submit(fail, 1), client.submit(inc, 1), out=log)
    assert "| 50% Failed after" in log.getvalue()


def test_many_futures(client):
    futures = client.map(inc, range(2000))
    assert client.submit(sum, futures).result() == sum(range(2001))


def test_higher_priorities_go_first(client, gate):
    order = []
    running = [client.submit(gate, i) for i in range(client.nthreads())]
    futures = [client.submit(order.append, p, priority=p) for p in (0, 2, 1)]
    gate.opened.set()
    client.gather(running + futures)
    assert order[0] == 2 or client.nthreads() > 1
