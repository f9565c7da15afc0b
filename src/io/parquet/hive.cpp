#include "io/parquet/hive.h"

#include <algorithm>
#include <charconv>

#include <arrow/array.h>
#include <arrow/array/builder_binary.h>
#include <arrow/array/util.h>
#include <arrow/scalar.h>
#include <arrow/type.h>
#include <fmt/format.h>

#include "data/arrow_pool.h"
#include "data/arrow_status.h"
#include "io/glob.h"
#include "kernels/categories.h"

namespace tusk::io {
namespace {

constexpr std::string_view kMissing = "__HIVE_DEFAULT_PARTITION__";
// What can't stand in a folder's name, or would be read otherwise.
constexpr std::string_view kEscaped = "\"#%'*/:=?\\{}[]^ +&";

std::string unescaped(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned code = 0;
    const auto* digits = text.data() + i + 1;
    if (text[i] == '%' && i + 2 < text.size() && std::from_chars(digits, digits + 2, code, 16).ptr == digits + 2) {
      result += char(code);
      i += 2;
    } else {
      result += text[i];
    }
  }
  return result;
}

std::string escaped(std::string_view text) {
  std::string result;
  for (const char letter : text) {
    if (static_cast<unsigned char>(letter) < 0x20 || kEscaped.find(letter) != std::string_view::npos)
      result += fmt::format("%{:02X}", static_cast<unsigned char>(letter));
    else result += letter;
  }
  return result;
}

std::optional<std::int64_t> whole_number(const std::string& text) {
  std::int64_t number = 0;
  const auto end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && stop == end ? std::optional(number) : std::nullopt;
}

std::shared_ptr<arrow::Array> category_array(const std::vector<std::string>& categories) {
  arrow::StringBuilder builder(data::arrow_pool());
  data::throw_unless_ok(builder.AppendValues(categories), "making categories");
  return data::value_or_throw(builder.Finish(), "making categories");
}

std::shared_ptr<arrow::Array> repeated(const arrow::Scalar& scalar, std::int64_t length) {
  return data::value_or_throw(arrow::MakeArrayFromScalar(scalar, length, data::arrow_pool()), "repeating a value");
}

}  // namespace

std::vector<HiveKey> hive_keys(const std::string& address) {
  auto folders = path_parts(address);
  folders.pop_back();
  std::vector<HiveKey> keys;
  for (const auto folder : folders) {
    const auto equals = folder.find('=');
    if (equals == std::string_view::npos || equals == 0) continue;
    const auto value = folder.substr(equals + 1);
    keys.emplace_back(unescaped(folder.substr(0, equals)),
                      value == kMissing ? std::nullopt : std::optional(unescaped(value)));
  }
  return keys;
}

std::string hive_folder(const std::string& key, const std::optional<std::string>& value) {
  return escaped(key) + "=" + (value ? escaped(*value) : std::string(kMissing));
}

HiveColumn hive_column(const std::string& name, const std::vector<std::optional<std::string>>& values) {
  HiveColumn column;
  column.name = name;
  for (const auto& value : values) {
    if (!value) continue;
    column.is_number = column.is_number && whole_number(*value);
    column.categories.push_back(*value);
  }
  if (column.categories.empty()) column.is_number = false;
  if (column.is_number) column.categories.clear();
  std::ranges::sort(column.categories);
  const auto repeated_values = std::ranges::unique(column.categories);
  column.categories.erase(repeated_values.begin(), repeated_values.end());
  return column;
}

kernels::TypePtr hive_type(const HiveColumn& column) {
  if (column.is_number) return arrow::int64();
  return std::make_shared<kernels::KnownCategories>(category_array(column.categories), false);
}

std::shared_ptr<arrow::Scalar> hive_scalar(const HiveColumn& column, const std::optional<std::string>& value) {
  const auto type = column.is_number ? arrow::int64() : arrow::utf8();
  if (!value) return arrow::MakeNullScalar(type);
  if (column.is_number) return std::make_shared<arrow::Int64Scalar>(whole_number(*value).value_or(0));
  return std::make_shared<arrow::StringScalar>(*value);
}

std::shared_ptr<arrow::Array> hive_array(const HiveColumn& column, const std::optional<std::string>& value,
                                         std::int64_t length) {
  if (column.is_number) return repeated(*hive_scalar(column, value), length);
  std::shared_ptr<arrow::Scalar> code = arrow::MakeNullScalar(arrow::int32());
  if (value) {
    const auto place = std::ranges::lower_bound(column.categories, *value);
    code = std::make_shared<arrow::Int32Scalar>(int(place - column.categories.begin()));
  }
  return data::value_or_throw(
      arrow::DictionaryArray::FromArrays(hive_type(column), repeated(*code, length), category_array(column.categories)),
      "making categories");
}

}  // namespace tusk::io
