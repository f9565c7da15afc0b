"""The benchmark `taxi` on Polars: its lazy frames, on its streaming engine."""

import polars as pl

import problem

# Times in CSV stay texts: parsing them costs more than all else, and only the regression needs them.
TYPES = {"integer": pl.Int64, "float": pl.Float64, "text": pl.String, "time": pl.String}


def open_trips(pattern, form):
    if form == "parquet":
        return pl.scan_parquet(pattern)
    return pl.scan_csv(pattern, schema={name: TYPES[kind] for name, kind in problem.COLUMNS.items()})


def collect(frame):
    return frame.collect(engine="streaming")


def time_of(trips, name):
    is_text = trips.collect_schema()[name] == pl.String
    return pl.col(name).str.to_datetime("%Y-%m-%d %H:%M:%S", time_unit="us") if is_text else pl.col(name)


def max_distance(trips):
    return collect(trips.select(pl.col("trip_distance").max())).item()


def by_date(trips):
    pickup = pl.col(problem.PICKUP)
    is_text = trips.collect_schema()[problem.PICKUP] == pl.String
    date = (pickup.str.head(10) if is_text else pickup.dt.date()).alias("date")
    by = collect(trips.group_by(date).agg(pl.col("trip_distance").mean(), pl.len().alias("trips")))
    return problem.by_date_answer(by["trip_distance"], by["trips"])


def value_counts(trips):
    counts = collect(trips.drop_nulls("payment_type").group_by("payment_type").len())
    return problem.value_counts_answer(counts["payment_type"], counts["len"])


def nlargest(trips):
    largest = collect(trips.select("fare_amount", "PULocationID").top_k(10, by="fare_amount"))
    return problem.nlargest_answer(largest["fare_amount"], largest["PULocationID"])


def isna(trips):
    return list(collect(trips.null_count()).row(0))


def quantiles(trips):
    columns = pl.col("trip_distance", "fare_amount")
    distances, fares = collect(trips.select(columns.quantile(problem.QUANTILES, "linear"))).row(0)
    return [*distances, *fares]


def zone_quantile(trips):
    by = trips.group_by("PULocationID", "DOLocationID").agg(pl.col("fare_amount").quantile(0.99, "linear"))
    return list(collect(by.select(pl.len(), pl.col("fare_amount").sum())).row(0))


def regression(trips):
    pickup, dropoff = (time_of(trips, name) for name in (problem.PICKUP, problem.DROPOFF))
    hours = (dropoff - pickup).dt.total_seconds() / 3600
    trips = collect(trips.select(*problem.FEATURES, hours.alias("hours")))
    usual = [
        pl.col(name).is_between(0, pl.col(name).quantile(0.99, "linear")) for name in ("trip_distance", "fare_amount")
    ]
    kept = trips.filter(*usual).drop_nulls()
    return problem.least_squares(*problem.moments(kept.select(problem.FEATURES).to_numpy(), kept["hours"].to_numpy()))


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
    problem.run("polars", pl.__version__, open_trips, QUERIES)
