#include "io/parquet/category_notes.h"

#include <algorithm>
#include <array>

#include <arrow/array.h>
#include <arrow/builder.h>
#include <arrow/datum.h>
#include <arrow/type.h>
#include <arrow/util/key_value_metadata.h>
#include <nlohmann/json.hpp>

#include <tusk/core/error.h>

#include "data/arrow_pool.h"
#include "data/arrow_status.h"
#include "kernels/categories.h"
#include "kernels/elementwise.h"

namespace tusk::io {

namespace {

std::shared_ptr<arrow::Array> as_type(const std::shared_ptr<arrow::Array>& values, const std::string& type) {
  return kernels::run_elementwise("astype", std::array{arrow::Datum(values)}, {{"type", Value::of(type)}},
                                  values->length());
}

nlohmann::json note_of(const kernels::KnownCategories& known) {
  const auto texts = as_type(known.values(), "str");
  nlohmann::json values = nlohmann::json::array();
  for (std::int64_t i = 0; i < texts->length(); ++i)
    values.push_back(data::value_or_throw(texts->GetScalar(i), "noting categories")->ToString());
  return {{"type", kernels::type_name(*known.value_type())}, {"ordered", known.ordered()}, {"values", values}};
}

bool can_be_noted(const arrow::DataType& type) {
  const std::string name = kernels::type_name(type);
  return name != "object" && name != "bool" && !name.starts_with("timedelta64");
}

// Whatever the file says: what can't be read is no note.
kernels::TypePtr type_of_note(const nlohmann::json& note) {
  try {
    arrow::StringBuilder builder(data::arrow_pool());
    for (const auto& value : note.at("values"))
      data::throw_unless_ok(builder.Append(value.get<std::string>()), "reading categories");
    const auto texts = data::value_or_throw(builder.Finish(), "reading categories");
    return kernels::category_type(as_type(texts, note.at("type").get<std::string>()), note.at("ordered").get<bool>());
  } catch (const nlohmann::json::exception&) {
    return nullptr;
  } catch (const Error&) {
    return nullptr;
  }
}

nlohmann::json category_note(const ParquetFooter& footer, const std::string& column) {
  const auto& notes = footer.metadata->key_value_metadata();
  const std::string key(kCategoryNotesKey);
  if (!notes || !notes->Contains(key)) return nullptr;
  const auto noted = nlohmann::json::parse(*notes->Get(key), nullptr, false);
  return noted.is_object() ? noted.value(column, nlohmann::json()) : nlohmann::json();
}

}  // namespace

std::string category_notes(const arrow::Schema& schema) {
  nlohmann::json notes = nlohmann::json::object();
  for (const auto& field : schema.fields()) {
    const auto* known = kernels::known_categories(*field->type());
    if (known && can_be_noted(*known->value_type())) notes[field->name()] = note_of(*known);
  }
  return notes.empty() ? "" : notes.dump();
}

kernels::TypePtr noted_category_type(const std::vector<ParquetFooterPtr>& footers, const std::string& column) {
  const auto first = category_note(*footers.front(), column);
  if (!first.is_object()) return nullptr;
  const bool is_common = std::ranges::all_of(
      footers, [&](const ParquetFooterPtr& footer) { return category_note(*footer, column) == first; });
  return is_common ? type_of_note(first) : nullptr;
}

}  // namespace tusk::io
