// series.cat(): what the categories are, and changes of them.
#include <utility>

#include <arrow/array.h>
#include <arrow/array/concatenate.h>
#include <arrow/chunked_array.h>
#include <arrow/scalar.h>
#include <arrow/table.h>
#include <fmt/format.h>

#include <tusk/core/error.h>
#include <tusk/dataframe/accessors.h>

#include "data/arrow_pool.h"
#include "data/arrow_status.h"
#include "dataframe/categories.h"
#include "dataframe/nodes.h"

namespace tusk {

using dataframe::ArrayPtr;
using dataframe::needed_categories;
using dataframe::with_categories;

namespace {

using Places = std::vector<std::int64_t>;

ArrayPtr joined(const ArrayPtr& a, const ArrayPtr& b) {
  if (b->length() == 0) return a;
  if (a->length() == 0) return b;
  const ArrayPtr added = kernels::converted_values(b, a->type());
  if (!a->type()->Equals(*added->type()))
    throw TypeError(fmt::format("categories have one type: these are {}, and {} are added",
                                kernels::type_name(*a->type()), kernels::type_name(*b->type())));
  return data::value_or_throw(arrow::Concatenate({a, added}, data::arrow_pool()), "adding categories");
}

ArrayPtr only(const ArrayPtr& values, const std::vector<bool>& is_kept) {
  arrow::ArrayVector kept;
  for (std::int64_t i = 0; i < values->length(); ++i) {
    if (is_kept[std::size_t(i)]) kept.push_back(values->Slice(i, 1));
  }
  if (kept.empty()) return values->Slice(0, 0);
  return data::value_or_throw(arrow::Concatenate(kept, data::arrow_pool()), "leaving out categories");
}

// Literals in the type that the categories have, where that holds them.
ArrayPtr array_like(const ArrayPtr& values, const std::vector<Value>& given) {
  return kernels::converted_values(kernels::array_of_values(given), values->type());
}

// Throws ValueError unless all of those values are, or none of them is, among the categories.
Places checked_places(const char* doing, const ArrayPtr& values, const ArrayPtr& wanted, bool should_be_there) {
  Places places = kernels::places_among(*values, *wanted);
  for (std::size_t i = 0; i < places.size(); ++i) {
    if ((places[i] >= 0) == should_be_there) continue;
    const auto value = data::value_or_throw(wanted->GetScalar(std::int64_t(i)), "naming a category");
    throw ValueError(fmt::format("{} takes values that are {} of the categories: '{}' is {}", doing,
                                 should_be_there ? "all some" : "none", value->ToString(),
                                 should_be_there ? "none" : "one already"));
  }
  return places;
}

}  // namespace

bool CategoricalMethods::known() const { return dataframe::known_categories(series_) != nullptr; }

bool CategoricalMethods::ordered() const {
  return static_cast<const arrow::DictionaryType&>(*expr::value_type(series_.node()->meta())).ordered();
}

Table CategoricalMethods::categories() const {
  const auto& values = needed_categories(series_, "categories").values();
  return Table(arrow::Table::Make(arrow::schema({arrow::field("categories", values->type())}), {values}));
}

Series CategoricalMethods::codes() const { return dataframe::category_codes(series_); }

Series CategoricalMethods::as_known(const RunOptions& options) const {
  if (known()) return series_;
  return with_categories(series_, dataframe::distinct_values({series_}, options)[0], ordered());
}

Series CategoricalMethods::as_unknown() const { return series_.elementwise("cat.open"); }

Series CategoricalMethods::with_order(bool is_ordered) const {
  const auto& known = needed_categories(series_, is_ordered ? "as_ordered" : "as_unordered");
  return with_categories(series_, known.values(), is_ordered);
}

Series CategoricalMethods::add_categories(const std::vector<Value>& categories) const {
  const auto& known = needed_categories(series_, "add_categories");
  const ArrayPtr added = array_like(known.values(), categories);
  checked_places("add_categories", known.values(), added, false);
  return with_categories(series_, joined(known.values(), added), known.ordered());
}

Series CategoricalMethods::remove_categories(const std::vector<Value>& categories) const {
  const auto& known = needed_categories(series_, "remove_categories");
  const ArrayPtr removed = array_like(known.values(), categories);
  std::vector<bool> is_kept(std::size_t(known.values()->length()), true);
  for (const std::int64_t place : checked_places("remove_categories", known.values(), removed, true))
    is_kept[std::size_t(place)] = false;
  ArrayPtr kept = only(known.values(), is_kept);
  if (!known.ordered()) kept = kernels::sorted_values({std::make_shared<arrow::ChunkedArray>(kept)}, kept->type());
  return with_categories(series_, std::move(kept), known.ordered());
}

Series CategoricalMethods::remove_unused_categories(const RunOptions& options) const {
  const auto& known = needed_categories(series_, "remove_unused_categories");
  const ArrayPtr used = dataframe::distinct_values({series_}, options)[0];
  std::vector<bool> is_kept(std::size_t(known.values()->length()), false);
  for (const std::int64_t place : kernels::places_among(*known.values(), *used)) is_kept[std::size_t(place)] = true;
  return with_categories(series_, only(known.values(), is_kept), known.ordered());
}

Series CategoricalMethods::rename_categories(const std::vector<Value>& categories) const {
  const auto& known = needed_categories(series_, "rename_categories");
  if (std::int64_t(categories.size()) != known.values()->length())
    throw ValueError(fmt::format("rename_categories takes a name for each category: {} for {}", categories.size(),
                                 known.values()->length()));
  return with_categories(series_, kernels::array_of_values(categories), known.ordered(), "cat.rename");
}

Series CategoricalMethods::rename_categories(const std::vector<Value>& from, const std::vector<Value>& to) const {
  const auto& known = needed_categories(series_, "rename_categories");
  if (from.size() != to.size())
    throw ValueError(
        fmt::format("rename_categories takes as many new names as old ones: {} and {}", to.size(), from.size()));
  const ArrayPtr old_names = array_like(known.values(), from), new_names = kernels::array_of_values(to);
  const Places places = kernels::places_among(*old_names, *known.values());
  arrow::ArrayVector names;
  for (std::size_t i = 0; i < places.size(); ++i)
    names.push_back(places[i] < 0 ? known.values()->Slice(std::int64_t(i), 1) : new_names->Slice(places[i], 1));
  ArrayPtr renamed = new_names->Slice(0, 0);
  for (const ArrayPtr& name : names) renamed = joined(renamed, name);
  return with_categories(series_, std::move(renamed), known.ordered(), "cat.rename");
}

Series CategoricalMethods::reorder_categories(const std::vector<Value>& categories, std::optional<bool> ordered) const {
  const auto& known = needed_categories(series_, "reorder_categories");
  const ArrayPtr values = array_like(known.values(), categories);
  if (values->length() != known.values()->length())
    throw ValueError(
        fmt::format("reorder_categories takes all categories: {} of {}", values->length(), known.values()->length()));
  checked_places("reorder_categories", known.values(), values, true);
  return with_categories(series_, values, ordered.value_or(known.ordered()));
}

Series CategoricalMethods::set_categories(const std::vector<Value>& categories, std::optional<bool> ordered) const {
  const auto& type = static_cast<const arrow::DictionaryType&>(*expr::value_type(series_.node()->meta()));
  return with_categories(series_, kernels::converted_values(kernels::array_of_values(categories), type.value_type()),
                         ordered.value_or(type.ordered()));
}

}  // namespace tusk
