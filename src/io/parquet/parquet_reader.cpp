#include "io/parquet/parquet_reader.h"

#include <algorithm>
#include <limits>
#include <span>
#include <utility>

#include <arrow/array.h>
#include <arrow/io/caching.h>
#include <arrow/io/interfaces.h>
#include <arrow/record_batch.h>
#include <arrow/type.h>
#include <parquet/arrow/reader.h>
#include <parquet/file_reader.h>
#include <parquet/properties.h>

#include "data/arrow_pool.h"
#include "io/arrow_input.h"
#include "io/column_types.h"
#include "io/parquet/chunk_statistics.h"
#include "io/parquet/flat_column.h"
#include "io/parquet/parquet_error.h"
#include "io/parquet/presence.h"

namespace tusk::io {
namespace {

std::unique_ptr<parquet::arrow::FileReader> open_reader(const ParquetPart& part, const StorageOptions& options) {
  const auto& address = part.footer->address;
  auto source = arrow_input(open_input(address, options));
  return calling_parquet(address, [&] {
    auto raw = parquet::ParquetFileReader::Open(std::move(source), parquet::ReaderProperties(data::arrow_pool()),
                                                part.footer->metadata);
    parquet::ArrowReaderProperties properties(/*use_threads=*/false);
    properties.set_batch_size(kernels::kBatchRows);
    properties.set_pre_buffer(false);
    return parquet_value(address, parquet::arrow::FileReader::Make(data::arrow_pool(), std::move(raw), properties));
  });
}

// The columns of one row group: some are decoded, here or by Arrow, of others only the presence is known or they are
// constant.
class RowGroupReader {
 public:
  RowGroupReader(const ParquetPart& part, const std::vector<std::optional<PresenceArrays>>& presence_arrays,
                 parquet::arrow::FileReader* reader, int row_group)
      : part_(part),
        presence_arrays_(presence_arrays),
        rows_left_(part.footer->metadata->RowGroup(row_group)->num_rows()) {
    if (part.is_remote) fetch(reader, row_group);
    std::vector<int> leaves;
    for (const auto& column : part.columns) {
      presence_.push_back(presence_of(column, reader, row_group));
      flat_.emplace_back();
      if (column.constant || presence_.back()) continue;
      const auto& field = *part.footer->find(column.field->name());
      flat_.back() = open_flat_column(*reader->parquet_reader(), *part.footer, row_group, field);
      if (flat_.back()) continue;
      const auto added = leaf_columns(field);
      leaves.insert(leaves.end(), added.begin(), added.end());
    }
    if (leaves.empty()) return;
    decoded_ = parquet_value(part.footer->address, reader->GetRecordBatchReader({row_group}, leaves));
  }

  // The next batch with rows that may satisfy the bounds, nullptr at the end of the row group.
  kernels::Batch next(const kernels::SchemaPtr& schema, std::span<const kernels::ScanBound> bounds) {
    while (true) {
      const auto decoded = next_decoded();
      const auto length = decoded ? decoded->num_rows() : std::min(rows_left_, kernels::kBatchRows);
      if (length == 0) return nullptr;
      arrow::ArrayVector arrays(part_.columns.size());
      const bool is_wanted = may_hold_all(bounds, length, arrays);
      for (std::size_t i = 0; i < arrays.size(); ++i) {
        if (arrays[i]) continue;
        if (is_wanted) arrays[i] = array_of(i, decoded, length);
        if (!is_wanted && flat_[i]) flat_[i]->skip(length);
      }
      rows_done_ += length;
      rows_left_ -= length;
      if (is_wanted) return arrow::RecordBatch::Make(schema, length, std::move(arrays));
    }
  }

 private:
  // Whether some of the next rows may satisfy each bound: the columns of those are decoded first, into `arrays`, so
  // that the others needn't be where there are none.
  bool may_hold_all(std::span<const kernels::ScanBound> bounds, std::int64_t length, arrow::ArrayVector& arrays) {
    for (const kernels::ScanBound& bound : bounds) {
      const auto named = [&](const ParquetColumn& column) { return column.field->name() == bound.column; };
      const auto place = std::size_t(std::ranges::find_if(part_.columns, named) - part_.columns.begin());
      if (place == part_.columns.size() || !flat_[place]) continue;
      if (!arrays[place]) arrays[place] = array_of(place, nullptr, length);
      if (!may_hold(bound, array_statistics(*arrays[place]), length)) return false;
    }
    return true;
  }

  // Begins to fetch the columns, those that lie near each other together.
  void fetch(parquet::arrow::FileReader* reader, int row_group) const {
    std::vector<int> leaves;
    for (const auto& column : part_.columns) {
      if (column.constant || column.is_presence_only) continue;
      const auto added = leaf_columns(*part_.footer->find(column.field->name()));
      leaves.insert(leaves.end(), added.begin(), added.end());
    }
    if (leaves.empty()) return;
    reader->parquet_reader()->PreBuffer({row_group}, leaves, arrow::io::IOContext(data::arrow_pool()),
                                        arrow::io::CacheOptions::Defaults());
  }

  std::optional<Presence> presence_of(const ParquetColumn& column, parquet::arrow::FileReader* reader, int row_group) {
    if (!column.is_presence_only || column.constant) return std::nullopt;
    return read_presence(*reader->parquet_reader(), *part_.footer, row_group,
                         *part_.footer->find(column.field->name()));
  }

  kernels::Batch next_decoded() {
    if (!decoded_) return nullptr;
    auto batch = parquet_value(part_.footer->address, decoded_->Next());
    if (!batch && rows_left_ > 0)
      throw ValueError("'" + part_.footer->address + "' can't be read as Parquet: a column ends before its row group");
    return batch ? batch : arrow::RecordBatch::Make(decoded_->schema(), 0, arrow::ArrayVector());
  }

  std::shared_ptr<arrow::Array> array_of(std::size_t place, const kernels::Batch& decoded, std::int64_t length) {
    const auto& column = part_.columns[place];
    if (column.constant) return column.constant->Slice(0, length);
    if (presence_[place]) return presence_arrays_[place]->make(*presence_[place], rows_done_, length);
    if (flat_[place]) return converted_column(flat_[place]->read(length), column.field->type());
    return converted_column(decoded->GetColumnByName(column.field->name()), column.field->type());
  }

  const ParquetPart& part_;
  const std::vector<std::optional<PresenceArrays>>& presence_arrays_;
  std::vector<std::optional<Presence>> presence_;
  std::vector<std::unique_ptr<FlatColumn>> flat_;  // nullptr for other columns
  std::shared_ptr<arrow::RecordBatchReader> decoded_;
  std::int64_t rows_done_ = 0;
  std::int64_t rows_left_;
};

class ParquetReader final : public kernels::BatchReader {
 public:
  ParquetReader(ParquetPart part, StorageOptions options)
      : part_(std::move(part)),
        options_(std::move(options)),
        requested_bounds_(part_.bounds.size()),
        rows_left_(part_.rows.value_or(std::numeric_limits<std::int64_t>::max())) {
    arrow::FieldVector fields;
    for (const auto& column : part_.columns) {
      fields.push_back(column.field);
      presence_arrays_.push_back(column.is_presence_only ? std::optional<PresenceArrays>(column.field->type())
                                                         : std::nullopt);
    }
    schema_ = arrow::schema(std::move(fields));
  }

  kernels::Batch next() override {
    return calling_parquet(part_.footer->address, [&] { return next_batch(); });
  }
  void want_only(const kernels::ScanBound& bound) override {
    part_.bounds.resize(requested_bounds_);
    part_.bounds.push_back(bound);
  }

 private:
  kernels::Batch next_batch() {
    while (rows_left_ > 0) {
      if (!group_ && !open_group()) return nullptr;
      auto batch = group_->next(schema_, part_.bounds);
      if (batch) return limited(std::move(batch));
      group_.reset();
    }
    return nullptr;
  }

  kernels::Batch limited(kernels::Batch batch) {
    if (batch->num_rows() > rows_left_) batch = batch->Slice(0, rows_left_);
    rows_left_ -= batch->num_rows();
    return batch;
  }

  bool open_group() {
    if (next_group_ == part_.row_groups.size()) return false;
    const bool is_read = std::ranges::any_of(part_.columns, [](const auto& column) { return !column.constant; });
    if (!reader_ && is_read) reader_ = open_reader(part_, options_);
    group_.emplace(part_, presence_arrays_, reader_.get(), part_.row_groups[next_group_++]);
    return true;
  }

  ParquetPart part_;
  StorageOptions options_;
  std::size_t requested_bounds_;  // the ones after them were told later
  kernels::SchemaPtr schema_;
  std::vector<std::optional<PresenceArrays>> presence_arrays_;  // of the columns that need them
  std::unique_ptr<parquet::arrow::FileReader> reader_;
  std::optional<RowGroupReader> group_;
  std::size_t next_group_ = 0;
  std::int64_t rows_left_;
};

}  // namespace

std::unique_ptr<kernels::BatchReader> read_row_groups(ParquetPart part, StorageOptions options) {
  return std::make_unique<ParquetReader>(std::move(part), std::move(options));
}

}  // namespace tusk::io
