#include "expr/pipeline_builder.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include <arrow/table.h>

#include <tusk/core/error.h>

#include "expr/filter.h"
#include "expr/scan_rows.h"

namespace tusk::expr {

namespace {

// Walks from the outputs down to the sources.
class Gathering {
 public:
  Gathering(const std::vector<PipelineOutput>& outputs, bool fuses) : fuses_(fuses) {
    for (const PipelineOutput& output : outputs) is_scalar_ = is_scalar_ && output.node->meta().is_scalar();
    for (const PipelineOutput& output : outputs) roots_.insert(output.node.get());
    for (const PipelineOutput& output : outputs) visit(output.node);
  }

  PipelineNodes take() { return std::move(found_); }

 private:
  // Whether other nodes' registers may be made from the node's inputs in this pipeline.
  bool is_inner(const NodePtr& node) const {
    if (!node->op()->is_streaming()) return false;
    const bool is_root = roots_.contains(node.get());
    if (node->meta().is_scalar() && !is_scalar_) return false;
    // A scalar that is taken out of a row brings that row's space, which others' rows do not share.
    if (node->meta().is_scalar() && !is_root && aligned_input("", node->inputs())) return false;
    return fuses_ || is_root;
  }

  void visit(const NodePtr& root) {
    std::vector<std::pair<NodePtr, bool>> path = {{root, false}};
    while (!path.empty()) {
      auto [node, is_ready] = path.back();
      path.pop_back();
      if (is_ready) found_.streaming.push_back(node);
      if (is_ready || !seen_.insert(node.get()).second) continue;
      if (!is_inner(node)) {
        found_.sources.push_back(node);
        continue;
      }
      path.emplace_back(node, true);
      const auto& inputs = node->inputs();
      for (auto input = inputs.rbegin(); input != inputs.rend(); ++input) path.emplace_back(*input, false);
    }
  }

  PipelineNodes found_;
  std::unordered_set<const Node*> seen_, roots_;
  bool fuses_;
  bool is_scalar_ = true;
};

class Building {
 public:
  Building(PipelineNodes nodes, const std::function<Blocks(const NodePtr&)>& blocks)
      : nodes_(std::move(nodes)), blocks_(blocks) {}

  BuiltPipeline build(const std::vector<PipelineOutput>& outputs) {
    for (const NodePtr& source : nodes_.sources) add_source(source);
    add_steps();
    for (const PipelineOutput& output : outputs) add_sink(output);
    limit_rows();
    built_.operation.partition_count = built_.partition_count;
    for (graph::BlockInput& input : built_.inputs)
      input.axes = {input.grid[0] == 1 && built_.partition_count != 1 ? graph::BlockInput::kShared : 0};
    return std::move(built_);
  }

 private:
  RegisterLayout layout_of(const Meta& meta) {
    const int next = int(spaces_.size());
    const int rows = meta.is_scalar() ? -1 : spaces_.try_emplace(meta.rows, next).first->second;
    return {meta.shape, int(meta.index_count()), rows};
  }

  void add_source(const NodePtr& node) {
    PipelineSource source;
    source.layout = layout_of(node->meta());
    const auto* scan = node->as<ScanRows>();
    const bool is_leader = scan && !has_scan_;
    if (is_leader) {
      has_scan_ = true;
      source.scan = scan->scan;
      source.columns = scan->columns;
      source.bounds = scan->bounds;
      source.presence_only = scan->presence_only;
      source.partitions = scan->partitions;
    } else {
      const Blocks blocks = blocks_(node);
      source.input = int(built_.inputs.size());
      built_.inputs.push_back({blocks.layer, {blocks.count}, {}});
    }
    if (!node->meta().is_scalar()) {
      if (is_leader || known_.empty()) leader_rows_ = source.layout.rows;
      if (known_.empty()) known_.insert(source.layout.rows);
      built_.partition_count = node->meta().partition_count;
    }
    registers_[node.get()] = int(built_.operation.sources.size());
    built_.operation.sources.push_back(std::move(source));
  }

  // A step can run once the lengths of the sources' row spaces that it takes are known.
  bool is_runnable(const NodePtr& node) const {
    return std::all_of(node->inputs().begin(), node->inputs().end(), [&](const NodePtr& input) {
      const auto place = registers_.find(input.get());
      if (place == registers_.end()) return false;
      const auto& sources = built_.operation.sources;
      const bool is_source = std::size_t(place->second) < sources.size();
      return !is_source || sources[std::size_t(place->second)].layout.rows < 0 ||
             known_.contains(sources[std::size_t(place->second)].layout.rows);
    });
  }

  void add_steps() {
    known_ = {leader_rows_};
    std::vector<NodePtr> waiting = std::move(nodes_.streaming);
    while (!waiting.empty()) {
      std::vector<NodePtr> later;
      for (NodePtr& node : waiting) {
        if (is_runnable(node)) add_step(node);
        else later.push_back(std::move(node));
      }
      TUSK_CHECK(later.size() < waiting.size(), "a pipeline's steps can be put in an order");
      waiting = std::move(later);
    }
  }

  void add_step(const NodePtr& node) {
    PipelineStep step;
    step.op = node->op();
    step.layout = layout_of(node->meta());
    for (const NodePtr& input : node->inputs()) step.inputs.push_back(registers_.at(input.get()));
    known_.insert(step.layout.rows);
    registers_[node.get()] = int(built_.operation.sources.size() + built_.operation.steps.size());
    built_.operation.steps.push_back(std::move(step));
  }

  void add_sink(const PipelineOutput& output) {
    built_.operation.sinks.push_back(
        {registers_.at(output.node.get()), output.reducer, output.sink, empty_table(output.node->meta().schema)});
  }

  // Where no sink looks at more than the first rows, and no step drops any, no more are read.
  void limit_rows() {
    for (const PipelineStep& step : built_.operation.steps) {
      if (dynamic_cast<const Filter*>(step.op.get())) return;
    }
    std::int64_t most = 0;
    for (const PipelineSink& sink : built_.operation.sinks) {
      const auto wanted = sink.reducer ? sink.reducer->rows_wanted() : std::nullopt;
      if (!wanted) return;
      most = std::max(most, *wanted);
    }
    for (PipelineSource& source : built_.operation.sources) {
      if (source.scan) source.row_limit = most;
    }
  }

  PipelineNodes nodes_;
  const std::function<Blocks(const NodePtr&)>& blocks_;
  BuiltPipeline built_;
  std::unordered_map<const Node*, int> registers_;
  std::unordered_map<Hash128, int> spaces_;
  std::unordered_set<int> known_;
  int leader_rows_ = -1;
  bool has_scan_ = false;
};

}  // namespace

PipelineNodes pipeline_nodes(const std::vector<PipelineOutput>& outputs, bool fuses) {
  return Gathering(outputs, fuses).take();
}

BuiltPipeline build_pipeline(const std::vector<PipelineOutput>& outputs, bool fuses,
                             const std::function<Blocks(const NodePtr&)>& blocks) {
  return Building(pipeline_nodes(outputs, fuses), blocks).build(outputs);
}

}  // namespace tusk::expr
