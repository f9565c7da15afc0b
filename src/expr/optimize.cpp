#include "expr/optimize.h"

#include <string>

#include <tusk/core/config.h>

#include "expr/passes/common_parts.h"
#include "expr/passes/project_columns.h"
#include "expr/passes/push_predicates.h"

namespace tusk::expr {

namespace {

constexpr Pass kPasses[] = {
    {"common-parts", &common_parts},
    {"push-predicates", &push_predicates},
    {"project-columns", &project_columns},
};

}  // namespace

std::span<const Pass> passes() { return kPasses; }

bool is_active(std::string_view pass) { return config::get<bool>("optimization." + std::string(pass) + ".active"); }

std::vector<NodePtr> optimize(Inputs roots) {
  std::vector<NodePtr> current(roots.begin(), roots.end());
  for (const Pass& pass : kPasses) {
    if (is_active(pass.name)) current = pass.run(current);
  }
  // Passes make equal nodes anew.
  return is_active("common-parts") ? common_parts(current) : current;
}

LowerOptions lower_options() {
  return {.fuses = is_active("fuse-expressions"), .shares_scans = is_active("share-scans")};
}

}  // namespace tusk::expr
