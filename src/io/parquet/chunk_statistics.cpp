#include "io/parquet/chunk_statistics.h"

#include <algorithm>
#include <array>
#include <compare>
#include <limits>
#include <optional>
#include <span>
#include <utility>
#include <variant>

#include <arrow/array.h>
#include <arrow/compute/cast.h>
#include <arrow/scalar.h>
#include <arrow/type.h>
#include <parquet/arrow/reader.h>
#include <parquet/statistics.h>

#include <tusk/data/value.h>

#include "data/arrow_status.h"
#include "io/parquet/parquet_error.h"
#include "kernels/row_values.h"

namespace tusk::io {
namespace {

// What values are compared as: the widest float holds each 64-bit integer exactly; texts compare by their bytes.
using Comparable = std::variant<long double, std::string>;

std::optional<std::partial_ordering> compare(const std::optional<Comparable>& a, const std::optional<Comparable>& b) {
  if (!a || !b || a->index() != b->index()) return std::nullopt;
  if (a->index() == 0) return std::get<0>(*a) <=> std::get<0>(*b);
  return std::get<1>(*a) <=> std::get<1>(*b);
}

template <class... Classes>
std::optional<Comparable> comparable_number(const arrow::Scalar& scalar) {
  std::optional<Comparable> number;
  const auto take = [&]<class Class>(const Class*) {
    if (const auto* typed = dynamic_cast<const Class*>(&scalar)) number = static_cast<long double>(typed->value);
  };
  (take(static_cast<const Classes*>(nullptr)), ...);
  return number;
}

std::optional<Comparable> comparable(const arrow::Scalar& scalar) {
  if (!scalar.is_valid) return std::nullopt;
  if (const auto* text = dynamic_cast<const arrow::BaseBinaryScalar*>(&scalar)) return std::string(text->view());
  return comparable_number<arrow::BooleanScalar, arrow::Int8Scalar, arrow::Int16Scalar, arrow::Int32Scalar,
                           arrow::Int64Scalar, arrow::UInt8Scalar, arrow::UInt16Scalar, arrow::UInt32Scalar,
                           arrow::UInt64Scalar, arrow::FloatScalar, arrow::DoubleScalar, arrow::TimestampScalar,
                           arrow::DurationScalar, arrow::Date32Scalar, arrow::Date64Scalar, arrow::Time32Scalar,
                           arrow::Time64Scalar>(scalar);
}

std::optional<Comparable> comparable(const std::shared_ptr<arrow::Scalar>& scalar) {
  return scalar ? comparable(*scalar) : std::nullopt;
}

bool is_number_type(const arrow::DataType& type) {
  return arrow::is_integer(type.id()) || arrow::is_floating(type.id()) || type.id() == arrow::Type::BOOL;
}

// A text among times is a time as ISO 8601 writes it.
std::optional<Comparable> parsed(const std::string& text, const std::shared_ptr<arrow::DataType>& type) {
  if (arrow::is_base_binary_like(type->id())) return text;
  if (!arrow::is_temporal(type->id())) return std::nullopt;
  const auto scalar = arrow::Scalar::Parse(type, text);
  return scalar.ok() ? comparable(**scalar) : std::nullopt;
}

// A literal as what it is compared with in a column of that type; nullopt if their comparison can't be foreseen.
std::optional<Comparable> comparable(const Value& literal, const std::shared_ptr<arrow::DataType>& type) {
  if (literal.kind() != ValueKind::Scalar || is_complex(literal.dtype())) return std::nullopt;
  if (literal.dtype() == DType::String) return parsed(literal.as<std::string>(), type);
  if (!is_number_type(*type)) return std::nullopt;
  if (literal.dtype() == DType::Bool) return static_cast<long double>(literal.as<bool>());
  if (is_signed_integer(literal.dtype())) return static_cast<long double>(literal.as<std::int64_t>());
  if (is_unsigned_integer(literal.dtype())) return static_cast<long double>(literal.as<std::uint64_t>());
  return static_cast<long double>(literal.as<double>());
}

// `b` if its order to `a` is `wanted`, else `a`; nullptr unless both are known.
std::shared_ptr<arrow::Scalar> extreme(const std::shared_ptr<arrow::Scalar>& a, const std::shared_ptr<arrow::Scalar>& b,
                                       std::partial_ordering wanted) {
  const auto order = compare(comparable(b), comparable(a));
  if (!order) return nullptr;
  return *order == wanted ? b : a;
}

std::shared_ptr<arrow::Scalar> converted(const std::shared_ptr<arrow::Scalar>& scalar, const kernels::TypePtr& type) {
  if (!scalar || scalar->type->Equals(*type)) return scalar;
  auto result = arrow::compute::Cast(arrow::Datum(scalar), type, arrow::compute::CastOptions::Unsafe(type));
  return result.ok() ? result->scalar() : nullptr;
}

void read_extremes(const parquet::Statistics& statistics, const kernels::TypePtr& type,
                   kernels::ColumnStatistics& out) {
  std::shared_ptr<arrow::Scalar> min;
  std::shared_ptr<arrow::Scalar> max;
  if (!statistics.HasMinMax() || !parquet::arrow::StatisticsAsScalars(statistics, &min, &max).ok()) return;
  const auto value_type =
      type->id() == arrow::Type::DICTIONARY ? static_cast<const arrow::DictionaryType&>(*type).value_type() : type;
  out.min = converted(min, value_type);
  out.max = converted(max, value_type);
}

// Of all words, those of missing values too, which can only widen the bounds; NaN is left out. Each lane compares for
// itself, so that none waits for another.
template <class T>
std::pair<T, T> word_extremes(std::span<const T> words) {
  constexpr std::size_t kLanes = 8;
  using Limits = std::numeric_limits<T>;
  constexpr T kHighest = Limits::has_infinity ? Limits::infinity() : Limits::max();
  constexpr T kLowest = Limits::has_infinity ? T(-Limits::infinity()) : Limits::lowest();
  std::array<T, kLanes> least, most;
  least.fill(kHighest), most.fill(kLowest);
  std::size_t i = 0;
  for (; i + kLanes <= words.size(); i += kLanes) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      least[lane] = words[i + lane] < least[lane] ? words[i + lane] : least[lane];
      most[lane] = words[i + lane] > most[lane] ? words[i + lane] : most[lane];
    }
  }
  for (; i < words.size(); ++i) {
    least[0] = words[i] < least[0] ? words[i] : least[0];
    most[0] = words[i] > most[0] ? words[i] : most[0];
  }
  return {*std::ranges::min_element(least), *std::ranges::max_element(most)};
}

template <class T>
std::shared_ptr<arrow::Scalar> scalar_of(T word, const kernels::TypePtr& type) {
  return data::value_or_throw(arrow::MakeScalar(type, std::move(word)), "bounding a column");
}

bool may_hold_between(std::string_view comparison, const std::optional<std::partial_ordering>& min_to_literal,
                      const std::optional<std::partial_ordering>& max_to_literal) {
  if (comparison == "<") return !min_to_literal || *min_to_literal < 0;
  if (comparison == "<=") return !min_to_literal || *min_to_literal <= 0;
  if (comparison == ">") return !max_to_literal || *max_to_literal > 0;
  if (comparison == ">=") return !max_to_literal || *max_to_literal >= 0;
  return (!min_to_literal || *min_to_literal <= 0) && (!max_to_literal || *max_to_literal >= 0);
}

}  // namespace

kernels::ColumnStatistics chunk_statistics(const ParquetFooter& footer, int row_group, std::string_view column,
                                           const kernels::TypePtr& type) {
  kernels::ColumnStatistics result;
  const auto* field = footer.find(column);
  if (!field || !field->is_leaf()) return result;
  calling_parquet(footer.address, [&] {
    const auto group = footer.metadata->RowGroup(row_group);
    const auto statistics = group->ColumnChunk(field->column_index)->statistics();
    if (!statistics) return;
    if (statistics->HasNullCount()) result.null_count = statistics->null_count();
    read_extremes(*statistics, type, result);
  });
  return result;
}

kernels::ColumnStatistics array_statistics(const arrow::Array& array) {
  kernels::ColumnStatistics result{.null_count = array.null_count()};
  if (array.length() == array.null_count()) return result;
  kernels::with_word(*array.type(), [&]<class T>(std::type_identity<T>) {
    const auto [least, most] = word_extremes<T>({array.data()->GetValues<T>(1), std::size_t(array.length())});
    if (!(least <= most)) return;  // NaN alone
    result.min = scalar_of(least, array.type());
    result.max = scalar_of(most, array.type());
  });
  return result;
}

kernels::ColumnStatistics merged(const kernels::ColumnStatistics& a, const kernels::ColumnStatistics& b) {
  kernels::ColumnStatistics both;
  if (a.null_count && b.null_count) both.null_count = *a.null_count + *b.null_count;
  both.min = extreme(a.min, b.min, std::partial_ordering::less);
  both.max = extreme(a.max, b.max, std::partial_ordering::greater);
  return both;
}

bool may_hold(const kernels::ScanBound& bound, const kernels::ColumnStatistics& statistics, std::int64_t row_count) {
  if (bound.comparison == "!=") {
    const bool is_full = statistics.null_count == 0 && statistics.min && statistics.max;
    // A float column may hold NaN, which differs from everything.
    if (!is_full || arrow::is_floating(statistics.min->type->id())) return true;
    const auto literal = comparable(bound.literal, statistics.min->type);
    const auto min_order = compare(comparable(statistics.min), literal);
    const auto max_order = compare(comparable(statistics.max), literal);
    return !(min_order && max_order && *min_order == 0 && *max_order == 0);
  }
  if (statistics.null_count == row_count && row_count > 0) return false;
  const auto order = [&](const std::shared_ptr<arrow::Scalar>& scalar) {
    return scalar ? compare(comparable(scalar), comparable(bound.literal, scalar->type)) : std::nullopt;
  };
  return may_hold_between(bound.comparison, order(statistics.min), order(statistics.max));
}

}  // namespace tusk::io
