// The benchmark `taxi` on Tusk's dataframes; problem.py says what the queries are.
//
//   bench_taxi_tusk FOLDER                 each query of each format, in a process of its own
//   bench_taxi_tusk FOLDER FORMAT QUERY    one of them
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <exception>
#include <iostream>
#include <iterator>
#include <numeric>
#include <stdexcept>
#include <string>
#include <unistd.h>
#include <vector>

#include <nlohmann/json.hpp>
#include <sys/wait.h>

#include <tusk/core/version.h>
#include <tusk/dataframe.h>
#include <tusk/ml.h>

#include "benchmarks/measure.h"

namespace {

using nlohmann::json;
using tusk::DataFrame;
using tusk::Series;
using tusk::Table;

const char* const kPickup = "tpep_pickup_datetime";
const char* const kDropoff = "tpep_dropoff_datetime";
const char* const kIndex = "__index_level_0__";
const std::vector<std::string> kFeatures = {"passenger_count", "trip_distance", "fare_amount", "total_amount"};

double sum(const std::vector<double>& values) { return std::accumulate(values.begin(), values.end(), 0.0); }

json max(const DataFrame& trips) { return trips["trip_distance"].max().compute<double>(); }

json by_date(const DataFrame& trips) {
  const Table dates = trips.groupby(std::vector<Series>{trips[kPickup].dt().date().rename("date")})
                          .agg({{"mean", "trip_distance", "mean"}, {"trips", "trip_distance", "size"}})
                          .compute();
  const std::vector<double> trips_by_date = numbers_of(dates, "trips");
  return {dates.row_count(), sum(numbers_of(dates, "mean")), std::int64_t(sum(trips_by_date)),
          std::int64_t(std::ranges::max(trips_by_date))};
}

json value_counts(const DataFrame& trips) {
  const Table counts = trips["payment_type"].value_counts().compute();
  const std::vector<double> values = numbers_of(counts, kIndex);
  const std::vector<double> trips_by_value = numbers_of(counts);
  json answer = json::array();
  for (std::size_t i = 0; i < values.size(); ++i)
    answer.push_back({std::int64_t(values[i]), std::int64_t(trips_by_value[i])});
  std::sort(answer.begin(), answer.end());
  return answer;
}

json nlargest(const DataFrame& trips) {
  const Table largest = trips[{"fare_amount", "PULocationID"}].nlargest(10, {"fare_amount"}).compute();
  const std::vector<double> fares = numbers_of(largest, "fare_amount");
  const std::vector<double> zones = numbers_of(largest, "PULocationID");
  std::int64_t zones_above_least = 0;
  for (std::size_t i = 0; i < fares.size(); ++i) {
    if (fares[i] > fares.back()) zones_above_least += std::int64_t(zones[i]);
  }
  return {fares, zones_above_least};
}

json isna(const DataFrame& trips) {
  const std::vector<double> missing = numbers_of(trips.isna().sum().compute());
  return std::vector<std::int64_t>(missing.begin(), missing.end());
}

json quantiles(const DataFrame& trips) {
  const Table both = trips[{"trip_distance", "fare_amount"}].quantile({0.25, 0.5, 0.75, 0.95, 0.99, 1}).compute();
  std::vector<double> answer = numbers_of(both, "trip_distance");
  std::ranges::copy(numbers_of(both, "fare_amount"), std::back_inserter(answer));
  return answer;
}

json zone_quantile(const DataFrame& trips) {
  const std::vector<std::string> zones = {"PULocationID", "DOLocationID"};
  const Table fares = trips.groupby(zones)["fare_amount"].quantile(0.99).compute();
  return {fares.row_count(), sum(numbers_of(fares))};
}

// Held in memory, since both the quantiles and the fit need the columns.
json regression(const DataFrame& trips) {
  const Series hours = (trips[kDropoff] - trips[kPickup]).dt().total_seconds() / 3600;
  std::vector<std::string> columns = kFeatures;
  columns.push_back("hours");
  const DataFrame held = trips.assign("hours", hours)[columns].persist();
  const Series distance = held["trip_distance"];
  const Series fare = held["fare_amount"];
  const Series is_usual = distance.between(0, distance.quantile(0.99)) & fare.between(0, fare.quantile(0.99));
  const DataFrame kept = held[is_usual].dropna();
  tusk::ml::LinearRegression model;
  model.fit(kept[kFeatures], kept["hours"]);
  std::vector<double> answer = {model.intercept()};
  std::ranges::copy(model.coef(), std::back_inserter(answer));
  return answer;
}

struct Query {
  std::string name;
  json (*answer)(const DataFrame& trips);
  bool needs_times = false;  // which CSV files have as texts
};

const std::vector<Query> kQueries = {
    {"max", max},   {"by date", by_date, true}, {"value_counts", value_counts},   {"nlargest", nlargest},
    {"isna", isna}, {"quantiles", quantiles},   {"zone quantile", zone_quantile}, {"regression", regression, true},
};

DataFrame open_trips(const std::string& folder, const std::string& format, bool needs_times) {
  const std::string pattern = folder + "/" + format + "/*." + format;
  if (format == "parquet") return tusk::read_parquet(pattern);
  std::vector<std::string> times;
  if (needs_times) times = {kPickup, kDropoff};
  return tusk::read_csv(pattern, {.parse_dates = times});
}

// Prints a line of JSON: opening the files is part of the query.
void measure(const std::string& folder, const std::string& format, const Query& query) {
  std::vector<double> seconds;
  json answer;
  for (int i = 0; i < 3; ++i) {
    const auto start = std::chrono::steady_clock::now();
    answer = query.answer(open_trips(folder, format, query.needs_times));
    seconds.push_back(benchmarks::seconds_since(start));
  }
  const json line = {
      {"work", format + " " + query.name},
      {"engine", "tusk"},
      {"version", tusk::version()},
      {"seconds", std::min(seconds[1], seconds[2])},
      {"first_seconds", seconds[0]},
      {"peak_rss_mb", benchmarks::peak_rss_mb()},
      {"answer", answer},
  };
  std::cout << line.dump() << std::endl;
}

const Query& query_named(const std::string& name) {
  const auto found = std::ranges::find(kQueries, name, &Query::name);
  if (found == kQueries.end()) throw std::invalid_argument("there is no query " + name);
  return *found;
}

// Whether the query's process ended well.
bool measure_apart(const std::string& folder, const std::string& format, const Query& query) {
  const pid_t child = fork();
  if (child == 0) {
    execl("/proc/self/exe", "bench_taxi_tusk", folder.c_str(), format.c_str(), query.name.c_str(), nullptr);
    _exit(127);
  }
  int status = -1;
  return child > 0 && waitpid(child, &status, 0) == child && status == 0;
}

}  // namespace

int main(int argument_count, char** arguments) {
  try {
    if (argument_count == 4) {
      measure(arguments[1], arguments[2], query_named(arguments[3]));
      return 0;
    }
    if (argument_count != 2) throw std::invalid_argument("bench_taxi_tusk takes FOLDER [FORMAT QUERY]");
    for (const char* const format : {"csv", "parquet"}) {
      for (const Query& query : kQueries) {
        if (!measure_apart(arguments[1], format, query)) return 1;
      }
    }
    return 0;
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
}
