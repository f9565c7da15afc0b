#include "io/parquet/flat_column.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <span>
#include <utility>

#include <arrow/array.h>
#include <arrow/buffer.h>
#include <arrow/type.h>
#include <arrow/util/bit_util.h>
#include <parquet/column_page.h>
#include <parquet/column_reader.h>
#include <parquet/exception.h>
#include <parquet/file_reader.h>
#include <parquet/level_conversion.h>
#include <parquet/statistics.h>

#include "data/arrow_pool.h"
#include "data/arrow_status.h"
#include "io/parquet/hybrid_runs.h"

namespace tusk::io {
namespace {

constexpr std::int64_t kStep = 2048;  // codes or levels that are decoded at once

using Bytes = std::span<const std::uint8_t>;

Bytes rest_of(Bytes bytes, std::int64_t begin) {
  if (begin < 0 || std::uint64_t(begin) > bytes.size())
    throw parquet::ParquetException("a page ends before its levels");
  return bytes.subspan(std::size_t(begin));
}

// Which rows of a page have a value.
class Levels {
 public:
  // Of optional values; none is missing if `is_all` says so. Returns where the values begin.
  std::int64_t begin(const parquet::Page& page, bool is_all) {
    is_all_ = is_all;
    if (page.type() == parquet::PageType::DATA_PAGE_V2) {
      const auto& data = static_cast<const parquet::DataPageV2&>(page);
      rest_of({page.data(), std::size_t(page.size())}, data.definition_levels_byte_length());
      is_all_ = is_all || data.num_nulls() == 0;
      if (!is_all_) decoder_.SetDataV2(data.definition_levels_byte_length(), 1, data.num_values(), data.data());
      return data.definition_levels_byte_length();
    }
    const auto& data = static_cast<const parquet::DataPageV1&>(page);
    return decoder_.SetData(data.definition_level_encoding(), 1, data.num_values(), data.data(), data.size());
  }
  void begin_required() { is_all_ = true; }

  bool is_all() const { return is_all_; }
  // The next so many levels, at most kStep: 1 where there is a value.
  std::span<const std::int16_t> read(std::int64_t count) {
    if (decoder_.Decode(int(count), levels_.data()) != count)
      throw parquet::ParquetException("a page ends before its levels");
    return {levels_.data(), std::size_t(count)};
  }

 private:
  parquet::LevelDecoder decoder_;
  bool is_all_ = true;
  std::array<std::int16_t, kStep> levels_;
};

// The values of a page, without the missing ones.
template <class T>
class Values {
 public:
  void set_dictionary(const parquet::DictionaryPage& page) {
    if (page.num_values() < 0 || std::int64_t(page.num_values()) * std::int64_t(sizeof(T)) > page.size())
      throw parquet::ParquetException("a dictionary ends before its values");
    dictionary_.resize(std::size_t(page.num_values()));
    std::memcpy(dictionary_.data(), page.data(), dictionary_.size() * sizeof(T));
  }

  void begin(parquet::Encoding::type encoding, Bytes bytes) {
    is_plain_ = encoding == parquet::Encoding::PLAIN;
    plain_ = bytes;
    if (is_plain_) return;
    if (encoding != parquet::Encoding::RLE_DICTIONARY && encoding != parquet::Encoding::PLAIN_DICTIONARY)
      throw parquet::ParquetException("a page has another encoding than the footer says");
    // A page whose values are all missing may have no bytes.
    codes_ = bytes.empty() ? HybridRuns() : HybridRuns(bytes.subspan(1), bytes.front());
  }

  void skip(std::uint64_t count) {
    if (!is_plain_) return codes_.skip(count);
    if (count > plain_.size() / sizeof(T)) throw parquet::ParquetException("a page ends before its values");
    plain_ = plain_.subspan(std::size_t(count) * sizeof(T));
  }

  void read(std::span<T> out) {
    if (is_plain_) return read_plain(out);
    std::array<std::uint32_t, kStep> codes;
    while (!out.empty()) {
      const std::size_t count = std::min(out.size(), codes.size());
      codes_.read({codes.data(), count});
      look_up({codes.data(), count}, out.data());
      out = out.subspan(count);
    }
  }

 private:
  void read_plain(std::span<T> out) {
    if (out.size_bytes() > plain_.size()) throw parquet::ParquetException("a page ends before its values");
    std::memcpy(out.data(), plain_.data(), out.size_bytes());
    plain_ = plain_.subspan(out.size_bytes());
  }
  void look_up(std::span<const std::uint32_t> codes, T* out) const {
    std::uint32_t greatest = 0;
    for (const std::uint32_t code : codes) greatest = std::max(greatest, code);
    if (greatest >= dictionary_.size()) throw parquet::ParquetException("a code is not in the dictionary");
    const T* dictionary = dictionary_.data();
    for (std::size_t i = 0; i < codes.size(); ++i) out[i] = dictionary[codes[i]];
  }

  bool is_plain_ = true;
  Bytes plain_;
  HybridRuns codes_;
  std::vector<T> dictionary_;
};

// The validity bits of the rows of an array, which are allocated when the first one is missing.
class Validity {
 public:
  explicit Validity(std::int64_t length) : length_(length) {}

  void add_present(std::int64_t count) {
    if (bits_) arrow::bit_util::SetBitsTo(bits_->mutable_data(), done_, count, true);
    done_ += count;
  }
  void add(std::span<const std::int16_t> levels) {
    if (!bits_) allocate();
    parquet::internal::ValidityBitmapInputOutput out;
    out.values_read_upper_bound = std::int64_t(levels.size());
    out.valid_bits = bits_->mutable_data();
    out.valid_bits_offset = done_;
    parquet::internal::LevelInfo info;
    info.def_level = 1;
    info.rep_level = 0;
    parquet::internal::DefLevelsToBitmap(levels.data(), std::int64_t(levels.size()), info, &out);
    done_ += std::int64_t(levels.size());
  }
  const std::shared_ptr<arrow::Buffer>& bits() const { return bits_; }

 private:
  void allocate() {
    bits_ = data::value_or_throw(arrow::AllocateEmptyBitmap(length_, data::arrow_pool()), "reading a column");
    arrow::bit_util::SetBitsTo(bits_->mutable_data(), 0, done_, true);
  }

  std::int64_t length_;
  std::int64_t done_ = 0;
  std::shared_ptr<arrow::Buffer> bits_;
};

struct FlatColumnPlace {
  std::shared_ptr<parquet::RowGroupReader> group;
  int column = 0;
  kernels::TypePtr type;
  bool is_optional = false;
  bool has_nulls = false;  // as far as is known
};

template <class T>
class FlatColumnOf final : public FlatColumn {
 public:
  explicit FlatColumnOf(FlatColumnPlace place) : place_(std::move(place)) {}

  std::shared_ptr<arrow::Array> read(std::int64_t length) override {
    const std::shared_ptr<arrow::Buffer> values = data::value_or_throw(
        arrow::AllocateBuffer(length * std::int64_t(sizeof(T)), data::arrow_pool()), "reading a column");
    std::span<T> out(reinterpret_cast<T*>(values->mutable_data()), std::size_t(length));
    Validity validity(length);
    while (!out.empty()) {
      if (page_left_ == 0) begin_page();
      const std::int64_t count = std::min(page_left_, std::int64_t(out.size()));
      const auto part = out.first(std::size_t(count));
      if (levels_.is_all()) {
        values_.read(part);
        validity.add_present(count);
      } else {
        read_optional(part, validity);
      }
      page_left_ -= count;
      out = out.subspan(std::size_t(count));
    }
    return arrow::MakeArray(arrow::ArrayData::Make(place_.type, length, {validity.bits(), values},
                                                   validity.bits() ? arrow::kUnknownNullCount : 0));
  }

  void skip(std::int64_t length) override {
    while (length > 0) {
      if (page_left_ == 0) begin_page();
      const std::int64_t count = std::min(page_left_, length);
      values_.skip(std::uint64_t(levels_.is_all() ? count : present_of(count)));
      page_left_ -= count;
      length -= count;
    }
  }

 private:
  void begin_page() {
    if (!pages_) pages_ = place_.group->GetColumnPageReader(place_.column);
    while (page_left_ == 0) {
      page_ = pages_->NextPage();
      if (!page_) throw parquet::ParquetException("a column ends before its row group");
      if (page_->type() == parquet::PageType::DICTIONARY_PAGE) {
        values_.set_dictionary(static_cast<const parquet::DictionaryPage&>(*page_));
      } else if (page_->type() == parquet::PageType::DATA_PAGE || page_->type() == parquet::PageType::DATA_PAGE_V2) {
        begin_data_page(static_cast<const parquet::DataPage&>(*page_));
      }
    }
  }

  void begin_data_page(const parquet::DataPage& page) {
    std::int64_t begin = 0;
    if (place_.is_optional) {
      begin = levels_.begin(page, !place_.has_nulls);
    } else {
      levels_.begin_required();
    }
    values_.begin(page.encoding(), rest_of({page.data(), std::size_t(page.size())}, begin));
    page_left_ = page.num_values();
  }

  // How many of the page's next rows have a value.
  std::int64_t present_of(std::int64_t count) {
    std::int64_t present = 0;
    for (std::int64_t done = 0; done < count; done += kStep)
      for (const std::int16_t level : levels_.read(std::min(kStep, count - done))) present += level;
    return present;
  }

  void read_optional(std::span<T> out, Validity& validity) {
    while (!out.empty()) {
      const auto levels = levels_.read(std::min(kStep, std::int64_t(out.size())));
      const auto part = out.first(levels.size());
      std::size_t present = 0;
      for (const std::int16_t level : levels) present += std::size_t(level);
      if (present == part.size()) {
        values_.read(part);
        validity.add_present(std::int64_t(present));
      } else {
        read_spaced(levels, present, part);
        validity.add(levels);
      }
      out = out.subspan(part.size());
    }
  }

  // Missing values are written as 0.
  void read_spaced(std::span<const std::int16_t> levels, std::size_t present, std::span<T> out) {
    std::array<T, kStep + 1> dense;
    values_.read({dense.data(), present});
    dense[present] = T{};
    std::size_t next = 0;
    for (std::size_t i = 0; i < levels.size(); ++i) {
      out[i] = levels[i] ? dense[next] : T{};
      next += std::size_t(levels[i]);
    }
  }

  FlatColumnPlace place_;
  std::unique_ptr<parquet::PageReader> pages_;
  std::shared_ptr<parquet::Page> page_;
  std::int64_t page_left_ = 0;  // rows
  Levels levels_;
  Values<T> values_;
};

bool is_known(parquet::Encoding::type encoding) {
  switch (encoding) {
    case parquet::Encoding::PLAIN:
    case parquet::Encoding::PLAIN_DICTIONARY:
    case parquet::Encoding::RLE_DICTIONARY:
    case parquet::Encoding::RLE:         // of levels
    case parquet::Encoding::BIT_PACKED:  // of levels
      return true;
    default: return false;
  }
}

// Whether values lie in the file as in Arrow's arrays.
bool is_stored_alike(parquet::Type::type stored, const arrow::DataType& type) {
  switch (type.id()) {
    case arrow::Type::INT32:
    case arrow::Type::UINT32:
    case arrow::Type::DATE32:
    case arrow::Type::TIME32: return stored == parquet::Type::INT32;
    case arrow::Type::INT64:
    case arrow::Type::UINT64:
    case arrow::Type::TIME64:
    case arrow::Type::TIMESTAMP:
    case arrow::Type::DURATION: return stored == parquet::Type::INT64;
    case arrow::Type::FLOAT: return stored == parquet::Type::FLOAT;
    case arrow::Type::DOUBLE: return stored == parquet::Type::DOUBLE;
    default: return false;
  }
}

}  // namespace

std::unique_ptr<FlatColumn> open_flat_column(parquet::ParquetFileReader& reader, const ParquetFooter& footer,
                                             int row_group, const parquet::arrow::SchemaField& field) {
  if (!field.is_leaf() || field.level_info.rep_level > 0 || field.level_info.def_level > 1) return nullptr;
  const auto chunk = footer.metadata->RowGroup(row_group)->ColumnChunk(field.column_index);
  if (!is_stored_alike(chunk->type(), *field.field->type())) return nullptr;
  if (!std::ranges::all_of(chunk->encodings(), is_known)) return nullptr;
  const auto statistics = chunk->statistics();
  const bool has_nulls = !statistics || !statistics->HasNullCount() || statistics->null_count() > 0;
  FlatColumnPlace place{reader.RowGroup(row_group), field.column_index, field.field->type(),
                        field.level_info.def_level == 1, has_nulls};
  if (field.field->type()->byte_width() == 4) {
    return std::make_unique<FlatColumnOf<std::uint32_t>>(std::move(place));
  }
  return std::make_unique<FlatColumnOf<std::uint64_t>>(std::move(place));
}

}  // namespace tusk::io
