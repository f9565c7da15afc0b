// Hive folders: files lie in folders named "key=value", and the keys are columns.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include <tusk/core/fields.h>

#include "kernels/batch.h"

namespace tusk::io {

using HiveKey = std::pair<std::string, std::optional<std::string>>;

// The keys in the folders of an address, in their order, with their values; nullopt is a missing one. Escapes such as
// %20 in names and values are resolved.
std::vector<HiveKey> hive_keys(const std::string& address);
// "key=value" with escapes; the value that stands for a missing one for nullopt.
std::string hive_folder(const std::string& key, const std::optional<std::string>& value);

// A column that the folders' names give.
struct HiveColumn {
  static constexpr std::string_view kName = "hive_column";
  std::string name;
  bool is_number = true;                // int64, else categories of text
  std::vector<std::string> categories;  // sorted
  static constexpr auto fields() {
    return std::tuple{field("name", &HiveColumn::name), field("is_number", &HiveColumn::is_number),
                      field("categories", &HiveColumn::categories)};
  }
};

// The column that has these values in the files of a table.
HiveColumn hive_column(const std::string& name, const std::vector<std::optional<std::string>>& values);
kernels::TypePtr hive_type(const HiveColumn& column);
// One value, a category as its text.
std::shared_ptr<arrow::Scalar> hive_scalar(const HiveColumn& column, const std::optional<std::string>& value);
// `length` times the value.
std::shared_ptr<arrow::Array> hive_array(const HiveColumn& column, const std::optional<std::string>& value,
                                         std::int64_t length);

}  // namespace tusk::io
