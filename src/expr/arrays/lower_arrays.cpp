#include "expr/arrays/lower_arrays.h"

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <utility>

#include <tusk/core/error.h>
#include <tusk/graph/blockwise.h>
#include <tusk/graph/explicit_layer.h>
#include <tusk/graph/literal.h>

#include "expr/arrays/array_elementwise.h"
#include "expr/arrays/array_pipeline.h"
#include "expr/arrays/array_rechunk.h"
#include "expr/arrays/array_reduce.h"
#include "expr/arrays/array_sources.h"
#include "expr/arrays/frame_array.h"

namespace tusk::expr {

namespace {

const Chunks& chunks_of(const NodePtr& node) { return node->meta().array->chunks; }

// An elementwise expression's steps, down to what is not elementwise, or has other blocks.
class Chain {
 public:
  Chain(const NodePtr& root, bool fuses) : fuses_(fuses), chunks_(chunks_of(root)) {
    find_sources(root, true);
    for (std::size_t i = 0; i < sources_.size(); ++i) registers_[sources_[i].get()] = int(i);
    add_steps(root);
  }

  const std::vector<NodePtr>& sources() const { return sources_; }
  std::vector<ArrayStep> take_steps() { return std::move(steps_); }

 private:
  bool is_joined(const NodePtr& node, bool is_root) const {
    return node->as<ArrayElementwise>() && (is_root || (fuses_ && chunks_of(node) == chunks_));
  }

  void find_sources(const NodePtr& root, bool is_root) {
    std::vector<std::pair<NodePtr, bool>> left = {{root, is_root}};
    while (!left.empty()) {
      const auto [node, is_first] = left.back();
      left.pop_back();
      if (!seen_.emplace(node.get(), true).second) continue;
      if (!is_joined(node, is_first)) sources_.push_back(node);
      else
        for (const NodePtr& input : node->inputs()) left.emplace_back(input, false);
    }
  }

  void add_steps(const NodePtr& root) {
    std::vector<std::pair<NodePtr, bool>> left = {{root, false}};
    while (!left.empty()) {
      const auto [node, is_ready] = left.back();
      left.pop_back();
      if (registers_.contains(node.get())) continue;
      if (!is_ready) {
        left.emplace_back(node, true);
        for (const NodePtr& input : node->inputs()) left.emplace_back(input, false);
        continue;
      }
      const auto& op = *node->as<ArrayElementwise>();
      ArrayStep step{op.function, op.operands, op.parameters};
      for (Operand& operand : step.operands)
        if (operand.input >= 0) operand.input = registers_.at(node->inputs()[std::size_t(operand.input)].get());
      registers_[node.get()] = int(sources_.size() + steps_.size());
      steps_.push_back(std::move(step));
    }
  }

  bool fuses_;
  const Chunks& chunks_;
  std::vector<NodePtr> sources_;
  std::vector<ArrayStep> steps_;
  std::unordered_map<const Node*, bool> seen_;
  std::unordered_map<const Node*, int> registers_;
};

class Arrays {
 public:
  Arrays(const NodePtr& node, const ArrayLowering& lowering) : node_(node), lowering_(lowering) {}

  Blocks lower() {
    if (const auto* values = node_->as<ArrayValues>()) return of_values(*values);
    if (const auto* made = node_->as<BlocksOp>()) return of_blocks(*made);
    if (const auto* held = node_->as<HeldBlocks>()) return of_held(*held);
    if (node_->as<ArrayElementwise>()) return of_chain(name(), node_, std::nullopt);
    if (const auto* reduce = node_->as<ArrayReduce>()) return of_reduction(*reduce);
    if (const auto* cut = node_->as<Rechunk>()) return of_rechunk(*cut);
    if (const auto* slice = node_->as<SliceArray>()) return of_slice(*slice);
    if (const auto* turned = node_->as<Transpose>()) return of_transpose(*turned);
    if (const auto* frame = node_->as<FrameArray>()) return of_frame(*frame);
    TUSK_CHECK(false, "an array's op has tasks: " + std::string(node_->op()->type_name()));
  }

 private:
  std::string name() const { return lowering_.name(node_); }
  Blocks input() const { return lowering_.blocks(node_->inputs()[0]); }

  Blocks of_values(const ArrayValues& op) {
    const Lengths grid = grid_of(op.chunks);
    auto layer = std::make_shared<graph::ExplicitLayer>(name());
    for (std::int64_t i = 0; i < block_count(op.chunks); ++i) {
      const Lengths place = place_of(grid, i);
      std::vector<AxisSlice> slices;
      for (std::size_t axis = 0; axis < grid.size(); ++axis) {
        const std::int64_t start = starts_of(op.chunks[axis])[std::size_t(place[axis])];
        slices.push_back({false, false, start, 1, op.chunks[axis][std::size_t(place[axis])]});
      }
      layer->add(layer->add_operation(literal(Value::of(sliced(op.values, slices)))), {});
    }
    return lowering_.add(std::move(layer));
  }

  Blocks of_blocks(const BlocksOp& op) {
    return lowering_.add(graph::blockwise(name(), op.block_operation(), grid_of(chunks_of(node_)), {}));
  }

  Blocks of_held(const HeldBlocks& op) {
    auto layer = std::make_shared<graph::ExplicitLayer>(name());
    for (const NdArray& block : op.blocks) layer->add(layer->add_operation(literal(Value::of(block))), {});
    return lowering_.add(std::move(layer));
  }

  // An input whose blocks stand beside those of a grid, from the last axis on.
  graph::BlockInput beside(const NodePtr& source, const Lengths& grid) {
    const Lengths own = grid_of(chunks_of(source));
    graph::BlockInput input{lowering_.blocks(source).layer, own, {}};
    for (std::size_t axis = 0; axis < own.size(); ++axis) {
      const std::size_t of_grid = grid.size() - own.size() + axis;
      input.axes.push_back(own[axis] == 1 && grid[of_grid] != 1 ? graph::BlockInput::kShared : int(of_grid));
    }
    return input;
  }

  Blocks of_chain(const std::string& name, const NodePtr& root, std::optional<kernels::ArrayReduction> reduction) {
    const Lengths grid = grid_of(chunks_of(root));
    std::vector<graph::BlockInput> inputs;
    RunArray run{{}, root->meta().array->dtype, std::move(reduction)};
    if (root->as<ArrayElementwise>()) {
      Chain chain(root, lowering_.fuses);
      for (const NodePtr& source : chain.sources()) inputs.push_back(beside(source, grid));
      run.steps = chain.take_steps();
    } else {
      inputs.push_back(beside(root, grid));
    }
    return lowering_.add(graph::blockwise(name, operation(std::move(run)), grid, std::move(inputs)));
  }

  Blocks of_reduction(const ArrayReduce& reduce) {
    const NodePtr& input = node_->inputs()[0];
    const kernels::ArrayReduction reduction = reduce.reduction(input->meta().array->dtype);
    const Blocks states = of_chain(key_name(reduce.kind + "-chunk", node_->hash()), input, std::optional(reduction));
    const Lengths grid = grid_of(chunks_of(input));
    Lengths kept = grid, reduced(grid.size(), 1);
    for (const std::int64_t axis : reduce.axes) std::swap(kept[std::size_t(axis)], reduced[std::size_t(axis)]);
    std::int64_t count = 1;  // of states for each block of the result
    for (const std::int64_t own : reduced) count *= own;
    std::int64_t block_count = 1;
    for (const std::int64_t own : kept) block_count *= own;

    // By block of the result, the states that are left, as tasks of `layer`.
    std::string layer = states.layer;
    std::vector<std::vector<graph::TaskId>> left(static_cast<std::size_t>(block_count));
    for (std::int64_t block = 0; block < block_count; ++block) {
      for (std::int64_t i = 0; i < count; ++i) {
        Lengths place = place_of(kept, block);
        const Lengths along = place_of(reduced, i);
        for (const std::int64_t axis : reduce.axes) place[std::size_t(axis)] = along[std::size_t(axis)];
        left[std::size_t(block)].push_back(graph::TaskId(number_of(grid, place)));
      }
    }
    for (int level = 0; std::int64_t(left[0].size()) > reduce.split_every; ++level)
      layer = combine_level(reduce, reduction, level, layer, left);
    auto last = std::make_shared<graph::ExplicitLayer>(name());
    const std::uint32_t finish = last->add_operation(operation(FinishStates{reduction, reduce.keepdims}));
    for (const auto& own : left) last->add(finish, imports(*last, layer, own));
    return lowering_.add(std::move(last));
  }

  // Every few states of a block become one; returns the layer that they are in.
  std::string combine_level(const ArrayReduce& reduce, const kernels::ArrayReduction& reduction, int level,
                            const std::string& from, std::vector<std::vector<graph::TaskId>>& left) {
    auto layer = std::make_shared<graph::ExplicitLayer>(
        key_name(reduce.kind + "-combine", combine(node_->hash(), {0, std::uint64_t(level)})));
    const std::uint32_t combines = layer->add_operation(operation(CombineStates{reduction}));
    for (auto& own : left) {
      std::vector<graph::TaskId> made;
      for (std::size_t begin = 0; begin < own.size(); begin += std::size_t(reduce.split_every)) {
        const std::size_t end = std::min(own.size(), begin + std::size_t(reduce.split_every));
        const std::vector<graph::TaskId> few(own.begin() + std::ptrdiff_t(begin), own.begin() + std::ptrdiff_t(end));
        made.push_back(layer->add(combines, imports(*layer, from, few)));
      }
      own = std::move(made);
    }
    return lowering_.add(std::move(layer)).layer;
  }

  static std::vector<graph::TaskId> imports(graph::ExplicitLayer& layer, const std::string& from,
                                            const std::vector<graph::TaskId>& tasks) {
    std::vector<graph::TaskId> imported;
    for (const graph::TaskId task : tasks) imported.push_back(layer.add_import(from, task));
    return imported;
  }

  Blocks of_rechunk(const Rechunk& op) {
    const Blocks from = input();
    const Chunks& before = chunks_of(node_->inputs()[0]);
    const Lengths grid = grid_of(op.chunks);
    auto layer = std::make_shared<graph::ExplicitLayer>(name());
    for (std::int64_t i = 0; i < block_count(op.chunks); ++i) {
      const Lengths place = place_of(grid, i);
      BlockParts parts = parts_of_block(before, op.chunks, place);
      const AssembleBlock assemble{node_->meta().array->dtype, block_shape(op.chunks, place), std::move(parts.pieces)};
      std::vector<graph::TaskId> inputs;
      for (const std::int64_t block : parts.blocks)
        inputs.push_back(layer->add_import(from.layer, graph::TaskId(block)));
      layer->add(layer->add_operation(operation(assemble)), inputs);
    }
    return lowering_.add(std::move(layer));
  }

  Blocks of_slice(const SliceArray& op) {
    const Blocks from = input();
    const Chunks& before = chunks_of(node_->inputs()[0]);
    // Along each axis of the input, and each new one, what is taken of which chunks.
    std::vector<std::vector<ChunkSlice>> axes;
    Lengths grid;
    std::size_t axis = 0;
    for (const AxisSlice& slice : op.slices) {
      std::vector<ChunkSlice>& own = axes.emplace_back();
      if (slice.is_new) {
        own.push_back({-1, slice});
      } else if (slice.count == kUnknownLength) {
        for (std::size_t i = 0; i < before[axis].size(); ++i) own.push_back({std::int64_t(i), slice});
      } else {
        own = chunk_slices(before[axis], slice);
      }
      if (!slice.is_new) ++axis;
      grid.push_back(std::int64_t(own.size()));
    }
    const Lengths before_grid = grid_of(before);
    auto layer = std::make_shared<graph::ExplicitLayer>(name());
    for (std::int64_t i = 0; i < node_->meta().partition_count; ++i) {
      const Lengths place = place_of(grid, i);
      Lengths block;
      SliceBlock cut;
      for (std::size_t own = 0; own < axes.size(); ++own) {
        const ChunkSlice& part = axes[own][std::size_t(place[own])];
        if (part.block >= 0) block.push_back(part.block);
        cut.slices.push_back(part.slice);
      }
      layer->add(layer->add_operation(operation(std::move(cut))),
                 {layer->add_import(from.layer, graph::TaskId(number_of(before_grid, block)))});
    }
    return lowering_.add(std::move(layer));
  }

  Blocks of_transpose(const Transpose& op) {
    const Lengths before = grid_of(chunks_of(node_->inputs()[0]));
    graph::BlockInput from{input().layer, before, std::vector<int>(before.size())};
    for (std::size_t axis = 0; axis < op.axes.size(); ++axis) from.axes[std::size_t(op.axes[axis])] = int(axis);
    return lowering_.add(
        graph::blockwise(name(), operation(TransposeBlock{op.axes}), grid_of(chunks_of(node_)), {std::move(from)}));
  }

  Blocks of_frame(const FrameArray& op) {
    const Blocks from = input();
    graph::BlockInput rows{from.layer, {from.count}, {0}};
    return lowering_.add(graph::blockwise(name(),
                                          operation(PartitionBlock{op.dtype, op.columns, op.is_series, op.rows}),
                                          grid_of(chunks_of(node_)), {std::move(rows)}));
  }

  const NodePtr& node_;
  const ArrayLowering& lowering_;
};

}  // namespace

Blocks lower_array(const NodePtr& node, const ArrayLowering& lowering) { return Arrays(node, lowering).lower(); }

}  // namespace tusk::expr
