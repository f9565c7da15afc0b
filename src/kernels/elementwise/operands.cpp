#include "kernels/elementwise/operands.h"

#include <algorithm>
#include <cstring>

#include <arrow/array/array_primitive.h>
#include <arrow/array/util.h>
#include <arrow/buffer.h>
#include <arrow/compute/cast.h>
#include <arrow/compute/exec.h>
#include <arrow/util/bit_util.h>
#include <arrow/util/bitmap_ops.h>
#include <fmt/format.h>

#include <tusk/core/error.h>

#include "data/arrow_pool.h"
#include "data/arrow_status.h"
#include "kernels/arrow_compute.h"

namespace tusk::kernels::elementwise {

void refuse(const Function& function, Types types) {
  std::string text;
  for (std::size_t i = 0; i < types.size(); ++i) {
    text += i == 0 ? "" : i + 1 == types.size() ? " and " : ", ";
    text += type_name(*types[i].type);
  }
  throw TypeError(fmt::format("{} is not defined for {}; convert with astype first", function.name, text));
}

std::vector<OperandType> types_of(Operands operands) {
  std::vector<OperandType> types;
  for (const auto& operand : operands) types.push_back({operand.type(), operand.is_scalar()});
  return types;
}

TypePtr result_type_of(const Function& function, Operands operands, const Parameters& parameters) {
  return function.result_type(function, types_of(operands), parameters);
}

bool is_text(const arrow::DataType& type) {
  return type.id() == arrow::Type::STRING || type.id() == arrow::Type::LARGE_STRING ||
         type.id() == arrow::Type::STRING_VIEW;
}
bool is_bool(const arrow::DataType& type) { return type.id() == arrow::Type::BOOL; }
bool is_float(const arrow::DataType& type) {
  return type.id() == arrow::Type::FLOAT || type.id() == arrow::Type::DOUBLE;
}
bool is_number(const arrow::DataType& type) { return is_bool(type) || is_integer(type) || is_float(type); }
bool is_duration(const arrow::DataType& type) { return type.id() == arrow::Type::DURATION; }
bool is_null(const arrow::DataType& type) { return type.id() == arrow::Type::NA; }
bool is_moment(const arrow::DataType& type) {
  return type.id() == arrow::Type::TIMESTAMP || type.id() == arrow::Type::DATE32;
}

arrow::TimeUnit::type unit_of(const arrow::DataType& type) {
  if (type.id() == arrow::Type::TIMESTAMP) return static_cast<const arrow::TimestampType&>(type).unit();
  if (is_duration(type)) return static_cast<const arrow::DurationType&>(type).unit();
  return arrow::TimeUnit::SECOND;
}

std::int64_t units_per_second(arrow::TimeUnit::type unit) {
  constexpr std::int64_t kPerSecond[] = {1, 1'000, 1'000'000, 1'000'000'000};
  return kPerSecond[int(unit)];
}

std::string zone_of(const arrow::DataType& type) {
  return type.id() == arrow::Type::TIMESTAMP ? static_cast<const arrow::TimestampType&>(type).timezone() : "";
}

namespace {

// Truth values, integers, floats: a literal's kind must not be above the column's for the column's type to win.
int kind_rank(const arrow::DataType& type) { return is_bool(type) ? 0 : is_integer(type) ? 1 : 2; }

TypePtr signed_of_bits(int bits) {
  return bits == 8 ? arrow::int8() : bits == 16 ? arrow::int16() : bits == 32 ? arrow::int32() : arrow::int64();
}

TypePtr promoted_columns(const TypePtr& left, const TypePtr& right) {
  if (left->Equals(*right) || is_bool(*right)) return left;
  if (is_bool(*left)) return right;
  const int left_bits = left->bit_width(), right_bits = right->bit_width();
  if (is_float(*left) || is_float(*right)) {
    const auto fits_float32 = [](const arrow::DataType& type) {
      return is_float(type) ? type.bit_width() == 32 : type.bit_width() <= 16;
    };
    return fits_float32(*left) && fits_float32(*right) ? arrow::float32() : arrow::float64();
  }
  const bool left_signed = arrow::is_signed_integer(left->id()), right_signed = arrow::is_signed_integer(right->id());
  if (left_signed == right_signed) return left_bits >= right_bits ? left : right;
  const int signed_bits = left_signed ? left_bits : right_bits;
  const int unsigned_bits = left_signed ? right_bits : left_bits;
  if (signed_bits > unsigned_bits) return signed_of_bits(signed_bits);
  return unsigned_bits == 64 ? arrow::float64() : signed_of_bits(2 * unsigned_bits);
}

}  // namespace

TypePtr promoted(const OperandType& left, const OperandType& right) {
  if (!is_number(*left.type) || !is_number(*right.type)) return nullptr;
  if (left.is_literal == right.is_literal) return promoted_columns(left.type, right.type);
  const TypePtr& column = left.is_literal ? right.type : left.type;
  const TypePtr& literal = left.is_literal ? left.type : right.type;
  if (kind_rank(*literal) <= kind_rank(*column)) return column;
  return is_integer(*literal) ? arrow::int64() : arrow::float64();
}

TypePtr common_type(const OperandType& left, const OperandType& right) {
  const auto &a = left.type, &b = right.type;
  if (is_null(*a)) return b;
  if (is_null(*b) || a->Equals(*b)) return a;
  if (is_number(*a) && is_number(*b)) return promoted(left, right);
  if (is_text(*a) && is_text(*b)) {
    if (left.is_literal != right.is_literal) return plain_text(left.is_literal ? b : a);
    const bool is_large = a->id() == arrow::Type::LARGE_STRING || b->id() == arrow::Type::LARGE_STRING;
    return is_large ? arrow::large_utf8() : arrow::utf8();
  }
  if (is_moment(*a) && is_moment(*b) && zone_of(*a).empty() == zone_of(*b).empty()) {
    return arrow::timestamp(std::max(unit_of(*a), unit_of(*b)), zone_of(*a));
  }
  if (is_duration(*a) && is_duration(*b)) return arrow::duration(std::max(unit_of(*a), unit_of(*b)));
  return nullptr;
}

const Value& needed_parameter(const Function& function, const Parameters& parameters, std::string_view name) {
  const auto found = parameters.find(std::string(name));
  if (found != parameters.end()) return found->second;
  throw TypeError(fmt::format("{} needs the parameter {}", function.name, name));
}

bool fits(const arrow::Scalar& literal, const TypePtr& type) {
  return !literal.is_valid || arrow::compute::Cast(arrow::Datum(literal.GetSharedPtr()), type,
                                                   arrow::compute::CastOptions::Safe(), arrow_context())
                                  .ok();
}

arrow::Datum cast(const arrow::Datum& operand, const TypePtr& type) {
  if (operand.type()->Equals(*type)) return operand;
  if (operand.is_scalar() && !operand.scalar()->is_valid) return arrow::MakeNullScalar(type);
  if (operand.is_scalar() && is_number(*operand.type()) && is_float(*type)) {
    // Rounded, as every conversion to float is: "safe" would refuse 2**53 + 1.
    return data::value_or_throw(
        arrow::compute::Cast(operand, type, arrow::compute::CastOptions::Unsafe(), arrow_context()), "converting");
  }
  if (operand.is_scalar() && is_integer(*operand.type()) && is_integer(*type) && !fits(*operand.scalar(), type)) {
    throw ValueError(
        fmt::format("an integer must be within the bounds of the column's type: {} and {}; "
                    "convert the column with astype first",
                    operand.scalar()->ToString(), type_name(*type)));
  }
  auto options = arrow::compute::CastOptions::Unsafe();
  options.allow_time_overflow = false;
  return data::value_or_throw(arrow::compute::Cast(operand, type, options, arrow_context()), "converting a column");
}

ArrayPtr cast(const ArrayPtr& array, const TypePtr& type) { return cast(arrow::Datum(array), type).make_array(); }

ArrayPtr as_array(const arrow::Datum& operand, std::int64_t length) {
  if (!operand.is_scalar()) return operand.make_array();
  return data::value_or_throw(arrow::MakeArrayFromScalar(*operand.scalar(), length, data::arrow_pool()),
                              "repeating a value");
}

ArrayPtr nulls(const TypePtr& type, std::int64_t length) {
  return data::value_or_throw(arrow::MakeArrayOfNull(type, length, data::arrow_pool()), "making missing values");
}

ArrayPtr repeated(bool value, std::int64_t length) {
  BufferPtr bits = allocate_bits(length);
  std::memset(bits->mutable_data(), value ? 0xff : 0, std::size_t(bits->size()));
  return truth_array(length, std::move(bits), nullptr);
}

ArrayPtr call_arrow(const std::string& name, const std::vector<arrow::Datum>& operands, std::int64_t length,
                    const arrow::compute::FunctionOptions* options) {
  return as_array(
      data::value_or_throw(arrow::compute::CallFunction(name, operands, options, arrow_context()), name.c_str()),
      length);
}

BufferPtr common_validity(Operands operands, std::int64_t length) {
  BufferPtr validity;
  for (const auto& operand : operands) {
    if (operand.is_scalar() || operand.null_count() == 0) continue;
    const auto& array = *operand.array();
    if (is_null(*array.type)) {
      BufferPtr none = allocate_bits(length);
      std::memset(none->mutable_data(), 0, std::size_t(none->size()));
      return none;
    }
    const auto* bits = array.buffers[0]->data();
    validity = data::value_or_throw(
        validity ? arrow::internal::BitmapAnd(data::arrow_pool(), validity->data(), 0, bits, array.offset, length, 0)
                 : arrow::internal::CopyBitmap(data::arrow_pool(), bits, array.offset, length),
        "combining missing values");
  }
  return validity;
}

BufferPtr allocate(std::int64_t size_bytes) {
  return data::value_or_throw(arrow::AllocateBuffer(size_bytes, data::arrow_pool()), "allocating a column");
}

BufferPtr allocate_bits(std::int64_t length) {
  // Whole words, so that loops may write 64 bits at once.
  return allocate((length + 63) / 64 * 8);
}

bool has_null_scalar(Operands operands) {
  return std::ranges::any_of(operands,
                             [](const auto& operand) { return operand.is_scalar() && !operand.scalar()->is_valid; });
}

ArrayPtr make_array(const TypePtr& type, std::int64_t length, BufferPtr validity, BufferPtr values) {
  const auto null_count = validity ? arrow::kUnknownNullCount : 0;
  return arrow::MakeArray(arrow::ArrayData::Make(type, length, {std::move(validity), std::move(values)}, null_count));
}

arrow::Datum viewed(const arrow::Datum& operand, const TypePtr& type) {
  if (operand.is_scalar()) return as_array(operand, 1)->View(type).ValueOrDie()->GetScalar(0).ValueOrDie();
  return data::value_or_throw(operand.make_array()->View(type), "viewing a column");
}

ArrayPtr truth_array(std::int64_t length, BufferPtr bits, const BufferPtr& validity, bool otherwise) {
  if (validity) {
    auto* words = reinterpret_cast<std::uint64_t*>(bits->mutable_data());
    std::int64_t first = 0;
    for (; first + 64 <= length; first += 64, ++words) {
      std::uint64_t valid;
      std::memcpy(&valid, validity->data() + first / 8, 8);
      *words = otherwise ? *words | ~valid : *words & valid;
    }
    for (; first < length; ++first) {
      if (!arrow::bit_util::GetBit(validity->data(), first)) {
        arrow::bit_util::SetBitTo(bits->mutable_data(), first, otherwise);
      }
    }
  }
  return make_array(arrow::boolean(), length, nullptr, std::move(bits));
}

std::string_view text_of(const arrow::Scalar& scalar) {
  return static_cast<const arrow::BaseBinaryScalar&>(scalar).view();
}

TypePtr plain_text(const TypePtr& type) {
  return type->id() == arrow::Type::LARGE_STRING ? arrow::large_utf8() : arrow::utf8();
}

}  // namespace tusk::kernels::elementwise
