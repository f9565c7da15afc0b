"""What a task raises reaches whoever computes: the same exception, its traceback, and what is known of the task."""

import traceback

import pytest

import tusk
from tusk import delayed


class Refusal(Exception):
    def __init__(self, code):
        super().__init__(f"refused with {code}")
        self.code = code


def refuse(code):
    raise Refusal(code)


def outer(code):
    return refuse(code)


def inc(x):
    return x + 1


def notes(error):
    return "\n".join(error.__notes__)


def test_the_exception_is_the_one_that_was_raised(scheduler, by_reference):
    raised = Refusal(7)

    def fail():
        raise raised

    with pytest.raises(Refusal) as caught:
        delayed(fail)().compute()
    assert caught.value is raised


def test_the_traceback_shows_the_users_frames(scheduler):
    with pytest.raises(Refusal) as caught:
        delayed(inc)(delayed(outer)(3, dask_key_name="outer-1")).compute()
    assert caught.value.code == 3
    text = "".join(traceback.format_exception(caught.value))
    assert "in outer" in text and "in refuse" in text and "raise Refusal(code)" in text
    assert "in test_the_traceback_shows_the_users_frames" in text
    assert "task 'outer-1' failed: outer(3); needed by 'inc-" in text


def test_a_note_names_task_arguments_and_who_waited(scheduler):
    bad = delayed(lambda a, b: a / b, name="ratio")(delayed(inc)(0), b=0, dask_key_name="ratio-1")
    with pytest.raises(ZeroDivisionError) as caught:
        delayed(inc)(bad, dask_key_name="next").compute(optimize_graph=False)
    assert caught.value.__notes__ == ["task 'ratio-1' failed: lambda(1, b=0); needed by 'next'"]


def test_notes_are_not_added_twice(by_reference):
    raised = ValueError("again")

    def fail():
        raise raised

    for _ in range(2):
        with pytest.raises(ValueError):
            delayed(fail)(dask_key_name="fail-1").compute()
    assert raised.__notes__ == ["task 'fail-1' failed: fail()"]


def test_nested_runs_add_a_note_each(scheduler):
    def nested():
        return delayed(refuse)(1, dask_key_name="inner-1").compute()

    with pytest.raises(Refusal) as caught:
        delayed(nested)(dask_key_name="outer-1").compute()
    assert [note.split(" failed")[0] for note in caught.value.__notes__] == ["task 'inner-1'", "task 'outer-1'"]


def test_retries_are_counted_in_the_note():
    with tusk.annotate(retries=2):
        bad = delayed(refuse)(1)
    with pytest.raises(Refusal) as caught:
        bad.compute()
    assert "failed after 3 attempts" in notes(caught.value)


@pytest.mark.parametrize("error", [KeyError("k"), StopIteration(3), SystemExit(2), KeyboardInterrupt(), UnicodeDecodeError("utf-8", b"x", 0, 1, "bad"), ExceptionGroup("many", [ValueError(1)])])
def test_any_exception_passes(scheduler, error):
    def fail():
        raise error

    with pytest.raises(BaseException) as caught:
        delayed(fail)().compute()
    assert type(caught.value) is type(error)
    assert str(caught.value) == str(error)


def test_causes_are_kept(scheduler):
    def fail():
        try:
            refuse(1)
        except Refusal as cause:
            raise ValueError("second") from cause

    with pytest.raises(ValueError) as caught:
        delayed(fail)().compute()
    assert isinstance(caught.value.__cause__, Refusal)


BUILTIN = ["RuntimeError", "ValueError", "TypeError", "KeyError", "IndexError", "OSError", "FileNotFoundError", "NotImplementedError", "MemoryError", "TimeoutError", "UnicodeDecodeError"]


@pytest.mark.parametrize("kind", BUILTIN)
def test_native_errors_are_pythons_of_the_same_name(native, kind):
    import builtins

    with pytest.raises(getattr(builtins, kind), match=f'it failed: "{kind}"') as caught:
        native("fail")(kind, dask_key_name="fail-1").compute()
    assert type(caught.value).__name__ == kind
    assert notes(caught.value) == f"task 'fail-1' failed: test.fail('{kind}')"


@pytest.mark.parametrize("kind", ["CancelledError", "KilledWorker", "InternalError"])
def test_native_errors_that_python_has_not_are_tusks(native, kind):
    with pytest.raises(getattr(tusk, kind), match="it failed"):
        native("fail")(kind).compute()


def test_errors_of_linear_algebra_are_numpys(native):
    import numpy as np

    with pytest.raises(np.linalg.LinAlgError, match="it failed"):
        native("fail")("LinAlgError").compute()


def test_foreign_cpp_exceptions_are_runtime_errors(native):
    with pytest.raises(RuntimeError, match="it failed as C\\+\\+ does") as caught:
        native("fail")("std::exception").compute()
    assert "failed: test.fail" in notes(caught.value)
    with pytest.raises(RuntimeError, match="no exception"):
        native("fail")("an int").compute()


STANDARD = {"std::invalid_argument": ValueError, "std::domain_error": ValueError, "std::length_error": ValueError, "std::range_error": ValueError, "std::out_of_range": IndexError, "std::overflow_error": OverflowError}


@pytest.mark.parametrize("kind, expected", STANDARD.items())
def test_exceptions_of_the_cpp_library_are_what_they_mean(native, kind, expected):
    with pytest.raises(expected, match="it failed as C\\+\\+ does") as caught:
        native("fail")(kind).compute()
    assert type(caught.value) is expected


def test_a_note_shows_results_of_joined_tasks_and_names_all_that_waited(scheduler):
    bad = delayed(lambda a, b: a / b, name="ratio")(delayed(inc)(0), 0, dask_key_name="ratio-1")
    end = delayed(inc)(delayed(inc)(bad, dask_key_name="second"), dask_key_name="third")
    with pytest.raises(ZeroDivisionError) as caught:
        end.compute()
    assert caught.value.__notes__ == ["task 'ratio-1' failed: lambda(1, 0); needed by 'second', 'third'"]


def test_each_future_has_the_note_of_its_own_failure_alone(client):
    failed = client.submit(refuse, 1, key="refuse-1")
    dependents = [client.submit(inc, failed, key=name) for name in "abc"]
    for name, future in zip("abc", dependents):
        for _ in range(2):
            with pytest.raises(Refusal) as caught:
                future.result()
        assert caught.value.__notes__ == [f"task 'refuse-1' failed: refuse(1); needed by '{name}'"]
    with pytest.raises(Refusal) as caught:
        failed.result()
    assert caught.value.__notes__ == ["task 'refuse-1' failed: refuse(1)"]


def test_a_failure_leaves_the_pool_usable():
    for _ in range(20):
        with pytest.raises(Refusal):
            tusk.compute([delayed(refuse)(i) for i in range(20)])
        assert delayed(inc)(1).compute() == 2


def test_what_cannot_be_printed_still_fails_with_its_own_exception():
    class Unprintable(Exception):
        def __str__(self):
            raise RuntimeError("no text")

        __repr__ = __str__

    class Argument:
        def __repr__(self):
            raise RuntimeError("no text")

    def fail(argument):
        raise Unprintable

    with pytest.raises(Unprintable) as caught:
        delayed(fail)(Argument()).compute()
    assert "fail(<" in notes(caught.value)
