"""The benchmark `taxi` on DuckDB: SQL on the files, its columns' types declared and its reader as lenient as can be."""

import itertools

import duckdb
import numpy as np

import problem

TYPES = {"integer": "BIGINT", "float": "DOUBLE", "text": "VARCHAR", "time": "TIMESTAMP"}


def open_trips(pattern, form):
    """What stands after FROM."""
    if form == "parquet":
        return f"read_parquet('{pattern}')"
    columns = ", ".join(f"'{name}': '{TYPES[kind]}'" for name, kind in problem.COLUMNS.items())
    return (
        f"read_csv('{pattern}', auto_detect=false, header=true, delim=',', quote='\"', nullstr='', strict_mode=false, "
        f"columns={{{columns}}})"
    )


def rows(query):
    return duckdb.execute(query).fetchall()


def max_distance(trips):
    return rows(f"SELECT max(trip_distance) FROM {trips}")[0][0]


def by_date(trips):
    by = rows(f"SELECT avg(trip_distance), count(*) FROM {trips} GROUP BY {problem.PICKUP}::DATE")
    return problem.by_date_answer(*zip(*by))


def value_counts(trips):
    counts = rows(f"SELECT payment_type, count(*) FROM {trips} WHERE payment_type IS NOT NULL GROUP BY ALL")
    return problem.value_counts_answer(*zip(*counts))


def nlargest(trips):
    largest = rows(f"SELECT fare_amount, PULocationID FROM {trips} ORDER BY fare_amount DESC NULLS LAST LIMIT 10")
    return problem.nlargest_answer(*zip(*largest))


def isna(trips):
    missing = ", ".join(f"count(*) - count({name})" for name in problem.COLUMNS)
    return list(rows(f"SELECT {missing} FROM {trips}")[0])


def quantiles(trips):
    wanted = list(problem.QUANTILES)
    distances, fares = rows(
        f"SELECT quantile_cont(trip_distance, {wanted}), quantile_cont(fare_amount, {wanted}) FROM {trips}"
    )[0]
    return [*distances, *fares]


def zone_quantile(trips):
    by = f"SELECT quantile_cont(fare_amount, 0.99) AS fare FROM {trips} GROUP BY PULocationID, DOLocationID"
    return list(rows(f"SELECT count(*), sum(fare) FROM ({by})")[0])


def regression(trips):
    """By compensated sums: plain ones lose three digits."""
    columns = [*problem.FEATURES, "hours"]
    pairs = list(itertools.combinations_with_replacement(range(len(columns)), 2))
    hours = f"(epoch_us({problem.DROPOFF}) - epoch_us({problem.PICKUP}))::DOUBLE / 3.6e9"
    count, *sums = rows(f"""
        WITH trips AS MATERIALIZED (SELECT {", ".join(problem.FEATURES)}, {hours} AS hours FROM {trips}),
        usual AS (
            SELECT quantile_cont(trip_distance, 0.99) AS distance, quantile_cont(fare_amount, 0.99) AS fare FROM trips)
        SELECT count(*), {", ".join(f"fsum({name})" for name in columns)},
            {", ".join(f"fsum({columns[i]} * {columns[j]})" for i, j in pairs)} FROM trips, usual
        WHERE trip_distance BETWEEN 0 AND distance AND fare_amount BETWEEN 0 AND fare
            AND {" AND ".join(f"{name} IS NOT NULL" for name in columns)}""")[0]
    means = np.array(sums[: len(columns)]) / count
    products = np.empty((len(columns), len(columns)))
    for (i, j), product in zip(pairs, sums[len(columns) :], strict=True):
        products[i, j] = products[j, i] = product - count * means[i] * means[j]
    return problem.least_squares(means, products)


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
    duckdb.execute("SET preserve_insertion_order = false")
    problem.run("duckdb", duckdb.__version__, open_trips, QUERIES)
