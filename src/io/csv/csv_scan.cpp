#include "io/csv/csv_scan.h"

#include <algorithm>
#include <map>

#include <arrow/array/array_dict.h>
#include <arrow/array/builder_binary.h>
#include <arrow/array/util.h>
#include <arrow/record_batch.h>
#include <arrow/scalar.h>
#include <arrow/table.h>
#include <arrow/type.h>
#include <fmt/format.h>

#include <tusk/core/error.h>
#include <tusk/data/table.h>

#include "core/near_names.h"
#include "data/arrow_pool.h"
#include "data/arrow_status.h"
#include "io/csv/csv_plan.h"

namespace tusk::io {

namespace {

// Adds the column that says from which file a batch comes.
class WithPath final : public kernels::BatchReader {
 public:
  WithPath(std::unique_ptr<kernels::BatchReader> inner, kernels::SchemaPtr schema, int column, std::string address)
      : inner_(std::move(inner)), schema_(std::move(schema)), column_(column), address_(std::move(address)) {}

  kernels::Batch next() override {
    const auto batch = inner_->next();
    if (!batch) return nullptr;
    auto columns = batch->columns();
    columns.insert(columns.begin() + column_, path_column(batch->num_rows()));
    return arrow::RecordBatch::Make(schema_, batch->num_rows(), std::move(columns));
  }

 private:
  std::shared_ptr<arrow::Array> path_column(std::int64_t length) const {
    constexpr const char* kDoing = "adding the column of paths";
    arrow::StringBuilder dictionary(data::arrow_pool());
    data::throw_unless_ok(dictionary.Append(address_), kDoing);
    const auto numbers =
        data::value_or_throw(arrow::MakeArrayFromScalar(arrow::Int32Scalar(0), length, data::arrow_pool()), kDoing);
    return std::make_shared<arrow::DictionaryArray>(schema_->field(column_)->type(), numbers,
                                                    data::value_or_throw(dictionary.Finish(), kDoing));
  }

  std::unique_ptr<kernels::BatchReader> inner_;
  kernels::SchemaPtr schema_;
  int column_;
  std::string address_;
};

struct CsvScan final : DeclaredAs<CsvScan, kernels::Scan> {
  static constexpr std::string_view kName = "csv";
  std::vector<TextFile> files;
  std::vector<CsvBlockPlan> blocks;
  CsvFileKind kind;
  Table columns;                         // their names and types, without rows
  std::vector<std::uint64_t> positions;  // of the columns among a row's fields, but for that of paths, the last one
  std::string path_column;               // empty: none
  static constexpr auto fields() {
    return std::tuple{field("files", &CsvScan::files),         field("blocks", &CsvScan::blocks),
                      field("kind", &CsvScan::kind),           field("columns", &CsvScan::columns),
                      field("positions", &CsvScan::positions), field("path_column", &CsvScan::path_column)};
  }

  kernels::SchemaPtr schema() const override { return columns.arrow()->schema(); }
  std::int64_t partition_count() const override { return std::int64_t(blocks.size()); }
  std::unique_ptr<kernels::BatchReader> open(std::int64_t partition,
                                             const kernels::ScanRequest& request) const override;
  std::uint64_t bytes_to_read(const std::vector<std::string>&) const override {
    std::uint64_t bytes = 0;
    for (const auto& file : files) bytes += file.size_bytes;
    return bytes;
  }

 private:
  int column_number(const std::string& name) const;
  kernels::CsvColumn wanted_column(const std::string& name, const kernels::ScanRequest& request) const;

  // What is learnt while reading; copies share it.
  std::shared_ptr<CsvQuoteIndex> quotes_ = std::make_shared<CsvQuoteIndex>();
};

int CsvScan::column_number(const std::string& name) const {
  const int number = schema()->GetFieldIndex(name);
  if (number >= 0) return number;
  const auto near = core::did_you_mean(name, schema()->field_names());
  throw KeyError(fmt::format("a column that is read must be one of the files': there is no '{}'{}{}", name,
                             near.empty() ? "" : "; ", near));
}

kernels::CsvColumn CsvScan::wanted_column(const std::string& name, const kernels::ScanRequest& request) const {
  const int number = column_number(name);
  const auto& only = request.presence_only;
  const auto own = kind.missing_texts.find(name);
  return {.name = name,
          .position = std::size_t(positions[std::size_t(number)]),
          .type = schema()->field(number)->type(),
          .is_presence_only = std::find(only.begin(), only.end(), name) != only.end(),
          .missing_texts = own == kind.missing_texts.end() ? std::vector<std::string>() : own->second};
}

std::unique_ptr<kernels::BatchReader> CsvScan::open(std::int64_t partition, const kernels::ScanRequest& request) const {
  TUSK_CHECK(partition >= 0 && partition < partition_count(), "a partition that a scan has not");
  const auto& block = blocks[std::size_t(partition)];
  const auto& file = files.at(std::size_t(block.file));
  CsvWanted wanted{.columns = {}, .rows = request.rows};
  int path_place = -1;
  arrow::FieldVector fields;
  for (const auto& name : request.columns) {
    fields.push_back(schema()->field(column_number(name)));
    if (!path_column.empty() && name == path_column) {
      path_place = int(fields.size()) - 1;
    } else {
      wanted.columns.push_back(wanted_column(name, request));
    }
  }
  auto reader = read_csv_block({.file = file, .begin = block.begin, .end = block.end}, kind, std::move(wanted),
                               is_local_address(file.address) ? quotes_ : nullptr);
  if (path_place < 0) return reader;
  return std::make_unique<WithPath>(std::move(reader), arrow::schema(fields), path_place, file.address);
}

std::vector<TextFile> text_files(const std::vector<std::string>& addresses, const CsvOptions& options) {
  std::vector<TextFile> files;
  for (const auto& [address, size_bytes] : find_files(addresses, options.storage_options)) {
    files.push_back({address, size_bytes, compression_of(address, options.compression)});
  }
  return files;
}

}  // namespace

kernels::ScanPtr open_csv(const std::vector<std::string>& addresses, const CsvOptions& given) {
  auto scan = std::make_shared<CsvScan>();
  scan->files = text_files(addresses, given);
  scan->kind = kind_of_files(scan->files, given);
  const CsvOptions options = with_column_names(given, scan->kind.names);
  scan->blocks = plan_csv_blocks(scan->files, scan->kind, options);
  arrow::FieldVector fields;
  for (const auto& column : plan_csv_columns(scan->files, scan->kind, options)) {
    fields.push_back(arrow::field(column.name, column.type));
    scan->positions.push_back(column.position);
    kernels::make_csv_column_writer({column.name, 0, column.type},
                                    std::make_shared<kernels::CsvParsing>(scan->kind.format));
  }
  scan->path_column = options.include_path_column;
  if (!scan->path_column.empty()) {
    fields.push_back(arrow::field(scan->path_column, arrow::dictionary(arrow::int32(), arrow::utf8())));
  }
  scan->columns = Table(data::value_or_throw(
      arrow::Table::MakeEmpty(arrow::schema(std::move(fields)), data::arrow_pool()), "opening CSV files"));
  return scan;
}

}  // namespace tusk::io
