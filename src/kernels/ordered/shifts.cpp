// Shifts and differences. A summary is the column's last values, as many as the shift is long; backward the first.
#include <algorithm>
#include <cstdlib>
#include <limits>
#include <utility>

#include <arrow/array.h>
#include <arrow/array/util.h>
#include <arrow/builder.h>
#include <arrow/datum.h>
#include <arrow/scalar.h>
#include <fmt/format.h>

#include <tusk/core/error.h>

#include "data/arrow_pool.h"
#include "data/arrow_status.h"
#include "kernels/elementwise.h"
#include "kernels/ordered/columnwise.h"
#include "kernels/row_tables.h"

namespace tusk::kernels::ordered {
namespace {

// `size` rows of the parts one after the other, from `offset`.
ArrayPtr window(const arrow::ArrayVector& parts, std::int64_t offset, std::int64_t size) {
  arrow::ArrayVector taken = {parts[0]->Slice(0, 0)};
  for (const ArrayPtr& part : parts) {
    const std::int64_t begin = std::min(offset, part->length());
    const std::int64_t count = std::min(size, part->length() - begin);
    if (count > 0) taken.push_back(part->Slice(begin, count));
    offset -= begin;
    size -= count;
  }
  return joined(taken);
}

// Of rows that stand together, what their neighbours must know of them.
ArrayPtr edge(const arrow::ArrayVector& parts, std::int64_t periods) {
  std::int64_t size = 0;
  for (const ArrayPtr& part : parts) size += part->length();
  const std::int64_t count = std::min(std::abs(periods), size);
  return window(parts, periods < 0 ? 0 : size - count, count);
}

// How many of the rows get what lies beyond them.
std::int64_t rows_that_come(const ArrayPtr& values, std::int64_t periods) {
  return std::min(std::abs(periods), values->length());
}

// The values moved by `periods`, with `beyond` coming in; `pad` is for what is absent, in all rows that come.
ArrayPtr moved(const ArrayPtr& values, const ArrayPtr& beyond, const ArrayPtr& pad, std::int64_t periods) {
  const std::int64_t size = values->length(), distance = std::abs(periods);
  const ArrayPtr absent = pad->Slice(0, std::min(size, distance - beyond->length()));
  if (periods >= 0) return window({absent, beyond, values}, 0, size);
  return window({values, beyond, absent}, std::min(distance, size + beyond->length()), size);
}

bool can_hold(const TypePtr& type, const Value& fill) {
  const OperandType operands[] = {{type, false}, {to_scalar(fill)->type, true}};
  try {
    return elementwise_type("fillna", operands, {})->Equals(*type);
  } catch (const TypeError&) {
    return false;
  }
}

// `fill` as a value of that type.
std::shared_ptr<arrow::Scalar> fill_scalar(const Value& fill, const TypePtr& type) {
  const auto missing = missing_array(type, 1);
  const auto filled = run_elementwise("fillna", std::vector<arrow::Datum>{missing, to_scalar(fill)}, {}, 1);
  return data::value_or_throw(filled->GetScalar(0), "shifting a column");
}

// What looks `T::periods` rows back, or on.
template <class T>
struct Distant : Columnwise<T> {
  bool is_backward() const final { return distance() < 0; }
  ArrayPtr summary_of(const ArrayPtr& values) const final { return edge({values}, distance()); }
  ArrayPtr combined_of(const ArrayPtr& first, const ArrayPtr& second) const final {
    return edge({first, second}, distance());
  }

 private:
  std::int64_t distance() const { return static_cast<const T&>(*this).periods; }
};

struct Shift final : Distant<Shift> {
  static constexpr std::string_view kName = "shift";
  static constexpr auto fields() { return std::tuple{field("periods", &Shift::periods), field("fill", &Shift::fill)}; }
  std::int64_t periods = 1;
  Value fill;

  std::string label() const override { return "shift"; }
  TypePtr result_type(const std::string& column, const TypePtr& type) const override;
  ArrayPtr results_of(const ArrayPtr& values, const ArrayPtr& before) const override;
};

TypePtr Shift::result_type(const std::string& column, const TypePtr& type) const {
  if (fill.is_none()) return arrow::is_integer(type->id()) && periods != 0 ? arrow::float64() : type;
  if (!can_hold(type, fill))
    throw TypeError(fmt::format("a shift is filled with a value of the column's type: column '{}' is {}, the value {}",
                                column, type->ToString(), fill.print()));
  return type;
}

ArrayPtr Shift::results_of(const ArrayPtr& values, const ArrayPtr& before) const {
  const TypePtr type = result_type("", values->type());
  const std::int64_t size = rows_that_come(values, periods);
  const auto pad = fill.is_none() ? missing_array(type, size)
                                  : data::value_or_throw(
                                        arrow::MakeArrayFromScalar(*fill_scalar(fill, type), size, data::arrow_pool()),
                                        "shifting a column");
  return moved(cast_array(values, type), cast_array(before, type), pad, periods);
}

// Exact in whole numbers; of unsigned ones it wraps around, as NumPy's does.
template <class In, class Out>
Out difference(In a, In b) {
  if constexpr (std::is_unsigned_v<In>) return Out(In(a - b));
  else return Out(std::int64_t(std::uint64_t(std::int64_t(a)) - std::uint64_t(std::int64_t(b))));
}

template <class In, class Out>
ArrayPtr number_differences(const ArrayPtr& values, const ArrayPtr& others) {
  const RowValues<In> a(*values->data()), b(*others->data());
  typename arrow::CTypeTraits<Out>::BuilderType builder(data::arrow_pool());
  data::throw_unless_ok(builder.Reserve(a.size), "taking differences");
  for (std::int64_t row = 0; row < a.size; ++row) {
    const bool is_missing = a.is_missing(row) || b.is_missing(row);
    builder.UnsafeAppend(is_missing ? std::numeric_limits<Out>::quiet_NaN()
                                    : difference<In, Out>(a.values[row], b.values[row]));
  }
  return data::value_or_throw(builder.Finish(), "taking differences");
}

// Whether the values changed.
ArrayPtr truth_differences(const ArrayPtr& values, const ArrayPtr& others) {
  const auto& a = static_cast<const arrow::BooleanArray&>(*values);
  const auto& b = static_cast<const arrow::BooleanArray&>(*others);
  arrow::BooleanBuilder builder(data::arrow_pool());
  data::throw_unless_ok(builder.Reserve(a.length()), "taking differences");
  for (std::int64_t row = 0; row < a.length(); ++row) {
    if (a.IsNull(row) || b.IsNull(row)) builder.UnsafeAppendNull();
    else builder.UnsafeAppend(a.Value(row) != b.Value(row));
  }
  return data::value_or_throw(builder.Finish(), "taking differences");
}

struct Difference final : Distant<Difference> {
  static constexpr std::string_view kName = "difference";
  static constexpr auto fields() { return std::tuple{field("periods", &Difference::periods)}; }
  std::int64_t periods = 1;

  std::string label() const override { return "diff"; }
  TypePtr result_type(const std::string& column, const TypePtr& type) const override;
  ArrayPtr results_of(const ArrayPtr& values, const ArrayPtr& before) const override;
};

TypePtr Difference::result_type(const std::string& column, const TypePtr& type) const {
  const bool is_short = type->id() == arrow::Type::INT8 || type->id() == arrow::Type::INT16;
  if (arrow::is_integer(type->id())) return is_short ? arrow::float32() : arrow::float64();
  if (type->id() == arrow::Type::BOOL) return type;
  const bool is_moment = type->id() == arrow::Type::TIMESTAMP || type->id() == arrow::Type::DURATION ||
                         type->id() == arrow::Type::DATE32 || type->id() == arrow::Type::DATE64;
  if (!arrow::is_floating(type->id()) && !is_moment) fail_type(label(), column, *type, "numbers and times");
  const OperandType operands[] = {{type, false}, {type, false}};
  return elementwise_type("sub", operands, {});
}

ArrayPtr Difference::results_of(const ArrayPtr& values, const ArrayPtr& before) const {
  const ArrayPtr others =
      moved(values, before, missing_array(values->type(), rows_that_come(values, periods)), periods);
  if (values->type_id() == arrow::Type::BOOL) return truth_differences(values, others);
  if (!arrow::is_integer(values->type_id()))
    return run_elementwise("sub", std::vector<arrow::Datum>{values, others}, {}, values->length());
  ArrayPtr results;
  with_word(*values->type(), [&]<class In>(std::type_identity<In>) {
    using Out = std::conditional_t<std::is_signed_v<In> && sizeof(In) <= 2, float, double>;
    results = number_differences<In, Out>(values, others);
  });
  return results;
}

}  // namespace
}  // namespace tusk::kernels::ordered

namespace tusk::kernels {

namespace {

// Beyond all rows, with room to add to.
std::int64_t bounded(std::int64_t periods) {
  constexpr std::int64_t kFar = std::int64_t(1) << 60;
  return std::clamp(periods, -kFar, kFar);
}

}  // namespace

OrderedFunctionPtr shifted(std::int64_t periods, Value fill) {
  auto function = std::make_shared<ordered::Shift>();
  function->periods = bounded(periods);
  function->fill = std::move(fill);
  return function;
}

OrderedFunctionPtr differences(std::int64_t periods) {
  auto function = std::make_shared<ordered::Difference>();
  function->periods = bounded(periods);
  return function;
}

}  // namespace tusk::kernels
