// The places outside a program that set keys: files and environment variables.
#pragma once

#include <string>
#include <vector>

#include <tusk/core/config.h>

namespace tusk::core {

// The configuration files that there are, the weakest first. A folder that this user may not read is passed over, and
// so is a file of the system's.
std::vector<std::string> config_files();

// The files among them that the user's own folder holds, or the file that TUSK_CONFIG names, be it there or not.
std::vector<std::string> user_config_files();
// Where a new key goes: the file that TUSK_CONFIG names, or tusk.yaml in the user's folder.
std::string user_config_file();

// The leaves that a file sets; none if the file isn't there. Throws OSError and ValueError.
std::vector<config::Entry> read_config_file(const std::string& path);

// The leaves that TUSK_... variables set, in the order of their names. Malformed names are passed over, and those that
// are no settings: TUSK_CONFIG, TUSK_ROOT_CONFIG, TUSK_DATA. `environment` ends with a null, like environ.
std::vector<config::Entry> read_environment(const char* const* environment);

}  // namespace tusk::core
