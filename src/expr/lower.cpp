#include "expr/lower.h"

#include <algorithm>
#include <map>
#include <utility>

#include <arrow/table.h>

#include <tusk/core/error.h>
#include <tusk/graph/blockwise.h>
#include <tusk/graph/explicit_layer.h>
#include <tusk/graph/grouped.h>
#include <tusk/graph/literal.h>
#include <tusk/graph/running.h>

#include "expr/arrays/lower_arrays.h"
#include "expr/held.h"
#include "expr/ordered_rows.h"
#include "expr/partition_list.h"
#include "expr/per_partition.h"
#include "expr/pipeline_builder.h"
#include "expr/reduce.h"
#include "expr/reduction_steps.h"
#include "expr/repartition.h"
#include "expr/scan_rows.h"
#include "expr/task_results.h"
#include "expr/write_rows.h"

namespace tusk::expr {

namespace {

class Lowering {
 public:
  Lowering(Inputs roots, const std::vector<std::string>& names, graph::GraphBuilder& builder,
           const LowerOptions& options)
      : builder_(builder), options_(options) {
    for (std::size_t i = 0; i < roots.size(); ++i) names_.try_emplace(roots[i].get(), names[i]);
    find_peers(roots);
  }

  Blocks blocks(const NodePtr& node) {
    const auto known = made_.find(node.get());
    if (known != made_.end()) return known->second;
    const Blocks blocks = make(node);
    made_[node.get()] = blocks;
    return blocks;
  }

 private:
  // A reduction's partial results: the tasks of a layer, or the items of what they give.
  struct Partials {
    Blocks blocks;
    int item = -1;
  };

  std::string name_of(const NodePtr& node) const {
    const auto given = names_.find(node.get());
    return given != names_.end() ? given->second : key_name(node->op()->label(), node->hash());
  }

  Blocks make(const NodePtr& node) {
    if (node->meta().array) return make_array(node);
    if (const auto* held = node->as<Held>()) return make_held(node, *held);
    if (const auto* reduce = node->as<Reduce>()) return make_reduction(node, *reduce);
    if (const auto* write = node->as<WriteRows>()) return make_write(node, *write);
    if (const auto* function = node->as<PerPartition>()) return make_per_partition(node, *function);
    if (const auto* results = node->as<TaskResults>()) return make_results(node, *results);
    if (const auto* list = node->as<PartitionList>()) return make_list(node, *list);
    if (const auto* cut = node->as<Repartition>()) return make_repartition(node, *cut);
    if (const auto* ordered = node->as<OrderedRows>()) return make_ordered(node, *ordered);
    return make_pipeline(name_of(node), {{node}});
  }

  Blocks make_array(const NodePtr& node) {
    return lower_array(node, {[this](const NodePtr& input) { return blocks(input); },
                              [this](const NodePtr& own) { return name_of(own); },
                              [this](graph::LayerPtr layer) { return add(std::move(layer)); }, options_.fuses});
  }

  Blocks make_held(const NodePtr& node, const Held& held) {
    auto layer = std::make_shared<graph::ExplicitLayer>(name_of(node));
    for (const Table& partition : held.partitions) layer->add(layer->add_operation(literal(Value::of(partition))), {});
    return add(std::move(layer));
  }

  Blocks make_pipeline(const std::string& name, const std::vector<PipelineOutput>& outputs) {
    BuiltPipeline built =
        build_pipeline(outputs, options_.fuses, [this](const NodePtr& source) { return blocks(source); });
    return add(graph::blockwise(name, operation(std::move(built.operation)), {built.partition_count},
                                std::move(built.inputs)));
  }

  Blocks make_reduction(const NodePtr& node, const Reduce& reduce) {
    const Partials partials = partials_of(node);
    if (reduce.split_out > 1) return make_split_reduction(node, reduce, partials);
    const auto [left, item] = combined(reduce, partials, node->hash());
    return add(graph::grouped(name_of(node), finalize_operation(node, reduce, item), left.layer,
                              graph::TaskId(left.count), graph::TaskId(left.count)));
  }

  // Few enough partial results that they can be finalized at once.
  Partials combined(const Reduce& reduce, Partials left, const Hash128& hash) {
    for (int level = 0; left.blocks.count > reduce.split_every && !reduce.reducer->is_holistic(); ++level) {
      left.blocks = add(graph::grouped(key_name(reduce.word + "-combine", combine(hash, {0, std::uint64_t(level)})),
                                       operation(CombinePartials{reduce.reducer, left.item}), left.blocks.layer,
                                       graph::TaskId(left.blocks.count), graph::TaskId(reduce.split_every)));
      left.item = -1;
    }
    return left;
  }

  OperationPtr finalize_operation(const NodePtr& node, const Reduce& reduce, int item) {
    return operation(FinalizePartials{reduce.reducer, item, empty_table(node->inputs()[0]->meta().schema)});
  }

  // Every partial is split, and each partition of the result has a tree of its own over its pieces.
  Blocks make_split_reduction(const NodePtr& node, const Reduce& reduce, const Partials& partials) {
    const Blocks pieces = add(graph::grouped(key_name(reduce.word + "-split", node->hash()),
                                             operation(SplitPartial{reduce.reducer, partials.item, reduce.split_out}),
                                             partials.blocks.layer, graph::TaskId(partials.blocks.count), 1));
    auto layer = std::make_shared<graph::ExplicitLayer>(name_of(node));
    for (std::int64_t partition = 0; partition < reduce.split_out; ++partition) {
      const Hash128 hash = combine(node->hash(), {1, std::uint64_t(partition)});
      const auto [left, item] = combined(reduce, {pieces, int(partition)}, hash);
      std::vector<graph::TaskId> inputs;
      for (std::int64_t i = 0; i < left.count; ++i) inputs.push_back(layer->add_import(left.layer, graph::TaskId(i)));
      layer->add(layer->add_operation(finalize_operation(node, reduce, item)), inputs);
    }
    return add(std::move(layer));
  }

  Partials partials_of(const NodePtr& node) {
    if (const auto known = partials_.find(node.get()); known != partials_.end()) return known->second;
    const std::vector<NodePtr>& peers = peers_.at(node.get())->nodes;
    std::vector<PipelineOutput> outputs;
    Hash128 hash;
    std::string word = "scan";
    for (const NodePtr& peer : peers) {
      outputs.push_back({peer->inputs()[0], peer->as<Reduce>()->reducer});
      hash = combine(hash, peer->hash());
      if (peers.size() == 1) word = peer->op()->label();
    }
    const Blocks blocks = make_pipeline(key_name(word + "-chunk", hash), outputs);
    for (std::size_t i = 0; i < peers.size(); ++i)
      partials_[peers[i].get()] = {blocks, peers.size() == 1 ? -1 : int(i)};
    return partials_.at(node.get());
  }

  Blocks make_write(const NodePtr& node, const WriteRows& write) {
    const Blocks parts = make_pipeline(key_name(node->op()->label() + "-part", node->hash()),
                                       {{node->inputs()[0], nullptr, write.sink}});
    return add(graph::grouped(name_of(node), operation(CommitSink{write.sink}), parts.layer, graph::TaskId(parts.count),
                              graph::TaskId(parts.count)));
  }

  Blocks make_per_partition(const NodePtr& node, const PerPartition& function) {
    std::vector<graph::BlockInput> inputs;
    for (const NodePtr& input : node->inputs()) {
      const Blocks from = blocks(input);
      const bool is_shared = from.count == 1 && node->meta().partition_count != 1;
      inputs.push_back({from.layer, {from.count}, {is_shared ? graph::BlockInput::kShared : 0}});
    }
    return add(graph::blockwise(name_of(node), function.operation, {node->meta().partition_count}, std::move(inputs)));
  }

  Blocks make_results(const NodePtr& node, const TaskResults& results) {
    std::vector<Key> keys;
    for (const auto& task : results.tasks) {
      const std::vector<Key> own = task->lower(builder_);
      TUSK_CHECK(own.size() == 1, "what gives one partition is one task");
      keys.push_back(own[0]);
    }
    const Blocks blocks{name_of(node), std::int64_t(keys.size())};
    builder_.add_aliases(blocks.layer, std::move(keys));
    return blocks;
  }

  Blocks make_list(const NodePtr& node, const PartitionList& list) {
    auto layer = std::make_shared<graph::ExplicitLayer>(name_of(node));
    const std::uint32_t same = layer->add_operation(alias());
    for (std::size_t i = 0; i < list.partitions.size(); ++i) {
      const Blocks from = blocks(node->inputs()[std::size_t(list.sources[i])]);
      layer->add(same, {layer->add_import(from.layer, graph::TaskId(list.partitions[i]))});
    }
    return add(std::move(layer));
  }

  Blocks make_repartition(const NodePtr& node, const Repartition& cut) {
    const Blocks from = blocks(node->inputs()[0]);
    auto layer = std::make_shared<graph::ExplicitLayer>(name_of(node));
    for (const NewPartition& partition : cut.partitions) {
      std::vector<graph::TaskId> inputs;
      for (std::int64_t i = 0; i < partition.count; ++i)
        inputs.push_back(layer->add_import(from.layer, graph::TaskId(partition.first + i)));
      layer->add(layer->add_operation(operation(CutPartition{partition})), inputs);
    }
    return add(std::move(layer));
  }

  Blocks make_ordered(const NodePtr& node, const OrderedRows& ordered) {
    const auto& function = ordered.function;
    const Meta& meta = node->inputs()[0]->meta();
    const int index_count = int(meta.index_count());
    const Blocks rows = blocks(node->inputs()[0]);
    std::vector<graph::BlockInput> inputs = {{rows.layer, {rows.count}, {0}}};
    if (rows.count > 1) {
      const Blocks summaries =
          add(graph::blockwise(key_name(ordered.label() + "-summary", node->hash()),
                               operation(SummarizeRows{function, index_count}), {rows.count}, {inputs[0]}));
      const Blocks before =
          add(graph::running(key_name(ordered.label() + "-before", node->hash()),
                             operation(CombineSummaries{function, index_count, empty_table(meta.schema)}),
                             summaries.layer, graph::TaskId(rows.count), function->is_backward()));
      inputs.push_back({before.layer, {before.count}, {0}});
    }
    return add(
        graph::blockwise(name_of(node), operation(RunInOrder{function, index_count}), {rows.count}, std::move(inputs)));
  }

  Blocks add(graph::LayerPtr layer) {
    Blocks blocks{layer->name(), std::int64_t(layer->task_count()), layer};
    builder_.add_layer(std::move(layer));
    return blocks;
  }

  // Reductions of one scan that don't wait for each other.
  struct Peers {
    std::vector<NodePtr> nodes;
  };

  // How many tasks one after the other are needed before the node's own; what a pipeline's nodes need is its sources'.
  int level(const NodePtr& node) {
    if (const auto known = levels_.find(node.get()); known != levels_.end()) return known->second;
    int level = 0;
    std::vector<NodePtr> waits_for = node->inputs();
    if (const auto* reduce = node->as<Reduce>())
      waits_for = pipeline_nodes({{node->inputs()[0], reduce->reducer}}, options_.fuses).sources;
    for (const NodePtr& input : waits_for) level = std::max(level, this->level(input) + 1);
    levels_[node.get()] = level;
    return level;
  }

  void find_peers(Inputs roots) {
    std::map<std::pair<const Node*, int>, std::shared_ptr<Peers>> groups;
    for (const NodePtr& node : topological(roots)) {
      const int level = this->level(node);  // inputs come first, so this does not recurse deeply
      if (!node->as<Reduce>()) continue;
      const Node* scan = nullptr;
      if (options_.shares_scans) {
        for (const NodePtr& source : pipeline_nodes({{node->inputs()[0]}}, options_.fuses).sources) {
          if (source->as<ScanRows>()) scan = source.get();
        }
      }
      std::shared_ptr<Peers> peers = std::make_shared<Peers>();
      if (scan) {
        std::shared_ptr<Peers>& group = groups[{scan, level}];
        if (!group) group = peers;
        peers = group;
      }
      peers->nodes.push_back(node);
      peers_[node.get()] = std::move(peers);
    }
  }

  graph::GraphBuilder& builder_;
  LowerOptions options_;
  std::unordered_map<const Node*, std::string> names_;
  std::unordered_map<const Node*, Blocks> made_;
  std::unordered_map<const Node*, Partials> partials_;
  std::unordered_map<const Node*, int> levels_;
  std::unordered_map<const Node*, std::shared_ptr<Peers>> peers_;
};

}  // namespace

std::vector<Blocks> lower(Inputs roots, const std::vector<std::string>& names, graph::GraphBuilder& builder,
                          const LowerOptions& options) {
  Lowering lowering(roots, names, builder, options);
  std::vector<Blocks> blocks;
  for (const NodePtr& root : roots) blocks.push_back(lowering.blocks(root));
  return blocks;
}

}  // namespace tusk::expr
