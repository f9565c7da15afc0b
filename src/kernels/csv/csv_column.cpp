#include "kernels/csv/csv_column.h"

#include <cmath>
#include <cstring>
#include <unordered_map>

#include <arrow/array.h>
#include <arrow/type.h>
#include <fmt/format.h>

#include <tusk/core/error.h>

#include "core/utf8.h"
#include "data/arrow_status.h"
#include "kernels/categories.h"
#include "kernels/csv/csv_buffers.h"
#include "kernels/csv/csv_values.h"

namespace tusk::kernels {

namespace {

// The fields of one column, one row after the other.
class ColumnFields {
 public:
  ColumnFields(const CsvRows& rows, std::size_t column, std::int64_t begin)
      : text_(rows.text),
        stride_(rows.stride),
        before_(rows.before + std::size_t(begin) * rows.stride + column),
        ends_(rows.ends + std::size_t(begin) * rows.stride + column),
        ends_line_(column + 1 == rows.stride) {}

  std::string_view next() {
    const std::uint32_t begin = *before_ + 1;
    std::string_view field(text_ + begin, *ends_ - begin);
    if (ends_line_ && !field.empty() && field.back() == '\r') field.remove_suffix(1);
    before_ += stride_, ends_ += stride_;
    return field;
  }

 private:
  const char* text_;
  std::size_t stride_;
  const std::uint32_t* before_;
  const std::uint32_t* ends_;
  bool ends_line_;
};

std::string shown_value(std::string_view value) {
  constexpr std::size_t kMostShown = 60;
  return value.size() <= kMostShown ? std::string(value) : fmt::format("{}...", value.substr(0, kMostShown));
}

// A type's name in `dtype=`, and the one to take where it was too narrow for a text.
std::string dtype_name(const arrow::DataType& type) {
  switch (type.id()) {
    case arrow::Type::DOUBLE: return "float64";
    case arrow::Type::FLOAT: return "float32";
    case arrow::Type::STRING: return "str";
    case arrow::Type::TIMESTAMP:
      return fmt::format("datetime64[{}]",
                         arrow::internal::ToString(static_cast<const arrow::TimestampType&>(type).unit()));
    default: return type.ToString();
  }
}
std::string wider_dtype(std::string_view value, const CsvFormat& format, const arrow::DataType& type) {
  if (!arrow::is_integer(type.id())) return "str";
  if (is_csv_value(value, *arrow::int64(), format)) return "int64";
  if (is_csv_value(value, *arrow::uint64(), format)) return "uint64";
  return is_csv_value(value, *arrow::float64(), format) ? "float64" : "str";
}

class ColumnWriterOf : public CsvColumnWriter {
 public:
  ColumnWriterOf(const CsvColumn& column, std::shared_ptr<const CsvParsing> parsing)
      : column_(column), parsing_(std::move(parsing)) {}

 protected:
  bool is_missing(std::string_view plain) const { return plain.empty() || parsing_->missing.contains(plain); }
  std::string_view plain(std::string_view field) { return plain_csv_text(field, parsing_->format, scratch_); }

  [[noreturn]] void fail(const CsvRows& rows, std::string_view field) {
    const std::string value(plain(field));
    throw CsvFault(
        std::size_t(field.data() - rows.text),
        fmt::format("a column must have one type, which its dtype or the sample tells: column '{}' is {}, but has '{}'",
                    column_.name, dtype_name(*column_.type), shown_value(value)),
        fmt::format("pass dtype={{'{}': '{}'}}", column_.name, wider_dtype(value, parsing_->format, *column_.type)));
  }

  const CsvColumn column_;
  const std::shared_ptr<const CsvParsing> parsing_;
  std::int64_t length_ = 0;
  CsvValidity validity_;

 private:
  std::string scratch_;
};

// Columns with values of one width. `Values` reads them (csv_values.h).
template <class Values>
class FixedWidthWriter final : public ColumnWriterOf {
 public:
  using Value = typename Values::Value;

  FixedWidthWriter(const CsvColumn& column, std::shared_ptr<const CsvParsing> parsing)
      : ColumnWriterOf(column, std::move(parsing)), read_(parsing_->format, *column_.type) {}

  void append(const CsvRows& rows, std::int64_t begin, std::int64_t end) override {
    if (!buffer_) buffer_ = make_csv_buffer(kBatchRows * std::int64_t(sizeof(Value)));
    auto* const values = reinterpret_cast<Value*>(buffer_->mutable_data());
    ColumnFields fields(rows, column_.position, begin);
    std::int64_t length = length_;
    for (std::int64_t row = begin; row < end; ++row, ++length) {
      const std::string_view field = fields.next();
      if (!field.empty() && read_.read_plain(field.data(), field.size(), values[length])) continue;
      values[length] = {};
      if (field.empty() || !read_other(rows, field, values[length])) validity_.set_missing(length);
    }
    if (kIsNumber && !parsing_->missing_numbers.empty()) find_missing_numbers(values, length_, length);
    length_ = length;
  }

  std::shared_ptr<arrow::Array> finish() override {
    const std::int64_t length = std::exchange(length_, 0);
    const std::int64_t missing_count = validity_.missing_count();
    auto validity = validity_.finish(length);
    if (!buffer_) buffer_ = make_csv_buffer(0);
    std::shared_ptr<arrow::Buffer> values;
    if constexpr (std::is_same_v<Values, CsvTruths>) {
      values = pack_csv_bits(buffer_->data(), length);
    } else {
      if (length < kBatchRows) shrink_csv_buffer(*buffer_, length * std::int64_t(sizeof(Value)));
      values = std::move(buffer_);
    }
    return arrow::MakeArray(
        arrow::ArrayData::Make(column_.type, length, {std::move(validity), std::move(values)}, missing_count));
  }

 private:
  // False for a missing value.
  bool read_other(const CsvRows& rows, std::string_view field, Value& out) {
    const std::string_view text = plain(field);
    if (is_missing(text) || (kIsTime && text == "NaT")) return false;
    if (!read_.read(text, out) && !read_otherwise(text, out)) fail(rows, field);
    return true;
  }

  // What no type is told from, but what a column of the type may have: 0 and 1 as truths, 2.0 as an integer.
  bool read_otherwise(std::string_view text, Value& out) const {
    if constexpr (std::is_same_v<Values, CsvTruths>) {
      out = text == "1";
      return text == "1" || text == "0";
    } else if constexpr (std::is_integral_v<Value> && !kIsTime) {
      const auto& format = parsing_->format;
      constexpr double kMostExact = 9007199254740992;
      double number;
      if (!parse_double(text, format.decimal, format.thousands, number)) return false;
      if (!(std::fabs(number) <= kMostExact) || number != std::trunc(number)) return false;
      out = Value(std::int64_t(number));
      return double(out) == number;
    } else {
      return false;
    }
  }

  static constexpr bool kIsTime = std::is_same_v<Values, CsvTimestamps> || std::is_same_v<Values, CsvDates>;
  static constexpr bool kIsNumber = !std::is_same_v<Values, CsvTruths> && !kIsTime;

  void find_missing_numbers(const Value* values, std::int64_t begin, std::int64_t end) {
    const auto& missing = parsing_->missing_numbers;
    for (std::int64_t i = begin; i < end; ++i) {
      if (std::find(missing.begin(), missing.end(), double(values[i])) != missing.end()) validity_.set_missing(i);
    }
  }

  const Values read_;
  std::unique_ptr<arrow::ResizableBuffer> buffer_;
};

// Whether all bytes are ASCII.
bool is_ascii(const std::uint8_t* bytes, std::int64_t size) {
  std::uint8_t all = 0;
  for (std::int64_t i = 0; i < size; ++i) all |= bytes[i];
  return all < 0x80;
}

class TextWriter final : public ColumnWriterOf {
 public:
  TextWriter(const CsvColumn& column, std::shared_ptr<const CsvParsing> parsing)
      : ColumnWriterOf(column, std::move(parsing)), keeps_empty_(!parsing_->missing.contains("")) {}

  void append(const CsvRows& rows, std::int64_t begin, std::int64_t end) override {
    if (!offsets_) start();
    const std::int64_t bytes_before = bytes_;
    const std::int64_t length_before = length_;
    auto* const offsets = reinterpret_cast<std::int32_t*>(offsets_->mutable_data());
    ColumnFields fields(rows, column_.position, begin);
    for (std::int64_t row = begin; row < end; ++row) {
      const std::string_view field = fields.next();
      parsing_->missing.may_contain(field.data(), field.size()) ? append_other(field) : write(field);
      offsets[++length_] = std::int32_t(bytes_);
    }
    if (!is_ascii(bytes_at(bytes_before), bytes_ - bytes_before)) check_utf8(rows, begin, length_before);
  }

  std::shared_ptr<arrow::Array> finish() override {
    if (!offsets_) start();
    const std::int64_t length = std::exchange(length_, 0);
    const std::int64_t missing_count = validity_.missing_count();
    auto validity = validity_.finish(length);
    if (length < kBatchRows) shrink_csv_buffer(*offsets_, (length + 1) * std::int64_t(sizeof(std::int32_t)));
    shrink_csv_buffer(*bytes_buffer_, std::exchange(bytes_, 0));
    return arrow::MakeArray(
        arrow::ArrayData::Make(column_.type, length,
                               {std::move(validity), std::shared_ptr<arrow::Buffer>(std::move(offsets_)),
                                std::shared_ptr<arrow::Buffer>(std::move(bytes_buffer_))},
                               missing_count));
  }

  std::size_t text_bytes() const override { return std::size_t(bytes_); }

 private:
  // A text is written in steps of so many bytes; what is beyond it is written over by the next.
  static constexpr std::int64_t kStep = 16;

  const std::uint8_t* bytes_at(std::int64_t offset) const { return bytes_buffer_->data() + offset; }

  void start() {
    offsets_ = make_csv_buffer((kBatchRows + 1) * std::int64_t(sizeof(std::int32_t)));
    reinterpret_cast<std::int32_t*>(offsets_->mutable_data())[0] = 0;
    bytes_buffer_ = make_csv_buffer(std::max<std::int64_t>(last_bytes_, 4096));
  }
  // `text` has kCsvPadding bytes more.
  void write(std::string_view text) {
    const auto size = std::int64_t(text.size());
    if (bytes_ + size + kStep > bytes_buffer_->size()) grow(size);
    std::uint8_t* const out = bytes_buffer_->mutable_data() + bytes_;
    for (std::int64_t i = 0; i < size; i += kStep) std::memcpy(out + i, text.data() + i, kStep);
    bytes_ += size;
  }
  void grow(std::int64_t size) {
    last_bytes_ = std::max(2 * bytes_buffer_->size(), bytes_ + size + kStep);
    data::throw_unless_ok(bytes_buffer_->Resize(last_bytes_, /*shrink_to_fit=*/false), "reading CSV");
  }
  void append_other(std::string_view field) {
    const std::string_view text = plain(field);
    if (text.empty() ? !keeps_empty_ : parsing_->missing.contains(text)) return validity_.set_missing(length_);
    if (text.data() == field.data()) return write(text);
    padded_.assign(text);
    padded_.append(kStep, '\0');
    write(std::string_view(padded_.data(), text.size()));
  }
  void check_utf8(const CsvRows& rows, std::int64_t first_row, std::int64_t first) {
    const auto* const offsets = reinterpret_cast<const std::int32_t*>(offsets_->data());
    for (std::int64_t i = first; i < length_; ++i) {
      const std::string_view text(reinterpret_cast<const char*>(bytes_at(offsets[i])),
                                  std::size_t(offsets[i + 1] - offsets[i]));
      if (core::utf8_prefix_bytes(text) == text.size()) continue;
      throw CsvFault(rows.begin_of(first_row + i - first, column_.position),
                     fmt::format("text must be UTF-8: column '{}' has other bytes", column_.name),
                     "convert the file to UTF-8, or leave the column out with usecols");
    }
  }

  const bool keeps_empty_;
  std::unique_ptr<arrow::ResizableBuffer> offsets_;
  std::unique_ptr<arrow::ResizableBuffer> bytes_buffer_;
  std::int64_t bytes_ = 0;
  std::int64_t last_bytes_ = 0;  // what the last batch came to need
  std::string padded_;
};

// Texts as categories, sorted, of which a batch has those of the batches before it too.
class DictionaryWriter final : public ColumnWriterOf {
 public:
  DictionaryWriter(const CsvColumn& column, std::shared_ptr<const CsvParsing> parsing)
      : ColumnWriterOf(column, parsing), texts_(text_column(column), std::move(parsing)) {}

  void append(const CsvRows& rows, std::int64_t begin, std::int64_t end) override { texts_.append(rows, begin, end); }
  std::size_t text_bytes() const override { return texts_.text_bytes(); }

  std::shared_ptr<arrow::Array> finish() override {
    const auto texts = std::static_pointer_cast<arrow::StringArray>(texts_.finish());
    auto numbers = make_csv_buffer(texts->length() * std::int64_t(sizeof(std::int32_t)));
    auto* const out = reinterpret_cast<std::int32_t*>(numbers->mutable_data());
    for (std::int64_t i = 0; i < texts->length(); ++i) out[i] = texts->IsNull(i) ? 0 : number_of(texts->GetView(i));
    const auto indices = arrow::ArrayData::Make(
        arrow::int32(), texts->length(), {texts->null_bitmap(), std::shared_ptr<arrow::Buffer>(std::move(numbers))},
        texts->null_count());
    return with_sorted_categories(
        std::make_shared<arrow::DictionaryArray>(column_.type, arrow::MakeArray(indices), dictionary()));
  }

 private:
  static CsvColumn text_column(CsvColumn column) {
    column.type = arrow::utf8();
    return column;
  }
  std::int32_t number_of(std::string_view text) {
    const auto [place, is_new] = numbers_.try_emplace(std::string(text), std::int32_t(numbers_.size()));
    if (is_new) {
      values_ += text;
      ends_.push_back(std::int32_t(values_.size()));
    }
    return place->second;
  }
  std::shared_ptr<arrow::Array> dictionary() const {
    const auto copy = [](const void* from, std::size_t size) {
      auto buffer = make_csv_buffer(std::int64_t(size));
      std::memcpy(buffer->mutable_data(), from, size);
      return std::shared_ptr<arrow::Buffer>(std::move(buffer));
    };
    return arrow::MakeArray(arrow::ArrayData::Make(
        arrow::utf8(), std::int64_t(numbers_.size()),
        {nullptr, copy(ends_.data(), ends_.size() * sizeof(std::int32_t)), copy(values_.data(), values_.size())}, 0));
  }

  TextWriter texts_;
  std::unordered_map<std::string, std::int32_t> numbers_;
  std::string values_;
  std::vector<std::int32_t> ends_ = {0};
};

// Where only is-missing matters: the values are zeros that all columns share.
class PresenceWriter final : public ColumnWriterOf {
 public:
  PresenceWriter(const CsvColumn& column, std::shared_ptr<const CsvParsing> parsing)
      : ColumnWriterOf(column, std::move(parsing)),
        keeps_empty_(column_.type->id() == arrow::Type::STRING && !parsing_->missing.contains("")) {}

  void append(const CsvRows& rows, std::int64_t begin, std::int64_t end) override {
    ColumnFields fields(rows, column_.position, begin);
    std::int64_t length = length_;
    for (std::int64_t row = begin; row < end; ++row, ++length) {
      const std::string_view field = fields.next();
      if (!parsing_->missing.may_contain(field.data(), field.size())) continue;
      const std::string_view text = plain(field);
      if (text.empty() ? !keeps_empty_ : parsing_->missing.contains(text)) validity_.set_missing(length);
    }
    length_ = length;
  }

  std::shared_ptr<arrow::Array> finish() override {
    const std::int64_t length = std::exchange(length_, 0);
    const std::int64_t missing_count = validity_.missing_count();
    std::vector<std::shared_ptr<arrow::Buffer>> buffers = {validity_.finish(length)};
    if (column_.type->id() == arrow::Type::STRING) {
      buffers.push_back(shared_csv_zeros((length + 1) * std::int64_t(sizeof(std::int32_t))));
      buffers.push_back(shared_csv_zeros(0));
    } else {
      buffers.push_back(shared_csv_zeros(length * std::int64_t(sizeof(std::int64_t))));
    }
    return arrow::MakeArray(arrow::ArrayData::Make(column_.type, length, std::move(buffers), missing_count));
  }

 private:
  const bool keeps_empty_;
};

// Calls `use` with a reader of that type's values; throws TypeError if there is none.
template <class Use>
auto with_csv_values(const arrow::DataType& type, const CsvFormat& format, Use use) {
  switch (type.id()) {
    case arrow::Type::INT8: return use(CsvIntegers<std::int8_t>(format, type));
    case arrow::Type::INT16: return use(CsvIntegers<std::int16_t>(format, type));
    case arrow::Type::INT32: return use(CsvIntegers<std::int32_t>(format, type));
    case arrow::Type::INT64: return use(CsvIntegers<std::int64_t>(format, type));
    case arrow::Type::UINT8: return use(CsvIntegers<std::uint8_t>(format, type));
    case arrow::Type::UINT16: return use(CsvIntegers<std::uint16_t>(format, type));
    case arrow::Type::UINT32: return use(CsvIntegers<std::uint32_t>(format, type));
    case arrow::Type::UINT64: return use(CsvIntegers<std::uint64_t>(format, type));
    case arrow::Type::FLOAT: return use(CsvFloats<float>(format, type));
    case arrow::Type::DOUBLE: return use(CsvFloats<double>(format, type));
    case arrow::Type::BOOL: return use(CsvTruths(format, type));
    case arrow::Type::DATE32: return use(CsvDates(format, type));
    case arrow::Type::TIMESTAMP:
      if (static_cast<const arrow::TimestampType&>(type).timezone().empty()) return use(CsvTimestamps(format, type));
      [[fallthrough]];
    default:
      throw TypeError(fmt::format(
          "a CSV column can be of integers, floats, bool, str, category, date or datetime64 without a time zone: {}",
          type.ToString()));
  }
}

bool is_text_dictionary(const arrow::DataType& type) {
  if (type.id() != arrow::Type::DICTIONARY) return false;
  const auto& dictionary = static_cast<const arrow::DictionaryType&>(type);
  return dictionary.index_type()->id() == arrow::Type::INT32 && dictionary.value_type()->id() == arrow::Type::STRING;
}

}  // namespace

CsvParsing::CsvParsing(CsvFormat csv_format) : format(std::move(csv_format)), missing(format.missing_texts) {
  if (format.quote) missing.suspect(format.quote);
  if (format.escape) missing.suspect_all();
  for (const auto& text : format.missing_texts) {
    double number;
    if (parse_double(text, format.decimal, format.thousands, number)) missing_numbers.push_back(number);
  }
}

std::shared_ptr<const CsvParsing> parsing_of_column(const std::shared_ptr<const CsvParsing>& parsing,
                                                    const std::vector<std::string>& missing_texts) {
  if (missing_texts.empty()) return parsing;
  CsvFormat format = parsing->format;
  format.missing_texts.insert(format.missing_texts.end(), missing_texts.begin(), missing_texts.end());
  return std::make_shared<const CsvParsing>(std::move(format));
}

std::unique_ptr<CsvColumnWriter> make_csv_column_writer(const CsvColumn& column,
                                                        std::shared_ptr<const CsvParsing> parsing) {
  parsing = parsing_of_column(parsing, column.missing_texts);
  if (is_text_dictionary(*column.type)) return std::make_unique<DictionaryWriter>(column, std::move(parsing));
  const bool is_told_by_text = parsing->missing_numbers.empty() || column.type->id() == arrow::Type::STRING;
  const bool is_time = arrow::is_temporal(column.type->id());  // NaT is missing there
  if (column.is_presence_only && is_told_by_text && !is_time)
    return std::make_unique<PresenceWriter>(column, std::move(parsing));
  if (column.type->id() == arrow::Type::STRING) return std::make_unique<TextWriter>(column, std::move(parsing));
  return with_csv_values(*column.type, parsing->format, [&]<class Values>(Values) -> std::unique_ptr<CsvColumnWriter> {
    return std::make_unique<FixedWidthWriter<Values>>(column, parsing);
  });
}

bool is_csv_value(std::string_view text, const arrow::DataType& type, const CsvFormat& format) {
  return with_csv_values(type, format, [text]<class Values>(Values values) {
    typename Values::Value value;
    return values.read(text, value);
  });
}

}  // namespace tusk::kernels
