#include "cli/trip_month.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <random>

#include <fmt/format.h>

#include <tusk/core/atomic_file.h>
#include <tusk/core/error.h>

namespace tusk::cli {

namespace {

namespace fs = std::filesystem;

std::vector<std::string_view> split(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  std::vector<std::string_view> cells;
  for (std::size_t comma; (comma = line.find(',')) != line.npos; line.remove_prefix(comma + 1))
    cells.push_back(line.substr(0, comma));
  cells.push_back(line);
  return cells;
}

std::size_t place_of(const std::vector<std::string_view>& header, std::string_view column, const std::string& path) {
  const auto found = std::find(header.begin(), header.end(), column);
  if (found == header.end()) throw ValueError(fmt::format("taxi records need a column {}: {} has none", column, path));
  return std::size_t(found - header.begin());
}

template <class T>
std::optional<T> number(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

// A month of made-up trips: busy evenings, short rides, fares by the mile.
std::string made_month(int year, int month) {
  std::mt19937 random(std::uint32_t(100 * year + month));
  std::exponential_distribution<double> miles(1 / 2.9);
  std::discrete_distribution<int> hour(
      {6, 4, 3, 2, 2, 3, 6, 10, 12, 12, 12, 12, 13, 13, 14, 14, 13, 15, 17, 17, 15, 14, 13, 10});
  std::string text = "tpep_pickup_datetime,trip_distance,fare_amount\n";
  for (int trip = 0; trip < 10000; ++trip) {
    const double distance = miles(random);
    text += fmt::format("{}-{:02}-{:02} {:02}:{:02}:00,{:.2f},{:.2f}\n", year, month, 1 + random() % 28, hour(random),
                        random() % 60, distance, 2.5 + 2.8 * distance);
  }
  return text;
}

std::vector<std::string> csv_files(const fs::path& folder) {
  std::vector<std::string> files;
  if (!fs::is_directory(folder)) return files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".csv") files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

TripMonth read_month(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  if (!std::getline(file, line))
    throw FileNotFoundError(fmt::format("taxi records need a file that can be read: {}", path));
  const std::string header_line = line;
  const auto header = split(header_line);
  const std::size_t time = place_of(header, "tpep_pickup_datetime", path);
  const std::size_t distance = place_of(header, "trip_distance", path);
  const std::size_t fare = place_of(header, "fare_amount", path);

  TripMonth month{.trips_by_hour = std::vector<std::int64_t>(24)};
  while (std::getline(file, line)) {
    const auto cells = split(line);
    if (cells.size() != header.size() || cells[time].size() < 13) continue;
    const auto hour = number<unsigned>(cells[time].substr(11, 2));
    const auto miles = number<double>(cells[distance]);
    const auto dollars = number<double>(cells[fare]);
    if (!hour || *hour > 23 || !miles || !dollars) continue;
    ++month.trips, month.miles += *miles, month.fares += *dollars, ++month.trips_by_hour[*hour];
  }
  return month;
}

TripMonth add_months(const TripMonth& first, const TripMonth& second) {
  TripMonth both{first.trips + second.trips, first.miles + second.miles, first.fares + second.fares,
                 first.trips_by_hour};
  for (std::size_t hour = 0; hour < both.trips_by_hour.size(); ++hour)
    both.trips_by_hour[hour] += second.trips_by_hour[hour];
  return both;
}

std::vector<std::string> month_files(const std::string& folder) {
  const char* data = std::getenv("TUSK_DATA");
  if (auto files = csv_files(fs::path(data ? data : "data") / "nyctaxi"); !files.empty()) return files;
  std::vector<std::string> files;
  fs::create_directories(folder);
  for (int month = 1; month <= 12; ++month) {
    files.push_back((fs::path(folder) / fmt::format("made_2019-{:02}.csv", month)).string());
    write_file_atomically(files.back(), made_month(2019, month));
  }
  return files;
}

}  // namespace tusk::cli
