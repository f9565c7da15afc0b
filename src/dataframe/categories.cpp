#include "dataframe/categories.h"

#include <algorithm>
#include <utility>

#include <arrow/array.h>
#include <arrow/array/concatenate.h>
#include <arrow/chunked_array.h>
#include <arrow/table.h>
#include <fmt/format.h>

#include <tusk/core/error.h>
#include <tusk/graph/collection.h>

#include "data/arrow_pool.h"
#include "data/arrow_status.h"
#include "dataframe/nodes.h"
#include "expr/frame_collection.h"
#include "expr/reduce.h"
#include "kernels/arrow_compute.h"
#include "kernels/row_reducers.h"

namespace tusk::dataframe {

namespace {

constexpr const char* kUniting = "putting categories together";

std::int64_t place_of(const kernels::KnownCategories& known, const Value& literal) {
  return kernels::places_among(*known.values(), *kernels::array_of_values({literal}))[0];
}

// The place of a literal among the categories; -1 for a missing one.
std::int64_t category_place(const kernels::KnownCategories& known, const Value& literal) {
  if (literal.is_none()) return -1;
  const std::int64_t place = place_of(known, literal);
  if (place < 0)
    throw TypeError(fmt::format("a category column takes its categories: {} is none of them; add_categories first",
                                literal.print()));
  return place;
}

const kernels::TypePtr& values_type(const arrow::DataType& type) {
  return static_cast<const arrow::DictionaryType&>(type).value_type();
}

// The categories of all columns in the order of appearance, nullptr if they are left to the rows anywhere.
ArrayPtr united_values(const std::vector<const arrow::DataType*>& types) {
  arrow::ArrayVector parts;
  for (const auto* type : types) {
    const auto* known = kernels::known_categories(*type);
    if (!known) return nullptr;
    parts.push_back(kernels::converted_values(known->values(), values_type(*types[0])));
    if (!parts.back()->type()->Equals(*parts[0]->type())) return nullptr;
  }
  return kernels::distinct_in_order(data::value_or_throw(arrow::Concatenate(parts, data::arrow_pool()), kUniting));
}

// Categories that are left to the rows, of one type of texts where there are several.
Series opened(const Series& series, const std::vector<const arrow::DataType*>& types) {
  const auto is_alike = [&](const auto* type) { return values_type(*type)->Equals(*values_type(*types[0])); };
  if (std::ranges::all_of(types, is_alike)) return series.elementwise("cat.open");
  return series.elementwise("cat.values").astype("str").astype("category");
}

}  // namespace

const kernels::KnownCategories* known_categories(const Series& series) {
  return kernels::known_categories(*expr::value_type(series.node()->meta()));
}

const kernels::KnownCategories& needed_categories(const Series& series, std::string_view doing) {
  if (const auto* known = known_categories(series)) return *known;
  throw NotImplementedError(
      fmt::format("{} needs known categories: those of '{}' are left to the rows; call cat.as_known(), or categorize() "
                  "of the frame",
                  doing, series.name().value_or("")));
}

Series with_categories(const Series& series, ArrayPtr values, bool is_ordered, const char* function) {
  kernels::category_type(values, is_ordered);
  const auto field = arrow::field("categories", values->type());
  const Table table(arrow::Table::Make(arrow::schema({field}), {std::move(values)}));
  return series.elementwise(function, {}, {{"categories", Value::of(table)}, {"ordered", Value::of(is_ordered)}});
}

Series category_codes(const Series& series) {
  const auto& known = needed_categories(series, "codes");
  const auto type = kernels::code_type(known.values()->length());
  return series.elementwise("cat.codes", {}, {{"type", Value::of(kernels::type_name(*type))}});
}

const kernels::KnownCategories* ordered_categories(const Series& series) {
  const auto* known = known_categories(series);
  return known && known->ordered() ? known : nullptr;
}

Series comparable_codes(const Series& series) {
  const Series codes = category_codes(series);
  return codes.where(codes >= 0);
}

Series chosen_categories(const Series& series, const char* function, const Series& condition, const Operand& other) {
  const auto& known = needed_categories(series, function);
  if (other.node())
    throw TypeError(fmt::format("{} of categories takes one of them, or nothing: got a column", function));
  const Operand code(category_place(known, other.literal()));
  const Series codes = elementwise(function, {category_codes(series), condition, code});
  return with_categories(codes, known.values(), known.ordered(), "cat.from_codes");
}

bool can_hold_category(const Series& series, const Operand& value) {
  const auto* known = known_categories(series);
  return !known || value.node() || value.literal().is_none() || place_of(*known, value.literal()) >= 0;
}

void check_category(const Series& series, const Operand& value) {
  const auto* known = known_categories(series);
  if (known && !value.node()) category_place(*known, value.literal());
}

std::vector<ArrayPtr> distinct_values(const std::vector<Series>& series, const RunOptions& options) {
  std::vector<lazy::CollectionPtr> counts;
  std::vector<const Collection*> pointers;
  for (const Series& column : series) {
    auto reducer = kernels::value_counts(expr::value_column(column.node()->meta()), true, false, false, false);
    counts.push_back(
        std::make_shared<expr::FrameCollection>(expr::reduce(column.node(), std::move(reducer), "categories")));
    pointers.push_back(counts.back().get());
  }
  std::vector<ArrayPtr> values;
  if (series.empty()) return values;
  for (const Value& table : tusk::compute(pointers, options)) {
    const auto column = table.as<Table>().arrow()->column(0);
    values.push_back(kernels::sorted_values({column}, column->type()));
  }
  return values;
}

std::vector<expr::NodePtr> united_categories(std::vector<expr::NodePtr> frames) {
  for (const std::string& column : expr::value_columns(frames[0]->meta())) {
    std::vector<const arrow::DataType*> types;
    for (const auto& frame : frames) {
      const auto field = frame->meta().schema->GetFieldByName(column);
      if (field && field->type()->id() == arrow::Type::DICTIONARY) types.push_back(field->type().get());
    }
    if (types.size() != frames.size() || frames.size() == 1) continue;
    const ArrayPtr values = united_values(types);
    const bool is_ordered = std::ranges::all_of(
        types, [](const auto* type) { return static_cast<const arrow::DictionaryType*>(type)->ordered(); });
    for (auto& frame : frames) {
      const DataFrame before(frame);
      const Series categories = before.column(column);
      frame =
          before.assign(column, values ? with_categories(categories, values, is_ordered) : opened(categories, types))
              .node();
    }
  }
  return frames;
}

}  // namespace tusk::dataframe
