"""The benchmark `taxi` on Dask's dataframes, on its scheduler of threads.

Dask has approximate quantiles only, so exact ones are pandas', of columns that Dask has read.
"""

import dask
import dask.dataframe as dd

import problem

# Integers that may be missing are read fastest as floats.
TYPES = {"integer": "float64", "float": "float64", "text": "string[pyarrow]"}
TIMES = [problem.PICKUP, problem.DROPOFF]


def open_trips(pattern, form):
    """A function that reads columns."""

    def read(columns):
        if form == "parquet":
            return dd.read_parquet(pattern, columns=columns)
        times = [name for name in columns if name in TIMES]
        types = {name: TYPES[problem.COLUMNS[name]] for name in columns if name not in times}
        return dd.read_csv(pattern, usecols=columns, dtype=types, parse_dates=times)

    return read


def max_distance(read):
    return float(read(["trip_distance"])["trip_distance"].max().compute())


def by_date(read):
    trips = read([problem.PICKUP, "trip_distance"])
    by = trips.groupby(trips[problem.PICKUP].dt.normalize())["trip_distance"].agg(["mean", "size"]).compute()
    return problem.by_date_answer(by["mean"], by["size"])


def value_counts(read):
    counts = read(["payment_type"])["payment_type"].value_counts().compute()
    return problem.value_counts_answer(counts.index, counts)


def nlargest(read):
    largest = read(["PULocationID", "fare_amount"]).nlargest(10, "fare_amount").compute()
    return problem.nlargest_answer(largest["fare_amount"], largest["PULocationID"])


def isna(read):
    return read(list(problem.COLUMNS)).isna().sum().compute().astype(int).tolist()


def quantiles(read):
    columns = ["trip_distance", "fare_amount"]
    wanted = read(columns).compute().quantile(list(problem.QUANTILES))
    return [float(value) for name in columns for value in wanted[name]]


def zone_quantile(read):
    zones = ["PULocationID", "DOLocationID"]
    by = read([*zones, "fare_amount"]).compute().groupby(zones)["fare_amount"].quantile(0.99)
    return [len(by), float(by.sum())]


def regression(read):
    trips = read([*TIMES, *problem.FEATURES])
    trips["hours"] = (trips[problem.DROPOFF] - trips[problem.PICKUP]).dt.total_seconds() / 3600
    trips = trips[[*problem.FEATURES, "hours"]].compute()
    distance, fare = trips["trip_distance"], trips["fare_amount"]
    kept = trips[distance.between(0, distance.quantile(0.99)) & fare.between(0, fare.quantile(0.99))].dropna()
    features = kept[list(problem.FEATURES)].to_numpy(float)
    return problem.least_squares(*problem.moments(features, kept["hours"].to_numpy()))


QUERIES = {
    "max": max_distance,
    "by date": by_date,
    "value_counts": value_counts,
    "nlargest": nlargest,
    "isna": isna,
    "quantiles": quantiles,
    "zone quantile": zone_quantile,
    "regression": regression,
}

if __name__ == "__main__":
    with dask.config.set(scheduler="threads"):
        problem.run("dask threads", dask.__version__, open_trips, QUERIES)
