"""A first lab: make a sequential program parallel, look at its graph, and at how it ran.

    python examples/delayed.py
"""

import time

import tusk
from tusk import delayed
from tusk.diagnostics import Profiler, ProgressBar, performance_report


def inc(x):
    time.sleep(0.5)
    return x + 1


def add(x, y):
    time.sleep(0.5)
    return x + y


def timed(what, work):
    start = time.perf_counter()
    result = work()
    print(f"{what}: {result} in {time.perf_counter() - start:.2f} s")


def main():
    timed("one after the other", lambda: add(inc(1), inc(2)))

    # Nothing runs here: each call is a task, and z knows what it needs.
    z = delayed(add)(delayed(inc)(1), delayed(inc)(2))
    print(z, "stands for", len(z.dask), "tasks")
    timed("at once", z.compute)

    # Results of tasks are arguments anywhere; operators, attributes and indices make tasks too.
    squares = [delayed(pow)(i, 2) for i in range(10)]
    total = delayed(sum)(squares)
    most = delayed(max)(squares)
    with ProgressBar(), Profiler() as profiler:
        print(tusk.compute(total / len(squares), {"most": most}))
    print(len(profiler.results), "tasks ran, the shared ones once")

    with performance_report("delayed-report.html"):
        delayed(sum)([delayed(inc)(i) for i in range(8)]).compute()
    print("delayed-report.html shows how that went")

    # Futures begin at once.
    with tusk.Client() as client:
        futures = client.map(inc, range(4))
        print("futures:", client.submit(sum, futures).result())

    # What a task raises is raised here, with its own traceback and a note about the task.
    try:
        delayed(add)(delayed(inc)(1), "two").compute()
    except TypeError as error:
        print(f"{type(error).__name__}: {error}; {error.__notes__[0]}")


if __name__ == "__main__":
    main()
