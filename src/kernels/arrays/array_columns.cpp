#include "kernels/arrays/array_columns.h"

#include <cstring>
#include <utility>

#include <arrow/array.h>
#include <arrow/buffer.h>
#include <arrow/type.h>
#include <arrow/util/bit_util.h>
#include <fmt/format.h>

#include <tusk/core/error.h>

#include "data/arrow_pool.h"
#include "data/arrow_status.h"

namespace tusk::kernels {

namespace {

// Memory that a buffer of Arrow's keeps alive.
class OwnedBuffer final : public arrow::Buffer {
 public:
  OwnedBuffer(const void* data, std::int64_t size, std::shared_ptr<const void> owner)
      : arrow::Buffer(static_cast<const std::uint8_t*>(data), size), owner_(std::move(owner)) {}

 private:
  std::shared_ptr<const void> owner_;
};

}  // namespace

TypePtr column_type_of(DType dtype) {
  switch (dtype) {
    case DType::Bool: return arrow::boolean();
    case DType::Int8: return arrow::int8();
    case DType::Int16: return arrow::int16();
    case DType::Int32: return arrow::int32();
    case DType::Int64: return arrow::int64();
    case DType::UInt8: return arrow::uint8();
    case DType::UInt16: return arrow::uint16();
    case DType::UInt32: return arrow::uint32();
    case DType::UInt64: return arrow::uint64();
    case DType::Float32: return arrow::float32();
    case DType::Float64: return arrow::float64();
    default: break;
  }
  throw NotImplementedError(fmt::format(
      "functions of elements take truth values, integers and floats so far: got an array of {}", name(dtype)));
}

DType dtype_of_column(const arrow::DataType& type) {
  switch (type.id()) {
    case arrow::Type::BOOL: return DType::Bool;
    case arrow::Type::INT8: return DType::Int8;
    case arrow::Type::INT16: return DType::Int16;
    case arrow::Type::INT32: return DType::Int32;
    case arrow::Type::INT64: return DType::Int64;
    case arrow::Type::UINT8: return DType::UInt8;
    case arrow::Type::UINT16: return DType::UInt16;
    case arrow::Type::UINT32: return DType::UInt32;
    case arrow::Type::UINT64: return DType::UInt64;
    case arrow::Type::FLOAT: return DType::Float32;
    case arrow::Type::DOUBLE: return DType::Float64;
    default: break;
  }
  throw TypeError(fmt::format("arrays hold truth values and numbers: got {}", type.ToString()));
}

std::shared_ptr<arrow::Array> column_over(DType dtype, const void* elements, std::int64_t count,
                                          std::shared_ptr<const void> owner) {
  const TypePtr type = column_type_of(dtype);
  if (dtype != DType::Bool) {
    auto buffer = std::make_shared<OwnedBuffer>(elements, count * std::int64_t(item_size(dtype)), std::move(owner));
    return arrow::MakeArray(arrow::ArrayData::Make(type, count, {nullptr, std::move(buffer)}, 0));
  }
  std::shared_ptr<arrow::Buffer> bits =
      data::value_or_throw(arrow::AllocateEmptyBitmap(count, data::arrow_pool()), "reading truth values");
  const auto* truths = static_cast<const std::uint8_t*>(elements);
  for (std::int64_t i = 0; i < count; ++i) bits->mutable_data()[i / 8] |= std::uint8_t((truths[i] != 0) << (i % 8));
  return arrow::MakeArray(arrow::ArrayData::Make(type, count, {nullptr, std::move(bits)}, 0));
}

void store_column(const arrow::Array& column, void* elements) {
  const std::int64_t count = column.length();
  if (column.type_id() == arrow::Type::BOOL) {
    const auto& truths = static_cast<const arrow::BooleanArray&>(column);
    auto* out = static_cast<std::uint8_t*>(elements);
    for (std::int64_t i = 0; i < count; ++i) out[i] = truths.IsValid(i) && truths.Value(i);
    return;
  }
  const auto width = std::size_t(column.type()->byte_width());
  const std::uint8_t* values = column.data()->buffers[1]->data() + std::size_t(column.offset()) * width;
  std::memcpy(elements, values, std::size_t(count) * width);
  if (column.null_count() == 0) return;
  for (std::int64_t i = 0; i < count; ++i)
    if (column.IsNull(i)) std::memset(static_cast<std::uint8_t*>(elements) + std::size_t(i) * width, 0, width);
}

}  // namespace tusk::kernels
