"""Progress, profiles, reports and callbacks."""

import io
import json
import platform
import threading
import time

import numpy as np
import pytest

import tusk
from tusk import delayed
from tusk.diagnostics import (
    CacheProfiler,
    Callback,
    Profiler,
    ProgressBar,
    ResourceProfiler,
    performance_report,
    visualize,
    write_chrome_trace,
)


def inc(x):
    return x + 1


def graph():
    return delayed(sum)([delayed(inc)(i) for i in range(10)], dask_key_name="total")


class Recorder(Callback):
    def __init__(self):
        self.calls = []
        self.threads = set()

    def note(self, *what):
        self.calls.append(what)
        self.threads.add(threading.current_thread())

    def _start(self, run):
        self.note("start", run.task_count, len(run), run.scheduler)
        self.keys = list(run)
        self.run = run

    def _start_state(self, run, state):
        self.note("start_state")

    def _pretask(self, key, run, state):
        self.note("pretask", key)

    def _posttask(self, key, result, run, state, worker_id):
        self.note("posttask", key, result)

    def _finish(self, run, state, errored):
        self.note("finish", errored, run.finished_count)


def test_a_callback_is_told_everything(scheduler):
    recorder = Recorder()
    with recorder:
        assert graph().compute() == 55
    assert recorder.calls[0] == ("start", 11, 11, scheduler)
    assert recorder.calls[1] == ("start_state",)
    assert recorder.calls[-1] == ("finish", False, 11)
    assert ("posttask", "total", 55) in recorder.calls
    kinds = [call[0] for call in recorder.calls]
    assert kinds.count("pretask") == kinds.count("posttask") == 11
    assert recorder.calls.index(("pretask", "total")) < recorder.calls.index(("posttask", "total", 55))
    assert "total" in recorder.keys and len(recorder.keys) == 11
    assert recorder.threads == {threading.current_thread()}


def test_a_run_says_nothing_after_its_end():
    recorder = Recorder()
    with recorder:
        graph().compute()
    with pytest.raises(RuntimeError, match="it is over"):
        recorder.run.task_count


def test_a_callback_hears_of_failures():
    recorder = Recorder()
    with recorder, pytest.raises(ZeroDivisionError):
        delayed(lambda: 1 / 0)().compute()
    assert recorder.calls[-1][:2] == ("finish", True)


def test_what_a_callback_raises_ends_the_run(scheduler):
    def fail(*_):
        raise RuntimeError("no more")

    for name in ("start", "posttask", "finish"):
        with Callback(**{name: fail}), pytest.raises(RuntimeError, match="no more"):
            graph().compute()
        assert graph().compute() == 55


def test_callbacks_watch_only_while_they_are_registered():
    keys = []
    callback = Callback(posttask=lambda key, *_: keys.append(key))
    callback.register()
    try:
        delayed(inc)(1, dask_key_name="seen").compute()
    finally:
        callback.unregister()
    delayed(inc)(1, dask_key_name="unseen").compute()
    callback.unregister()
    assert keys == ["seen"]


def test_a_progress_bar_writes_where_it_is_told():
    log = io.StringIO()
    with ProgressBar(out=log, width=20):
        graph().compute()
    assert "100% Completed" in log.getvalue()
    assert "11 tasks" in log.getvalue()
    assert "\r" not in log.getvalue()


def test_a_progress_bar_writes_to_pythons_standard_output(capsys):
    with ProgressBar():
        graph().compute()
    assert "Completed" in capsys.readouterr().out


def test_a_progress_bar_shows_nothing_of_short_runs():
    log = io.StringIO()
    with ProgressBar(minimum=60, out=log):
        graph().compute()
    assert log.getvalue() == ""


def test_a_progress_bar_redraws_its_line_on_a_terminal():
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    terminal = Terminal()
    with ProgressBar(out=terminal, dt="10ms"):
        delayed(time.sleep)(0.05).compute()
    assert "\r" in terminal.getvalue()


def test_a_profiler_knows_when_and_where_tasks_ran():
    start = time.perf_counter()
    with Profiler() as profiler:
        graph().compute(num_workers=2)
    end = time.perf_counter()
    by_key = {task.key: task for task in profiler.results}
    assert len(by_key) == 11
    total = by_key["total"]
    assert start <= total.start_time <= total.end_time <= end
    assert total.task == "total" and total.outcome == "finished" and total.worker_id in (0, 1)
    profiler.clear()
    assert profiler.results == []


def test_a_profiler_knows_of_failures():
    with Profiler() as profiler, pytest.raises(ZeroDivisionError):
        delayed(lambda: 1 / 0)().compute()
    assert [task.outcome for task in profiler.results] == ["error"]


def test_a_resource_profiler_samples_the_process():
    with ResourceProfiler(dt=0.01) as profiler:
        delayed(time.sleep)(0.05).compute()
    samples = profiler.results
    assert len(samples) >= 3
    assert all(sample.mem > 10 and sample.cpu >= 0 for sample in samples)
    assert [sample.time for sample in samples] == sorted(sample.time for sample in samples)


def test_a_cache_profiler_measures_results(by_reference):
    x = delayed(np.zeros)(1000, dask_key_name="zeros")
    with CacheProfiler() as sizes, CacheProfiler(len, "length") as lengths:
        delayed(lambda a: [0] * 5)(x, dask_key_name="list").compute(optimize_graph=False)
    assert {entry.key: entry.metric for entry in lengths.results} == {"zeros": 1000.0, "list": 5.0}
    assert lengths.metric_name == "length"
    by_key = {entry.key: entry for entry in sizes.results}
    assert by_key["zeros"].metric > 8000
    assert by_key["zeros"].cache_time <= by_key["zeros"].free_time


def test_a_performance_report_is_one_page(tmp_path):
    path = tmp_path / "report.html"
    with performance_report(path, title="Ours"):
        graph().compute()
    page = path.read_text()
    assert "Ours" in page and "inc" in page
    assert f"Python {platform.python_version()}" in page and f"numpy {np.__version__}" in page
    assert "http://" not in page.replace("http://www.w3.org", "")


def test_a_report_that_cannot_be_written_says_so(tmp_path):
    with pytest.raises(FileNotFoundError), performance_report(tmp_path / "no folder" / "report.html"):
        pass


def test_profiles_go_to_perfetto(tmp_path):
    with Profiler() as profiler, ResourceProfiler() as resources:
        graph().compute()
    path = tmp_path / "trace.json"
    write_chrome_trace(path, profiler, resources)
    events = json.loads(path.read_text())["traceEvents"]
    assert sum(event["ph"] == "X" for event in events) == 11


def test_a_client_is_watched_too():
    with Profiler() as profiler, tusk.Client() as client:
        client.submit(inc, 1, key="watched").result()
        client.close()
    assert "watched" in [task.key for task in profiler.results]


def shown(page):
    """What a page's scripts get."""
    begin = '<script id="report-data" type="application/json">'
    first = page.html.index(begin) + len(begin)
    return json.loads(page.html[first : page.html.index("</script>", first)])


def test_profilers_are_drawn_on_one_page(tmp_path):
    with Profiler() as tasks, ResourceProfiler(dt=0.01) as resources, CacheProfiler() as kept:
        graph().compute()
    page = visualize([tasks, resources, kept], tmp_path / "all.html", title="<b>Mine</b>")
    assert (tmp_path / "all.html").read_text() == page.html and page.filename == str(tmp_path / "all.html")
    data = shown(page)
    assert data["title"] == "<b>Mine</b>" and "<b>Mine" not in page.html.split("<style")[0]
    assert sum(group["count"] for group in data["groups"]) == len(tasks.results)
    assert len(data["resources"]["time_ns"]) == len(resources.results)
    assert data["kept"]["metric_name"] == "size in bytes" and len(data["kept"]["time_ns"]) == 2 * len(kept.results)
    assert 'srcdoc="&lt;!DOCTYPE html' in page._repr_html_() and str(tmp_path) in repr(page)


@pytest.mark.parametrize("make, part", [(Profiler, "runs"), (ResourceProfiler, "resources"), (lambda: CacheProfiler(len, "length"), "kept")])
def test_a_profiler_draws_itself(tmp_path, monkeypatch, make, part):
    monkeypatch.chdir(tmp_path)
    with make() as profiler:
        delayed(list)("abc").compute()
    data = shown(profiler.visualize())
    assert (tmp_path / "profile.html").exists()
    drawn = {"runs": data["runs"], "resources": data["resources"]["time_ns"], "kept": data["kept"]["time_ns"]}
    assert [name for name, what in drawn.items() if what] == [part]
    profiler.clear()
    assert shown(profiler.visualize(filename=None))["duration_ns"] == 0


def test_a_page_is_written_only_where_it_is_wanted(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    opened = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    visualize(Profiler(), save=False)
    visualize([Profiler()], None, mode="inline")
    assert list(tmp_path.iterdir()) == [] and opened == []
    Profiler().visualize("shown.html", show=True)
    assert opened == [(tmp_path / "shown.html").as_uri()]
    with pytest.raises(ValueError, match="save it first"):
        visualize(Profiler(), None, show=True)


def test_a_page_of_anything_else_is_refused():
    with pytest.raises(TypeError, match="takes profilers, Profiler, ResourceProfiler, CacheProfiler: got 5"):
        visualize([Profiler(), 5])
    with pytest.raises(ValueError, match="one profiler of a kind: got two of Profiler"):
        visualize([Profiler(), Profiler()])
    with pytest.raises(ValueError, match="at least one profiler"):
        visualize([])
    with pytest.raises(TypeError, match="visualize takes profilers.*got 5"):
        visualize(5)
