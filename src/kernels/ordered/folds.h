// Folds of values to their sum, product, least or greatest, one after the other.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <type_traits>
#include <vector>

#include <arrow/array.h>
#include <arrow/array/util.h>
#include <arrow/buffer.h>
#include <arrow/builder.h>
#include <arrow/type_traits.h>

#include <tusk/core/error.h>

#include "data/arrow_pool.h"
#include "data/arrow_status.h"
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

// Bytes of accounted memory.
std::shared_ptr<arrow::Buffer> result_buffer(std::int64_t size_bytes);

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

// As many words as rows, to be set in any order, each once.
template <class T>
class WordResults {
 public:
  explicit WordResults(std::int64_t size)
      : size_(size),
        words_(result_buffer(size * std::int64_t(sizeof(T)))),
        values_(words_->template mutable_data_as<T>()) {}
  void set(std::int64_t row, T value) { values_[row] = value; }
  void set_missing(std::int64_t row) {
    values_[row] = T();
    if (!validity_) {
      validity_ = result_buffer(arrow::bit_util::BytesForBits(size_));
      std::memset(validity_->mutable_data(), 0xff, std::size_t(validity_->size()));
    }
    arrow::bit_util::ClearBit(validity_->mutable_data(), row);
  }
  ArrayPtr finish() const {
    return arrow::MakeArray(
        arrow::ArrayData::Make(arrow::CTypeTraits<T>::type_singleton(), size_, {validity_, words_}));
  }

 private:
  std::int64_t size_;
  std::shared_ptr<arrow::Buffer> words_, validity_;
  T* values_;
};

template <class Builder>
class TextResults {
 public:
  explicit TextResults(std::int64_t size) : texts_(std::size_t(size)), is_there_(std::size_t(size), 0) {}
  void set(std::int64_t row, const std::string& text) {
    texts_[std::size_t(row)] = text;
    is_there_[std::size_t(row)] = 1;
  }
  void set_missing(std::int64_t) {}
  ArrayPtr finish() const {
    Builder builder(data::arrow_pool());
    for (std::size_t i = 0; i < texts_.size(); ++i)
      data::throw_unless_ok(is_there_[i] ? builder.Append(texts_[i]) : builder.AppendNull(), "cumulating texts");
    return data::value_or_throw(builder.Finish(), "cumulating texts");
  }

 private:
  std::vector<std::string> texts_;
  std::vector<std::uint8_t> is_there_;
};

// How plain values of a type are read and written.
template <class T>
struct FoldedWords {
  using Value = T;
  using Results = WordResults<T>;
  static RowValues<T> rows(const arrow::Array& array) { return RowValues<T>(*array.data()); }
};
template <class Array, class TextBuilder>
struct FoldedTexts {
  using Value = std::string;
  using Results = TextResults<TextBuilder>;
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
