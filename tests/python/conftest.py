"""What the tests of the Python package share."""

import os
from pathlib import Path

# Every operation and every value goes through its bytes, unless a test says otherwise.
os.environ.setdefault("TUSK_SCHEDULER__ROUNDTRIP", "true")

import pytest

import tusk

ROOT = Path(__file__).resolve().parents[2]
PLUGINS = Path(os.environ.get("TUSK_TEST_PLUGIN_DIR", ROOT / "build" / "release" / "plugins"))


@pytest.fixture
def by_reference():
    """Results stay the objects that they are."""
    with tusk.config.set({"scheduler.roundtrip": False}):
        yield


@pytest.fixture(params=["synchronous", "threads"])
def scheduler(request):
    """Each scheduler in turn, as the one that runs everything."""
    with tusk.config.set(scheduler=request.param):
        yield request.param


@pytest.fixture(scope="session")
def native():
    """The C++ operations of the tests: native("area")(2, 3)."""
    path = PLUGINS / "python_operations.so"
    if not path.exists():
        pytest.skip(f"{path} is not built")
    tusk.load_library(path)
    return lambda name: tusk.operation(f"test.{name}")


@pytest.fixture
def client():
    with tusk.Client() as client:
        yield client
