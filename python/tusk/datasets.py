"""Data to try things on: New York's taxi records and a time series, made up, equal in every run."""

from __future__ import annotations

from os import PathLike, fspath

from tusk import _native
from tusk.dataframe import DataFrame

__all__ = ["taxi_records", "timeseries", "write_taxi_csv", "write_taxi_parquet"]


def taxi_records(
    rows_per_month: int = 10000, first_month: str = "2018-01", month_count: int = 30, seed: int = 0
) -> DataFrame:
    """Records of yellow taxis, a partition a month, with the columns and the oddities of the real ones.

    >>> trips = taxi_records(rows_per_month=100, month_count=2)
    >>> len(trips), trips.npartitions
    (200, 2)
    """
    return _native.taxi_records(rows_per_month, first_month, month_count, seed)


def write_taxi_csv(
    folder: str | PathLike[str],
    rows_per_month: int = 10000,
    first_month: str = "2018-01",
    month_count: int = 30,
    seed: int = 0,
) -> list[str]:
    """The same records as files yellow_tripdata_2018-01.csv and so on in a folder, which is made. Returns the paths."""
    return _native.write_taxi_csv(fspath(folder), rows_per_month, first_month, month_count, seed)


def write_taxi_parquet(
    folder: str | PathLike[str],
    rows_per_month: int = 10000,
    first_month: str = "2018-01",
    month_count: int = 30,
    seed: int = 0,
) -> list[str]:
    """The same records as Parquet files."""
    return _native.write_taxi_parquet(fspath(folder), rows_per_month, first_month, month_count, seed)


def timeseries(
    start: str = "2000-01-01",
    end: str = "2000-01-31",
    freq: str = "1s",
    partition_freq: str = "1D",
    seed: int = 0,
) -> DataFrame:
    """A series of times with a name, an id and two numbers x and y from -1 to 1, indexed by `timestamp`.

    >>> timeseries(end="2000-01-03", freq="1h").npartitions
    2
    """
    return _native.timeseries(start, end, freq, partition_freq, seed)
