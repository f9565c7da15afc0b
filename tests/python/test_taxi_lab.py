"""The taxi lab in Python leaves what the one in C++ leaves."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tusk import datasets

ROOT = Path(__file__).resolve().parents[2]
COMMAND = Path(os.environ.get("TUSK_TEST_COMMAND", ROOT / "build" / "release" / "tusk"))
ASKED = {
    "fare_amount.png",
    "q99.csv",
    "rmse.txt",
    "trip_distance.png",
    "tusk-report-lr.html",
    "tusk-report-quantiles.html",
}


def run(*command, **environment):
    done = subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        text=True,
        timeout=300,
        env={**os.environ, **environment},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module", params=["csv", "parquet"])
def records(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("trips")
    write = datasets.write_taxi_csv if request.param == "csv" else datasets.write_taxi_parquet
    write(folder, rows_per_month=400, first_month="2018-12", month_count=4)
    return f"{folder}/*.{request.param}"


@pytest.fixture
def lab():
    """The Python lab, which tells what it finds."""
    return lambda *options, **environment: run(sys.executable, ROOT / "examples" / "taxi_lab.py", *options, **environment)


def number_in(path):
    return float(path.read_text().removeprefix("rmse="))


def test_both_labs_leave_the_same(lab, records, tmp_path):
    if not COMMAND.exists():
        pytest.skip(f"{COMMAND} is not built")
    ours, theirs = tmp_path / "python", tmp_path / "c++"
    lab("--data", records, "--out", ours, "--quiet")
    run(COMMAND, "demo", "taxi", "--data", records, "--out", theirs, "--quiet")
    names = {path.name for path in ours.iterdir()}
    assert names == {path.name for path in theirs.iterdir()} and ASKED <= names
    for name in names:
        if name.endswith((".csv", ".png")):
            assert (ours / name).read_bytes() == (theirs / name).read_bytes(), name
    header, numbers = (ours / "q99.csv").read_text().splitlines()
    assert header == "trip_distance,fare_amount" and all(float(number) > 0 for number in numbers.split(","))
    assert number_in(ours / "rmse.txt") == pytest.approx(number_in(theirs / "rmse.txt"), abs=2e-6)


@pytest.mark.parametrize("scheduler", ["synchronous", "threads"])
def test_the_lab_makes_records_where_none_are(lab, scheduler, tmp_path):
    told = lab("--out", tmp_path / "out", "--scheduler", scheduler, "--quiet", TUSK_DATA=str(tmp_path))
    assert "making some" in told and "shape: (300000, 18)" in told
    assert ASKED <= {path.name for path in (tmp_path / "out").iterdir()}
    assert 0 < number_in(tmp_path / "out" / "rmse.txt") < 5
