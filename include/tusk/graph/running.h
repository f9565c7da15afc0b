// Running: a chain along another layer, whose links stand for all tasks before them, or after them.
#pragma once

#include <string>

#include <tusk/graph/layer.h>

namespace tusk::graph {

// One task for each of the first `count` tasks of `input`: the first takes nothing, task i takes the task i - 1 of this
// layer and then the one of `input`. Backward, the last takes nothing, and task i takes the task i + 1 of `input` and
// then the one of this layer: either way what comes earlier stands first.
LayerPtr running(std::string name, OperationPtr operation, std::string input, TaskId count, bool is_backward = false);

}  // namespace tusk::graph
