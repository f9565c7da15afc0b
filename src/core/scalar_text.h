// How a single value of the configuration is written: the core schema of YAML 1.2 (https://yaml.org/spec/1.2.2, 10.3).
#pragma once

#include <string>
#include <string_view>

#include <tusk/core/setting.h>

namespace tusk::core {

// What a word without quotes means: null, true, 4, 0x1f, 0o17, 1.5, .inf, else text. A whole number past 64 bits is a
// number. Numbers keep their spelling.
config::Setting resolve_scalar(std::string_view text);

// One line of YAML for a text: plain where that reads back as the same text, also inside brackets, else in quotes.
std::string scalar_text(std::string_view text);

}  // namespace tusk::core
