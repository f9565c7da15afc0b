"""Futures: tasks that begin when they are submitted. For now on the threads of this process."""

from __future__ import annotations

import atexit
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple, TextIO

from tusk import _native
from tusk._native import CancelledError, Future, KilledWorker
from tusk.diagnostics.performance import performance_report
from tusk.diagnostics.progress import ProgressBar

__all__ = [
    "CancelledError",
    "Client",
    "Future",
    "KilledWorker",
    "TimeoutError",
    "as_completed",
    "default_client",
    "fire_and_forget",
    "futures_of",
    "get_client",
    "performance_report",
    "progress",
    "wait",
]

TimeoutError = TimeoutError

ALL_COMPLETED = "ALL_COMPLETED"
FIRST_COMPLETED = "FIRST_COMPLETED"

_open_clients: list[weakref.ref[Client]] = []


class Client:
    """Submits tasks, and gives futures on them at once.

    Futures are arguments of further tasks, anywhere inside lists, tuples, sets, dicts and dataclasses. While a client
    is open, it is where everything else computes too. A forked process must open its own.

    n_workers, threads_per_worker: their product is the number of threads; by default the setting `scheduler.threads`,
        else one for each core.
    set_as_default: whether compute() uses it.
    address, processes: belong to a cluster, which is not there yet.

    >>> with Client() as client:
    ...     two = client.submit(lambda x: x + 1, 1)
    ...     client.submit(sum, [two, 3]).result()
    5
    """

    def __init__(
        self,
        address: str | None = None,
        *,
        n_workers: int | None = None,
        threads_per_worker: int | None = None,
        processes: bool | None = None,
        set_as_default: bool = True,
    ):
        if address is not None or processes:
            raise NotImplementedError(
                "clients of other processes come with the cluster, which is not there yet: leave out address and "
                "processes; Client() uses all cores of this process"
            )
        for name, count in (("n_workers", n_workers), ("threads_per_worker", threads_per_worker)):
            if count is not None and (not isinstance(count, int) or count < 1):
                raise ValueError(f"{name} must be None or a whole number of 1 or more: got {count!r}")
        threads = 0 if n_workers is None and threads_per_worker is None else (n_workers or 1) * (threads_per_worker or 1)
        self._client = _native.Client(threads, set_as_default)
        self.status = "running"
        if set_as_default:
            _open_clients.append(weakref.ref(self))

    @staticmethod
    def current() -> Client:
        """The client that was opened last and is still open. ValueError if there is none."""
        for reference in reversed(_open_clients):
            client = reference()
            if client is not None and client.status == "running":
                return client
        raise ValueError("there is no open client: make one, tusk.distributed.Client()")

    def submit(
        self,
        func: Callable[..., Any],
        *args: Any,
        key: str | None = None,
        priority: int = 0,
        retries: int | None = 0,
        pure: bool = True,
        workers: Any = None,
        resources: Mapping[str, float] | None = None,
        allow_other_workers: bool = False,
        fifo_timeout: float | str = "100ms",
        actor: bool = False,
        **kwargs: Any,
    ) -> Future:
        """Calls func(*args, **kwargs) as soon as the futures in it are there and a thread is free.

        key: the task's; by default the function's name and a hash.
        priority: higher goes first.
        retries: how often it is tried again if it fails.
        pure: equal calls are one task.
        workers, resources, allow_other_workers, fifo_timeout: of a cluster, and without effect in one process.
        actor: belongs to the cluster, which is not there yet.

        >>> with Client() as client:
        ...     client.submit(abs, -6, workers="here", retries=2).result()
        6
        """
        if actor:
            raise NotImplementedError("actors come with the cluster, which is not there yet: leave out actor")
        retries = retries or 0
        return self._client.submit(func, args, kwargs, _native.SubmitOptions(key, pure, priority, retries))

    def map(
        self,
        func: Callable[..., Any],
        *iterables: Iterable[Any],
        key: str | list[str] | None = None,
        priority: int = 0,
        retries: int | None = 0,
        pure: bool = True,
        workers: Any = None,
        resources: Mapping[str, float] | None = None,
        allow_other_workers: bool = False,
        fifo_timeout: float | str = "100ms",
        actor: bool = False,
        batch_size: int | None = None,
        **kwargs: Any,
    ) -> list[Future]:
        """A call for each element, or for the elements of several iterables side by side, until the shortest ends.

        key: what the keys begin with, or a list of them. The others are those of submit().
        batch_size: of a cluster, and without effect in one process.

        >>> with Client() as client:
        ...     client.gather(client.map(pow, [1, 2, 3], [2, 2, 2]))
        [1, 4, 9]
        """
        calls = list(zip(*iterables))
        keys = key if isinstance(key, list) else [key and f"{key}-{i}" for i in range(len(calls))]
        if len(keys) != len(calls):
            raise ValueError(f"map takes a key for each of its calls: got {len(keys)} keys for {len(calls)} calls")
        return [
            self.submit(func, *call, key=name, priority=priority, retries=retries, pure=pure, actor=actor, **kwargs)
            for call, name in zip(calls, keys)
        ]

    def gather(self, futures: Any, errors: str = "raise") -> Any:
        """The results in the places of the futures. What a task raised is raised.

        errors: "skip" leaves out the futures of a list that have failed.
        """
        if errors not in ("raise", "skip"):
            raise ValueError(f'errors must be "raise" or "skip": got {errors!r}')
        if isinstance(futures, Iterator):
            futures = list(futures)
        if errors == "skip":
            if not isinstance(futures, (list, tuple, set)):
                raise TypeError(f'errors="skip" leaves futures out of a list: got {futures!r}')
            futures = [future for future in futures if not isinstance(future, Future) or future.exception() is None]
        return _native.gather(futures)

    def scatter(
        self,
        data: Any,
        workers: Any = None,
        broadcast: bool | int = False,
        direct: bool | None = None,
        hash: bool = True,
        timeout: float | str | None = None,
    ) -> Any:
        """A future on data that is here; of a list, tuple, set or dict, one for each element.

        hash: equal data are one future.
        workers, broadcast, direct, timeout: of a cluster, and without effect in one process.

        >>> with Client() as client:
        ...     client.scatter({"a": 1})["a"].result()
        1
        """
        if isinstance(data, dict):
            return {key: self._client.scatter(value, hash) for key, value in data.items()}
        if isinstance(data, (list, tuple, set, frozenset)):
            return type(data)(self._client.scatter(value, hash) for value in data)
        return self._client.scatter(data, hash)

    def compute(self, collections: Any, sync: bool = False, *, priority: int = 0, retries: int = 0) -> Any:
        """Futures in the places of lazy objects. `sync`: their results."""
        futures = self._client.compute(collections, _native.SubmitOptions(None, False, priority, retries))
        return self.gather(futures) if sync else futures

    def persist(self, collections: Any, *, priority: int = 0, retries: int = 0) -> Any:
        """The same lazy objects, whose work has begun."""
        return self._client.persist(collections, _native.SubmitOptions(None, False, priority, retries))

    def cancel(self, futures: Any) -> None:
        """Stops queued tasks at once, asks running ones to stop, and cancels what needs them."""
        _native.cancel(futures)

    def retry(self, futures: Any) -> None:
        """Computes failed or cancelled tasks again."""
        _native.retry(futures)

    def nthreads(self) -> int:
        return self._client.threads

    def close(self) -> None:
        """Cancels what is not finished. Finished futures keep their results."""
        self.status = "closed"
        _open_clients[:] = [reference for reference in _open_clients if reference() not in (self, None)]
        self._client.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Client: {self.status}, threads={self._client.threads}>"


def default_client() -> Client:
    """The current client: see Client.current."""
    return Client.current()


def get_client() -> Client:
    """The current client, also from inside a task."""
    return Client.current()


class DoneAndNotDoneFutures(NamedTuple):
    done: set[Future]
    not_done: set[Future]


def wait(fs: Any, timeout: float | str | None = None, return_when: str = ALL_COMPLETED) -> DoneAndNotDoneFutures:
    """Waits until all futures in `fs`, or the first ("FIRST_COMPLETED"), have ended: are finished, failed or cancelled.

    TimeoutError after `timeout` seconds.
    """
    if return_when not in (ALL_COMPLETED, FIRST_COMPLETED):
        raise ValueError(f'return_when must be "{ALL_COMPLETED}" or "{FIRST_COMPLETED}": got {return_when!r}')
    if isinstance(fs, Iterator):
        fs = list(fs)
    if not _native.wait(fs, return_when == FIRST_COMPLETED, timeout):
        raise TimeoutError(f"the futures did not end within {timeout} seconds")
    futures = futures_of(fs)
    done = {future for future in futures if future.done()}
    return DoneAndNotDoneFutures(done, set(futures) - done)


class as_completed:
    """Gives futures out in the order in which they end; takes new ones as it goes.

    with_results: gives pairs of a future and its result.
    raise_errors: with results, whether a failure is raised; else the exception stands for the result.
    timeout: seconds to wait for each; TimeoutError after that.

    >>> with Client() as client:
    ...     sorted(future.result() for future in as_completed(client.map(abs, [-1, 2])))
    [1, 2]
    """

    def __init__(
        self,
        futures: Iterable[Future] = (),
        *,
        with_results: bool = False,
        raise_errors: bool = True,
        timeout: float | str | None = None,
    ):
        self._queue = _native.AsCompleted(with_results, raise_errors, timeout)
        self.update(futures)

    def add(self, future: Future) -> None:
        self._queue.add(future)

    def update(self, futures: Iterable[Future]) -> None:
        if isinstance(futures, dict) or not isinstance(futures, Iterable):
            raise TypeError(f"as_completed takes a list of futures, or another iterable of them: got {futures!r}")
        for future in futures:
            self.add(future)

    def __iter__(self) -> as_completed:
        return self

    def __next__(self) -> Any:
        return self._queue.next()

    def next_batch(self, block: bool = True) -> list[Any]:
        """All that have ended; waits for one, if `block` says so."""
        return self._queue.next_batch(block)

    def batches(self) -> Iterator[list[Any]]:
        """Batches until all were given out."""
        while not self.is_empty():
            yield self.next_batch()

    def count(self) -> int:
        """How many were not given out yet."""
        return self._queue.count()

    def is_empty(self) -> bool:
        return self.count() == 0

    def has_ready(self) -> bool:
        """Whether the next can be had without waiting."""
        return self._queue.has_ready()

    def clear(self) -> None:
        """Forgets all that were not given out."""
        self._queue.clear()


def progress(
    *futures: Any,
    notebook: bool | None = None,
    multi: bool = True,
    complete: bool = True,
    group_by: str = "prefix",
    interval: float | str = "100ms",
    width: int = 40,
    out: TextIO | None = None,
) -> None:
    """Shows how far futures are, and the tasks that these still wait for; returns when all futures have ended.

    futures: futures, persisted collections, and lists or dicts of them. A failure is shown, not raised.
    notebook, multi, complete, group_by: of Dask's widgets, and without effect: here it is one line, as ProgressBar's.
    interval: seconds between two lines.
    width: characters of the bar.
    out: a file to write to, instead of sys.stdout.

    >>> import io
    >>> log = io.StringIO()
    >>> with Client() as client:
    ...     progress(client.map(abs, [-1, 2]), out=log)
    >>> "100% Completed" in log.getvalue()
    True
    """
    _native.progress(futures, ProgressBar(width=width, dt=interval, out=out))


def futures_of(o: Any) -> list[Future]:
    """The futures anywhere inside an object, each once."""
    return _native.futures_of(o)


def fire_and_forget(obj: Any) -> None:
    """Runs the tasks of all futures in it, though nobody keeps them."""
    _native.fire_and_forget(obj)


@atexit.register
def _close_clients() -> None:
    for reference in list(_open_clients):
        client = reference()
        if client is not None:
            client.close()
