#include "io/parquet/footer.h"

#include <algorithm>
#include <cstring>

#include <arrow/buffer.h>
#include <arrow/io/memory.h>
#include <arrow/type.h>
#include <arrow/util/key_value_metadata.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <parquet/properties.h>

#include "data/arrow_pool.h"
#include "io/parquet/parquet_error.h"

namespace tusk::io {
namespace {

// A file ends with the footer, its length in 4 bytes, and the format's mark.
// https://parquet.apache.org/docs/file-format/
constexpr std::string_view kMark = "PAR1";
constexpr std::uint64_t kTailBytes = 8;
constexpr std::uint64_t kLeastBytes = kMark.size() + kTailBytes;
// One read brings the whole footer of most files.
constexpr std::uint64_t kFirstRead = 64 * 1024;

std::string read_bytes(const InputFile& file, std::uint64_t offset, std::uint64_t count) {
  std::string bytes(count, '\0');
  bytes.resize(file.read_at(offset, count, bytes.data()));
  return bytes;
}

std::string footer_bytes(const std::string& address, const InputFile& file) {
  const auto size = file.size_bytes();
  const auto first_read = std::min(size, kFirstRead);
  auto tail = read_bytes(file, size - first_read, first_read);
  if (size < kLeastBytes || tail.size() != first_read || !tail.ends_with(kMark)) {
    throw ValueError(
        fmt::format("a Parquet file ends with its footer and PAR1: '{}' of {} bytes doesn't; it was cut off, "
                    "or has another format",
                    address, size));
  }
  std::uint32_t length = 0;
  std::memcpy(&length, tail.data() + tail.size() - kTailBytes, sizeof(length));
  if (length > size - kLeastBytes) {
    throw ValueError(
        fmt::format("a Parquet file holds its footer: that of '{}' would have {} bytes, and the file has {}", address,
                    length, size));
  }
  if (length + kTailBytes > tail.size()) return read_bytes(file, size - kTailBytes - length, length);
  return tail.substr(tail.size() - kTailBytes - length, length);
}

std::vector<std::string> level_columns(const nlohmann::json& noted) {
  std::vector<std::string> columns;
  for (const auto& level : noted.value("index_columns", nlohmann::json::array()))
    if (level.is_string()) columns.push_back(level.get<std::string>());
  return columns;
}

// The name of a level as pandas has noted it for the column; "" if it had none.
std::string level_name(const nlohmann::json& noted, const std::string& column) {
  for (const auto& entry : noted.value("columns", nlohmann::json::array())) {
    if (!entry.is_object() || entry.value("field_name", nlohmann::json()) != column) continue;
    const auto name = entry.value("name", nlohmann::json());
    return name.is_string() ? name.get<std::string>() : std::string();
  }
  return column.starts_with("__index_level_") ? std::string() : column;
}

}  // namespace

const parquet::arrow::SchemaField* ParquetFooter::find(std::string_view column) const {
  const auto& fields = manifest.schema_fields;
  const auto place = std::ranges::find_if(fields, [&](const auto& field) { return field.field->name() == column; });
  return place == fields.end() ? nullptr : &*place;
}

ParquetFooterPtr read_footer(const std::string& address, const InputFile& file) {
  const auto bytes = footer_bytes(address, file);
  auto footer = std::make_shared<ParquetFooter>();
  footer->address = address;
  calling_parquet(address, [&] {
    footer->metadata = parquet::FileMetaData::Make(bytes.data(), std::int64_t(bytes.size()));
    const auto status =
        parquet::arrow::SchemaManifest::Make(footer->metadata->schema(), footer->metadata->key_value_metadata(),
                                             parquet::default_arrow_reader_properties(), &footer->manifest);
    if (!status.ok()) throw_parquet_error(address, status);
  });
  return footer;
}

std::vector<int> leaf_columns(const parquet::arrow::SchemaField& field) {
  if (field.is_leaf()) return {field.column_index};
  std::vector<int> leaves;
  for (const auto& child : field.children) {
    const auto below = leaf_columns(child);
    leaves.insert(leaves.end(), below.begin(), below.end());
  }
  return leaves;
}

std::vector<IndexColumn> noted_index(const ParquetFooter& footer) {
  const auto& notes = footer.metadata->key_value_metadata();
  if (!notes || !notes->Contains("pandas")) return {};
  const auto noted = nlohmann::json::parse(*notes->Get("pandas"), nullptr, false);
  if (!noted.is_object()) return {};
  std::vector<IndexColumn> index;
  for (const auto& column : level_columns(noted))
    if (footer.find(column)) index.push_back({column, level_name(noted, column)});
  return index;
}

}  // namespace tusk::io
