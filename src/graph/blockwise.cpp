#include <tusk/graph/blockwise.h>

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tusk/core/error.h>

namespace tusk::graph {

namespace {

using Grid = std::vector<std::int64_t>;

TaskId block_count(const std::string& layer, const Grid& grid) {
  std::uint64_t count = 1;
  for (const std::int64_t blocks : grid) {
    if (blocks < 0)
      throw ValueError(
          fmt::format("numbers of blocks are not negative: the layer '{}' has ({})", layer, fmt::join(grid, ", ")));
    if (__builtin_mul_overflow(count, std::uint64_t(blocks), &count)) count = ~std::uint64_t(0);
  }
  if (std::find(grid.begin(), grid.end(), 0) != grid.end()) return 0;
  if (count <= kMostTasks) return TaskId(count);
  throw ValueError(fmt::format("a layer has at most {} blocks: '{}' has ({}); take larger blocks", kMostTasks, layer,
                               fmt::join(grid, ", ")));
}

void check_input(const std::string& name, const Grid& grid, const BlockInput& input) {
  const auto fail = [&](const std::string& problem) {
    throw ValueError(
        fmt::format("an input's blocks follow axes of the grid that are as long: {}; the layer '{}' has ({}), its "
                    "input '{}' has ({})",
                    problem, name, fmt::join(grid, ", "), input.layer, fmt::join(input.grid, ", ")));
  };
  if (input.axes.size() != input.grid.size())
    fail(fmt::format("{} axes are named for {}", input.axes.size(), input.grid.size()));
  for (std::size_t i = 0; i < input.axes.size(); ++i) {
    const int axis = input.axes[i];
    if (axis == BlockInput::kShared) continue;
    if (axis < 0 || axis >= int(grid.size())) fail(fmt::format("there is no axis {}", axis));
    if (input.grid[i] != grid[axis] && input.grid[i] != 1)
      fail(fmt::format("axis {} has {} blocks, and {}", axis, grid[axis], input.grid[i]));
  }
}

// How far an input's block moves in its layer for a step along each axis of the grid.
Grid strides_of(const Grid& grid, const BlockInput& input) {
  Grid strides(grid.size(), 0);
  std::int64_t stride = 1;
  for (std::size_t i = input.grid.size(); i-- > 0; stride *= input.grid[i]) {
    if (input.axes[i] != BlockInput::kShared && input.grid[i] != 1) strides[input.axes[i]] += stride;
  }
  return strides;
}

class BlockwiseLayer final : public Layer {
 public:
  BlockwiseLayer(std::string name, OperationPtr operation, Grid grid, std::vector<BlockInput> inputs,
                 std::shared_ptr<const Annotations> annotations)
      : name_(std::move(name)),
        operation_(std::move(operation)),
        grid_(std::move(grid)),
        task_count_(block_count(name_, grid_)),
        annotations_(std::move(annotations)) {
    for (BlockInput& input : inputs) {
      check_input(name_, grid_, input);
      const TaskId needed = block_count(input.layer, input.grid);
      auto place = std::find(dependencies_.begin(), dependencies_.end(), input.layer);
      if (place == dependencies_.end()) place = dependencies_.insert(place, input.layer);
      inputs_.push_back({std::uint32_t(place - dependencies_.begin()), needed, strides_of(grid_, input)});
    }
  }

  const std::string& name() const override { return name_; }
  std::string_view kind() const override { return "blockwise"; }
  TaskId task_count() const override { return task_count_; }
  std::uint64_t input_count() const override { return std::uint64_t(task_count_) * inputs_.size(); }
  std::vector<std::string> dependencies() const override { return dependencies_; }
  const Annotations* annotations(TaskId) const override { return annotations_.get(); }
  bool has_annotations() const override { return annotations_ != nullptr; }

  Key key(TaskId index) const override {
    Key key{name_, Grid(grid_.size())};
    for (std::size_t axis = grid_.size(); axis-- > 0; index /= TaskId(grid_[axis]))
      key.block[axis] = index % grid_[axis];
    return key;
  }

  std::optional<TaskId> index_of(const Key& key) const override {
    if (key.name != name_ || key.block.size() != grid_.size()) return std::nullopt;
    TaskId index = 0;
    for (std::size_t axis = 0; axis < grid_.size(); ++axis) {
      if (key.block[axis] < 0 || key.block[axis] >= grid_[axis]) return std::nullopt;
      index = index * TaskId(grid_[axis]) + TaskId(key.block[axis]);
    }
    return index;
  }

  void expand(Expansion& expansion) const override {
    check_dependencies(expansion);
    add_tasks(expansion);
    if (task_count_ == 0 || inputs_.empty()) return;
    const std::size_t row_length = grid_.empty() ? 1 : std::size_t(grid_.back());
    const std::size_t old_size = expansion.inputs.size();
    expansion.inputs.resize(old_size + input_count());
    TaskId* next = expansion.inputs.data() + old_size;
    std::vector<TaskId> firsts(inputs_.size());
    Grid block(grid_.size(), 0);
    do {
      for (std::size_t i = 0; i < inputs_.size(); ++i) firsts[i] = first_of_row(expansion, i, block);
      next = add_row(next, firsts, row_length);
    } while (is_moved_to_next_row(block));
  }

  std::size_t size_bytes() const override {
    std::size_t size_bytes =
        sizeof(*this) + name_.capacity() + grid_.capacity() * sizeof(grid_[0]) + inputs_.capacity() * sizeof(Input);
    for (const std::string& name : dependencies_) size_bytes += sizeof(name) + name.capacity();
    for (const Input& input : inputs_) size_bytes += input.strides.capacity() * sizeof(input.strides[0]);
    return size_bytes;
  }

 private:
  struct Input {
    std::uint32_t dependency;
    TaskId needed;  // how many tasks that layer must have
    Grid strides;   // for each axis of the grid
  };

  void check_dependencies(const Expansion& expansion) const {
    for (const Input& input : inputs_) {
      const TaskId there = expansion.dependency(input.dependency).task_count;
      if (there >= input.needed) continue;
      for (TaskId index = 0; index < task_count_; ++index) {
        if (const TaskId wanted = input_index(input, index); wanted >= there)
          expansion.fail_input(index, input.dependency, wanted);
      }
    }
  }

  TaskId input_index(const Input& input, TaskId index) const {
    std::int64_t place = 0;
    for (std::size_t axis = grid_.size(); axis-- > 0; index /= TaskId(grid_[axis]))
      place += index % grid_[axis] * input.strides[axis];
    return TaskId(place);
  }

  void add_tasks(Expansion& expansion) const {
    const std::size_t old_count = expansion.operation_of.size();
    expansion.operation_of.resize(old_count + task_count_, expansion.add_operation(operation_.get()));
    expansion.input_start.resize(old_count + task_count_ + 1);
    auto end = std::uint32_t(expansion.inputs.size());
    for (std::uint32_t& start : std::span(expansion.input_start).subspan(old_count + 1))
      start = end += std::uint32_t(inputs_.size());
  }

  TaskId first_of_row(const Expansion& expansion, std::size_t i, const Grid& block) const {
    const Input& input = inputs_[i];
    std::int64_t first = expansion.dependency(input.dependency).first;
    for (std::size_t axis = 0; axis < block.size(); ++axis) first += block[axis] * input.strides[axis];
    return TaskId(first);
  }

  // Writes the inputs of the blocks along the last axis, whose first block takes `firsts`.
  TaskId* add_row(TaskId* next, std::vector<TaskId>& firsts, std::size_t row_length) const {
    for (std::size_t i = 0; i < inputs_.size(); ++i) {
      const TaskId stride = grid_.empty() ? 0 : TaskId(inputs_[i].strides.back());
      TaskId id = firsts[i];
      for (TaskId* place = next + i; place < next + row_length * inputs_.size(); place += inputs_.size(), id += stride)
        *place = id;
    }
    return next + row_length * inputs_.size();
  }

  // Counts `block` on, leaving out the last axis; false after the last row.
  bool is_moved_to_next_row(Grid& block) const {
    for (std::size_t axis = grid_.size() - std::min<std::size_t>(grid_.size(), 1); axis-- > 0;) {
      if (++block[axis] < grid_[axis]) return true;
      block[axis] = 0;
    }
    return false;
  }

  std::string name_;
  OperationPtr operation_;
  Grid grid_;
  TaskId task_count_;
  std::vector<std::string> dependencies_;
  std::vector<Input> inputs_;
  std::shared_ptr<const Annotations> annotations_;
};

}  // namespace

LayerPtr blockwise(std::string name, OperationPtr operation, std::vector<std::int64_t> grid,
                   std::vector<BlockInput> inputs, std::shared_ptr<const Annotations> annotations) {
  return std::make_shared<BlockwiseLayer>(std::move(name), std::move(operation), std::move(grid), std::move(inputs),
                                          std::move(annotations));
}

}  // namespace tusk::graph
