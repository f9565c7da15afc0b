"""What the client takes: Dask's keywords are its own, and other types are refused by the call."""

import io

import pytest

import tusk
from tusk import delayed
from tusk.distributed import as_completed, fire_and_forget, progress, wait


def keywords_of(**keywords):
    return keywords


CLUSTERS = {"workers": ["a"], "resources": {"GPU": 1}, "allow_other_workers": True, "fifo_timeout": "1s", "retries": None, "actor": False}


@pytest.mark.parametrize("name", CLUSTERS)
def test_keywords_of_the_client_do_not_reach_the_function(client, name):
    assert client.submit(keywords_of, x=1, **{name: CLUSTERS[name]}).result() == {"x": 1}
    futures = client.map(lambda x, **keywords: (x, keywords), [1, 2], batch_size=1, **{name: CLUSTERS[name]})
    assert client.gather(futures) == [(1, {}), (2, {})]


def test_a_client_is_a_scheduler(client):
    assert delayed(abs)(-2).compute(scheduler=client) == 2
    assert tusk.compute(delayed(abs)(-2), scheduler=client) == (2,)
    client.close()
    with pytest.raises(RuntimeError, match="closed client"):
        delayed(abs)(-2).compute(scheduler=client)
    with pytest.raises(TypeError, match="or a Client: got 5"):
        delayed(abs)(-2).compute(scheduler=5)


def test_actors_are_refused(client):
    with pytest.raises(NotImplementedError, match="actor"):
        client.submit(dict, actor=True)


WRONG = {
    "as_completed": lambda client, value: as_completed([value]),
    "wait": lambda client, value: wait(value),
    "wait for a list": lambda client, value: wait([value]),
    "cancel": lambda client, value: client.cancel(value),
    "retry": lambda client, value: client.retry(value),
    "fire_and_forget": lambda client, value: fire_and_forget(value),
    "progress": lambda client, value: progress(value, out=io.StringIO()),
    "submit": lambda client, value: client.submit(value),
    "map": lambda client, value: client.map(value, [1]),
}


@pytest.mark.parametrize("value", [5, "x", {"a": 5}])
@pytest.mark.parametrize("call", WRONG)
def test_what_is_no_future_or_function_is_refused(client, call, value):
    with pytest.raises(TypeError, match="takes futures|must be callable"):
        WRONG[call](client, value)


def test_empty_containers_hold_all_their_futures(client):
    for empty in [[], {}, (), set(), [[], {}]]:
        assert wait(empty).done == set()
        client.cancel(empty)
        progress(empty, out=io.StringIO())
    assert list(as_completed([])) == []


@pytest.mark.parametrize("value", [5, "text", [1, 2]])
def test_calling_a_delayed_value_that_is_no_function_is_refused(value):
    with pytest.raises(TypeError, match=f"must be callable.*{type(value).__name__}"):
        delayed(value)(1)


def test_what_may_be_callable_is_called_when_it_is_there(client):
    assert delayed(delayed(lambda: abs)())(-3).compute() == 3
    assert client.submit(client.submit(lambda: abs), -3).result() == 3


def test_words_of_a_cluster_are_no_arguments_of_functions(client):
    words = {"workers": "a", "resources": {"GPU": 1}, "allow_other_workers": True, "fifo_timeout": "1s"}
    assert client.gather(client.map(abs, [-1], batch_size=2, **words)) == [1]
    assert client.gather(client.scatter([1], workers="a", broadcast=True, direct=False, timeout=3)) == [1]
    with pytest.raises(NotImplementedError, match="actors"):
        client.map(list, [()], actor=True)


def test_waiting_takes_iterators_of_futures(client):
    futures = client.map(abs, [-1, -2])
    assert wait(future for future in futures) == (set(futures), set())
    assert sorted(future.result() for future in as_completed(iter(futures))) == [1, 2]


@pytest.mark.parametrize("wrong", [5, None, {"a": 1}])
def test_as_completed_takes_a_list_of_futures(client, wrong):
    with pytest.raises(TypeError, match="as_completed takes a list of futures.*got"):
        as_completed(wrong)
    with pytest.raises(TypeError, match="as_completed takes a list of futures.*got <Future"):
        as_completed(client.submit(abs, 1))
