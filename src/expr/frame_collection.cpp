#include "expr/frame_collection.h"

#include <utility>

#include <arrow/scalar.h>
#include <arrow/table.h>

#include <tusk/core/error.h>

#include "data/arrow_status.h"
#include "expr/frame_format.h"
#include "expr/held.h"
#include "expr/optimize.h"

namespace tusk::expr {

namespace {

std::vector<Table> tables_of(const std::vector<Value>& results) {
  std::vector<Table> tables;
  tables.reserve(results.size());
  for (const Value& result : results) tables.push_back(result.as<Table>());
  return tables;
}

Table concatenated(const std::vector<Value>& results) {
  std::vector<std::shared_ptr<arrow::Table>> tables;
  for (const Table& table : tables_of(results)) tables.push_back(table.arrow());
  return Table(data::value_or_throw(arrow::ConcatenateTables(tables), "putting partitions together"));
}

template <class T>
Value value_as(const arrow::Scalar& scalar) {
  return Value::of(static_cast<const T&>(scalar).value);
}

Value scalar_value(const Table& table) {
  const auto scalar = data::value_or_throw(table.arrow()->column(0)->GetScalar(0), "taking a scalar");
  if (!scalar->is_valid) return Value();
  switch (scalar->type->id()) {
    case arrow::Type::BOOL: return value_as<arrow::BooleanScalar>(*scalar);
    case arrow::Type::INT8: return value_as<arrow::Int8Scalar>(*scalar);
    case arrow::Type::INT16: return value_as<arrow::Int16Scalar>(*scalar);
    case arrow::Type::INT32: return value_as<arrow::Int32Scalar>(*scalar);
    case arrow::Type::INT64: return value_as<arrow::Int64Scalar>(*scalar);
    case arrow::Type::UINT8: return value_as<arrow::UInt8Scalar>(*scalar);
    case arrow::Type::UINT16: return value_as<arrow::UInt16Scalar>(*scalar);
    case arrow::Type::UINT32: return value_as<arrow::UInt32Scalar>(*scalar);
    case arrow::Type::UINT64: return value_as<arrow::UInt64Scalar>(*scalar);
    case arrow::Type::FLOAT: return value_as<arrow::FloatScalar>(*scalar);
    case arrow::Type::DOUBLE: return value_as<arrow::DoubleScalar>(*scalar);
    case arrow::Type::STRING:
    case arrow::Type::LARGE_STRING: return Value::of(scalar->ToString());
    default: return Value::of(with_format(table, {Shape::Scalar, {}}));
  }
}

}  // namespace

std::vector<Key> FrameCollection::lower(graph::GraphBuilder& builder) const {
  const Collection* self = this;
  return std::move(lower_together({&self, 1}, builder)[0]);
}

std::vector<std::vector<Key>> FrameCollection::lower_together(std::span<const Collection* const> collections,
                                                              graph::GraphBuilder& builder) const {
  std::vector<NodePtr> roots;
  std::vector<std::string> names;
  for (const Collection* collection : collections) {
    roots.push_back(static_cast<const FrameCollection*>(collection)->node_);
    names.push_back(key_name(roots.back()->op()->label(), roots.back()->hash()));
  }
  std::vector<std::vector<Key>> keys;
  for (const Blocks& blocks : expr::lower(optimize(roots), names, builder, lower_options())) {
    auto& own = keys.emplace_back();
    for (std::int64_t i = 0; i < blocks.count; ++i) own.push_back({blocks.layer, {i}});
  }
  return keys;
}

Value FrameCollection::finish(std::vector<Value> results) const {
  const Meta& meta = node_->meta();
  if (meta.is_scalar()) return scalar_value(results[0].as<Table>());
  return Value::of(with_format(concatenated(results), {meta.shape, meta.index_names}));
}

std::shared_ptr<Collection> FrameCollection::rebuilt(std::vector<Value> results) const {
  return std::make_shared<FrameCollection>(held(node_, tables_of(results)));
}

}  // namespace tusk::expr
