#include "expr/scan_rows.h"

#include <numeric>
#include <utility>

#include <arrow/type.h>

#include <tusk/core/codec.h>

namespace tusk::expr {

std::string ScanRows::label() const { return std::string(scan->type_name()); }

Meta ScanRows::meta(Inputs) const {
  const kernels::SchemaPtr all = scan->schema();
  arrow::FieldVector kept;
  for (const std::string& column : columns) kept.push_back(all->GetFieldByName(column));
  Meta meta;
  meta.schema = arrow::schema(std::move(kept));
  meta.index_names = index_names;
  meta.partition_count = std::int64_t(partitions.size());
  meta.rows = rows;
  return meta;
}

std::optional<OpPtr> ScanRows::narrowed(Inputs, const Columns& wanted) const {
  auto narrow = std::make_shared<ScanRows>(*this);
  narrow->columns.clear();
  narrow->presence_only.clear();
  for (const std::string& column : columns) {
    const auto place = wanted.find(column);
    if (place == wanted.end()) continue;
    narrow->columns.push_back(column);
    if (place->second == Need::Presence) narrow->presence_only.push_back(column);
  }
  if (!index_names.empty() && !wanted.contains(index_column(0))) narrow->index_names.clear();
  return narrow;
}

NodePtr scan_rows(kernels::ScanPtr scan, std::vector<IndexName> index_names, Divisions divisions) {
  auto op = std::make_shared<ScanRows>();
  op->columns = scan->schema()->field_names();
  op->partitions.resize(std::size_t(scan->partition_count()));
  std::iota(op->partitions.begin(), op->partitions.end(), 0);
  op->index_names = std::move(index_names);
  op->rows = scan->hash();
  op->scan = std::move(scan);
  Meta meta = op->meta({});
  meta.divisions = std::move(divisions);
  const Hash128 hash = op->hash();
  return std::make_shared<const Node>(std::move(op), std::vector<NodePtr>(), std::move(meta), hash);
}

}  // namespace tusk::expr
