#include "kernels/key_column.h"

#include <bit>
#include <cstring>
#include <string_view>
#include <vector>

#include <arrow/array/array_binary.h>
#include <arrow/array/array_decimal.h>
#include <arrow/array/array_dict.h>
#include <arrow/type.h>
#include <fmt/format.h>

#include <tusk/core/error.h>

#include "kernels/aggregate/column_values.h"
#include "kernels/text_index.h"
#include "kernels/word_index.h"

namespace tusk::kernels {

namespace {

using aggregate::Values;

// numbers[row] = number(row), or the missing value's.
template <class Number>
void number_valid_rows(const arrow::Array& array, std::uint32_t* numbers, auto& index, Number&& number) {
  const auto length = array.length();
  if (array.null_count() == 0) {
    for (std::int64_t row = 0; row < length; ++row) numbers[row] = number(row);
  } else {
    for (std::int64_t row = 0; row < length; ++row)
      numbers[row] = array.IsNull(row) ? index.number_of_none() : number(row);
  }
}

template <class T>
class IntegerKey final : public KeyColumn {
 public:
  void number_rows(const arrow::Array& array, std::uint32_t* numbers) override {
    const Values<T> values(array);
    expect_values(array, values);
    if (index_.is_table()) {
      number_valid_rows(array, numbers, index_, [&](auto row) { return index_.in_table(std::int64_t(values[row])); });
    } else {
      number_valid_rows(array, numbers, index_, [&](auto row) { return index_.in_hash(std::int64_t(values[row])); });
    }
  }
  std::uint32_t count() const override { return index_.count(); }

 private:
  void expect_values(const arrow::Array& array, const Values<T>& values) {
    if (!index_.is_table() || array.null_count() == array.length()) return;
    std::int64_t least = std::numeric_limits<std::int64_t>::max(), most = std::numeric_limits<std::int64_t>::min();
    aggregate::for_each_valid(array, [&](std::int64_t row) {
      const auto value = std::int64_t(values[row]);
      least = std::min(least, value);
      most = std::max(most, value);
    });
    index_.expect(least, most);
  }

  WordIndex index_;
};

template <class T>
class FloatKey final : public KeyColumn {
 public:
  FloatKey() { index_.expect(std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()); }
  void number_rows(const arrow::Array& array, std::uint32_t* numbers) override {
    const Values<T> values(array);
    number_valid_rows(array, numbers, index_, [&](auto row) {
      const auto value = double(values[row]) + 0.0;  // -0.0 becomes 0.0
      return value == value ? index_.in_hash(std::bit_cast<std::int64_t>(value)) : index_.number_of_none();
    });
  }
  std::uint32_t count() const override { return index_.count(); }

 private:
  WordIndex index_;
};

// Array is one of the classes whose elements are bytes.
template <class Array>
class TextKey final : public KeyColumn {
 public:
  void number_rows(const arrow::Array& array, std::uint32_t* numbers) override {
    const auto& texts = static_cast<const Array&>(array);
    number_valid_rows(array, numbers, index_,
                      [&](auto row) { return index_.number_of(std::string_view(texts.GetView(row))); });
  }
  std::uint32_t count() const override { return index_.count(); }

 private:
  TextIndex index_;
};

// Dictionaries may differ from batch to batch: codes go through the numbers of their values.
class DictionaryKey final : public KeyColumn {
 public:
  explicit DictionaryKey(const arrow::DataType& value_type) : values_(make_key_column(value_type)) {}

  void number_rows(const arrow::Array& array, std::uint32_t* numbers) override {
    const auto& coded = static_cast<const arrow::DictionaryArray&>(array);
    learn(coded.dictionary());
    if (values_->count() > 0) index_.expect(0, std::int64_t(values_->count()) - 1);
    const auto number = [&](std::int64_t code) {
      return dictionary_->IsNull(code) ? index_.number_of_none() : index_.number_of(value_numbers_[std::size_t(code)]);
    };
    aggregate::with_stored_type(*coded.indices()->type(), [&]<class T>() {
      const Values<T> codes(*coded.indices());
      number_valid_rows(*coded.indices(), numbers, index_, [&](auto row) { return number(std::int64_t(codes[row])); });
    });
  }
  std::uint32_t count() const override { return index_.count(); }

 private:
  void learn(const std::shared_ptr<arrow::Array>& dictionary) {
    if (dictionary_ && dictionary_->data() == dictionary->data()) return;
    dictionary_ = dictionary;
    value_numbers_.resize(std::size_t(dictionary->length()));
    values_->number_rows(*dictionary, value_numbers_.data());
  }

  std::unique_ptr<KeyColumn> values_;
  std::shared_ptr<arrow::Array> dictionary_;
  std::vector<std::uint32_t> value_numbers_;
  WordIndex index_;
};

class NullKey final : public KeyColumn {
 public:
  void number_rows(const arrow::Array& array, std::uint32_t* numbers) override {
    std::fill_n(numbers, array.length(), 0);
    count_ |= array.length() > 0;
  }
  std::uint32_t count() const override { return count_; }

 private:
  std::uint32_t count_ = 0;
};

std::unique_ptr<KeyColumn> make_number_key(const arrow::DataType& type) {
  std::unique_ptr<KeyColumn> column;
  aggregate::with_stored_type(type, [&]<class T>() {
    if constexpr (std::floating_point<T>) {
      column = std::make_unique<FloatKey<T>>();
    } else {
      column = std::make_unique<IntegerKey<T>>();
    }
  });
  return column;
}

}  // namespace

std::unique_ptr<KeyColumn> make_key_column(const arrow::DataType& type) {
  using arrow::Type;
  switch (type.id()) {
    case Type::NA: return std::make_unique<NullKey>();
    case Type::STRING:
    case Type::BINARY: return std::make_unique<TextKey<arrow::BinaryArray>>();
    case Type::LARGE_STRING:
    case Type::LARGE_BINARY: return std::make_unique<TextKey<arrow::LargeBinaryArray>>();
    case Type::STRING_VIEW:
    case Type::BINARY_VIEW: return std::make_unique<TextKey<arrow::BinaryViewArray>>();
    case Type::FIXED_SIZE_BINARY:
    case Type::DECIMAL128:
    case Type::DECIMAL256: return std::make_unique<TextKey<arrow::FixedSizeBinaryArray>>();
    case Type::DICTIONARY:
      return std::make_unique<DictionaryKey>(*static_cast<const arrow::DictionaryType&>(type).value_type());
    default: break;
  }
  auto column = make_number_key(type);
  if (!column)
    throw TypeError(fmt::format("a key must be a number, a time or a text: got a column of {}", type.ToString()));
  return column;
}

}  // namespace tusk::kernels
