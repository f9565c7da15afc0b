#include "diagnostics/host.h"

#include <ctime>
#include <fstream>
#include <string_view>

#include <arrow/config.h>
#include <fmt/format.h>
#include <sys/utsname.h>

#include <tusk/core/version.h>

namespace tusk::diagnostics {
namespace {

// The text after the first `name` of a file and the signs around it; empty if there is none.
std::string value_in(const char* path, std::string_view name) {
  constexpr std::string_view kAround = " \t:=\"";
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with(name)) continue;
    const auto first = line.find_first_not_of(kAround, name.size());
    const auto last = line.find_last_not_of(kAround);
    if (first != line.npos) return line.substr(first, last - first + 1);
  }
  return "";
}

std::string operating_system() {
  utsname kernel{};
  ::uname(&kernel);
  const std::string distribution = value_in("/etc/os-release", "PRETTY_NAME");
  const std::string system = fmt::format("{} {} ({})", kernel.sysname, kernel.release, kernel.machine);
  return distribution.empty() ? system : distribution + ", " + system;
}

std::string compiler() {
#ifdef __clang__
  return fmt::format("Clang {}.{}.{}", __clang_major__, __clang_minor__, __clang_patchlevel__);
#else
  return fmt::format("GCC {}.{}.{}", __GNUC__, __GNUC_MINOR__, __GNUC_PATCHLEVEL__);
#endif
}

}  // namespace

Host this_host() {
  return {std::string(version()), arrow::GetBuildInfo().version_string, compiler(), operating_system(),
          value_in("/proc/cpuinfo", "model name")};
}

std::string local_time() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  ::localtime_r(&now, &parts);
  char text[64];
  return std::string(text, std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S %z", &parts));
}

}  // namespace tusk::diagnostics
