#include "expr/arrays/frame_array.h"

#include <cmath>
#include <type_traits>
#include <utility>

#include <arrow/array.h>
#include <arrow/compute/cast.h>
#include <arrow/table.h>
#include <arrow/type.h>
#include <fmt/format.h>

#include <tusk/core/codec_containers.h>
#include <tusk/core/error.h>
#include <tusk/data/dtype_dispatch.h>

#include "data/arrow_status.h"
#include "kernels/arrays/array_columns.h"
#include "kernels/arrow_compute.h"
#include "kernels/elementwise.h"

namespace tusk::expr {

namespace {

// The dtype that holds the values of all columns, as NumPy promotes them: what adding them gives.
DType common_dtype(const Meta& meta) {
  kernels::TypePtr common;
  for (const std::string& column : value_columns(meta)) {
    const kernels::TypePtr type = column_type(meta, column);
    kernels::dtype_of_column(*type);
    if (!common) common = type;
    else if (!common->Equals(*type)) {
      const kernels::OperandType operands[] = {{common, false}, {type, false}};
      common = kernels::elementwise_type("add", operands, {});
    }
  }
  return common ? kernels::dtype_of_column(*common) : DType::Float64;
}

// The column's values to every `stride`-th element of an array.
template <class T>
void write_column(const arrow::ChunkedArray& column, const std::string& name, T* out, std::int64_t stride) {
  if (!std::is_floating_point_v<T> && column.null_count() > 0)
    throw ValueError(fmt::format(
        "an array of integers or truth values has none that are missing: column '{}' has {}; fillna() them, or "
        "astype(\"float64\")",
        name, column.null_count()));
  const auto type = kernels::column_type_of(dtype_of<T>());
  for (const auto& chunk : column.chunks()) {
    const auto cast =
        chunk->type()->Equals(*type)
            ? chunk
            : data::value_or_throw(
                  arrow::compute::Cast(*chunk, type, arrow::compute::CastOptions::Unsafe(), kernels::arrow_context()),
                  "making an array");
    if constexpr (std::is_same_v<T, bool>) {
      const auto& truths = static_cast<const arrow::BooleanArray&>(*cast);
      for (std::int64_t i = 0; i < truths.length(); ++i, out += stride) *out = truths.Value(i);
    } else {
      const T* values = cast->data()->template GetValues<T>(1);
      for (std::int64_t i = 0; i < cast->length(); ++i, out += stride) {
        if constexpr (std::is_floating_point_v<T>) *out = cast->IsNull(i) ? T(std::nan("")) : values[i];
        else *out = values[i];
      }
    }
  }
}

}  // namespace

Meta FrameArray::meta(Inputs inputs) const {
  const std::int64_t partitions = inputs[0]->meta().partition_count;
  Chunks chunks = {rows.empty() ? Lengths(std::size_t(partitions), kUnknownLength) : rows};
  if (!is_series) chunks.push_back({std::int64_t(columns.size())});
  return array_meta(dtype, std::move(chunks));
}

std::vector<Columns> FrameArray::needed(Inputs, const Columns&) const {
  Columns wanted;
  for (const std::string& column : columns) add_column(wanted, column, Need::Values);
  return {wanted};
}

NodePtr frame_array(const NodePtr& frame, Lengths rows) {
  const Meta& meta = frame->meta();
  if (meta.shape != Shape::Frame && meta.shape != Shape::Series)
    throw TypeError("an array is made of the values of a frame or a series: got another expression");
  if (!rows.empty() && std::int64_t(rows.size()) != meta.partition_count)
    throw ValueError(fmt::format("lengths are those of all partitions: got {} for {} partitions", rows.size(),
                                 meta.partition_count));
  auto op = std::make_shared<FrameArray>();
  op->dtype = common_dtype(meta);
  op->columns = value_columns(meta);
  op->is_series = meta.shape == Shape::Series;
  op->rows = std::move(rows);
  return make_node(std::move(op), {frame});
}

Value PartitionBlock::run(const tusk::Inputs& inputs, TaskContext& context) const {
  const Table table = inputs[0].as<Table>();
  const std::int64_t count = table.row_count();
  if (!rows.empty() && rows[std::size_t(context.index())] != count)
    throw ValueError(fmt::format("a partition has the length that was said: partition {} has {} rows, not {}",
                                 context.index(), count, rows[std::size_t(context.index())]));
  const auto width = std::int64_t(columns.size());
  NdArray block = NdArray::empty(dtype, is_series ? tusk::Shape{count} : tusk::Shape{count, width});
  visit_dtype(dtype, [&]<class T>() {
    if constexpr (std::is_arithmetic_v<T>) {
      for (std::size_t i = 0; i < columns.size(); ++i)
        write_column<T>(*table.arrow()->GetColumnByName(columns[i]), columns[i], block.mutable_data<T>() + i, width);
    }
  });
  return Value::of(std::move(block));
}

}  // namespace tusk::expr
