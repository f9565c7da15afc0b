// Did you mean ...: the names that look like one that doesn't exist.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tusk::core {

// At most three of `names`, the most similar first: those that one or two slips of typing (a third of the letters at
// most) turn into `name`, whatever their case, then those that contain it. O(names x length squared).
std::vector<std::string> near_names(std::string_view name, const std::vector<std::string>& names);

// "did you mean a, b or c?", or nothing if no name is near: a part of an error message.
std::string did_you_mean(std::string_view name, const std::vector<std::string>& names);

}  // namespace tusk::core
