"""What bound functions say of arguments that they can't take: our own words, with the name that the user knows."""

import types

import pandas as pd
import pytest

import tusk
import tusk.dataframe as dd
from tusk import _native, delayed
from tusk.diagnostics import CacheProfiler, Callback, ProgressBar, performance_report, write_chrome_trace
from tusk.distributed import as_completed, progress


def bound_functions(scope, seen=None):
    """All functions of C++ in a module, in its classes and in its submodules."""
    seen = seen if seen is not None else set()
    for name, member in vars(scope).items():
        kind = type(member).__name__
        if kind in ("nb_func", "nb_method"):
            yield f"{scope.__name__}.{name}", member
        elif isinstance(member, property):
            yield from ((f"{scope.__name__}.{name}", f) for f in (member.fget, member.fset) if f)
        elif isinstance(member, (type, types.ModuleType)) and member not in seen:
            seen.add(member)
            yield from bound_functions(member, seen)


FUNCTIONS = dict(bound_functions(_native))


def test_all_bound_functions_are_found():
    assert len(FUNCTIONS) > 500 and "Future.result" in FUNCTIONS and "tusk._native.config.get" in FUNCTIONS


@pytest.mark.parametrize("name", FUNCTIONS)
def test_no_bound_function_shows_the_words_of_the_binding(name):
    for args, kwargs in [((), {"no_such_keyword": 1}), ((object(),) * 40, {}), ((object(), object()), {})]:
        try:
            FUNCTIONS[name](*args, **kwargs)
        except TypeError as error:
            assert not any(word in str(error) for word in ("incompatible function", "bad_cast", "Invoked with", "_native"))
        except Exception:
            pass


def frame():
    return dd.from_pandas(pd.DataFrame({"a": [1, 2]}), 1)


REFUSED = {
    "an unknown keyword": (lambda: delayed(1).compute(foo=1), r"Delayed.compute\(\) takes no keyword 'foo'; there are traverse, "),
    "a misspelt keyword": (lambda: delayed(1).compute(schedular="sync"), "no keyword 'schedular'; did you mean scheduler?"),
    "too many": (lambda: delayed(1).persist(5), r"Delayed.persist\(\): too many positional arguments; it takes \(\*, traverse"),
    "too few": (lambda: tusk.Table(), r"Table\(\): missing a required argument: 'data'"),
    "a method of a frame": (lambda: frame().head("x"), r"DataFrame.head\(\): n must be a whole number: got 'x'"),
    "behind a Python function": (lambda: tusk.visualize(delayed(1), filename=5), r"^visualize\(\): filename must be a str: got 5"),
    "an optional one": (lambda: delayed(1).visualize(format=5), r"visualize\(\): format must be None or a str: got 5"),
    "in a class of Python": (lambda: CacheProfiler(metric_name=5), r"^CacheProfiler\(\): metric_name must be a str: got 5"),
    "a truth": (lambda: tusk.compute(1, traverse=5), r"^compute\(\): traverse must be True or False: got 5"),
    "a setting's key": (lambda: tusk.config.get(5), r"get\(\): key must be a str: got 5"),
    "another class": (lambda: write_chrome_trace("x", 5), r"profiler must be a Profiler: got 5"),
    "a list": (lambda: tusk.annotate(workers=5), r"annotate\(\): workers must be a list, each of it a str: got 5"),
    "a dict": (lambda: tusk.annotate(resources={"a": "b"}), r"a dict, each key a str and each value a number: got \{'a': 'b'\}"),
    "a report's title": (lambda: performance_report("x.html", title=5), r"performance_report\(\): title must be a str: got 5"),
    "a bar": (lambda: ProgressBar(width="x"), r"^ProgressBar\(\): width must be a whole number: got 'x'"),
    "a bar's file": (lambda: ProgressBar(out=5), "out must be None, or a file with a method write: got 5"),
    "a metric": (lambda: CacheProfiler(5), "metric must be None, or callable with a result: got 5"),
    "a callback": (lambda: Callback(finish=5), "finish must be None, or callable: got 5"),
    "settings": (lambda: tusk.config.set(5), "takes a dict of settings, or keywords: got 5"),
    "a duration": (lambda: tusk.utils.parse_timedelta([]), r"parse_timedelta needs a str or a number: got \[\]"),
    "a class that is not called": (lambda: tusk.Delayed(), "class Delayed are made by functions of tusk, not by calling the class"),
}


@pytest.mark.parametrize("call, words", REFUSED.values(), ids=REFUSED)
def test_a_refusal_names_what_was_called_and_what_it_takes(call, words):
    with pytest.raises(TypeError, match=words):
        call()


REFUSED_BY_CLIENTS = {
    "a priority": (lambda c, f: c.submit(len, [1], priority="x"), r"^Client.submit\(\): priority must be a whole number: got 'x'"),
    "a large priority": (lambda c, f: c.submit(len, [1], priority=2**40), "priority must be a smaller number: got 1099511627776"),
    "retries": (lambda c, f: c.map(len, ["a"], retries="x"), r"^Client.map\(\): retries must be a whole number: got 'x'"),
    "a key": (lambda c, f: c.submit(len, [1], key=["a"]), r"key must be a str, or a tuple of a str and whole numbers: got \['a'\]"),
    "a time-out": (lambda c, f: f.result(tiemout=3), r"Future.result\(\) takes no keyword 'tiemout'; did you mean timeout?"),
    "a done callback": (lambda c, f: f.add_done_callback(5), "must be callable, with the future: got 5"),
    "what as_completed gives": (lambda c, f: as_completed([f], with_results="x"), r"as_completed\(\): with_results must be True or"),
    "progress": (lambda c, f: progress(f, width="x"), r"^progress\(\): width must be a whole number: got 'x'"),
    "scatter": (lambda c, f: c.scatter(1, hash="x"), r"Client.scatter\(\): hash must be True or False: got 'x'"),
    "gather": (lambda c, f: c.gather(f, errors="skip"), 'errors="skip" leaves futures out of a list: got <Future'),
}


@pytest.mark.parametrize("call, words", REFUSED_BY_CLIENTS.values(), ids=REFUSED_BY_CLIENTS)
def test_a_client_names_what_was_called_and_what_it_takes(client, call, words):
    with pytest.raises(TypeError, match=words):
        call(client, client.submit(len, [1]))


REFUSED_VALUES = {
    "no threads": (lambda: tusk.Client(n_workers=0), "n_workers must be None or a whole number of 1 or more: got 0"),
    "part of a thread": (lambda: tusk.Client(threads_per_worker=2.5), "threads_per_worker must be None or a whole number of 1"),
    "an empty key": (lambda: delayed(len)([], dask_key_name=""), "a key must have a name: got an empty one"),
    "a large key": (lambda: delayed(len)([], dask_key_name=("a", 2**70)), "the numbers of a key must have at most 64 bits"),
    "a long wait": (lambda: tusk.utils.format_time(1e300), r"below 292 years: got 1e\+300"),
}


@pytest.mark.parametrize("call, words", REFUSED_VALUES.values(), ids=REFUSED_VALUES)
def test_values_out_of_range_are_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_as_many_keys_as_calls(client):
    with pytest.raises(ValueError, match="got 2 keys for 1 calls"):
        client.map(len, ["a"], key=["x", "y"])


def test_a_report_needs_a_path():
    with pytest.raises(FileNotFoundError, match="needs a path: got an empty one"), performance_report(""):
        pass


def test_a_task_with_the_binding_s_words_keeps_them():
    def fail():
        raise TypeError("f(): incompatible function arguments. Mine.")

    with pytest.raises(TypeError, match="Mine"):
        delayed(fail)().compute()


def test_skipping_keeps_what_is_no_future(client):
    assert client.gather([5, client.submit(len, [1]), client.submit(len, 5)], errors="skip") == [5, 1]


@pytest.mark.parametrize("make", [lambda: performance_report("never.html"), lambda: tusk.annotate(priority=1)])
def test_a_block_that_was_not_entered_can_t_be_left(make, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    block = make()
    for _ in range(2):
        with pytest.raises(RuntimeError, match="with block.* in none"):
            block.__exit__(None, None, None)
        with block:
            pass


def test_a_report_is_in_one_block_at_a_time(tmp_path):
    report = performance_report(tmp_path / "report.html")
    with report, pytest.raises(RuntimeError, match="one with block at a time"):
        report.__enter__()
    assert (tmp_path / "report.html").exists()


def test_pictures_are_written_to_paths_of_any_kind(tmp_path):
    assert tusk.visualize(delayed(1), filename=tmp_path / "x.svg").filename == str(tmp_path / "x.svg")
    delayed(1).visualize(tmp_path / "y.dot")
    assert (tmp_path / "y.dot").exists()
