// The taxi lab: New York's taxi records explored and modelled. Tells each step, and leaves six files: q99.csv,
// fare_amount.png, trip_distance.png, rmse.txt and two performance reports.
//
//   taxi_lab [--data 'GLOB'] [--out FOLDER] [--scheduler NAME] [--quiet]
//
// Without --data it reads nyctaxi/*.csv in $TUSK_DATA or data/, or else makes records of its own.
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include <tusk/core/atomic_file.h>
#include <tusk/core/error.h>
#include <tusk/dataframe.h>
#include <tusk/datasets.h>
#include <tusk/diagnostics.h>
#include <tusk/ml.h>
#include <tusk/plot.h>

namespace {

namespace fs = std::filesystem;
using tusk::DataFrame;
using tusk::Series;
using tusk::Table;

const char* const kPickup = "tpep_pickup_datetime";
const char* const kDropoff = "tpep_dropoff_datetime";

struct Options {
  std::string data = {};
  std::string out = "out";
  std::string scheduler = {};
  bool has_progress_bars = true;
};

Options options_of(const std::vector<std::string>& arguments) {
  Options options;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& name = arguments[i];
    const bool has_value = i + 1 < arguments.size();
    if (name == "--quiet") options.has_progress_bars = false;
    else if (name == "--data" && has_value) options.data = arguments[++i];
    else if (name == "--out" && has_value) options.out = arguments[++i];
    else if (name == "--scheduler" && has_value) options.scheduler = arguments[++i];
    else throw tusk::ValueError("the lab takes --data GLOB, --out FOLDER, --scheduler NAME, --quiet: got " + name);
  }
  return options;
}

class TaxiLab {
 public:
  TaxiLab(const Options& options, std::stop_token stop) : out_(options.out), trips_(open(options.data)) {
    run_.scheduler = options.scheduler;
    run_.stop = std::move(stop);
    if (options.has_progress_bars)
      run_.callbacks.push_back(
          std::make_shared<tusk::ProgressBar>(tusk::ProgressOptions{.minimum = std::chrono::milliseconds(300)}));
    fs::create_directories(out_);
  }

  void run() {
    look();
    explore(trips_, "as read");
    const DataFrame held = hold();
    explore(held, "from memory");
    by_persisted_twin(held);
    quantiles();
    histograms();
    regression();
    features();
    expect_reports();
    std::cout << "\nThe files are in " << out_ << "/.\n";
  }

 private:
  // A report that can't be written says so, and does not fail what it reports on; the lab is to leave both.
  void expect_reports() const {
    for (const char* name : {"tusk-report-quantiles.html", "tusk-report-lr.html"}) {
      if (!std::filesystem::exists(path(name)))
        throw tusk::OSError("the lab leaves its reports: there is no " + path(name) + "; the message above says why");
    }
  }

  using Clock = std::chrono::steady_clock;

  static bool is_parquet(const std::string& address) {
    return address.ends_with(".parquet") || address.ends_with(".parq") || fs::is_directory(address);
  }

  static DataFrame open(const std::string& address) {
    if (!address.empty()) {
      return is_parquet(address) ? tusk::read_parquet(address)
                                 : tusk::read_csv(address, {.parse_dates = {kPickup, kDropoff}});
    }
    const char* const named = std::getenv("TUSK_DATA");
    const fs::path folder = fs::path(named ? named : "data") / "nyctaxi";
    if (fs::is_directory(folder))
      return tusk::read_csv((folder / "*.csv").string(), {.parse_dates = {kPickup, kDropoff}});
    std::cout << "No records in " << folder << ": making some, of the same kind.\n";
    return tusk::datasets::taxi_records({});
  }

  std::string path(const std::string& name) const { return (fs::path(out_) / name).string(); }

  void step(const std::string& what) { std::cout << "\n" << ++steps_ << ". " << what << "\n"; }

  template <class F>
  void timed(const std::string& what, F work) {
    const auto start = Clock::now();
    work();
    const std::chrono::duration<double, std::milli> took = Clock::now() - start;
    std::cout << "   " << what << ": " << long(took.count()) << " ms\n";
  }

  static void show(const Table& table, std::int64_t max_rows = 12) {
    std::cout << tusk::print_table(table, {.max_rows = max_rows}) << "\n";
  }

  void look() {
    step("opening the records reads heads only; this is the structure");
    std::cout << trips_.to_string() << "\n";
    step("len and head read what they need");
    std::cout << "   shape: (" << trips_.length(run_) << ", " << trips_.columns().size() << ")\n";
    show(trips_.head());
  }

  // The same questions for records in files and in memory.
  void explore(const DataFrame& trips, const std::string& where) {
    step("questions to the records " + where);
    timed("longest trip", [&] { std::cout << trips["trip_distance"].max().compute<double>(run_) << " miles\n"; });
    timed("by date", [&] { by_date(trips); });
    timed("by vendor", [&] {
      show(trips.groupby({"VendorID"})
               .agg({{"trips", "VendorID", "size"}, {"passengers", "passenger_count", "sum"}})
               .compute(run_));
    });
    timed("by payment type", [&] { payment_types(trips); });
    timed("ten largest", [&] { largest(trips); });
    timed("missing values", [&] { show(trips.isna().sum().compute(run_), 20); });
    timed("describe", [&] {
      show(trips[{"passenger_count", "trip_distance", "fare_amount", "total_amount"}].describe().compute(run_));
    });
  }

  void by_date(const DataFrame& trips) {
    const Table days = trips.groupby(std::vector<Series>{trips[kPickup].dt().date().rename("date")})
                           .agg({{"mean_distance", "trip_distance", "mean"}, {"trips", "trip_distance", "count"}})
                           .compute(run_);
    show(days, 6);
    tusk::plot::line(path("trips-by-date.png"), tusk::texts_of(days, "__index_level_0__"),
                     tusk::numbers_of(days, "trips"), {"Trips by pick-up date", "", "Trips"});
  }

  void payment_types(const DataFrame& trips) {
    const Table counts = trips["payment_type"].value_counts().compute(run_);
    show(counts);
    tusk::plot::bar(path("payment-types.png"), tusk::texts_of(counts, "__index_level_0__"), tusk::numbers_of(counts),
                    {"Trips by payment type", "payment type", "Trips"});
  }

  void largest(const DataFrame& trips) {
    const Table paid = trips[{"PULocationID", "fare_amount"}].nlargest(10, {"fare_amount"}).compute(run_);
    show(paid);
    tusk::plot::barh(path("most-paid.png"), tusk::texts_of(paid, "PULocationID"), tusk::numbers_of(paid, "fare_amount"),
                     {"Most paid rides", "US dollars", "Pick-up zone"});
    const Table longest = trips[{"trip_distance", "fare_amount"}].nlargest(10, {"trip_distance"}).compute(run_);
    show(longest);
    tusk::plot::bar(path("longest.png"), tusk::texts_of(longest, "trip_distance"),
                    tusk::numbers_of(longest, "fare_amount"), {"Fares by distance", "miles", "US dollars"});
  }

  DataFrame hold() {
    step("persist keeps the records in memory");
    std::optional<DataFrame> held;
    timed("persist", [&] { held = trips_.persist(run_); });
    return *held;
  }

  // The frame is read, the key is held: both have the same rows.
  void by_persisted_twin(const DataFrame& held) {
    step("mean distance by the persisted twin's passenger count");
    show(trips_.groupby(std::vector<Series>{held["passenger_count"]})["trip_distance"].mean().compute(run_));
  }

  void quantiles() {
    step("quantiles, exact, inside a performance report");
    const auto report = tusk::performance_report(path("tusk-report-quantiles.html"), {.title = "Quantiles"});
    const DataFrame both = std::as_const(trips_)[{"trip_distance", "fare_amount"}];
    show(both.quantile({0.25, 0.5, 0.75, 0.95, 0.99, 1}).compute(run_));
    const auto distance = std::as_const(trips_)["trip_distance"].quantile(0.99);
    const auto fare = std::as_const(trips_)["fare_amount"].quantile(0.99);
    distance_q99_ = distance.compute<double>(run_);
    fare_q99_ = fare.compute<double>(run_);
    const DataFrame q99 = tusk::from_columns(
        {{"trip_distance", {tusk::Value::of(distance_q99_)}}, {"fare_amount", {tusk::Value::of(fare_q99_)}}});
    tusk::to_csv(q99, path("q99.csv"), {.index = false, .single_file = true});
  }

  // The rows with both columns between 0 and their 0.99 quantiles.
  DataFrame kept(const DataFrame& trips) const {
    return trips[trips["trip_distance"].between(0, distance_q99_) & trips["fare_amount"].between(0, fare_q99_)];
  }

  void histograms() {
    step("histograms of the rows up to the 0.99 quantiles");
    const DataFrame rows = kept(trips_);
    histogram(rows, "fare_amount", fare_q99_, "Fares up to the 99th percentile", "US dollars");
    histogram(rows, "trip_distance", distance_q99_, "Distances up to the 99th percentile", "miles");
  }

  void histogram(const DataFrame& rows, const std::string& column, double greatest, const std::string& title,
                 const std::string& unit) {
    std::vector<double> edges;
    for (int i = 0; i <= 40; ++i) edges.push_back(greatest * i / 40);
    const std::vector<double> counts = tusk::numbers_of(rows[column].histogram(edges).compute(run_));
    tusk::plot::histogram(path(column + ".png"), edges, counts, {title, unit, "Frequency"});
    std::cout << "   " << path(column + ".png") << "\n";
  }

  void regression() {
    step("a linear regression of the trips' duration, inside a performance report");
    const auto report = tusk::performance_report(path("tusk-report-lr.html"), {.title = "Linear regression"});
    DataFrame rows = kept(trips_);
    rows["trip_duration"] = (rows[kDropoff] - rows[kPickup]).dt().total_seconds() / 3600;
    rows = rows[std::vector<std::string>{"passenger_count", "trip_distance", "fare_amount", "total_amount",
                                         "trip_duration"}]
               .fillna(0);
    const DataFrame X = rows.drop({"trip_duration"});
    const auto split = tusk::ml::train_test_split(X, rows["trip_duration"], 0.1, 1);
    tusk::ml::LinearRegression model;
    model.fit(split.X_train, split.y_train, run_);
    for (std::size_t i = 0; i < model.coef().size(); ++i)
      std::cout << "   " << model.feature_names()[i] << ": " << model.coef()[i] << "\n";
    const double rmse =
        tusk::ml::mean_squared_error(split.y_test, model.predict(split.X_test), false).compute<double>(run_);
    std::cout << "   rmse: " << rmse << " hours\n";
    tusk::write_file_atomically(path("rmse.txt"), "rmse=" + std::to_string(rmse));
  }

  // Dates as parts, flags as categories and then as a column each, missing values filled.
  void features() {
    step("a second model on features of dates and flags, scaled");
    DataFrame rows = kept(trips_);
    const Series pickup = rows[kPickup];
    rows["trip_duration"] = (rows[kDropoff] - pickup).dt().total_seconds() / 3600;
    rows["weekday"] = pickup.dt().weekday();
    rows["week"] = pickup.dt().isocalendar()["week"];
    rows["hour"] = pickup.dt().hour();
    rows["minute"] = pickup.dt().minute();
    rows = rows[std::vector<std::string>{"passenger_count", "trip_distance", "fare_amount", "weekday", "week", "hour",
                                         "minute", "store_and_fwd_flag", "payment_type", "trip_duration"}];
    rows = rows.categorize({"store_and_fwd_flag", "payment_type"}, run_);
    rows = tusk::get_dummies(rows, {.dtype = "float64"}).fillna(0);
    tusk::ml::StandardScaler scaler;
    const DataFrame X = scaler.fit_transform(rows.drop({"trip_duration"}), run_);
    const auto split = tusk::ml::train_test_split(X, rows["trip_duration"], 0.1, 1);
    tusk::ml::LinearRegression model;
    model.fit(split.X_train, split.y_train, run_);
    std::cout << "   " << model.coef().size()
              << " features, r2 on held-out rows: " << model.score(split.X_test, split.y_test).compute<double>(run_)
              << "\n";
  }

  std::string out_;
  DataFrame trips_;
  tusk::RunOptions run_;
  double distance_q99_ = 0, fare_q99_ = 0;
  int steps_ = 0;
};

}  // namespace

// Declared where it is called from, since nobody includes this file.
void taxi_lab(const std::vector<std::string>& arguments, std::stop_token stop);

void taxi_lab(const std::vector<std::string>& arguments, std::stop_token stop) {
  TaxiLab(options_of(arguments), std::move(stop)).run();
}

#ifndef TUSK_LAB_IN_COMMAND

int main(int argc, char** argv) {
  try {
    taxi_lab({argv + 1, argv + argc}, {});
    return 0;
  } catch (const tusk::Error& error) {
    std::cerr << name(error.kind()) << ": " << error.what() << "\n";
    return 1;
  }
}

#endif
