"""tusk.config and tusk.utils: names and meanings as Dask has them."""

import dask.utils
import pytest

import tusk
from tusk import config, utils


def test_set_holds_inside_a_block():
    before = config.get("scheduler.threads")
    with config.set({"scheduler.threads": 3}):
        assert config.get("scheduler.threads") == 3
    assert config.get("scheduler.threads") == before


def test_set_holds_for_good_without_a_block():
    config.set({"mine.first": 1})
    config.set(mine__second=[1, {"a": None}])
    try:
        assert config.get("mine") == {"first": 1, "second": [1, {"a": None}]}
    finally:
        config.set({"mine": {"first": None, "second": None}})


@pytest.mark.parametrize("value", [None, True, 3, 2.5, "text", [1, "a"], {"a": {"b": [True]}}])
def test_values_come_back_as_they_were(value):
    with config.set({"mine.value": value}):
        assert config.get("mine.value") == value


def test_nested_keys_dots_and_dashes():
    with config.set({"mine": {"a-b": 1}}, mine__c_d=2):
        assert config.get("mine.a_b") == config.get("mine.a-b") == 1
        assert config.get("mine.c-d") == 2


def test_a_missing_key_is_an_error_or_the_default():
    with pytest.raises(KeyError, match="scheduler.threads"):
        config.get("scheduler.thread")
    assert config.get("scheduler.thread", None) is None
    assert config.get("scheduler.thread", 5) == 5


def test_wrong_values_are_refused():
    with pytest.raises(ValueError, match="scheduler.threads"):
        config.set({"scheduler.threads": "many"})
    with pytest.raises(TypeError, match="a setting must be"):
        config.set({"mine.value": object()})


def test_lists_who_said_what():
    with config.set({"scheduler.threads": 2}):
        rows = {key: (value, source) for key, value, source in config.list()}
    assert rows["scheduler.threads"] == (2, "code")
    assert "TUSK_SCHEDULER__ROUNDTRIP" in rows["scheduler.roundtrip"][1]
    assert config.collect()["scheduler"]["roundtrip"] is True
    assert "Threads" in config.description("scheduler.threads")


def test_a_wrong_number_of_threads_is_refused_with_its_source(monkeypatch):
    with monkeypatch.context() as changed:
        changed.setenv("TUSK_SCHEDULER__THREADS", "-2")
        config.refresh()
        with pytest.raises(ValueError, match="scheduler.threads must be a whole number from 0 .* TUSK_SCHEDULER__THREADS"):
            tusk.delayed(abs)(-1).compute(scheduler="threads")
    config.refresh()


def test_refresh_reads_the_environment_anew(monkeypatch):
    monkeypatch.setenv("TUSK_MINE__FROM_OUTSIDE", "[1, two]")
    config.refresh()
    assert config.get("mine.from-outside") == [1, "two"]
    monkeypatch.delenv("TUSK_MINE__FROM_OUTSIDE")
    config.refresh()
    assert config.get("mine.from-outside", None) is None


@pytest.mark.parametrize("text", ["100", "100 MB", "100M", "5kB", "5.4 kB", "1kiB", "1e6", "1e6 kB", "MB", 123, "5 foos"])
def test_sizes_mean_what_dask_says(text):
    try:
        expected = dask.utils.parse_bytes(text)
    except ValueError:
        with pytest.raises(ValueError):
            utils.parse_bytes(text)
    else:
        assert utils.parse_bytes(text) == expected


@pytest.mark.parametrize("size", [0, 1, 1023, 1024, 12345, 2**20, 10**9, 2**40, 2**60 - 1])
def test_sizes_look_as_dask_prints_them(size):
    assert utils.format_bytes(size) == dask.utils.format_bytes(size)


@pytest.mark.parametrize("text", ["3s", "3.5 seconds", "300ms", "1 minute", "2h", "1 day", 3, 0.5, "300us", None, "7 foos"])
def test_durations_mean_what_dask_says(text):
    try:
        expected = dask.utils.parse_timedelta(text)
    except (ValueError, KeyError):
        with pytest.raises(ValueError):
            utils.parse_timedelta(text)
    else:
        assert utils.parse_timedelta(text) == expected
    assert utils.parse_timedelta(3, default="ms") == dask.utils.parse_timedelta(3, default="ms")


@pytest.mark.parametrize("seconds", [0.0001, 0.012, 0.12, 1.2, 12, 123, 1234, 12345, 123456, 1234567])
def test_durations_look_as_dask_prints_them(seconds):
    assert utils.format_time(seconds) == dask.utils.format_time(seconds)


def test_the_version_is_said():
    assert tusk.__version__.count(".") == 2
