// Values and lists of them in few characters: for messages and pictures, where a person reads them.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

namespace tusk::graph {

// The first `most` bytes and "...", if the text is longer; never half of a UTF-8 character.
std::string shortened(std::string text, std::size_t most);

// "; " and the part, or nothing for an empty one: how a message goes on.
std::string further(const std::string& part);

// "1, 'a', ... (10000 in all)": `print(i)` for the first few of `count`, each shortened.
std::string short_list(std::size_t count, const std::function<std::string(std::size_t)>& print);

}  // namespace tusk::graph
