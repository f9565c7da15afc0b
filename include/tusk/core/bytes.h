// Sizes in bytes as people write them, with the meaning that Dask gives them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tusk {

// The bytes that a text means: a number (1 if there is none) and a unit (bytes if there is none), in any case and with
// any spaces. k, M, G, T, P, with or without B, are powers of 1000; Ki, Mi, Gi, Ti, Pi are powers of 1024. A fraction
// of a byte is cut off: "1.5 GiB" is 1610612736, "7G" is 7000000000, "1e6" is 1000000.
// Throws ValueError for a negative number, an unknown unit, or 2^64 bytes and more.
std::uint64_t parse_bytes(std::string_view text);

// At most ten characters below 2^60: "1.50 GiB", "130 B". A unit is used from nine tenths of it on.
std::string format_bytes(std::uint64_t size_bytes);

}  // namespace tusk
