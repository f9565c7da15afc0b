#include "io/write/row_split.h"

#include <algorithm>
#include <map>
#include <optional>

#include <arrow/api.h>
#include <arrow/compute/api_vector.h>
#include <arrow/compute/cast.h>
#include <fmt/format.h>

#include <tusk/core/error.h>

#include "core/near_names.h"
#include "data/arrow_pool.h"
#include "data/arrow_status.h"
#include "io/parquet/hive.h"

namespace tusk::io {
namespace {

arrow::compute::ExecContext& split_context() {
  thread_local arrow::compute::ExecContext context = [] {
    arrow::compute::ExecContext made(data::arrow_pool());
    made.set_use_threads(false);
    return made;
  }();
  return context;
}

// A key's values as texts, each with a code; -1 is missing.
struct CodedKey {
  std::shared_ptr<arrow::Int32Array> codes;
  std::shared_ptr<arrow::StringArray> texts;

  int code(std::int64_t row) const { return codes->IsNull(row) ? -1 : codes->Value(row); }
  std::optional<std::string> text(int code) const {
    return code < 0 ? std::nullopt : std::optional(texts->GetString(code));
  }
};

CodedKey coded_key(const std::shared_ptr<arrow::Array>& column) {
  const auto texts = data::value_or_throw(arrow::compute::Cast(arrow::Datum(column), arrow::utf8(),
                                                               arrow::compute::CastOptions::Safe(), &split_context()),
                                          "naming folders")
                         .make_array();
  const auto encoded =
      data::value_or_throw(arrow::compute::DictionaryEncode(texts, arrow::compute::DictionaryEncodeOptions::Defaults(),
                                                            &split_context()),
                           "naming folders")
          .make_array();
  const auto& dictionary = static_cast<const arrow::DictionaryArray&>(*encoded);
  return {std::static_pointer_cast<arrow::Int32Array>(dictionary.indices()),
          std::static_pointer_cast<arrow::StringArray>(dictionary.dictionary())};
}

kernels::Batch taken(const kernels::Batch& batch, const std::vector<std::int64_t>& rows) {
  arrow::Int64Builder builder(data::arrow_pool());
  data::throw_unless_ok(builder.AppendValues(rows), "splitting rows");
  const auto places = data::value_or_throw(builder.Finish(), "splitting rows");
  return data::value_or_throw(
             arrow::compute::Take(batch, places, arrow::compute::TakeOptions::NoBoundsCheck(), &split_context()),
             "splitting rows")
      .record_batch();
}

kernels::Batch without_keys(const kernels::Batch& batch, const std::vector<std::string>& keys) {
  auto rest = batch;
  for (const auto& key : keys)
    rest = data::value_or_throw(rest->RemoveColumn(rest->schema()->GetFieldIndex(key)), "splitting rows");
  return rest;
}

}  // namespace

std::vector<FolderRows> split_rows(const kernels::Batch& batch, const std::vector<std::string>& keys) {
  std::vector<CodedKey> coded;
  for (const auto& key : keys) coded.push_back(coded_key(batch->GetColumnByName(key)));
  std::map<std::vector<int>, std::size_t> places;
  std::vector<std::vector<std::int64_t>> rows_of;
  std::vector<std::string> folders;
  std::vector<int> codes(keys.size());
  for (std::int64_t row = 0; row < batch->num_rows(); ++row) {
    for (std::size_t i = 0; i < keys.size(); ++i) codes[i] = coded[i].code(row);
    const auto [place, is_new] = places.try_emplace(codes, rows_of.size());
    if (is_new) {
      rows_of.emplace_back();
      auto& folder = folders.emplace_back();
      for (std::size_t i = 0; i < keys.size(); ++i) folder += hive_folder(keys[i], coded[i].text(codes[i])) + "/";
    }
    rows_of[place->second].push_back(row);
  }
  const auto rest = without_keys(batch, keys);
  std::vector<FolderRows> result;
  for (std::size_t i = 0; i < rows_of.size(); ++i) result.push_back({folders[i], taken(rest, rows_of[i])});
  return result;
}

kernels::SchemaPtr schema_without(const kernels::SchemaPtr& schema, const std::vector<std::string>& keys) {
  for (const auto& key : keys) {
    if (schema->GetFieldIndex(key) >= 0) continue;
    const auto near = core::did_you_mean(key, schema->field_names());
    throw KeyError(
        fmt::format("partition_on names columns: there is no column '{}'{}{}", key, near.empty() ? "" : "; ", near));
  }
  arrow::FieldVector rest;
  for (const auto& field : schema->fields())
    if (std::ranges::find(keys, field->name()) == keys.end()) rest.push_back(field);
  if (rest.empty() && !keys.empty())
    throw ValueError("partition_on leaves columns to write: all columns are in it; leave one out");
  return arrow::schema(rest);
}

}  // namespace tusk::io
