"""compute, persist, optimize and graph_manipulation over several objects at once."""

import threading
import time

import pytest
from assert_eq import assert_eq

import tusk
from tusk import delayed
from tusk.diagnostics import Callback
from tusk.graph_manipulation import bind, checkpoint, clone, wait_on


def inc(x):
    return x + 1


def test_plain_values_pass_through():
    thing = object()
    assert tusk.compute(1, "a", thing, [2]) == (1, "a", thing, [2])
    assert tusk.compute() == ()


def test_results_lie_where_the_lazy_objects_did():
    x, y = delayed(inc)(1), delayed(inc)(2)
    assert tusk.compute([x, {"y": y}], (x, 5), (i for i in (y, 6))) == ([2, {"y": 3}], (2, 5), [3, 6])


def test_shared_work_is_done_once(by_reference):
    calls = []
    x = delayed(lambda: calls.append(1) or 5)()
    assert tusk.compute(x + 1, x + 2, [x]) == (6, 7, [5])
    assert calls == [1]


@pytest.mark.parametrize("name", ["threads", "threading", "Threads", "sync", "synchronous", "single-threaded"])
def test_schedulers_have_dasks_names(name):
    assert delayed(inc)(1).compute(scheduler=name) == 2
    with tusk.config.set(scheduler=name):
        assert delayed(inc)(1).compute() == 2


def test_the_synchronous_scheduler_stays_on_its_thread(by_reference):
    assert delayed(threading.get_ident)().compute(scheduler="synchronous") == threading.get_ident()
    assert delayed(threading.get_ident)().compute(scheduler="threads") != threading.get_ident()


@pytest.mark.parametrize("name", ["processes", "multiprocessing", "distributed"])
def test_schedulers_of_the_cluster_say_that_they_will_come(name):
    with pytest.raises(NotImplementedError, match="comes with the cluster"):
        delayed(inc)(1).compute(scheduler=name)


def test_unknown_schedulers_and_options_are_refused():
    x = delayed(inc)(1)
    with pytest.raises(ValueError, match='no scheduler "thread"'):
        x.compute(scheduler="thread")
    with pytest.raises(TypeError, match="scheduler must be None, the name"):
        x.compute(scheduler=3)
    with pytest.raises(ValueError, match="num_workers must be"):
        x.compute(num_workers=0)
    with pytest.raises(TypeError):
        x.compute(no_such_option=1)


def test_independent_tasks_run_at_once(by_reference):
    barrier = threading.Barrier(3, timeout=30)
    waits = [delayed(barrier.wait)() for _ in range(3)]
    assert sorted(tusk.compute(waits, num_workers=3)[0]) == [0, 1, 2]


def test_compute_inside_of_tasks_works(scheduler):
    def total(depth):
        if depth == 0:
            return 1
        return sum(tusk.compute([delayed(total)(depth - 1) for _ in range(3)])[0])

    assert delayed(total)(4).compute() == 3**4


def test_many_tasks():
    assert delayed(sum)([delayed(inc)(i) for i in range(2000)]).compute() == sum(range(2001))


def test_persist_keeps_results_and_keys(by_reference):
    calls = []
    x = delayed(lambda: calls.append(1) or 5)()
    (held,) = tusk.persist(x)
    assert held.key == x.key
    assert held.compute() + (held + 1).compute() == 11
    assert calls == [1]
    assert tusk.persist({"a": x})[0]["a"].compute() == 5


def test_optimize_keeps_keys_and_values():
    x = delayed(inc)(delayed(inc)(1))
    (small,) = tusk.optimize(x)
    assert small.key == x.key and len(small.dask) == 1 and len(x.dask) == 2
    assert_eq(small, 3)
    assert delayed(inc)(delayed(inc)(1)).compute(optimize_graph=False) == 3


def test_results_are_freed_at_their_last_use(by_reference):
    class Piece:
        alive = most = 0

        def __init__(self, *before):
            Piece.alive += 1
            Piece.most = max(Piece.most, Piece.alive)

        def __del__(self):
            Piece.alive -= 1

    x = delayed(Piece)()
    for _ in range(50):
        x = delayed(Piece)(x)
    delayed(lambda piece: None)(x).compute(scheduler="synchronous")
    assert Piece.alive == 0
    assert Piece.most <= 3


def test_clones_are_the_same_work_done_again(by_reference):
    calls = []
    x = delayed(lambda: calls.append(1) or 5)()
    y = clone(x)
    assert y.key != x.key
    assert tusk.compute(x, y) == (5, 5)
    assert len(calls) == 2
    assert clone(x, seed="a").key == clone(x, seed="a").key
    assert clone(x + 1, omit=x).compute() == 6


def test_bound_work_waits_for_its_parents(by_reference):
    order = []

    def slow():
        time.sleep(0.05)
        order.append("parent")

    bind(delayed(order.append)("child"), delayed(slow)()).compute(num_workers=4)
    assert order == ["parent", "child"]


def test_wait_on_gives_the_values_when_all_are_there(by_reference):
    done = []

    def slow():
        time.sleep(0.05)
        done.append(1)

    quick, _ = wait_on(delayed(inc)(1), delayed(slow)())
    assert delayed(lambda x: (x, len(done)))(quick).compute(num_workers=4) == (2, 1)
    assert checkpoint(*[delayed(inc)(i) for i in range(20)], split_every=3).compute() is None


def test_annotations_belong_to_what_is_made_in_their_block(by_reference):
    attempts = []

    def flaky():
        attempts.append(1)
        if len(attempts) < 3:
            raise OSError("not yet")
        return "page"

    with tusk.annotate(retries=5, priority=1):
        assert tusk.get_annotations() == {"priority": 1, "retries": 5}
        with tusk.annotate(retries=2, workers="a", resources={"gpu": 1}):
            assert tusk.get_annotations() == {"priority": 1, "retries": 2, "workers": ["a"], "resources": {"gpu": 1.0}}
            page = delayed(flaky)()
    assert tusk.get_annotations() == {}
    assert page.compute() == "page"
    assert len(attempts) == 3
    with pytest.raises(ValueError, match="retries"), tusk.annotate(retries=-1):
        pass


def test_higher_priorities_go_first(by_reference):
    order = []
    tasks = []
    for priority in (0, 2, 1):
        with tusk.annotate(priority=priority):
            tasks.append(delayed(order.append)(priority))
    tusk.compute(tasks, num_workers=1)
    assert order == [2, 1, 0]


OWN = {"team": "a", "note": {"why": [1, None]}, "größe": 3}


def test_annotations_of_ones_own_are_kept_with_tasks():
    with tusk.annotate(**OWN, retries=1):
        x = delayed(inc)(1)
        with tusk.annotate(team="b"):
            y = delayed(inc)(x)
        assert tusk.get_annotations() == {**OWN, "retries": 1}
    assert tusk.get_annotations(x) == {**OWN, "retries": 1}
    assert tusk.get_annotations(y) == {**OWN, "retries": 1, "team": "b"}
    assert tusk.get_annotations(delayed(inc)(y)) == tusk.get_annotations() == {}
    with pytest.raises(TypeError, match="takes a Delayed, or nothing: got 5"):
        tusk.get_annotations(5)


class Annotated(Callback):
    def _start(self, run):
        self.at_start = run.annotations()

    def _finish(self, run, state, errored):
        self.at_end = run.annotations()


def test_callbacks_see_the_annotations_of_tasks(scheduler):
    with tusk.annotate(**OWN):
        x = delayed(inc)(1, dask_key_name="annotated")
    with Annotated() as seen:
        # Tasks of unlike annotations are not joined.
        assert delayed(inc)(x).compute() == 3
    assert seen.at_start == seen.at_end == {"annotated": OWN}


def test_callbacks_see_the_annotations_of_futures(client):
    with Annotated() as seen:
        with tusk.annotate(**OWN):
            future = client.submit(inc, 1, key="annotated")
        client.gather([future, client.submit(inc, 2)])
    assert seen.at_end == {"annotated": OWN}


def nested(scheduler, levels):
    if levels == 0:
        return 0
    return delayed(nested)(scheduler, levels - 1).compute(scheduler=scheduler) + 1


def test_computing_inside_of_tasks_nests_up_to_a_limit(scheduler):
    assert nested(scheduler, 250) == 250
    with pytest.raises(RuntimeError, match=r"inside of tasks 250 deep, .* 'nested-.*take each other's results as arguments") as error:
        nested(scheduler, 10_000)
    assert len(error.value.__notes__) == 20
    assert nested(scheduler, 3) == 3


def waiting(client, levels):
    return client.submit(waiting, client, levels - 1).result() + 1 if levels else 0


def test_tasks_may_wait_for_tasks_that_wait(client):
    assert waiting(client, 1000) == 1000
