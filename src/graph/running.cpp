#include <tusk/graph/running.h>

#include <algorithm>
#include <utility>

#include "graph/numbered_keys.h"

namespace tusk::graph {

namespace {

class RunningLayer final : public Layer {
 public:
  RunningLayer(std::string name, OperationPtr operation, std::string input, TaskId count, bool is_backward)
      : name_(std::move(name)),
        operation_(std::move(operation)),
        input_(std::move(input)),
        count_(count),
        is_backward_(is_backward) {}

  const std::string& name() const override { return name_; }
  std::string_view kind() const override { return "running"; }
  TaskId task_count() const override { return count_; }
  std::uint64_t input_count() const override { return count_ == 0 ? 0 : 2 * (std::uint64_t(count_) - 1); }
  std::vector<std::string> dependencies() const override { return {input_}; }
  Key key(TaskId index) const override { return {name_, {std::int64_t(index)}}; }

  std::optional<TaskId> index_of(const Key& key) const override { return numbered_index(key, name_, count_); }

  void expand(Expansion& expansion) const override {
    const std::uint32_t operation = expansion.add_operation(operation_.get());
    const TaskId there = expansion.dependency(0).task_count;
    if (count_ > 1 && there < (is_backward_ ? count_ : count_ - 1)) {
      const TaskId failing = is_backward_ ? std::max<TaskId>(there, 1) - 1 : there + 1;
      expansion.fail_input(failing, 0, is_backward_ ? failing + 1 : there);
    }
    const TaskId input = expansion.first_of_dependency(0);
    for (TaskId task = 0; task < count_; ++task) {
      if (is_backward_ && task + 1 < count_) {
        expansion.add_input(input + task + 1);
        expansion.add_input(expansion.first() + task + 1);
      } else if (!is_backward_ && task > 0) {
        expansion.add_input(expansion.first() + task - 1);
        expansion.add_input(input + task - 1);
      }
      expansion.end_task(operation);
    }
  }

  std::size_t size_bytes() const override { return sizeof(*this) + name_.capacity() + input_.capacity(); }

 private:
  std::string name_;
  OperationPtr operation_;
  std::string input_;
  TaskId count_;
  bool is_backward_;
};

}  // namespace

LayerPtr running(std::string name, OperationPtr operation, std::string input, TaskId count, bool is_backward) {
  return std::make_shared<RunningLayer>(std::move(name), std::move(operation), std::move(input), count, is_backward);
}

}  // namespace tusk::graph
