#include "io/parquet/parquet_files.h"

#include <algorithm>

#include <arrow/array.h>
#include <arrow/record_batch.h>
#include <arrow/scalar.h>
#include <arrow/table.h>
#include <arrow/type.h>
#include <fmt/format.h>

#include <tusk/core/error.h>

#include "core/near_names.h"
#include "data/arrow_status.h"
#include "io/column_types.h"
#include "io/file_store.h"
#include "io/parquet/chunk_statistics.h"
#include "io/parquet/parquet_error.h"
#include "io/parquet/parquet_reader.h"
#include "kernels/categories.h"

namespace tusk::io {
namespace {

const HiveColumn* find_hive_column(const ParquetScan& scan, std::string_view name) {
  const auto place = std::ranges::find(scan.hive_columns, name, &HiveColumn::name);
  return place == scan.hive_columns.end() ? nullptr : &*place;
}

const std::optional<std::string>& hive_value(const ParquetScan& scan, std::int64_t file, const HiveColumn& column) {
  return scan.files[std::size_t(file)].hive_values.at(std::size_t(&column - scan.hive_columns.data()));
}

ParquetColumn requested_column(const ParquetScan& scan, std::int64_t file, const kernels::ScanRequest& request,
                               const std::string& name) {
  auto field = scan.schema()->GetFieldByName(name);
  if (!field) {
    const auto near = core::did_you_mean(name, scan.schema()->field_names());
    throw KeyError(fmt::format("a column that is read is one of the table's: there is no '{}'{}{}", name,
                               near.empty() ? "" : "; ", near));
  }
  ParquetColumn column{.field = std::move(field)};
  column.is_presence_only = std::ranges::find(request.presence_only, name) != request.presence_only.end();
  if (const auto* hive = find_hive_column(scan, name))
    column.constant = hive_array(*hive, hive_value(scan, file, *hive), kernels::kBatchRows);
  return column;
}

std::uint64_t compressed_bytes(const ParquetFooter& footer, int row_group, const std::vector<std::string>& names) {
  const auto group = footer.metadata->RowGroup(row_group);
  std::uint64_t total = 0;
  for (const auto& name : names) {
    const auto* field = footer.find(name);
    if (!field) continue;
    for (const int leaf : leaf_columns(*field))
      total += std::uint64_t(group->ColumnChunk(leaf)->total_compressed_size());
  }
  return total;
}

}  // namespace

void FooterCache::put(std::int64_t file, ParquetFooterPtr footer) {
  const std::lock_guard lock(mutex_);
  footers_[file] = std::move(footer);
}

ParquetFooterPtr FooterCache::get(std::int64_t file) const {
  const std::lock_guard lock(mutex_);
  const auto place = footers_.find(file);
  return place == footers_.end() ? nullptr : place->second;
}

kernels::SchemaPtr ParquetScan::schema() const {
  auto fields = columns.arrow()->schema()->fields();
  for (auto& field : fields) {
    const auto known = std::ranges::find(categories, field->name(), &ColumnCategories::column);
    if (known == categories.end()) continue;
    const auto values = data::value_or_throw(known->values.arrow()->CombineChunksToBatch(), "reading categories");
    field = field->WithType(std::make_shared<kernels::KnownCategories>(values->column(0), known->is_ordered));
  }
  return arrow::schema(std::move(fields));
}

ParquetFooterPtr ParquetScan::footer_of(std::int64_t file) const {
  if (auto footer = footers->get(file)) return footer;
  const auto& address = files.at(std::size_t(file)).address;
  auto footer = read_footer(address, *open_input(address, storage_options.values));
  footers->put(file, footer);
  return footer;
}

std::unique_ptr<kernels::BatchReader> ParquetScan::open(std::int64_t partition,
                                                        const kernels::ScanRequest& request) const {
  const auto& groups = partitions.at(std::size_t(partition));
  ParquetPart part{.footer = footer_of(groups.file), .row_groups = {}, .columns = {}, .rows = request.rows};
  part.is_remote = store_of(part.footer->address, storage_options.values)->is_remote();
  for (const auto& name : request.columns) part.columns.push_back(requested_column(*this, groups.file, request, name));
  auto bounds = filters;
  bounds.insert(bounds.end(), request.bounds.begin(), request.bounds.end());
  for (auto group = groups.first; group < groups.first + groups.count; ++group)
    if (may_hold_all(groups.file, int(group), bounds)) part.row_groups.push_back(int(group));
  part.bounds = std::move(bounds);
  return read_row_groups(std::move(part), storage_options.values);
}

std::optional<std::int64_t> ParquetScan::row_count(std::int64_t partition) const {
  return partitions.at(std::size_t(partition)).rows;
}

kernels::ColumnStatistics ParquetScan::statistics(std::int64_t partition, const std::string& column) const {
  const auto& groups = partitions.at(std::size_t(partition));
  if (groups.count == 0) return {};
  auto result = group_statistics(groups.file, int(groups.first), column);
  for (auto group = groups.first + 1; group < groups.first + groups.count; ++group)
    result = merged(result, group_statistics(groups.file, int(group), column));
  return result;
}

std::uint64_t ParquetScan::bytes_to_read(const std::vector<std::string>& names) const {
  std::uint64_t total = 0;
  for (const auto& groups : partitions) {
    const auto footer = footer_of(groups.file);
    for (auto group = groups.first; group < groups.first + groups.count; ++group)
      total += calling_parquet(footer->address, [&] { return compressed_bytes(*footer, int(group), names); });
  }
  return total;
}

bool ParquetScan::may_hold_all(std::int64_t file, int row_group, const std::vector<kernels::ScanBound>& bounds) const {
  if (bounds.empty()) return true;
  const auto rows = footer_of(file)->metadata->RowGroup(row_group)->num_rows();
  return std::ranges::all_of(bounds, [&](const kernels::ScanBound& bound) {
    return may_hold(bound, group_statistics(file, row_group, bound.column), rows);
  });
}

kernels::ColumnStatistics ParquetScan::group_statistics(std::int64_t file, int row_group,
                                                        const std::string& column) const {
  const auto footer = footer_of(file);
  if (const auto* hive = find_hive_column(*this, column)) {
    const auto& value = hive_value(*this, file, *hive);
    const auto rows = footer->metadata->RowGroup(row_group)->num_rows();
    if (!value) return {.null_count = rows};
    const auto scalar = hive_scalar(*hive, value);
    return {.null_count = 0, .min = scalar, .max = scalar};
  }
  const auto field = schema()->GetFieldByName(column);
  if (field) return chunk_statistics(*footer, row_group, column, field->type());
  // A filter may name a column that isn't read.
  const auto* in_file = footer->find(column);
  if (!in_file) return {};
  return chunk_statistics(*footer, row_group, column, plain_type(in_file->field->type()));
}

}  // namespace tusk::io
