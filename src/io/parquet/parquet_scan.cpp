#include "io/parquet/parquet_scan.h"

#include <algorithm>
#include <atomic>
#include <future>
#include <set>

#include <arrow/table.h>
#include <arrow/type.h>
#include <fmt/format.h>

#include <tusk/core/error.h>

#include "core/near_names.h"
#include "data/arrow_pool.h"
#include "data/arrow_status.h"
#include "io/column_types.h"
#include "io/file_store.h"
#include "io/glob.h"
#include "io/parquet/category_notes.h"
#include "io/parquet/parquet_files.h"
#include "kernels/categories.h"

namespace tusk::io {
namespace {

constexpr std::size_t kFootersAtOnce = 16;

// Whether no part of the path below a folder is hidden or meant for something else, as _metadata and _SUCCESS.
bool is_part_file(std::string_view path_below) {
  const auto parts = path_parts(path_below);
  return std::ranges::none_of(parts,
                              [](std::string_view part) { return part.starts_with('_') || part.starts_with('.'); });
}

std::vector<FoundFile> files_of_folder(const FileStore& store, const std::string& folder) {
  auto base = store.written(folder);
  if (!base.ends_with('/')) base += '/';
  auto files = store.files_below(base);
  std::erase_if(
      files, [&](const FoundFile& file) { return !is_part_file(std::string_view(file.address).substr(base.size())); });
  if (files.empty())
    throw FileNotFoundError(fmt::format("a folder that is read holds part files: '{}' has none", folder));
  return files;
}

std::vector<FoundFile> parquet_files(const std::vector<std::string>& addresses, const StorageOptions& options) {
  if (addresses.empty()) throw ValueError("at least one Parquet file is read: got no address");
  std::vector<FoundFile> found;
  for (const auto& address : addresses) {
    const auto store = store_of(address, options);
    const auto files = store->is_folder(address) ? files_of_folder(*store, address) : find_files({address}, options);
    found.insert(found.end(), files.begin(), files.end());
  }
  return found;
}

[[noreturn]] void refuse_missing_column(const std::string& column, const std::vector<std::string>& names,
                                        const std::string& address) {
  const auto near = core::did_you_mean(column, names);
  throw KeyError(fmt::format("columns that are read are in the file: '{}' has no column '{}'{}{}", address, column,
                             near.empty() ? "" : "; ", near));
}

// Finds out the columns of a table from its footers.
class ColumnFinder {
 public:
  ColumnFinder(const std::vector<ParquetFooterPtr>& footers, const std::vector<HiveColumn>& hive_columns,
               const std::vector<IndexColumn>& index, const ParquetOptions& options)
      : footers_(footers), hive_columns_(hive_columns), index_(index), options_(options) {}

  arrow::FieldVector fields() const {
    arrow::FieldVector fields;
    for (const auto& name : names()) fields.push_back(field_of(name));
    if (!options_.columns) refuse_other_columns();
    return fields;
  }

 private:
  std::vector<std::string> all_names() const {
    std::vector<std::string> names;
    for (const auto& field : footers_.front()->manifest.schema_fields) names.push_back(field.field->name());
    for (const auto& column : hive_columns_) names.push_back(column.name);
    return names;
  }

  std::vector<std::string> names() const {
    auto names = options_.columns ? *options_.columns : all_names();
    for (const auto& level : index_)
      if (std::ranges::find(names, level.column) == names.end()) names.push_back(level.column);
    std::set<std::string_view> seen;
    for (const auto& name : names) {
      if (!seen.insert(name).second) {
        throw ValueError(
            fmt::format("columns have different names: '{}' is there twice in '{}'", name, footers_.front()->address));
      }
    }
    return names;
  }

  std::shared_ptr<arrow::Field> field_of(const std::string& name) const {
    const auto hive = std::ranges::find(hive_columns_, name, &HiveColumn::name);
    if (hive != hive_columns_.end()) return arrow::field(name, hive_type(*hive));
    kernels::TypePtr type;
    for (const auto& footer : footers_) type = type_with(type, name, *footer);
    return arrow::field(name, type);
  }

  // The type of a column in the files before this one and in this one.
  kernels::TypePtr type_with(const kernels::TypePtr& before, const std::string& name,
                             const ParquetFooter& footer) const {
    const auto* field = footer.find(name);
    if (!field && footer.address == footers_.front()->address) refuse_missing_column(name, all_names(), footer.address);
    if (!field) {
      throw ValueError(fmt::format("files of a table have the same columns: '{}' lacks '{}', which '{}' has",
                                   footer.address, name, footers_.front()->address));
    }
    const auto here = plain_type(field->field->type());
    if (!before) return here;
    auto both = common_type(before, here);
    if (!both) {
      throw TypeError(fmt::format("a column has one type in all files: '{}' is {} in '{}', and {} before", name,
                                  here->ToString(), footer.address, before->ToString()));
    }
    return both;
  }

  void refuse_other_columns() const {
    for (const auto& footer : footers_) {
      for (const auto& field : footer->manifest.schema_fields) {
        if (footers_.front()->find(field.field->name())) continue;
        throw ValueError(fmt::format("files of a table have the same columns: '{}' has '{}', which '{}' lacks",
                                     footer->address, field.field->name(), footers_.front()->address));
      }
    }
  }

  const std::vector<ParquetFooterPtr>& footers_;
  const std::vector<HiveColumn>& hive_columns_;
  const std::vector<IndexColumn>& index_;
  const ParquetOptions& options_;
};

// Fills in the categories that the files note.
void add_categories(const std::vector<ParquetFooterPtr>& footers, ParquetScan& scan) {
  for (const auto& field : scan.columns.arrow()->schema()->fields()) {
    if (!footers.front()->find(field->name())) continue;
    const auto type = noted_category_type(footers, field->name());
    const auto* known = type ? kernels::known_categories(*type) : nullptr;
    // Parquet keeps categories of texts as such, others as their values.
    if (!known || !(known->Equals(*field->type()) || known->value_type()->Equals(*field->type()))) continue;
    const auto values = arrow::field(field->name(), known->value_type());
    scan.categories.push_back(
        {field->name(), Table(arrow::Table::Make(arrow::schema({values}), {known->values()})), known->ordered()});
  }
}

// Fills in the keys of the files' folders.
void add_hive_columns(const std::vector<ParquetFooterPtr>& footers, ParquetScan& scan) {
  const auto first = hive_keys(scan.files.front().address);
  std::vector<std::vector<std::optional<std::string>>> values(first.size());
  for (const auto& file : scan.files) {
    const auto keys = hive_keys(file.address);
    if (!std::ranges::equal(keys, first, {}, &HiveKey::first, &HiveKey::first)) {
      throw ValueError(fmt::format("the folders of all files have the same keys: those of '{}' and '{}' differ",
                                   scan.files.front().address, file.address));
    }
    for (std::size_t i = 0; i < keys.size(); ++i) values[i].push_back(keys[i].second);
  }
  for (std::size_t i = 0; i < first.size(); ++i) {
    // A column of the file's own goes before the folder's.
    if (footers.front()->find(first[i].first)) continue;
    scan.hive_columns.push_back(hive_column(first[i].first, values[i]));
    for (std::size_t file = 0; file < scan.files.size(); ++file)
      scan.files[file].hive_values.push_back(values[i][file]);
  }
}

// Over the network several at once, since each costs a few ways there and back.
std::vector<ParquetFooterPtr> read_footers(const std::vector<FoundFile>& files, const StorageOptions& options) {
  std::vector<ParquetFooterPtr> footers(files.size());
  std::atomic<std::size_t> next = 0;
  const auto read_rest = [&] {
    for (auto i = next++; i < files.size(); i = next++)
      footers[i] = read_footer(files[i].address, *open_input(files[i].address, options));
  };
  std::vector<std::future<void>> others;
  if (store_of(files.front().address, options)->is_remote())
    while (others.size() + 1 < std::min(files.size(), kFootersAtOnce))
      others.push_back(std::async(std::launch::async, read_rest));
  read_rest();
  for (auto& other : others) other.get();
  return footers;
}

std::uint64_t uncompressed_bytes(const ParquetFooter& footer, int row_group) {
  return std::uint64_t(footer.metadata->RowGroup(row_group)->total_byte_size());
}

// The partitions of one file. A file without row groups is one without rows.
void add_partitions(const ParquetFooter& footer, std::int64_t file, const ParquetOptions& options,
                    std::vector<RowGroups>& partitions) {
  const int count = footer.metadata->num_row_groups();
  RowGroups current{.file = file};
  std::uint64_t bytes = 0;
  for (int group = 0; group < count; ++group) {
    const auto added = uncompressed_bytes(footer, group);
    if (options.split_row_groups && current.count > 0 && bytes + added > options.partition_bytes) {
      partitions.push_back(current);
      current = {.file = file, .first = group};
      bytes = 0;
    }
    ++current.count;
    current.rows += footer.metadata->RowGroup(group)->num_rows();
    bytes += added;
  }
  partitions.push_back(current);
}

std::vector<IndexColumn> chosen_index(const ParquetFooter& footer, const ParquetOptions& options) {
  if (!options.index) return noted_index(footer);
  std::vector<IndexColumn> index;
  for (const auto& column : *options.index) index.push_back({column, column});
  return index;
}

void refuse_unknown_filters(const ParquetScan& scan, const std::vector<ParquetFooterPtr>& footers) {
  for (const auto& filter : scan.filters) {
    const bool is_hive =
        std::ranges::find(scan.hive_columns, filter.column, &HiveColumn::name) != scan.hive_columns.end();
    if (is_hive || footers.front()->find(filter.column)) continue;
    std::vector<std::string> names;
    for (const auto& field : footers.front()->manifest.schema_fields) names.push_back(field.field->name());
    refuse_missing_column(filter.column, names, footers.front()->address);
  }
}

// Drops the partitions that the filters leave nothing of, but for one: a table has at least one partition.
void drop_filtered_partitions(ParquetScan& scan) {
  const auto is_left_out = [&](const RowGroups& groups) {
    for (auto group = groups.first; group < groups.first + groups.count; ++group)
      if (scan.may_hold_all(groups.file, int(group), scan.filters)) return false;
    return true;
  };
  auto kept = scan.partitions;
  std::erase_if(kept, is_left_out);
  if (kept.empty()) kept.push_back({.file = 0});
  scan.partitions = std::move(kept);
}

Table empty_table(const arrow::FieldVector& fields) {
  return Table(
      data::value_or_throw(arrow::Table::MakeEmpty(arrow::schema(fields), data::arrow_pool()), "making a table"));
}

}  // namespace

ParquetTable open_parquet(const std::vector<std::string>& addresses, const ParquetOptions& options) {
  auto scan = std::make_shared<ParquetScan>();
  scan->storage_options.values = options.storage_options;
  scan->filters = options.filters;
  const auto files = parquet_files(addresses, options.storage_options);
  const auto footers = read_footers(files, options.storage_options);
  for (std::size_t i = 0; i < files.size(); ++i) {
    scan->footers->put(std::int64_t(i), footers[i]);
    scan->files.push_back({.address = files[i].address, .size_bytes = files[i].size_bytes, .hive_values = {}});
    add_partitions(*footers[i], std::int64_t(i), options, scan->partitions);
  }
  add_hive_columns(footers, *scan);
  const auto index = chosen_index(*footers.front(), options);
  scan->columns = empty_table(ColumnFinder(footers, scan->hive_columns, index, options).fields());
  add_categories(footers, *scan);
  refuse_unknown_filters(*scan, footers);
  if (!scan->filters.empty()) drop_filtered_partitions(*scan);
  return {std::move(scan), index};
}

}  // namespace tusk::io
