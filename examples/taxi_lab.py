"""The taxi lab: New York's taxi records explored and modelled. Tells each step, and leaves six files: q99.csv,
fare_amount.png, trip_distance.png, rmse.txt and two performance reports. `examples/taxi_lab.cpp` does the same.

    python examples/taxi_lab.py [--data GLOB] [--out FOLDER] [--scheduler NAME] [--quiet]

Without --data it reads nyctaxi/*.csv in $TUSK_DATA or data/, or else makes records of its own.
"""

import argparse
import contextlib
import os
import time
from pathlib import Path

import tusk
import tusk.dataframe as dd
from tusk import datasets, ml, plot
from tusk.diagnostics import ProgressBar, performance_report

PICKUP, DROPOFF = "tpep_pickup_datetime", "tpep_dropoff_datetime"


def open_trips(address):
    if address:
        is_parquet = address.endswith((".parquet", ".parq")) or os.path.isdir(address)
        return dd.read_parquet(address) if is_parquet else dd.read_csv(address, parse_dates=[PICKUP, DROPOFF])
    folder = Path(os.environ.get("TUSK_DATA", "data")) / "nyctaxi"
    if folder.is_dir():
        return dd.read_csv(str(folder / "*.csv"), parse_dates=[PICKUP, DROPOFF])
    print(f"No records in {folder}: making some, of the same kind.")
    return datasets.taxi_records()


@contextlib.contextmanager
def timed(what):
    start = time.perf_counter()
    yield
    print(f"   {what}: {1000 * (time.perf_counter() - start):.0f} ms")


class TaxiLab:
    def __init__(self, data, out):
        self.out = Path(out)
        self.out.mkdir(parents=True, exist_ok=True)
        self.trips = open_trips(data)
        self.steps = 0

    def run(self):
        self.look()
        self.explore(self.trips, "as read")
        held = self.hold()
        self.explore(held, "from memory")
        self.by_persisted_twin(held)
        self.quantiles()
        self.histograms()
        self.regression()
        self.features()
        for name in ("tusk-report-quantiles.html", "tusk-report-lr.html"):
            if not os.path.exists(os.path.join(self.out, name)):  # it has said why
                raise OSError(f"the lab leaves its reports: there is no {name} in {self.out}")
        print(f"\nThe files are in {self.out}/.")

    def step(self, what):
        self.steps += 1
        print(f"\n{self.steps}. {what}")

    def look(self):
        self.step("opening the records reads heads only; this is the structure")
        print(self.trips)
        print(self.trips.dtypes)
        self.step("len and head read what they need")
        print(f"   shape: ({len(self.trips)}, {self.trips.shape[1]})")
        print(self.trips.head())

    def explore(self, trips, where):
        """The same questions for records in files and in memory."""
        self.step(f"questions to the records {where}")
        with timed("longest trip"):
            print(trips.trip_distance.max().compute(), "miles")
        with timed("by date"):
            self.by_date(trips)
        with timed("by vendor"):
            print(
                trips.groupby("VendorID")
                .agg(trips=("VendorID", "size"), passengers=("passenger_count", "sum"))
                .compute()
            )
        with timed("by payment type"):
            counts = trips.payment_type.value_counts().compute()
            print(counts)
            plot.bar(
                self.out / "payment-types.png",
                counts.index,
                counts,
                title="Trips by payment type",
                x_label="payment type",
                y_label="Trips",
            )
        with timed("ten largest"):
            self.largest(trips)
        with timed("missing values"):
            print(trips.isna().sum().compute())
        with timed("describe"):
            print(trips[["passenger_count", "trip_distance", "fare_amount", "total_amount"]].describe().compute())

    def by_date(self, trips):
        days = (
            trips.groupby(trips[PICKUP].dt.date.rename("date"))
            .agg(mean_distance=("trip_distance", "mean"), trips=("trip_distance", "count"))
            .compute()
        )
        print(days)
        plot.line(self.out / "trips-by-date.png", days.index, days.trips, title="Trips by pick-up date", y_label="Trips")

    def largest(self, trips):
        paid = trips[["PULocationID", "fare_amount"]].nlargest(10, "fare_amount").compute()
        print(paid)
        plot.barh(
            self.out / "most-paid.png",
            paid.PULocationID,
            paid.fare_amount,
            title="Most paid rides",
            x_label="US dollars",
            y_label="Pick-up zone",
        )
        longest = trips[["trip_distance", "fare_amount"]].nlargest(10, "trip_distance").compute()
        print(longest)
        plot.bar(
            self.out / "longest.png",
            longest.trip_distance,
            longest.fare_amount,
            title="Fares by distance",
            x_label="miles",
            y_label="US dollars",
        )

    def hold(self):
        self.step("persist keeps the records in memory")
        with timed("persist"):
            return self.trips.persist()

    def by_persisted_twin(self, held):
        """The frame is read, the key is held: both have the same rows."""
        self.step("mean distance by the persisted twin's passenger count")
        print(self.trips.groupby(held.passenger_count).trip_distance.mean().compute())

    def quantiles(self):
        self.step("quantiles, exact, inside a performance report")
        with performance_report(self.out / "tusk-report-quantiles.html", title="Quantiles"):
            both = self.trips[["trip_distance", "fare_amount"]]
            print(both.quantile([0.25, 0.5, 0.75, 0.95, 0.99, 1]).compute())
            distance, fare = both.trip_distance.quantile(0.99), both.fare_amount.quantile(0.99)
            self.distance_q99, self.fare_q99 = tusk.compute(distance, fare)
            q99 = dd.from_dict({"trip_distance": [self.distance_q99], "fare_amount": [self.fare_q99]})
            q99.to_csv(str(self.out / "q99.csv"), index=False, single_file=True)

    def kept(self):
        """The rows with both columns between 0 and their 0.99 quantiles."""
        is_kept = self.trips.trip_distance.between(0, self.distance_q99) & self.trips.fare_amount.between(0, self.fare_q99)
        return self.trips[is_kept]

    def histograms(self):
        self.step("histograms of the rows up to the 0.99 quantiles")
        self.histogram("fare_amount", self.fare_q99, "Fares up to the 99th percentile", "US dollars")
        self.histogram("trip_distance", self.distance_q99, "Distances up to the 99th percentile", "miles")

    def histogram(self, column, greatest, title, unit):
        edges = [greatest * i / 40 for i in range(41)]
        counts = self.kept()[column].histogram(edges).compute()
        path = self.out / f"{column}.png"
        plot.histogram(path, edges, counts, title=title, x_label=unit, y_label="Frequency")
        print(f"   {path}")

    def regression(self):
        self.step("a linear regression of the trips' duration, inside a performance report")
        with performance_report(self.out / "tusk-report-lr.html", title="Linear regression"):
            rows = self.kept()
            rows["trip_duration"] = (rows[DROPOFF] - rows[PICKUP]).dt.total_seconds() / 3600
            names = ["passenger_count", "trip_distance", "fare_amount", "total_amount"]
            rows = rows[[*names, "trip_duration"]].fillna(0)
            X_train, X_test, y_train, y_test = ml.train_test_split(
                rows[names], rows.trip_duration, test_size=0.1, random_state=1
            )
            model = ml.LinearRegression().fit(X_train, y_train)
            for name, coefficient in zip(names, model.coef_):
                print(f"   {name}: {coefficient:.6g}")
            rmse = ml.mean_squared_error(y_test, model.predict(X_test), squared=False).compute()
            print(f"   rmse: {rmse:.6g} hours")
            (self.out / "rmse.txt").write_text(f"rmse={rmse:.6f}")

    def features(self):
        """Dates, flags and categories as numbers."""
        self.step("a second model on features of dates and flags, scaled")
        rows = self.kept()
        rows["trip_duration"] = (rows[DROPOFF] - rows[PICKUP]).dt.total_seconds() / 3600
        rows["weekday"] = rows[PICKUP].dt.weekday
        rows["week"] = rows[PICKUP].dt.isocalendar().week
        rows["hour"] = rows[PICKUP].dt.hour
        rows["minute"] = rows[PICKUP].dt.minute
        rows["is_stored"] = (rows.store_and_fwd_flag == "Y").astype(float)
        rows["is_card"] = (rows.payment_type == 1).astype(float)
        names = ["passenger_count", "trip_distance", "fare_amount", "weekday", "week", "hour", "minute"]
        rows = rows[[*names, "is_stored", "is_card", "trip_duration"]].fillna(0)
        X = ml.StandardScaler().fit_transform(rows.drop(columns="trip_duration"))
        X_train, X_test, y_train, y_test = ml.train_test_split(X, rows.trip_duration, test_size=0.1, random_state=1)
        model = ml.LinearRegression().fit(X_train, y_train)
        print(f"   r2 on held-out rows: {model.score(X_test, y_test):.6g}")


def main(arguments=None):
    parser = argparse.ArgumentParser(description="Explore and model taxi records.")
    parser.add_argument("--data", help="CSV or Parquet files: a path, a glob, s3:// or https://")
    parser.add_argument("--out", default="out", help="the folder for what is left behind (default: out)")
    parser.add_argument("--scheduler", help="threads or synchronous")
    parser.add_argument("--quiet", action="store_true", help="no progress bars")
    options = parser.parse_args(arguments)
    with contextlib.ExitStack() as stack:
        if options.scheduler:
            stack.enter_context(tusk.config.set(scheduler=options.scheduler))
        if not options.quiet:
            stack.enter_context(ProgressBar(minimum=0.3))
        TaxiLab(options.data, options.out).run()


if __name__ == "__main__":
    main()
