// Depth first: the plain order of a graph, in which a task's inputs are computed one after another, with all they need.
#pragma once

#include <span>

#include <tusk/graph/task_array.h>

#include "graph/order.h"

namespace tusk::graph {

// What is to be ordered: tasks that share no edge with others, inputs first; the outputs (results that nobody takes)
// among them; and by TaskId the weights of tasks, of which the heaviest go first. Owns nothing.
struct Errand {
  std::span<const TaskId> tasks;
  std::span<const TaskId> outputs;
  std::span<const float> weights;
};

// Puts the lightest first; of equals, the one with the highest id: as a stack wants them.
void sort_lightest_first(std::span<TaskId> tasks, std::span<const float> weights);

class DepthFirst {
 public:
  explicit DepthFirst(const Edges& edges) : edges_(edges), is_done_(edges.task_count()) {}

  // The order of the errand's tasks, outputs as listed. Valid until the next call. Each task is ordered once in the
  // life of this object.
  std::span<const TaskId> order(const Errand& errand);

 private:
  bool push_missing_inputs(TaskId task, std::span<const float> weights);

  Edges edges_;
  TaskArray<char> is_done_;
  TaskArray<TaskId> stack_;
  TaskArray<TaskId> order_;
};

}  // namespace tusk::graph
