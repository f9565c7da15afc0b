#include <tusk/core/bytes.h>

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include <tusk/core/error.h>

#include "core/quantity.h"

namespace tusk {

namespace {

// The power of 1000 or 1024 that a unit's first letter stands for.
constexpr std::string_view kPrefixes = "kmgtp";

std::uint64_t power(std::uint64_t base, std::size_t exponent) {
  return exponent == 0 ? 1 : base * power(base, exponent - 1);
}

// "", "b", "k", "kb", "ki", "kib" and so on, in lower case.
std::optional<std::uint64_t> byte_unit(std::string_view unit) {
  if (unit.ends_with('b')) unit.remove_suffix(1);
  if (unit.empty()) return 1;
  const std::size_t exponent = kPrefixes.find(unit.front());
  if (exponent == std::string_view::npos) return {};
  if (unit.size() == 1) return power(1000, exponent + 1);
  if (unit.substr(1) == "i") return power(1024, exponent + 1);
  return {};
}

}  // namespace

std::uint64_t parse_bytes(std::string_view text) {
  const auto [number, unit_name] = core::split_quantity(text);
  const auto unit = byte_unit(unit_name);
  const auto size_bytes = unit ? core::multiply(number, *unit) : std::nullopt;
  if (size_bytes) return *size_bytes;
  throw ValueError(
      fmt::format("parse_bytes needs a number and a unit, not negative and below 2^64 bytes: got {:?}; write for "
                  "example \"1.5 GiB\"",
                  text));
}

std::string format_bytes(std::uint64_t size_bytes) {
  for (std::size_t exponent = kPrefixes.size(); exponent > 0; --exponent) {
    const auto unit = double(power(1024, exponent));
    if (double(size_bytes) >= unit * 0.9) {
      return fmt::format("{:.2f} {}iB", double(size_bytes) / unit, "kMGTP"[exponent - 1]);
    }
  }
  return fmt::format("{} B", size_bytes);
}

}  // namespace tusk
