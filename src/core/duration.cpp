#include <tusk/core/duration.h>

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include <tusk/core/error.h>

#include "core/quantity.h"

namespace tusk {

namespace {

constexpr std::uint64_t kSecond = 1'000'000'000;
constexpr std::uint64_t kMinute = 60 * kSecond;
constexpr std::uint64_t kHour = 60 * kMinute;
constexpr std::uint64_t kDay = 24 * kHour;

constexpr std::array<std::pair<std::string_view, std::uint64_t>, 8> kSymbols = {{{"ns", 1},
                                                                                 {"us", 1'000},
                                                                                 {"ms", 1'000'000},
                                                                                 {"s", kSecond},
                                                                                 {"m", kMinute},
                                                                                 {"h", kHour},
                                                                                 {"d", kDay},
                                                                                 {"w", 7 * kDay}}};

constexpr std::array<std::pair<std::string_view, std::uint64_t>, 11> kNames = {{{"nanosecond", 1},
                                                                                {"microsecond", 1'000},
                                                                                {"millisecond", 1'000'000},
                                                                                {"second", kSecond},
                                                                                {"minute", kMinute},
                                                                                {"hour", kHour},
                                                                                {"day", kDay},
                                                                                {"week", 7 * kDay},
                                                                                {"sec", kSecond},
                                                                                {"min", kMinute},
                                                                                {"hr", kHour}}};

std::optional<std::uint64_t> time_unit_ns(std::string_view unit) {
  if (unit.empty()) return kSecond;
  for (const auto& [symbol, size_ns] : kSymbols) {
    if (unit == symbol) return size_ns;
  }
  if (unit.ends_with('s')) unit.remove_suffix(1);
  for (const auto& [name, size_ns] : kNames) {
    if (unit == name) return size_ns;
  }
  return {};
}

// The larger of two neighbouring units in whole numbers, then the rest in the smaller one.
std::string two_units(std::uint64_t duration_ns, std::uint64_t large, const char* large_name, std::uint64_t small,
                      const char* small_name) {
  return fmt::format("{}{} {}{}", duration_ns / large, large_name, duration_ns % large / small, small_name);
}

std::string format_ns(std::uint64_t duration_ns) {
  if (duration_ns > 2 * kDay) return two_units(duration_ns, kDay, "d", kHour, "hr");
  if (duration_ns > 2 * kHour) return two_units(duration_ns, kHour, "hr", kMinute, "m");
  if (duration_ns > 10 * kMinute) return two_units(duration_ns, kMinute, "m", kSecond, "s");
  if (duration_ns >= kSecond) return fmt::format("{:.2f} s", double(duration_ns) / 1e9);
  if (duration_ns >= 1'000'000) return fmt::format("{:.2f} ms", double(duration_ns) / 1e6);
  return fmt::format("{:.2f} us", double(duration_ns) / 1e3);
}

}  // namespace

std::chrono::nanoseconds parse_duration(std::string_view text) {
  const auto [number, unit_name] = core::split_quantity(text);
  const auto unit_ns = time_unit_ns(unit_name);
  const auto duration_ns = unit_ns ? core::multiply(number, *unit_ns) : std::nullopt;
  if (duration_ns && *duration_ns <= std::uint64_t(std::numeric_limits<std::int64_t>::max())) {
    return std::chrono::nanoseconds(std::int64_t(*duration_ns));
  }
  throw ValueError(
      fmt::format("parse_duration needs a number and a unit, not negative and at most 292 years: got {:?}; write for "
                  "example \"200ms\"",
                  text));
}

std::string format_duration(std::chrono::nanoseconds duration) {
  const std::int64_t count = duration.count();
  return count < 0 ? "-" + format_ns(0 - std::uint64_t(count)) : format_ns(std::uint64_t(count));
}

}  // namespace tusk
