// A number and the unit behind it, as people write them: what sizes and durations have in common.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tusk::core {

// Both without spaces and in lower case: "1.5 GiB" is {"1.5", "gib"}. The unit is the letters at the end.
struct Quantity {
  std::string number;
  std::string unit;
};

// A text of letters, "MB", has the number 1; a text of spaces has neither number nor unit.
Quantity split_quantity(std::string_view text);

// `number` (decimal digits, a point, an exponent) times `multiplier`, exactly, its fraction cut off. Nothing if
// `number` is negative or no number, or the product is 2^64 or more. `multiplier` is below 2^60.
std::optional<std::uint64_t> multiply(std::string_view number, std::uint64_t multiplier);

}  // namespace tusk::core
