// The settings that Tusk itself reads: their kinds, defaults and meanings. To add one, add its row in
// config_defaults.cpp.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include <tusk/core/config.h>

namespace tusk::core {

enum class SettingKind : std::uint8_t { Truth, Count, Text, Size, Duration, Memory };

struct ConfigDefault {
  std::string_view key;
  SettingKind kind;
  // Null may also be set where the default is null.
  config::Setting value;
  std::string_view description;
};

// Sorted by key.
const std::vector<ConfigDefault>& config_defaults();
// Nothing if `key` is none of Tusk's own.
const ConfigDefault* find_default(std::string_view key);

// Throws KeyError, naming similar keys, for a key that is in a section of Tusk's own and is none of its keys.
void check_is_known(std::string_view key);
// Throws ValueError if the key is one of Tusk's own and can't have this value.
void check_kind(const config::Entry& entry);

}  // namespace tusk::core
