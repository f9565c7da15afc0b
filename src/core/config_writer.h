// Changing a configuration file of a user's: as little of it as can be.
#pragma once

#include <string>
#include <vector>

#include <tusk/core/config.h>

namespace tusk::core {

// `text` with these leaves set. Lines of other keys and comments stay as they are if the file is in block style; else
// it is written anew from its values. `path` is for messages. Throws ValueError if `text` is no configuration, or a
// value can't be written so that it reads back.
std::string edited_yaml(const std::string& text, const std::vector<config::Entry>& leaves, const std::string& path);

// Edits the file, and makes it if it isn't there. Two processes that do so at once both succeed. Throws OSError too.
void edit_config_file(const std::string& path, const std::vector<config::Entry>& leaves);

}  // namespace tusk::core
