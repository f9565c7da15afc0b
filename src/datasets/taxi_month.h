// TaxiMonth: what the yellow taxis of New York record in a month, made up.
//
// The columns and their meaning are those of the Taxi & Limousine Commission's data dictionary. Distributions (hours,
// distances, durations, zones, tips) follow the records from 2018-01 to 2020-06, and so do the oddities that programs
// stumble over:
//
//  1. congestion_surcharge is missing before 2019-01, and in most rows of 2019-01.
//  2. From 2019-07 on some rows miss VendorID, passenger_count, RatecodeID, store_and_fwd_flag and payment_type, all of
//     them at once; their fares are no multiples of half a dollar.
//  3. Some trips are cancelled: all their amounts are negative.
//  4. Some pick-ups lie outside the month: minutes before it, weeks after it, in 2008.
//  5. Some drop-offs come before the pick-up, where clocks were set back.
//  6. Some trips of vendor 2 last nearly a day.
//  7. One fare, of row kAbsurdRow of 2018-08, is 429,490.20 dollars.
//
// A record depends on seed, month and row alone. Immutable; used by several threads at once.
#pragma once

#include <array>
#include <cstdint>
#include <string>

namespace tusk::datasets {

// Months since the year 0: 12 * year + (month - 1). Throws ValueError unless the text is like "2018-01".
int month_number(const std::string& text);
// "2018-01"
std::string month_text(int month);

constexpr std::int64_t kAbsurdRow = 1105;

// Times are seconds since 1970 by New York's clocks, distances hundredths of a mile, amounts cents.
struct TaxiRecord {
  bool is_complete = true;  // whether the columns of oddity 2 are there
  bool has_congestion = true;
  bool is_stored = false;  // store_and_fwd_flag is Y
  std::int64_t vendor = 0;
  std::int64_t pickup = 0;
  std::int64_t dropoff = 0;
  std::int64_t passengers = 0;
  std::int64_t distance = 0;
  std::int64_t rate_code = 0;
  std::int64_t pickup_zone = 0;
  std::int64_t dropoff_zone = 0;
  std::int64_t payment = 0;
  std::int64_t fare = 0;
  std::int64_t extra = 0;
  std::int64_t tax = 0;
  std::int64_t tip = 0;
  std::int64_t tolls = 0;
  std::int64_t improvement = 0;
  std::int64_t total = 0;
  std::int64_t congestion = 0;
};

class TaxiMonth {
 public:
  TaxiMonth(std::uint64_t seed, int month);
  TaxiRecord record(std::int64_t row) const;

 private:
  struct Draw;
  void set_trip(const Draw& draw, TaxiRecord& record) const;
  void set_amounts(const Draw& draw, TaxiRecord& record) const;
  void set_oddities(const Draw& draw, std::int64_t row, TaxiRecord& record) const;

  static constexpr std::size_t kHourSlots = 1 << 14;

  std::uint64_t seed_;
  int month_;
  std::int64_t start_;                                // of the month, in seconds since 1970
  double incomplete_share_;                           // of oddity 2
  std::array<std::uint16_t, kHourSlots> hour_slots_;  // hours of the month, each as often as it is travelled in
};

}  // namespace tusk::datasets
