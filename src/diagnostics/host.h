// What a report says of the machine and the program that it was made on.
#pragma once

#include <string>

namespace tusk::diagnostics {

struct Host {
  std::string tusk_version;
  std::string arrow_version;
  std::string compiler;          // "GCC 12.2.0"
  std::string operating_system;  // "Debian GNU/Linux 12 (bookworm), Linux 6.1.0"
  std::string processor;         // its model; empty where the system does not tell
};

Host this_host();
// Of now: "2026-08-14 09:30:12 +0200".
std::string local_time();

}  // namespace tusk::diagnostics
