// Optimization: the passes over expressions, in their order.
#pragma once

#include <string_view>
#include <vector>

#include "expr/lower.h"
#include "expr/node.h"

namespace tusk::expr {

struct Pass {
  std::string_view name;  // its off-switch is the setting optimization.<name>.active, with dashes
  std::vector<NodePtr> (*run)(Inputs roots);
};

std::span<const Pass> passes();
// Whether the configuration has the pass on.
bool is_active(std::string_view pass);

// Runs the passes that are on. Meanings don't change.
std::vector<NodePtr> optimize(Inputs roots);
// What the configuration says.
LowerOptions lower_options();

}  // namespace tusk::expr
