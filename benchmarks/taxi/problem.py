"""The queries of the benchmark `taxi`, as far as engines in Python share them, and how each is timed.

An engine answers every query on yellow-taxi trips, a file a month, from FOLDER/csv and from FOLDER/parquet:

    max            the greatest trip_distance
    by date        the mean trip_distance and the number of trips by the date of the pick-up
    value_counts   of payment_type
    nlargest       the ten trips with the greatest fare_amount, with their PULocationID
    isna           the number of missing values of each column
    quantiles      of trip_distance and fare_amount, exact, with linear interpolation
    zone quantile  the 0.99 quantile of fare_amount by (PULocationID, DOLocationID), likewise
    regression     least squares with intercept of the trip's hours on FEATURES, among the trips whose trip_distance and
                   fare_amount lie in [0, their 0.99 quantile] and that miss none of these values

tusk.cpp answers the same.
"""

import json
import pathlib
import re
import subprocess
import sys
import time

import numpy as np

FORMATS = ("csv", "parquet")
PICKUP, DROPOFF = "tpep_pickup_datetime", "tpep_dropoff_datetime"
QUANTILES = (0.25, 0.5, 0.75, 0.95, 0.99, 1)
FEATURES = ("passenger_count", "trip_distance", "fare_amount", "total_amount")
# What a CSV file doesn't say: the types of its columns, in their order.
COLUMNS = {
    "VendorID": "integer",
    PICKUP: "time",
    DROPOFF: "time",
    "passenger_count": "integer",
    "trip_distance": "float",
    "RatecodeID": "integer",
    "store_and_fwd_flag": "text",
    "PULocationID": "integer",
    "DOLocationID": "integer",
    "payment_type": "integer",
    "fare_amount": "float",
    "extra": "float",
    "mta_tax": "float",
    "tip_amount": "float",
    "tolls_amount": "float",
    "improvement_surcharge": "float",
    "total_amount": "float",
    "congestion_surcharge": "float",
}


def by_date_answer(means, counts):
    """The number of dates, the sum of the means, the number of trips, and that of the busiest date."""
    means, counts = np.asarray(means), np.asarray(counts)
    return [len(means), float(np.nansum(means)), int(counts.sum()), int(counts.max())]


def value_counts_answer(values, counts):
    """Values, ascending, with their counts."""
    return sorted([int(value), int(count)] for value, count in zip(values, counts, strict=True))


def nlargest_answer(fares, zones):
    """The fares, descending, and the sum of the zones of those above the least: its equals may be others."""
    order = sorted(zip(map(float, fares), map(int, zones), strict=True), reverse=True)
    return [[fare for fare, _ in order], sum(zone for fare, zone in order if fare > order[-1][0])]


def moments(features, hours):
    """The means of the features and the hours, and their sums of products about them."""
    columns = np.column_stack([features, hours])
    means = columns.mean(axis=0)
    columns -= means
    return means, columns.T @ columns


def least_squares(means, products):
    """The intercept and the coefficients, by the normal equations of moments()."""
    coefficients = np.linalg.solve(products[:-1, :-1], products[:-1, -1])
    return [float(means[-1] - means[:-1] @ coefficients), *map(float, coefficients)]


def peak_rss_mb():
    status = pathlib.Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024


def measure(query, *arguments):
    """The answer, and the seconds of the first run and of the better of two more."""
    seconds = []
    for _ in range(3):
        start = time.perf_counter()
        answer = query(*arguments)
        seconds.append(time.perf_counter() - start)
    return answer, seconds[0], min(seconds[1:])


def run(engine, version, open_trips, queries):
    """`engine.py FOLDER` prints a line of JSON for each query of each format; `engine.py FOLDER FORMAT QUERY` for one.

    `open_trips(pattern, format)` is part of each query's time. Each has a process of its own, whose first run is a
    first one, and whose peak memory is the query's.
    """
    folder, *chosen = sys.argv[1:]
    if not chosen:
        for form in FORMATS:
            for name in queries:
                subprocess.run([sys.executable, sys.argv[0], folder, form, name], check=True)
        return
    form, name = chosen
    answer, first, warm = measure(lambda: queries[name](open_trips(f"{folder}/{form}/*.{form}", form)))
    line = {
        "work": f"{form} {name}",
        "engine": engine,
        "version": version,
        "seconds": warm,
        "first_seconds": first,
        "peak_rss_mb": peak_rss_mb(),
        "answer": answer,
    }
    print(json.dumps(line), flush=True)
