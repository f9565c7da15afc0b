#include "io/parquet/parquet_sink.h"

#include <algorithm>
#include <array>

#include <arrow/io/interfaces.h>
#include <arrow/record_batch.h>
#include <arrow/type.h>
#include <arrow/type_traits.h>
#include <arrow/util/compression.h>
#include <arrow/util/key_value_metadata.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <parquet/arrow/schema.h>
#include <parquet/arrow/writer.h>
#include <parquet/exception.h>
#include <parquet/properties.h>

#include <tusk/core/error.h>

#include "core/near_names.h"
#include "data/arrow_pool.h"
#include "data/arrow_status.h"
#include "io/parquet/category_notes.h"
#include "io/write/file_sink.h"

namespace tusk::io {
namespace {

using Compression = std::pair<std::string_view, arrow::Compression::type>;

constexpr std::array kCompressions{
    Compression{"none", arrow::Compression::UNCOMPRESSED}, Compression{"snappy", arrow::Compression::SNAPPY},
    Compression{"gzip", arrow::Compression::GZIP},         Compression{"brotli", arrow::Compression::BROTLI},
    Compression{"zstd", arrow::Compression::ZSTD},         Compression{"lz4", arrow::Compression::LZ4}};

arrow::Compression::type compression_of(const std::string& name) {
  const auto place = std::ranges::find(kCompressions, name, &Compression::first);
  if (place != kCompressions.end()) return place->second;
  std::vector<std::string> names;
  for (const auto& [known, type] : kCompressions) names.emplace_back(known);
  throw ValueError(fmt::format("compression is one of {}: got '{}'", fmt::join(names, ", "), name));
}

std::shared_ptr<parquet::ArrowWriterProperties> arrow_writer_properties() {
  return parquet::ArrowWriterProperties::Builder().store_schema()->set_use_threads(false)->build();
}

// The names of a type that pandas notes: of what a value is, and of the array that holds it.
// https://pandas.pydata.org/docs/development/developer.html
struct PandasType {
  std::string value;
  std::string array;
};

PandasType pandas_type(const arrow::DataType& type) {
  switch (type.id()) {
    case arrow::Type::STRING: return {"unicode", "str"};
    case arrow::Type::BOOL: return {"bool", "bool"};
    case arrow::Type::FLOAT: return {"float32", "float32"};
    case arrow::Type::DOUBLE: return {"float64", "float64"};
    case arrow::Type::DATE32: return {"date", "object"};
    case arrow::Type::DICTIONARY: return {"categorical", "int32"};
    case arrow::Type::TIMESTAMP: {
      const auto& timestamp = static_cast<const arrow::TimestampType&>(type);
      const auto unit = fmt::format("datetime64[{}]", arrow::internal::ToString(timestamp.unit()));
      return {timestamp.timezone().empty() ? "datetime" : "datetimetz", unit};
    }
    case arrow::Type::DURATION: {
      const auto unit = arrow::internal::ToString(static_cast<const arrow::DurationType&>(type).unit());
      return {"timedelta", fmt::format("timedelta64[{}]", unit)};
    }
    default:
      return arrow::is_integer(type.id()) ? PandasType{type.name(), type.name()} : PandasType{"object", "object"};
  }
}

nlohmann::json noted_column(const arrow::Field& field, const nlohmann::json& name) {
  auto types = pandas_type(*field.type());
  nlohmann::json details = nullptr;
  if (field.type()->id() == arrow::Type::DICTIONARY)
    details = {{"num_categories", nullptr},
               {"ordered", static_cast<const arrow::DictionaryType&>(*field.type()).ordered()}};
  if (types.value == "datetimetz")
    details = {{"timezone", static_cast<const arrow::TimestampType&>(*field.type()).timezone()}};
  return {{"name", name},
          {"field_name", field.name()},
          {"pandas_type", types.value},
          {"numpy_type", types.array},
          {"metadata", details}};
}

// What pandas.read_parquet restores the index from.
std::string pandas_notes(const arrow::Schema& schema, const std::vector<IndexColumn>& index) {
  nlohmann::json columns = nlohmann::json::array();
  nlohmann::json levels = nlohmann::json::array();
  for (const auto& level : index) levels.push_back(level.column);
  for (const auto& field : schema.fields()) {
    const auto level = std::ranges::find(index, field->name(), &IndexColumn::column);
    nlohmann::json name = field->name();
    if (level != index.end()) name = level->name.empty() ? nlohmann::json() : nlohmann::json(level->name);
    columns.push_back(noted_column(*field, name));
  }
  return nlohmann::json{{"index_columns", levels},
                        {"column_indexes", nlohmann::json::array()},
                        {"columns", columns},
                        {"creator", {{"library", "tusk"}}},
                        {"pandas_version", "3.1.0"}}
      .dump();
}

class ParquetPartWriter final : public PartWriter {
 public:
  ParquetPartWriter(std::unique_ptr<parquet::arrow::FileWriter> writer) : writer_(std::move(writer)) {}
  void write(const kernels::Batch& batch) override {
    data::throw_unless_ok(writer_->WriteRecordBatch(*batch), "writing Parquet");
  }
  void close() override { data::throw_unless_ok(writer_->Close(), "writing Parquet"); }

 private:
  std::unique_ptr<parquet::arrow::FileWriter> writer_;
};

struct ParquetFormat final : DeclaredAs<ParquetFormat, PartFormat> {
  static constexpr std::string_view kName = "parquet";
  static constexpr auto fields() {
    return std::tuple{
        field("compression", &ParquetFormat::compression), field("row_group_rows", &ParquetFormat::row_group_rows),
        field("index_columns", &ParquetFormat::index_columns), field("index_names", &ParquetFormat::index_names),
        field("category_notes", &ParquetFormat::category_notes)};
  }
  std::string compression;
  std::int64_t row_group_rows = 0;
  std::vector<std::string> index_columns;
  std::vector<std::string> index_names;
  std::string category_notes;

  std::string_view extension() const override { return ".parquet"; }

  void check(const kernels::SchemaPtr& schema) const override {
    for (const auto& field : schema->fields()) {
      std::shared_ptr<parquet::SchemaDescriptor> descriptor;
      const arrow::Schema alone({field});
      const auto status =
          parquet::arrow::ToParquetSchema(&alone, *properties(), *arrow_writer_properties(), &descriptor);
      if (!status.ok())
        throw TypeError(fmt::format("a column that is written has a type that Parquet has: '{}' is {}", field->name(),
                                    field->type()->ToString()));
    }
  }

  std::unique_ptr<PartWriter> open(std::shared_ptr<arrow::io::OutputStream> stream, const kernels::SchemaPtr& schema,
                                   bool /*is_first*/) const override {
    const auto notes = std::make_shared<arrow::KeyValueMetadata>();
    if (!index_columns.empty()) notes->Append("pandas", pandas_notes(*schema, index()));
    if (!category_notes.empty()) notes->Append(std::string(kCategoryNotesKey), category_notes);
    const auto noted = schema->WithMetadata(notes);
    return std::make_unique<ParquetPartWriter>(
        data::value_or_throw(parquet::arrow::FileWriter::Open(*noted, data::arrow_pool(), std::move(stream),
                                                              properties(), arrow_writer_properties()),
                             "writing Parquet"));
  }

  std::vector<IndexColumn> index() const {
    std::vector<IndexColumn> levels;
    for (std::size_t i = 0; i < index_columns.size(); ++i) levels.push_back({index_columns[i], index_names.at(i)});
    return levels;
  }
  std::shared_ptr<parquet::WriterProperties> properties() const {
    return parquet::WriterProperties::Builder()
        .compression(compression_of(compression))
        ->max_row_group_length(row_group_rows)
        ->memory_pool(data::arrow_pool())
        ->build();
  }
};

}  // namespace

kernels::SinkPtr parquet_sink(const std::string& folder, const ParquetWriteOptions& options) {
  if (options.row_group_rows < 1)
    throw ValueError(fmt::format("a row group has at least 1 row: got row_group_rows {}", options.row_group_rows));
  compression_of(options.compression);
  auto format = std::make_shared<ParquetFormat>();
  format->compression = options.compression;
  format->row_group_rows = options.row_group_rows;
  format->category_notes = options.category_notes;
  for (const auto& level : options.index) {
    format->index_columns.push_back(level.column);
    format->index_names.push_back(level.name);
  }
  return file_sink({.folder = folder,
                    .format = std::move(format),
                    .mode = options.mode,
                    .partition_on = options.partition_on,
                    .names = options.names,
                    .storage_options = options.storage_options});
}

}  // namespace tusk::io
