#include "expr/repartition.h"

#include <algorithm>
#include <utility>

#include <arrow/array/util.h>
#include <arrow/compute/api.h>
#include <arrow/scalar.h>
#include <arrow/table.h>
#include <arrow/type.h>
#include <fmt/format.h>

#include <tusk/core/codec_containers.h>
#include <tusk/core/error.h>

#include "data/arrow_status.h"
#include "expr/rows_mark.h"
#include "expr/scalar_value.h"
#include "kernels/arrow_compute.h"

namespace tusk::expr {

namespace {

namespace compute = arrow::compute;
using Scalars = std::vector<std::shared_ptr<arrow::Scalar>>;

arrow::Datum called(const char* function, const arrow::Datum& a, const arrow::Datum& b) {
  return data::value_or_throw(compute::CallFunction(function, {a, b}, kernels::arrow_context()),
                              "comparing index values");
}

std::string text_of(const arrow::Scalar& scalar) { return scalar_value(scalar).print(); }

Table range_table(const std::shared_ptr<arrow::Scalar>& lower, const std::shared_ptr<arrow::Scalar>& upper) {
  arrow::ArrayVector parts;
  for (const auto& scalar : {lower, upper})
    parts.push_back(data::value_or_throw(arrow::MakeArrayFromScalar(*scalar, 1), "keeping a border"));
  auto column = std::make_shared<arrow::ChunkedArray>(std::move(parts));
  return Table(arrow::Table::Make(arrow::schema({arrow::field("border", column->type())}), {column}));
}

NodePtr repartition_node(const NodePtr& input, std::vector<NewPartition> partitions, Divisions divisions) {
  auto op = std::make_shared<Repartition>();
  op->partitions = std::move(partitions);
  op->divisions = std::move(divisions);
  op->rows = combine(input->meta().rows, hash_of(op->partitions));
  return make_node(std::move(op), {input});
}

Divisions joined_divisions(const Meta& meta, const std::vector<NewPartition>& partitions) {
  if (!meta.divisions) return nullptr;
  Scalars divisions;
  for (const NewPartition& partition : partitions) {
    if (partition.pieces > 1) return nullptr;
    divisions.push_back((*meta.divisions)[std::size_t(partition.first)]);
  }
  divisions.push_back(meta.divisions->back());
  return std::make_shared<const Scalars>(std::move(divisions));
}

void check_borders(const Scalars& old, const Scalars& wanted, bool force) {
  if (wanted.size() < 2) throw ValueError("divisions are the borders of one partition or more, so at least two values");
  for (std::size_t i = 1; i < wanted.size(); ++i) {
    if (!is_before(*wanted[i - 1], *wanted[i]) && (i + 1 < wanted.size() || is_before(*wanted[i], *wanted[i - 1])))
      throw ValueError(fmt::format("divisions ascend: got {} before {}", text_of(*wanted[i - 1]), text_of(*wanted[i])));
  }
  const auto same = [](const arrow::Scalar& a, const arrow::Scalar& b) { return !is_before(a, b) && !is_before(b, a); };
  const bool loses = is_before(*old.front(), *wanted.front()) || is_before(*wanted.back(), *old.back());
  const bool is_same = same(*old.front(), *wanted.front()) && same(*old.back(), *wanted.back());
  if (loses || (!force && !is_same))
    throw ValueError(
        fmt::format("new divisions begin and end where the old ones do{}: from {} to {}, not from {} to {}",
                    loses ? ", or beyond" : " (pass force=True to reach beyond)", text_of(*old.front()),
                    text_of(*old.back()), text_of(*wanted.front()), text_of(*wanted.back())));
}

Table joined(const tusk::Inputs& inputs) {
  if (inputs.size() == 1) return inputs[0].as<Table>();
  std::vector<std::shared_ptr<arrow::Table>> tables;
  std::string mark;
  std::int64_t rows = 0;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const Table table = inputs[i].as<Table>();
    mark += rows_mark(table);
    rows += table.row_count();
    tables.push_back(table.arrow()->ReplaceSchemaMetadata(nullptr));
  }
  if (tables[0]->num_columns() == 0)
    return with_rows_mark(Table(arrow::Table::Make(tables[0]->schema(), arrow::ChunkedArrayVector(), rows)), mark);
  return with_rows_mark(Table(data::value_or_throw(arrow::ConcatenateTables(tables), "putting partitions together")),
                        mark);
}

Table rows_in_range(const Table& rows, const Table& range, bool has_upper) {
  const auto& index = rows.arrow()->column(0);
  const auto border = [&](std::int64_t i) {
    return data::value_or_throw(range.arrow()->column(0)->GetScalar(i), "looking at a border");
  };
  const arrow::Datum mask = called("and", called("greater_equal", index, border(0)),
                                   called(has_upper ? "less_equal" : "less", index, border(1)));
  const auto kept = compute::Filter(rows.arrow(), mask, compute::FilterOptions::Defaults(), kernels::arrow_context());
  return Table(data::value_or_throw(kept, "cutting a partition").table());
}

}  // namespace

Meta Repartition::meta(Inputs inputs) const {
  Meta meta = inputs[0]->meta();
  meta.partition_count = std::int64_t(partitions.size());
  meta.rows = rows;
  meta.divisions = divisions;
  return meta;
}

std::vector<Columns> Repartition::needed(Inputs inputs, const Columns& wanted) const {
  Columns columns = wanted;
  const bool has_range = std::ranges::any_of(partitions, [](const auto& own) { return own.range.column_count() > 0; });
  if (has_range) add_column(columns, index_column(0), Need::Values);
  static_cast<void>(inputs);
  return {columns};
}

NodePtr repartition(const NodePtr& input, std::int64_t partition_count) {
  if (partition_count < 1) throw ValueError(fmt::format("a frame has one partition or more: got {}", partition_count));
  const std::int64_t count = input->meta().partition_count;
  if (count == partition_count) return input;
  std::vector<NewPartition> partitions;
  if (partition_count < count) {
    for (std::int64_t i = 0; i < partition_count; ++i) {
      const std::int64_t first = i * count / partition_count;
      partitions.push_back({first, (i + 1) * count / partition_count - first, 0, 1, {}, false});
    }
  } else {
    for (std::int64_t own = 0; own < count; ++own) {
      const std::int64_t pieces = (own + 1) * partition_count / count - own * partition_count / count;
      for (std::int64_t piece = 0; piece < pieces; ++piece) partitions.push_back({own, 1, piece, pieces, {}, false});
    }
  }
  Divisions divisions = joined_divisions(input->meta(), partitions);
  return repartition_node(input, std::move(partitions), std::move(divisions));
}

NodePtr repartition(const NodePtr& input, const Divisions& divisions, bool force) {
  const Divisions& old = input->meta().divisions;
  if (!old)
    throw ValueError(
        "partitions are cut at divisions where those of the frame are known: set_index(column, sorted=True) finds "
        "them, or repartition by npartitions");
  check_borders(*old, *divisions, force);
  const Scalars& wanted = *divisions;
  std::vector<NewPartition> partitions;
  for (std::size_t i = 0; i + 1 < wanted.size(); ++i) {
    // A value at a border may lie on both sides of it.
    std::int64_t first = 0, last = std::int64_t(old->size()) - 2;
    while (first < last && is_before(*(*old)[std::size_t(first) + 1], *wanted[i])) ++first;
    while (last > first && is_before(*wanted[i + 1], *(*old)[std::size_t(last)])) --last;
    partitions.push_back(
        {first, last - first + 1, 0, 1, range_table(wanted[i], wanted[i + 1]), i + 2 == wanted.size()});
  }
  return repartition_node(input, std::move(partitions), divisions);
}

Value CutPartition::run(const tusk::Inputs& inputs, TaskContext&) const {
  const Table rows = joined(inputs);
  if (partition.range.column_count() > 0) return Value::of(rows_in_range(rows, partition.range, partition.has_upper));
  if (partition.pieces == 1) return Value::of(rows);
  const std::int64_t count = rows.row_count();
  const std::int64_t begin = count * partition.piece / partition.pieces;
  const std::int64_t end = count * (partition.piece + 1) / partition.pieces;
  return Value::of(Table(rows.arrow()->Slice(begin, end - begin)));
}

bool is_before(const arrow::Scalar& a, const arrow::Scalar& b) {
  if (!a.is_valid || !b.is_valid) throw ValueError("index values at borders are not missing");
  const arrow::Datum less = called("less", a.GetSharedPtr(), b.GetSharedPtr());
  return less.scalar_as<arrow::BooleanScalar>().value;
}

}  // namespace tusk::expr
