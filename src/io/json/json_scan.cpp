#include "io/json/json_scan.h"

#include <algorithm>
#include <limits>

#include <arrow/api.h>
#include <arrow/io/memory.h>
#include <arrow/json/options.h>
#include <arrow/json/reader.h>
#include <fmt/format.h>

#include <tusk/core/error.h>
#include <tusk/data/table.h>

#include "core/near_names.h"
#include "data/arrow_pool.h"
#include "data/arrow_status.h"
#include "io/json/line_blocks.h"
#include "io/sent_options.h"

namespace tusk::io {
namespace {

constexpr std::uint64_t kJsonPieceBytes = std::uint64_t(1) << 20;

arrow::Result<std::shared_ptr<arrow::Table>> parse(std::string_view lines, const kernels::SchemaPtr& schema) {
  auto reading = arrow::json::ReadOptions::Defaults();
  reading.use_threads = false;
  reading.block_size = std::int32_t(std::min<std::size_t>(lines.size() + 1, std::numeric_limits<std::int32_t>::max()));
  auto parsing = arrow::json::ParseOptions::Defaults();
  parsing.explicit_schema = schema;
  if (schema) parsing.unexpected_field_behavior = arrow::json::UnexpectedFieldBehavior::Error;
  const auto input = std::make_shared<arrow::io::BufferReader>(arrow::Buffer::FromString(std::string(lines)));
  ARROW_ASSIGN_OR_RAISE(const auto reader, arrow::json::TableReader::Make(data::arrow_pool(), input, reading, parsing));
  return reader->Read();
}

bool is_blank(std::string_view lines) { return lines.find_first_not_of(" \t\r\n") == std::string_view::npos; }

// The first of the lines that can't be parsed, and why; `lines` are known to have one, or fail together only.
struct BadLine {
  std::uint64_t offset = 0;  // within the lines
  std::string reason;
};

BadLine find_bad_line(std::string_view lines, const kernels::SchemaPtr& schema, const std::string& reason) {
  for (std::size_t begin = 0; begin < lines.size();) {
    const auto end = std::min(lines.find('\n', begin), lines.size() - 1) + 1;
    const auto line = lines.substr(begin, end - begin);
    if (!is_blank(line))
      if (const auto parsed = parse(line, schema); !parsed.ok()) return {begin, parsed.status().message()};
    begin = end;
  }
  return {0, reason};
}

[[noreturn]] void refuse_lines(const std::string& address, const InputFile& file, std::uint64_t offset,
                               std::string_view lines, const kernels::SchemaPtr& schema, const arrow::Status& status) {
  if (status.IsOutOfMemory()) data::throw_status(status, "reading JSON");
  const auto bad = find_bad_line(lines, schema, status.message());
  throw ValueError(
      fmt::format("a line holds one JSON object whose values have their columns' types: '{}', line {}: {}; "
                  "a larger sample, or a type given for the column, may help",
                  address, line_number(file, offset + bad.offset), bad.reason));
}

struct JsonFile {
  static constexpr std::string_view kName = "json_file";
  std::string address;
  std::uint64_t size_bytes = 0;
  static constexpr auto fields() {
    return std::tuple{field("address", &JsonFile::address), field("size_bytes", &JsonFile::size_bytes)};
  }
};

// The lines that begin in a range of a file: a partition.
struct JsonBlock {
  static constexpr std::string_view kName = "json_block";
  std::int64_t file = 0;
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
  static constexpr auto fields() {
    return std::tuple{field("file", &JsonBlock::file), field("begin", &JsonBlock::begin),
                      field("end", &JsonBlock::end)};
  }
};

class JsonReader final : public kernels::BatchReader {
 public:
  JsonReader(std::string address, const StorageOptions& options, const JsonBlock& block, kernels::SchemaPtr schema,
             std::vector<int> chosen, std::optional<std::int64_t> rows)
      : address_(std::move(address)),
        file_(open_input(address_, options)),
        lines_(file_, block.begin, block.end, kJsonPieceBytes),
        schema_(std::move(schema)),
        chosen_(std::move(chosen)),
        rows_left_(rows.value_or(std::numeric_limits<std::int64_t>::max())) {}

  kernels::Batch next() override {
    while (rows_left_ > 0) {
      const auto piece = lines_.next();
      if (!piece) return nullptr;
      if (is_blank(*piece)) continue;
      auto batch = chosen_columns(*piece);
      if (batch->num_rows() > rows_left_) batch = batch->Slice(0, rows_left_);
      rows_left_ -= batch->num_rows();
      return batch;
    }
    return nullptr;
  }

 private:
  kernels::Batch chosen_columns(const std::string& piece) const {
    const auto parsed = parse(piece, schema_);
    if (!parsed.ok()) refuse_lines(address_, *file_, lines_.piece_offset(), piece, schema_, parsed.status());
    const auto whole = data::value_or_throw((*parsed)->CombineChunksToBatch(data::arrow_pool()), "reading JSON");
    return data::value_or_throw(whole->SelectColumns(chosen_), "reading JSON");
  }

  std::string address_;
  std::shared_ptr<const InputFile> file_;
  LineBlocks lines_;
  kernels::SchemaPtr schema_;
  std::vector<int> chosen_;
  std::int64_t rows_left_;
};

struct JsonScan final : DeclaredAs<JsonScan, kernels::Scan> {
  static constexpr std::string_view kName = "json_lines";
  static constexpr auto fields() {
    return std::tuple{field("files", &JsonScan::files), field("blocks", &JsonScan::blocks),
                      field("columns", &JsonScan::columns), field("storage_options", &JsonScan::storage_options)};
  }
  std::vector<JsonFile> files;
  std::vector<JsonBlock> blocks;
  Table columns;  // without rows: names and types
  SentOptions storage_options;

  kernels::SchemaPtr schema() const override { return columns.arrow()->schema(); }
  std::int64_t partition_count() const override { return std::int64_t(blocks.size()); }
  std::unique_ptr<kernels::BatchReader> open(std::int64_t partition,
                                             const kernels::ScanRequest& request) const override {
    std::vector<int> chosen;
    for (const auto& name : request.columns) chosen.push_back(place_of(name));
    const auto& block = blocks.at(std::size_t(partition));
    return std::make_unique<JsonReader>(files.at(std::size_t(block.file)).address, storage_options.values, block,
                                        schema(), std::move(chosen), request.rows);
  }
  // Lines are read whole.
  std::uint64_t bytes_to_read(const std::vector<std::string>& /*names*/) const override {
    std::uint64_t total = 0;
    for (const auto& file : files) total += file.size_bytes;
    return total;
  }

  int place_of(const std::string& name) const {
    const int place = schema()->GetFieldIndex(name);
    if (place >= 0) return place;
    const auto near = core::did_you_mean(name, schema()->field_names());
    throw KeyError(fmt::format("a column that is read is one of the table's: there is no '{}'{}{}", name,
                               near.empty() ? "" : "; ", near));
  }
};

// Whole lines from the beginning of a file, a sample's worth.
std::string sample_of(const JsonFile& file, const JsonOptions& options) {
  LineBlocks lines(open_input(file.address, options.storage_options), 0, file.size_bytes,
                   std::max<std::uint64_t>(options.sample_bytes, 1));
  return lines.next().value_or("");
}

// A column of the sample as it will be read.
std::shared_ptr<arrow::Field> column_of(const arrow::Field& sampled, const JsonOptions& options) {
  const auto given = options.types.find(sampled.name());
  if (given != options.types.end()) return arrow::field(sampled.name(), given->second);
  if (sampled.type()->id() == arrow::Type::TIMESTAMP) return arrow::field(sampled.name(), arrow::utf8());
  return arrow::field(sampled.name(), sampled.type());
}

kernels::SchemaPtr sampled_schema(const JsonFile& file, const std::string& sample, const JsonOptions& options) {
  const auto parsed = parse(sample, nullptr);
  if (!parsed.ok())
    refuse_lines(file.address, *open_input(file.address, options.storage_options), 0, sample, nullptr, parsed.status());
  arrow::FieldVector fields;
  for (const auto& column : (*parsed)->schema()->fields()) fields.push_back(column_of(*column, options));
  for (const auto& [name, type] : options.types)
    if ((*parsed)->schema()->GetFieldIndex(name) < 0) fields.push_back(arrow::field(name, type));
  return arrow::schema(fields);
}

kernels::SchemaPtr json_schema(const std::vector<JsonFile>& files, const JsonOptions& options) {
  for (const auto& file : files) {
    const auto sample = sample_of(file, options);
    if (!is_blank(sample)) return sampled_schema(file, sample, options);
  }
  throw ValueError(fmt::format("JSON lines have at least one line: '{}' is empty{}", files.front().address,
                               files.size() > 1 ? ", and so are the other files" : ""));
}

void add_blocks(std::int64_t place, const JsonFile& file, std::uint64_t block_bytes, std::vector<JsonBlock>& blocks) {
  if (block_bytes == 0 || file.size_bytes <= block_bytes) {
    blocks.push_back({place, 0, file.size_bytes});
    return;
  }
  for (std::uint64_t begin = 0; begin < file.size_bytes; begin += block_bytes)
    blocks.push_back({place, begin, std::min(begin + block_bytes, file.size_bytes)});
}

}  // namespace

kernels::ScanPtr open_json_lines(const std::vector<std::string>& addresses, const JsonOptions& options) {
  auto scan = std::make_shared<JsonScan>();
  scan->storage_options.values = options.storage_options;
  for (const auto& found : find_files(addresses, options.storage_options)) {
    const auto place = std::int64_t(scan->files.size());
    scan->files.push_back({found.address, found.size_bytes});
    add_blocks(place, scan->files.back(), options.block_bytes, scan->blocks);
  }
  scan->columns = Table(data::value_or_throw(
      arrow::Table::MakeEmpty(json_schema(scan->files, options), data::arrow_pool()), "making a table"));
  return scan;
}

}  // namespace tusk::io
