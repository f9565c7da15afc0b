#include "expr/partition_list.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include <arrow/type.h>
#include <fmt/format.h>

#include <tusk/core/codec.h>
#include <tusk/core/error.h>

#include "expr/filter.h"
#include "expr/random_rows.h"
#include "expr/scan_rows.h"

namespace tusk::expr {

namespace {

using Partitions = std::vector<std::int64_t>;

Divisions taken_divisions(const Meta& meta, const Partitions& partitions) {
  if (!meta.divisions) return nullptr;
  std::vector<std::shared_ptr<arrow::Scalar>> divisions;
  for (std::size_t i = 0; i < partitions.size(); ++i) {
    if (i > 0 && partitions[i] != partitions[i - 1] + 1) return nullptr;
    divisions.push_back((*meta.divisions)[std::size_t(partitions[i])]);
  }
  divisions.push_back((*meta.divisions)[std::size_t(partitions.back()) + 1]);
  return std::make_shared<const std::vector<std::shared_ptr<arrow::Scalar>>>(std::move(divisions));
}

// Whatever is taken of the same rows has the same rows.
Hash128 taken_rows(const Node& node, const Partitions& partitions) {
  return combine(node.meta().rows, hash_of(partitions));
}

NodePtr list(const NodePtr& input, const Partitions& partitions) {
  auto op = std::make_shared<PartitionList>();
  op->sources.assign(partitions.size(), 0);
  op->partitions = partitions;
  op->rows = taken_rows(*input, partitions);
  return make_node(std::move(op), {input});
}

NodePtr taken(const NodePtr& node, std::vector<NodePtr> inputs, const Partitions& partitions) {
  if (node->meta().is_scalar()) return node;
  if (const auto* scan = node->as<ScanRows>()) {
    auto op = std::make_shared<ScanRows>(*scan);
    op->partitions.clear();
    for (const std::int64_t partition : partitions) op->partitions.push_back(scan->partitions[std::size_t(partition)]);
    op->rows = taken_rows(*node, partitions);
    return make_node(std::move(op));
  }
  if (!node->op()->is_streaming()) return list(node, partitions);
  if (const auto* filter = node->as<Filter>()) {
    auto op = std::make_shared<Filter>(*filter);
    op->rows = taken_rows(*node, partitions);
    return make_node(std::move(op), std::move(inputs));
  }
  if (const auto* random = node->as<RandomRows>()) {
    auto op = std::make_shared<RandomRows>(*random);
    op->partitions.clear();
    for (const std::int64_t partition : partitions) op->partitions.push_back(random->number_of(partition));
    return make_node(std::move(op), std::move(inputs));
  }
  return make_node(node->op(), std::move(inputs));
}

}  // namespace

Meta PartitionList::meta(Inputs inputs) const {
  Meta meta = inputs[0]->meta();
  meta.partition_count = std::int64_t(partitions.size());
  meta.rows = rows;
  meta.divisions = nullptr;
  return meta;
}

std::vector<Columns> PartitionList::needed(Inputs inputs, const Columns& wanted) const {
  return std::vector<Columns>(inputs.size(), wanted);
}

NodePtr take_partitions(const NodePtr& input, const std::vector<std::int64_t>& partitions) {
  const std::int64_t count = input->meta().partition_count;
  if (partitions.empty()) throw IndexError("at least one partition is taken: got none");
  for (const std::int64_t partition : partitions) {
    if (partition < 0 || partition >= count)
      throw IndexError(fmt::format("a partition's number is below their count: got {} of {}", partition, count));
  }
  // Streaming nodes are made anew over fewer partitions; the walk stops at what does not stream.
  std::unordered_map<const Node*, NodePtr> made;
  std::vector<std::pair<NodePtr, bool>> path = {{input, false}};
  while (!path.empty()) {
    auto [node, is_ready] = path.back();
    path.pop_back();
    if (made.contains(node.get())) continue;
    const bool is_inner = node->op()->is_streaming() && !node->meta().is_scalar();
    if (is_inner && !is_ready) {
      path.emplace_back(node, true);
      for (const NodePtr& next : node->inputs()) path.emplace_back(next, false);
      continue;
    }
    std::vector<NodePtr> inputs;
    if (is_inner) {
      for (const NodePtr& next : node->inputs()) inputs.push_back(made.at(next.get()));
    }
    made[node.get()] = taken(node, std::move(inputs), partitions);
  }
  const Divisions divisions = taken_divisions(input->meta(), partitions);
  return divisions ? with_divisions(made.at(input.get()), divisions) : made.at(input.get());
}

NodePtr concatenate(std::vector<NodePtr> inputs) {
  auto op = std::make_shared<PartitionList>();
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const Meta& meta = inputs[i]->meta();
    if (!meta.schema->Equals(*inputs[0]->meta().schema, false) || meta.shape != inputs[0]->meta().shape)
      throw ValueError(
          fmt::format("frames are put together when they have the same columns and types: the first has "
                      "({}), number {} has ({})",
                      inputs[0]->meta().schema->ToString(), i, meta.schema->ToString()));
    for (std::int64_t partition = 0; partition < meta.partition_count; ++partition) {
      op->sources.push_back(std::int64_t(i));
      op->partitions.push_back(partition);
    }
    op->rows = combine(op->rows, meta.rows);
  }
  return make_node(std::move(op), std::move(inputs));
}

}  // namespace tusk::expr
