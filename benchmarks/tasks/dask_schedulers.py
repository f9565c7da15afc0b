"""The benchmark `tasks` on Dask: its `sync` and `threads` schedulers, on graphs of Task objects, unoptimized."""

import json
import resource
import sys
import time

import dask
import dask.local
import dask.threaded
from dask._task_spec import Task, TaskRef

import problem


def one():
    return 1


def node(*inputs):
    return sum(inputs) & 0xFFFFFFFF


def build(work):
    graph = {}
    for task in range(work.size):
        inputs = work.inputs[work.input_start[task] : work.input_start[task + 1]]
        graph[task] = Task(task, node, *[TaskRef(i) for i in inputs]) if inputs else Task(task, one)
    return graph


def measure(work, engine, get):
    best = {"build": 1e30, "run": 1e30, "both": 1e30}
    for _ in range(1 if work.size >= 50_000 else 2):
        start = time.perf_counter()
        graph = build(work)
        built = time.perf_counter()
        results = get(graph, work.outputs)
        done = time.perf_counter()
        times = {"build": built - start, "run": done - built, "both": done - start}
        best = {name: min(best[name], seconds) for name, seconds in times.items()}
    line = {
        "work": work.name,
        "engine": f"dask {engine}",
        "version": dask.__version__,
        "tasks": work.size,
        "inputs": len(work.inputs),
        "seconds": best["both"],
        "build_seconds": best["build"],
        "run_seconds": best["run"],
        "us_a_task": 1e6 * best["both"] / work.size,
        "peak_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "answer": sum(results) & 0xFFFFFFFF,
    }
    print(json.dumps(line), flush=True)


if __name__ == "__main__":
    for work in problem.problems(is_quick="--quick" in sys.argv):
        measure(work, "sync", dask.local.get_sync)
        measure(work, "threads", dask.threaded.get)
