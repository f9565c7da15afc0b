// What an entry of the configuration means as a size, a duration or an amount of memory; read() is in config.h.
#pragma once

#include <chrono>
#include <cstdint>

#include <tusk/core/config.h>

namespace tusk::core {

// Each throws ValueError with the key, the value and its source.
std::uint64_t read_bytes(const config::Entry& entry);
std::chrono::nanoseconds read_duration(const config::Entry& entry);
// A size, or a share ("80%", 0.8) of `total_bytes`; null is 0.
std::uint64_t read_memory(const config::Entry& entry, std::uint64_t total_bytes);

}  // namespace tusk::core
