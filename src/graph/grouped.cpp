#include <tusk/graph/grouped.h>

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include <tusk/core/error.h>

#include "graph/numbered_keys.h"

namespace tusk::graph {

namespace {

class GroupedLayer final : public Layer {
 public:
  GroupedLayer(std::string name, OperationPtr operation, std::string input, TaskId input_count, TaskId group_size)
      : name_(std::move(name)),
        operation_(std::move(operation)),
        input_(std::move(input)),
        input_count_(input_count),
        group_size_(group_size) {}

  const std::string& name() const override { return name_; }
  std::string_view kind() const override { return "grouped"; }
  TaskId task_count() const override {
    return input_count_ == 0 ? 1 : TaskId((std::uint64_t(input_count_) + group_size_ - 1) / group_size_);
  }
  std::uint64_t input_count() const override { return input_count_; }
  std::vector<std::string> dependencies() const override { return {input_}; }
  Key key(TaskId index) const override { return {name_, {std::int64_t(index)}}; }

  std::optional<TaskId> index_of(const Key& key) const override { return numbered_index(key, name_, task_count()); }

  void expand(Expansion& expansion) const override {
    const std::uint32_t operation = expansion.add_operation(operation_.get());
    const TaskId there = expansion.dependency(0).task_count;
    if (there < input_count_) expansion.fail_input(there / group_size_, 0, there);
    const TaskId first = expansion.first_of_dependency(0);
    for (TaskId task = 0, input = 0; task < task_count(); ++task) {
      const TaskId end = TaskId(std::min<std::uint64_t>(input_count_, std::uint64_t(input) + group_size_));
      for (; input < end; ++input) expansion.add_input(first + input);
      expansion.end_task(operation);
    }
  }

  std::size_t size_bytes() const override { return sizeof(*this) + name_.capacity() + input_.capacity(); }

 private:
  std::string name_;
  OperationPtr operation_;
  std::string input_;
  TaskId input_count_;
  TaskId group_size_;
};

}  // namespace

LayerPtr grouped(std::string name, OperationPtr operation, std::string input, TaskId input_count, TaskId group_size) {
  if (group_size < 1)
    throw ValueError(fmt::format("a group has at least one task: the layer '{}' has groups of {}", name, group_size));
  return std::make_shared<GroupedLayer>(std::move(name), std::move(operation), std::move(input), input_count,
                                        group_size);
}

}  // namespace tusk::graph
