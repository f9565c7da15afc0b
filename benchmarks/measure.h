// What every benchmark measures of its own process.
#pragma once

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <string>

namespace benchmarks {

inline double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// The most memory that was resident at a time, in MiB.
inline double peak_rss_mb() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmHWM:")) return std::atof(line.c_str() + 6) / 1024;
  }
  return 0;
}

}  // namespace benchmarks
