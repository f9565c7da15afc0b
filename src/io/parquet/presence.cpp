#include "io/parquet/presence.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include <arrow/array.h>
#include <arrow/array/util.h>
#include <arrow/buffer.h>
#include <arrow/util/bitmap_ops.h>
#include <parquet/column_page.h>
#include <parquet/column_reader.h>
#include <parquet/file_reader.h>
#include <parquet/level_conversion.h>
#include <parquet/statistics.h>

#include "data/arrow_pool.h"
#include "data/arrow_status.h"

namespace tusk::io {
namespace {

bool is_dictionary_encoding(parquet::Encoding::type encoding) {
  return encoding == parquet::Encoding::PLAIN_DICTIONARY || encoding == parquet::Encoding::RLE_DICTIONARY;
}

bool lies_in_dictionary(const parquet::ColumnChunkMetaData& chunk) {
  const auto& pages = chunk.encoding_stats();
  return !pages.empty() && std::ranges::all_of(pages, [](const parquet::PageEncodingStats& page) {
    return page.page_type == parquet::PageType::DICTIONARY_PAGE || is_dictionary_encoding(page.encoding);
  });
}

template <class Float>
bool has_nan(const parquet::Page& dictionary) {
  const auto count = std::size_t(dictionary.size()) / sizeof(Float);
  for (std::size_t i = 0; i < count; ++i) {
    Float value;
    std::memcpy(&value, dictionary.data() + i * sizeof(Float), sizeof(Float));
    if (std::isnan(value)) return true;
  }
  return false;
}

// Whether a float column of the row group is sure to have no NaN.
bool is_free_of_nan(parquet::RowGroupReader& group, const parquet::ColumnChunkMetaData& chunk, int column) {
  if (!lies_in_dictionary(chunk)) return false;
  const auto page = group.GetColumnPageReader(column)->NextPage();
  if (!page || page->type() != parquet::PageType::DICTIONARY_PAGE) return false;
  return !(chunk.type() == parquet::Type::DOUBLE ? has_nan<double>(*page) : has_nan<float>(*page));
}

// Points the decoder at a page's definition levels; returns how many values it has, or nullopt if it can't.
std::optional<int> begin_levels(const parquet::Page& page, parquet::LevelDecoder& decoder) {
  if (page.type() == parquet::PageType::DATA_PAGE) {
    const auto& data = static_cast<const parquet::DataPageV1&>(page);
    decoder.SetData(data.definition_level_encoding(), 1, data.num_values(), data.data(), data.size());
    return data.num_values();
  }
  if (page.type() == parquet::PageType::DATA_PAGE_V2) {
    const auto& data = static_cast<const parquet::DataPageV2&>(page);
    decoder.SetDataV2(data.definition_levels_byte_length(), 1, data.num_values(), data.data());
    return data.num_values();
  }
  return std::nullopt;
}

class LevelsReader {
 public:
  LevelsReader(std::unique_ptr<parquet::PageReader> pages, std::int64_t row_count)
      : pages_(std::move(pages)),
        bitmap_(data::value_or_throw(arrow::AllocateEmptyBitmap(row_count, data::arrow_pool()), "reading presence")),
        row_count_(row_count) {}

  // The bitmap, nullptr if the pages don't have the rows.
  std::shared_ptr<arrow::Buffer> read() {
    while (const auto page = pages_->NextPage()) {
      parquet::LevelDecoder decoder;
      const auto count = begin_levels(*page, decoder);
      if (count && !add_page(decoder, *count)) return nullptr;
    }
    return done_ == row_count_ ? bitmap_ : nullptr;
  }

 private:
  static constexpr int kStep = 4096;

  bool add_page(parquet::LevelDecoder& decoder, int count) {
    if (count < 0 || done_ + count > row_count_) return false;
    while (count > 0) {
      const int got = decoder.Decode(std::min(count, kStep), levels_.data());
      if (got <= 0) return false;
      parquet::internal::ValidityBitmapInputOutput out;
      out.values_read_upper_bound = got;
      out.valid_bits = bitmap_->mutable_data();
      out.valid_bits_offset = done_;
      parquet::internal::LevelInfo info;
      info.def_level = 1;
      info.rep_level = 0;
      parquet::internal::DefLevelsToBitmap(levels_.data(), got, info, &out);
      done_ += got;
      count -= got;
    }
    return true;
  }

  std::unique_ptr<parquet::PageReader> pages_;
  std::shared_ptr<arrow::Buffer> bitmap_;
  std::int64_t row_count_;
  std::int64_t done_ = 0;
  std::array<std::int16_t, kStep> levels_;
};

bool is_float_chunk(const parquet::ColumnChunkMetaData& chunk) {
  return chunk.type() == parquet::Type::DOUBLE || chunk.type() == parquet::Type::FLOAT;
}

std::shared_ptr<arrow::Array> missing_array(const kernels::TypePtr& type, std::int64_t length) {
  return data::value_or_throw(arrow::MakeArrayOfNull(type, length, data::arrow_pool()), "reading presence");
}

// The bytes of an array of nulls, called values.
std::shared_ptr<arrow::Array> filled_array(const arrow::Array& missing) {
  auto contents = missing.data()->Copy();
  if (missing.type_id() == arrow::Type::NA) return arrow::MakeArray(contents);
  contents->buffers[0] = nullptr;
  contents->null_count = 0;
  // The value that all codes name.
  if (contents->dictionary) {
    const auto& value_type = static_cast<const arrow::DictionaryType&>(*missing.type()).value_type();
    contents->dictionary = filled_array(*missing_array(value_type, 1))->data();
  }
  return arrow::MakeArray(contents);
}

}  // namespace

std::optional<Presence> read_presence(parquet::ParquetFileReader& reader, const ParquetFooter& footer, int row_group,
                                      const parquet::arrow::SchemaField& field) {
  if (!field.is_leaf() || field.level_info.rep_level > 0 || field.level_info.def_level > 1) return std::nullopt;
  if (field.field->type()->id() == arrow::Type::HALF_FLOAT) return std::nullopt;
  const auto metadata = footer.metadata->RowGroup(row_group);
  const auto chunk = metadata->ColumnChunk(field.column_index);
  const auto statistics = chunk->statistics();
  const auto row_count = metadata->num_rows();
  const bool knows_nulls = statistics && statistics->HasNullCount();
  if (field.field->type()->id() == arrow::Type::NA || (knows_nulls && statistics->null_count() == row_count))
    return Presence{Presence::Kind::None};
  const auto group = reader.RowGroup(row_group);
  if (is_float_chunk(*chunk) && !is_free_of_nan(*group, *chunk, field.column_index)) return std::nullopt;
  if (field.level_info.def_level == 0 || (knows_nulls && statistics->null_count() == 0))
    return Presence{Presence::Kind::All};
  auto bitmap = LevelsReader(group->GetColumnPageReader(field.column_index), row_count).read();
  if (!bitmap) return std::nullopt;
  return Presence{Presence::Kind::Some, std::move(bitmap)};
}

PresenceArrays::PresenceArrays(const kernels::TypePtr& type)
    : missing_(missing_array(type, kernels::kBatchRows)), filled_(filled_array(*missing_)) {}

std::shared_ptr<arrow::Array> PresenceArrays::make(const Presence& presence, std::int64_t offset,
                                                   std::int64_t length) const {
  if (presence.kind == Presence::Kind::None || missing_->type_id() == arrow::Type::NA)
    return missing_->Slice(0, length);
  const auto filled = filled_->Slice(0, length);
  if (presence.kind == Presence::Kind::All) return filled;
  auto contents = filled->data()->Copy();
  contents->buffers[0] = data::value_or_throw(
      arrow::internal::CopyBitmap(data::arrow_pool(), presence.bitmap->data(), offset, length), "reading presence");
  contents->null_count = arrow::kUnknownNullCount;
  return arrow::MakeArray(contents);
}

}  // namespace tusk::io
