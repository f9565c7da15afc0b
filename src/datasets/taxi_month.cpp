#include "datasets/taxi_month.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <chrono>

#include <fmt/format.h>

#include <tusk/core/error.h>

#include "datasets/taxi_tables.h"
#include "kernels/philox.h"

namespace tusk::datasets {

namespace {

constexpr int month_of(int year, int month) { return 12 * year + month - 1; }

constexpr Slots kVendorSlots = slots(kVendors);
constexpr Slots kPassengerSlots = slots(kPassengers);
constexpr Slots kPaymentSlots = slots(kPayments);
constexpr Slots kPickupSlots = slots(kPickupZones, kZoneCount);
constexpr Slots kDropoffSlots = slots(kDropoffZones, kZoneCount);

constexpr int kCard = 1, kNoCharge = 3;
constexpr int kStandardRate = 1, kAirportRate = 2, kNewarkRate = 3, kNegotiated = 5;
constexpr int kAirportZone = 132, kNewarkZone = 1;
constexpr std::int64_t kHour = 3600, kDay = 86400;

constexpr bool happens(std::uint32_t random, double share) { return random < share * 0x1p32; }

constexpr std::int64_t rounded(double value) { return std::int64_t(value + 0.5); }

std::int64_t choice(std::uint32_t ten_bits, const Slots& slots) { return slots[ten_bits % slots.size()]; }

std::int64_t days_before(int month) {
  const std::chrono::year_month_day first(std::chrono::year(month / 12), std::chrono::month(unsigned(month % 12 + 1)),
                                          std::chrono::day(1));
  return std::chrono::sys_days(first).time_since_epoch().count();
}

// From Monday; 1970 began on a Thursday.
std::size_t weekday(std::int64_t days) { return std::size_t(((days + 3) % 7 + 7) % 7); }

// How often a trip begins in that hour of the month, by a measure that is the same for all months.
std::int64_t hour_weight(std::int64_t first_day, std::int64_t hour) {
  const std::size_t day = weekday(first_day + hour / 24);
  return kWeekdays[day] * (day < 5 ? kWorkdayHours : kWeekendHours)[std::size_t(hour % 24)];
}

// The share of records of oddity 2: few, until in the spring of 2020 other taxis stood still.
double incomplete_share(int month) {
  if (month < month_of(2019, 7)) return 0;
  if (month < month_of(2020, 1)) return 0.0062;
  if (month < month_of(2020, 4)) return 0.0107;
  return month == month_of(2020, 5) ? 0.1675 : 0.085;
}

std::int64_t extra_charge(std::int64_t pickup, std::int64_t rate_code) {
  const std::int64_t hour = pickup % kDay / kHour;
  const bool is_workday = weekday(pickup / kDay) < 5;
  if (is_workday && hour >= 16 && hour < 20) return rate_code == kAirportRate ? 450 : 100;
  return rate_code == kStandardRate && (hour >= 20 || hour < 6) ? 50 : 0;
}

// What the meter shows: in steps of half a dollar.
std::int64_t metered_fare(std::int64_t distance, std::int64_t seconds) {
  const double cents = 185 + 1.89 * double(distance) + 0.597 * double(seconds);
  return std::max<std::int64_t>(250, std::int64_t(cents / 50 + 1) * 50);
}

void cancel(TaxiRecord& record) {
  record.tip = 0;
  record.payment = std::max<std::int64_t>(record.payment, kNoCharge);
  for (const auto amount : {&TaxiRecord::fare, &TaxiRecord::extra, &TaxiRecord::tax, &TaxiRecord::tolls,
                            &TaxiRecord::improvement, &TaxiRecord::congestion})
    record.*amount = -(record.*amount);
}

void add_up(TaxiRecord& record) {
  record.total = record.fare + record.extra + record.tax + record.tip + record.tolls + record.improvement +
                 (record.vendor == 1 ? 0 : record.congestion);
}

}  // namespace

int month_number(const std::string& text) {
  int year = 0, month = 0;
  const char* end = text.data() + text.size();
  const bool is_shaped = text.size() == 7 && text[4] == '-' && text.find_first_not_of("0123456789-") == text.npos &&
                         std::from_chars(text.data(), text.data() + 4, year).ptr == text.data() + 4 &&
                         std::from_chars(text.data() + 5, end, month).ptr == end;
  if (!is_shaped || year < 1 || month < 1 || month > 12)
    throw ValueError(fmt::format("a month is written like 2018-01: got '{}'", text));
  return month_of(year, month);
}

std::string month_text(int month) { return fmt::format("{:04}-{:02}", month / 12, month % 12 + 1); }

// The random words of a record. `zones` and `people` hold three numbers of ten bits each.
struct TaxiMonth::Draw {
  std::uint32_t hour, second, distance, slowness;
  std::uint32_t zones, people, tip, rate;
  std::uint32_t tolls, rare, clock, detail;
};

TaxiMonth::TaxiMonth(std::uint64_t seed, int month)
    : seed_(seed), month_(month), start_(days_before(month) * kDay), incomplete_share_(incomplete_share(month)) {
  const std::int64_t first_day = days_before(month), hours = 24 * (days_before(month + 1) - first_day);
  std::int64_t weight = 0, weight_before = 0;
  for (std::int64_t hour = 0; hour < hours; ++hour) weight += hour_weight(first_day, hour);
  for (std::int64_t hour = 0; hour < hours; ++hour) {
    const std::int64_t weight_after = weight_before + hour_weight(first_day, hour);
    std::fill(hour_slots_.begin() + weight_before * std::int64_t(kHourSlots) / weight,
              hour_slots_.begin() + weight_after * std::int64_t(kHourSlots) / weight, std::uint16_t(hour));
    weight_before = weight_after;
  }
}

TaxiRecord TaxiMonth::record(std::int64_t row) const {
  const auto words = [&](std::uint32_t block) {
    return kernels::philox({std::uint32_t(row), std::uint32_t(row >> 32), std::uint32_t(month_), block}, seed_);
  };
  const Draw draw = std::bit_cast<Draw>(std::array{words(0), words(1), words(2)});
  TaxiRecord record;
  record.is_complete = !happens(draw.rare, incomplete_share_);
  set_trip(draw, record);
  set_amounts(draw, record);
  set_oddities(draw, row, record);
  return record;
}

// Where, when and who.
void TaxiMonth::set_trip(const Draw& draw, TaxiRecord& record) const {
  record.vendor = choice(draw.people >> 20, kVendorSlots);
  record.passengers = choice(draw.people >> 10, kPassengerSlots);
  record.payment = choice(draw.people, kPaymentSlots);
  record.pickup_zone = choice(draw.zones >> 10, kPickupSlots);
  record.dropoff_zone = choice(draw.zones, kDropoffSlots);
  record.is_stored = happens(draw.second << 12, 0.0072);
  record.pickup = start_ + hour_slots_[draw.hour >> 18] * kHour + std::int64_t((draw.second * kHour) >> 32);

  // Incomplete records are of long trips.
  const std::uint32_t length = record.is_complete ? draw.distance : 0xC0000000 | draw.distance >> 2;
  const double miles = quantile(kDistances, length);
  record.distance = record.vendor == 1 ? 10 * rounded(10 * miles) : rounded(100 * miles);
  const double slowness = quantile(kSlowness, draw.slowness) * kSlownessOfHour[hour_slots_[draw.hour >> 18] % 24];
  record.dropoff = record.pickup + rounded(60 * quantile(kMinutes, length) * slowness);

  record.rate_code = kStandardRate;
  const bool is_far = record.distance >= 1500 && record.distance < 2200;
  if (is_far && happens(draw.rate, 0.75)) record.rate_code = kAirportRate;
  else if (is_far && happens(draw.rate, 0.81)) record.rate_code = kNewarkRate;
  else if (draw.rate > 0xFFFFFFFF - std::uint32_t(0.005 * 0x1p32)) record.rate_code = kNegotiated;
  if (record.rate_code == kAirportRate) (draw.rate & 1 ? record.pickup_zone : record.dropoff_zone) = kAirportZone;
  if (record.rate_code == kNewarkRate) record.dropoff_zone = kNewarkZone;
}

void TaxiMonth::set_amounts(const Draw& draw, TaxiRecord& record) const {
  record.fare = record.rate_code == kAirportRate ? 5200 : metered_fare(record.distance, record.dropoff - record.pickup);
  if (record.rate_code == kNewarkRate) record.fare += 1750;
  if (record.rate_code == kNegotiated) record.fare = (record.fare / 500 + 2) * 500;
  record.extra = extra_charge(record.pickup, record.rate_code);
  record.tax = record.rate_code == kNewarkRate || record.rate_code == kNegotiated ? 0 : 50;
  record.improvement = 30;
  if (happens(draw.tolls, record.distance > 1600 ? 0.72 : record.distance > 800 ? 0.48 : 0.008))
    record.tolls = month_ < month_of(2019, 4) ? 576 : 612;

  record.has_congestion = month_ > month_of(2019, 1) || (month_ == month_of(2019, 1) && happens(draw.detail, 0.367));
  if (month_ > month_of(2019, 1) && happens(draw.detail, month_ < month_of(2020, 4) ? 0.92 : 0.76))
    record.congestion = 250;
  // Vendor 1 has it among the extra charges, too.
  if (record.vendor == 1) record.extra += record.congestion;

  if (!record.is_complete) {
    record.vendor = 2;
    record.payment = kNoCharge;
    record.fare += draw.tip % 50;
    record.extra = draw.tip & 1 ? 275 : 0;
  }
  add_up(record);
  if (record.payment == kCard) record.tip = rounded(quantile(kTips, draw.tip) * double(record.total));
  add_up(record);
}

void TaxiMonth::set_oddities(const Draw& draw, std::int64_t row, TaxiRecord& record) const {
  if (record.vendor == 2 && happens(~draw.rare, 0.003)) cancel(record);

  std::int64_t shift = 0;
  if (happens(draw.clock, 0x1p-14)) {
    const auto detail = std::int64_t(draw.detail >> 2);
    switch (draw.detail & 3) {
      case 0: shift = days_before(month_of(2009, 1)) * kDay - 1 - detail % kHour - record.pickup; break;
      case 1: shift = (31 + detail % 20) * kDay; break;
      default: shift = start_ - 1 - detail % 900 - record.pickup;
    }
  } else if (happens(draw.clock, 0x1p-14 + 0x1p-15)) {
    record.dropoff = std::min(record.dropoff - kHour, record.pickup - 1);
  } else if (record.vendor == 2 && happens(draw.clock, 0.0035)) {
    record.dropoff = record.pickup + kDay - 1 - draw.detail % 4000;
  }
  record.pickup += shift;
  record.dropoff += shift;

  if (month_ == month_of(2018, 8) && row == kAbsurdRow) record.fare = 42'949'020;
  add_up(record);
}

}  // namespace tusk::datasets
