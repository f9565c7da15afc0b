// Walk: makes orders of a graph's tasks by walking it, and measures what each order would hold in memory.
//
// A walk runs tasks one at a time in its mind. It is given goals; what a goal misses is run first, the heaviest inputs
// of a task before the others. After each task it runs what should not wait:
// - a ready task that is the last consumer of one of its inputs;
// - a ready output, while it follows goals;
// - when none of these is left, a ready chain of tasks that leads to a task which misses nothing else and is the last
//   consumer of two results.
// The first and the last never raise the peak: whatever else ran instead would add a result for a while, too.
//
// A call visits each task and edge a few times at most. Not thread-safe.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include <tusk/graph/task_array.h>

#include "graph/depth_first.h"
#include "graph/order_holding.h"

namespace tusk::graph {

// How a walk chooses its next goal.
enum class Goal : std::uint8_t {
  Listed,   // the next output, as listed
  Newest,   // an output that takes the newest result still waiting
  Oldest,   // an output that takes the oldest result still waiting
  Nearest,  // of the tasks that take a waiting result, one that misses the fewest inputs
};

class Walk {
 public:
  explicit Walk(const Edges& edges) : edges_(edges), states_(edges.task_count()) {}

  // Each of these replaces the order that the walk holds.
  void follow_goals(const Errand& errand, Goal goal);
  // Follows an order, but runs at once what should not wait. Never holds more than it.
  void hasten(std::span<const TaskId> order);
  // Follows an order from its end, and runs later whatever makes room by that. Never holds more than it.
  void delay(std::span<const TaskId> order);

  std::span<const TaskId> order() const { return order_; }
  // What the order holds; unknown after `delay`.
  const Holding& holding() const { return count_.holding(); }

 private:
  // A task's links to those that haven't run. If only one is left, the xor of their ids is its id.
  struct State {
    std::uint32_t missing;  // inputs that haven't run
    std::uint32_t awaited;  // consumers that haven't run
    std::uint32_t missing_xor;
    std::uint32_t awaited_xor;
    std::uint32_t releases;  // results that await this task alone
    std::uint32_t cursor;    // kNotRun, or how many of its first consumers are known to have run
  };

  void start(std::span<const TaskId> tasks);
  void run(TaskId task);
  void run_alone(TaskId task);
  void release_inputs(TaskId task);
  void advance_consumers(TaskId task);
  void look_down(const State& task);
  void look_up(TaskId task);
  void reach(TaskId goal);
  void push_missing_inputs(TaskId task);
  TaskId next_goal(Goal goal);
  TaskId next_output();
  TaskId nearest();
  TaskId newest_waiting();
  TaskId oldest_waiting();
  TaskId output_above(TaskId task);
  TaskId root_below(TaskId task) const;
  TaskId first_awaited_consumer(TaskId task);
  void place(TaskId task);
  void place_if_free(TaskId task);
  bool has_run(TaskId task) const { return states_[task].cursor != kNotRun; }

  static constexpr std::uint32_t kNotRun = ~std::uint32_t(0);
  static constexpr std::size_t kNearKinds = 4;

  Edges edges_;
  TaskArray<State> states_;  // set by `start`, for the tasks it is given
  TaskArray<TaskId> order_;
  HoldingCount count_;
  TaskArray<TaskId> urgent_;  // a stack of what should not wait
  TaskArray<TaskId> chains_;  // a stack of first tasks of chains that should not wait

  Errand errand_;
  bool hurries_outputs_ = false;
  bool seeks_nearest_ = false;
  TaskArray<TaskId> goals_;  // a stack: each is wanted by one below it
  std::size_t next_output_ = 0;
  std::size_t oldest_ = 0;    // nothing before it in order_ is waiting
  TaskArray<TaskId> newest_;  // what may be waiting of the first looked_ in order_
  std::size_t looked_ = 0;
  std::array<TaskArray<TaskId>, kNearKinds> near_;  // tasks by how many inputs they missed when they were entered
};

}  // namespace tusk::graph
