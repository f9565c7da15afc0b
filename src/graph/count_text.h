// Numbers of things as people read them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tusk::graph {

// "1 task", "1,000,000 tasks".
std::string counted(std::uint64_t count, std::string_view thing);

}  // namespace tusk::graph
