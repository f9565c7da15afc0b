// Folds of values to their sum, product, least or greatest, one after the other.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <type_traits>

#include <arrow/array.h>
#include <arrow/builder.h>
#include <arrow/type_traits.h>

#include <tusk/core/error.h>

#include "kernels/ordered/text_rows.h"
#include "kernels/row_values.h"

namespace tusk::kernels::ordered {

enum class Fold { Sum, Product, Least, Greatest };

// Throws ValueError unless it is "sum", "prod", "min" or "max".
Fold fold_named(const std::string& name);
// The type of the results. Throws TypeError naming the column.
TypePtr folded_type(const std::string& fold, const std::string& column, const TypePtr& type);
// The values as plain ones of that type.
ArrayPtr folded_values(const ArrayPtr& values, const TypePtr& type);
// Plain values under that type again: of times, and of truth values.
ArrayPtr unfolded_values(const ArrayPtr& plain, const TypePtr& type);

// Whole numbers wrap around, as NumPy's do.
template <class T>
T folded(Fold fold, const T& a, const T& b) {
  if (fold == Fold::Least) return std::min(a, b);
  if (fold == Fold::Greatest) return std::max(a, b);
  if constexpr (std::is_integral_v<T>) {
    const auto x = std::uint64_t(a), y = std::uint64_t(b);
    return T(fold == Fold::Sum ? x + y : x * y);
  } else if constexpr (std::is_floating_point_v<T>) {
    return fold == Fold::Sum ? a + b : a * b;
  } else {
    TUSK_CHECK(false, "texts are compared only");
  }
}

// How plain values of a type are read and written.
template <class T>
struct FoldedWords {
  using Value = T;
  using Builder = typename arrow::CTypeTraits<T>::BuilderType;
  static RowValues<T> rows(const arrow::Array& array) { return RowValues<T>(*array.data()); }
};
template <class Array, class TextBuilder>
struct FoldedTexts {
  using Value = std::string;
  using Builder = TextBuilder;
  static TextRows<Array> rows(const arrow::Array& array) { return TextRows<Array>(static_cast<const Array&>(array)); }
};

// Calls use(Kind{}) with the kind of plain values of that type.
template <class Use>
void with_folded(const arrow::DataType& plain, Use&& use) {
  if (plain.id() == arrow::Type::STRING) return use(FoldedTexts<arrow::StringArray, arrow::StringBuilder>{});
  if (plain.id() == arrow::Type::LARGE_STRING)
    return use(FoldedTexts<arrow::LargeStringArray, arrow::LargeStringBuilder>{});
  const bool is_known = with_word(plain, [&]<class T>(std::type_identity<T>) { use(FoldedWords<T>{}); });
  TUSK_CHECK(is_known, "a column's values can be folded");
}

}  // namespace tusk::kernels::ordered
