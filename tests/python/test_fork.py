"""A client belongs to the process that opened it: a forked child is told so, and may open its own."""

import os
import signal
import sys
import traceback

import pytest

from tusk import delayed
from tusk.distributed import Client, as_completed, wait


def in_child(check):
    """Runs `check` in a forked child, which must end well, and soon."""
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        signal.alarm(20)
        try:
            check()
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


USES = {
    "submit": lambda client, future: client.submit(abs, -6).result(),
    "map": lambda client, future: client.map(abs, [-6]),
    "scatter": lambda client, future: client.scatter(1),
    "compute": lambda client, future: client.compute(delayed(abs)(-1)),
    "result": lambda client, future: future.result(),
    "exception": lambda client, future: future.exception(),
    "status": lambda client, future: future.status,
    "wait": lambda client, future: wait(future),
    "gather": lambda client, future: client.gather([future]),
    "as_completed": lambda client, future: next(as_completed([future])),
    "cancel": lambda client, future: client.cancel(future),
    "part of a graph": lambda client, future: delayed(abs)(future).compute(),
}


@pytest.mark.parametrize("use", USES)
def test_a_forked_child_is_told_to_open_its_own_client(client, use):
    future = client.submit(abs, -5)
    future.result()

    def check():
        with pytest.raises(RuntimeError, match="belong to the process that opened it.*open a new Client after the fork"):
            USES[use](client, future)

    in_child(check)
    assert client.submit(abs, -7).result() == 7


def test_a_forked_child_may_open_a_client_and_compute(client):
    inherited = client.submit(abs, -5)

    def check():
        assert delayed(abs)(-1).compute() == 1
        assert repr(inherited).startswith("<Future: of another process")
        client.close()
        with Client() as own:
            assert own.submit(abs, -6).result() == 6

    in_child(check)
    assert inherited.result() == 5
