// Small graphs of operations that add, for the schedulers' tests.
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <tusk/graph/explicit_layer.h>
#include <tusk/graph/function.h>
#include <tusk/graph/operation.h>
#include <tusk/graph/scheduler.h>
#include <tusk/graph/task_graph.h>

namespace tusk::testing {

using graph::ExplicitLayer;
using graph::TaskGraph;
using graph::TaskId;

// 1 plus the sum of its inputs.
struct AddOne {
  static constexpr std::string_view kName = "test.add_one";
  static constexpr auto fields() { return std::tuple<>(); }
  Value run(const Inputs& inputs, TaskContext&) const {
    std::int64_t sum = 1;
    for (std::size_t i = 0; i < inputs.size(); ++i) sum += inputs[i].as<std::int64_t>();
    return Value::of(sum);
  }
};

// An operation of any code, for this process alone.
template <class Run>
class LambdaOperation final : public Operation {
 public:
  LambdaOperation(std::string name, Run run) : name_(std::move(name)), run_(std::move(run)) {}
  std::string_view name() const override { return name_; }
  Value run(const Inputs& inputs, TaskContext& context) const override {
    if constexpr (std::is_void_v<std::invoke_result_t<const Run&, const Inputs&, TaskContext&>>) {
      run_(inputs, context);
      return Value();
    } else {
      return Value::of(run_(inputs, context));
    }
  }
  bool is_portable() const override { return false; }
  void write(ByteWriter&) const override {}
  Hash128 hash() const override { return hash_bytes(name_.data(), name_.size()); }
  std::string print() const override { return name_ + "()"; }

 private:
  std::string name_;
  Run run_;
};

template <class Run>
OperationPtr lambda(std::string name, Run run) {
  return std::make_shared<LambdaOperation<Run>>(std::move(name), std::move(run));
}

inline std::shared_ptr<const TaskGraph> graph_of(std::shared_ptr<ExplicitLayer> layer) {
  auto graph = std::make_shared<TaskGraph>();
  graph->add(std::move(layer));
  return graph;
}

// A random graph of additions: every task takes up to three earlier ones. The last task takes all that nobody took.
inline std::shared_ptr<ExplicitLayer> random_additions(std::uint32_t seed, TaskId size) {
  auto layer = std::make_shared<ExplicitLayer>("random-" + std::to_string(seed));
  const auto add = layer->add_operation(operation(AddOne()));
  std::vector<bool> is_taken(size);
  const auto draw = [&](std::uint32_t below) {
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % below;
  };
  for (TaskId task = 0; task + 1 < size; ++task) {
    std::vector<TaskId> inputs;
    for (std::uint32_t i = draw(4); i > 0 && task > 0; --i) {
      const TaskId near = task - 1 - draw(std::min(task, 20u));
      if (std::find(inputs.begin(), inputs.end(), near) == inputs.end()) inputs.push_back(near), is_taken[near] = true;
    }
    layer->add(add, inputs);
  }
  std::vector<TaskId> rest;
  for (TaskId task = 0; task + 1 < size; ++task) {
    if (!is_taken[task]) rest.push_back(task);
  }
  layer->add(add, rest);
  return layer;
}

inline std::vector<Value> run_on(const std::string& scheduler, std::shared_ptr<const TaskGraph> graph,
                                 std::vector<TaskId> outputs, RunOptions options = {}) {
  return find_scheduler(scheduler)->run(std::move(graph), outputs, options);
}

}  // namespace tusk::testing
