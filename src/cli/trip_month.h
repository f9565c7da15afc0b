// TripMonth: what the demonstration computes of a month of taxi records, and the files that it reads.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <tusk/core/fields.h>

namespace tusk::cli {

struct TripMonth {
  static constexpr std::string_view kName = "demo.trip_month";
  std::int64_t trips = 0;
  double miles = 0;
  double fares = 0;                         // dollars
  std::vector<std::int64_t> trips_by_hour;  // 24 of them, by the hour of the pick-up
  static constexpr auto fields() {
    return std::tuple{field("trips", &TripMonth::trips), field("miles", &TripMonth::miles),
                      field("fares", &TripMonth::fares), field("trips_by_hour", &TripMonth::trips_by_hour)};
  }
};

// Reads a CSV file with the columns tpep_pickup_datetime, trip_distance and fare_amount; rows where one is empty are
// left out. Throws FileNotFoundError, and ValueError naming the file if a column is missing.
TripMonth read_month(const std::string& path);
TripMonth add_months(const TripMonth& first, const TripMonth& second);

// The months' files: of the folder nyctaxi in TUSK_DATA, else in data/; else made in `folder`, the same ones each time.
std::vector<std::string> month_files(const std::string& folder);

}  // namespace tusk::cli
