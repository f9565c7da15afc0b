// agg, apply and transform of groups with what Python gives for functions.
#include <algorithm>
#include <iterator>
#include <utility>

#include <arrow/table.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <tusk/core/error.h>

#include "dataframe/group_keys.h"
#include "dataframe/whole_groups.h"
#include "python/conversion.h"
#include "python/group_by.h"
#include "python/python_call.h"
#include "python/short_repr.h"
#include "python/table_exchange.h"

namespace tusk::python {

namespace {

nb::object group_support(const char* name) { return nb::module_::import_("tusk._groups").attr(name); }

// The operation that calls `function` with the partition's table, and then these constants.
OperationPtr partition_call(std::string label, nb::object function, const std::vector<nb::object>& constants) {
  Packer packer(false);
  PythonCallParts parts;
  parts.label = std::move(label);
  parts.function = packer.pack_constant(std::move(function));
  parts.arguments.push_back({.kind = Packed::Kind::Input});
  for (const nb::object& constant : constants) parts.arguments.push_back(packer.pack_constant(constant));
  parts.keywords = Held(nb::tuple());
  parts.constants = Held(packer.constants());
  return std::make_shared<PythonCall>(std::move(parts));
}

nb::object name_of_column(const std::string& column) {
  return column == expr::kUnnamed ? nb::none() : nb::object(str_of(column));
}

// A function of a spec for a column of the groups, and what results are called.
struct SpecFunction {
  std::string label;
  std::string function;
  std::shared_ptr<const Aggregation> own = nullptr;
};

std::shared_ptr<const Aggregation> own_aggregation(const GroupBy& groups, const std::string& column, nb::object own) {
  const auto& schema = groups.frame().node()->meta().schema;
  expr::column_type(groups.frame().node()->meta(), column);
  const Table empty = expr::empty_table(arrow::schema({schema->GetFieldByName(column)}));
  const nb::object name = name_of_column(column);
  const std::string label = nb::cast<std::string>(own.attr("__name__"));
  Aggregation made{label, nb::cast<std::string>(group_support("aggregation_dtype")(own, nb::cast(empty), name)),
                   partition_call(label + "-chunk", group_support("chunk_step"), {own.attr("chunk"), name}),
                   partition_call(label + "-agg", group_support("agg_step"), {own.attr("agg")}),
                   partition_call(label + "-finalize", group_support("finalize_step"), {own.attr("finalize")})};
  return std::make_shared<const Aggregation>(std::move(made));
}

SpecFunction spec_function(const GroupBy& groups, const std::string& column, nb::handle entry) {
  if (nb::isinstance<nb::tuple>(entry)) {  // a result with a name of its own
    if (nb::len(entry) != 2)
      throw TypeError("a function in a list is a name, or (name, function): got " + short_repr(entry));
    SpecFunction named = spec_function(groups, column, entry[1]);
    named.label = nb::cast<std::string>(entry[0]);
    return named;
  }
  if (nb::isinstance(entry, group_support("Aggregation"))) {
    auto own = own_aggregation(groups, column, nb::borrow(entry));
    return {own->name, own->name, own};
  }
  const auto name = nb::cast<std::string>(group_support("function_name")(entry));
  return {name, name};
}

NamedAggregation named_aggregation(std::string name, const std::string& column, SpecFunction function) {
  return {std::move(name), column, std::move(function.function), {}, std::move(function.own)};
}

bool is_list_of_specs(nb::handle object) { return nb::isinstance<nb::list>(object); }

// A column under a tuple of names is called as Python writes the tuple, and so is a frame's with a MultiIndex.
std::string leveled_name(const std::string& column, const std::string& label) {
  return nb::cast<std::string>(nb::repr(nb::make_tuple(column, label)));
}

void add_functions(std::vector<NamedAggregation>& all, const GroupBy& groups, const std::string& column,
                   nb::handle functions, bool has_levels) {
  const auto add = [&](nb::handle entry) {
    SpecFunction function = spec_function(groups, column, entry);
    const std::string name = has_levels ? leveled_name(column, function.label) : column;
    all.push_back(named_aggregation(name, column, std::move(function)));
  };
  if (!is_list_of_specs(functions)) return add(functions);
  for (const nb::handle entry : nb::iter(functions)) add(entry);
}

std::vector<NamedAggregation> keyword_aggregations(const GroupBy& groups, const nb::kwargs& named) {
  std::vector<NamedAggregation> all;
  for (const auto& [name, given] : named) {
    // pandas' NamedAgg has names for both.
    const nb::object pair = nb::hasattr(given, "aggfunc")
                                ? nb::object(nb::make_tuple(given.attr("column"), given.attr("aggfunc")))
                                : nb::borrow(given);
    if (!nb::isinstance<nb::tuple>(pair) || nb::len(pair) != 2)
      throw TypeError("a result is named by (column, function): got " + short_repr(pair));
    const auto column = nb::cast<std::string>(pair[0]);
    all.push_back(named_aggregation(nb::cast<std::string>(name), column, spec_function(groups, column, pair[1])));
  }
  return all;
}

// The columns that a function of apply() sees: all of the frame's, its keys too, unless some were chosen.
std::vector<std::string> handed_columns(const GroupBy& groups) {
  std::vector<std::string> keys, others;
  for (const Series& key : groups.keys()) keys.push_back(key.name().value_or(""));
  const auto is_key = [&](const std::string& column) { return std::ranges::find(keys, column) != keys.end(); };
  const std::vector<std::string> all = groups.frame().columns();
  std::ranges::copy_if(all, std::back_inserter(others), [&](const std::string& column) { return !is_key(column); });
  return others == groups.columns() ? all : groups.columns();
}

// What the functions of Python's in a partition are told of the groups.
nb::dict plan_of(const GroupBy& groups, bool group_keys, const std::string* column) {
  nb::dict plan;
  nb::list index, keys;
  for (const auto& name : groups.frame().index_names()) index.append(name ? nb::object(str_of(*name)) : nb::none());
  for (const Series& key : groups.keys()) keys.append(key.name() ? nb::object(str_of(*key.name())) : nb::none());
  plan["index_names"] = index;
  plan["keys"] = keys;
  plan["columns"] = nb::cast(groups.columns());
  plan["handed"] = nb::cast(handed_columns(groups));
  plan["series"] = column != nullptr;
  plan["sort"] = groups.options().sort;
  plan["dropna"] = groups.options().dropna;
  plan["observed"] = true;  // no partition knows which categories others have
  plan["group_keys"] = group_keys;
  return plan;
}

std::string label_of(nb::handle function) {
  const nb::object name = nb::getattr(function, "__name__", nb::none());
  return nb::isinstance<nb::str>(name) ? nb::cast<std::string>(name) : "function";
}

nb::object empty_partition(const GroupBy& groups) {
  return nb::cast(expr::empty_table(dataframe::whole_groups(groups, false)->meta().schema));
}

}  // namespace

nb::object series_result(const GroupBy& groups, const DataFrame& result, const std::string& column) {
  if (!groups.options().as_index) return nb::cast(DataFrameObject(result));
  return nb::cast(SeriesObject(result.column(column)));
}

nb::object aggregate(const GroupBy& groups, nb::handle spec, const nb::kwargs& named) {
  if (spec.is_none()) {
    if (named.size() == 0) throw TypeError("agg takes functions, or results by name: agg(total=(\"fare\", \"sum\"))");
    return nb::cast(DataFrameObject(groups.agg(keyword_aggregations(groups, named))));
  }
  std::vector<NamedAggregation> all;
  bool has_levels = is_list_of_specs(spec);
  if (nb::isinstance<nb::dict>(spec)) {
    const auto dict = nb::borrow<nb::dict>(spec);
    for (const auto& [column, functions] : dict) has_levels = has_levels || is_list_of_specs(functions);
    for (const auto& [column, functions] : dict)
      add_functions(all, groups, nb::cast<std::string>(column), functions, has_levels);
  } else {
    for (const std::string& column : groups.columns()) add_functions(all, groups, column, spec, has_levels);
  }
  DataFrame result = groups.agg(all);
  if (has_levels && !groups.options().as_index) {
    Renames names;
    for (std::size_t key = 0; key < groups.keys().size(); ++key)
      names[result.columns()[key]] = leveled_name(result.columns()[key], "");
    result = result.rename(names);
  }
  return nb::cast(DataFrameObject(result));
}

nb::object aggregate_series(const SeriesGroupByObject& self, nb::handle spec, const nb::kwargs& named) {
  std::vector<NamedAggregation> all;
  if (spec.is_none()) {
    for (const auto& [name, function] : named)
      all.push_back(named_aggregation(nb::cast<std::string>(name), self.column,
                                      spec_function(self.groups, self.column, function)));
    if (all.empty()) throw TypeError("agg takes functions, or results by name: agg(total=\"sum\")");
    return nb::cast(DataFrameObject(self.groups.agg(all)));
  }
  if (nb::isinstance<nb::dict>(spec))
    throw TypeError("functions of one column's groups are a list, or results by name: agg(total=\"sum\")");
  if (!is_list_of_specs(spec)) {
    add_functions(all, self.groups, self.column, spec, false);
    return series_result(self.groups, self.groups.agg(all), self.column);
  }
  for (const nb::handle entry : nb::iter(spec)) {
    SpecFunction function = spec_function(self.groups, self.column, entry);
    const std::string label = function.label;
    all.push_back(named_aggregation(label, self.column, std::move(function)));
  }
  return nb::cast(DataFrameObject(self.groups.agg(all)));
}

nb::object apply_function(const GroupBy& groups, bool group_keys, const std::string* column, nb::object function,
                          nb::args args, nb::object meta, const nb::kwargs& kwargs) {
  const nb::dict plan = plan_of(groups, group_keys, column);
  const nb::object made =
      group_support("plan_of_apply")(empty_partition(groups), plan, function, nb::tuple(args), nb::dict(kwargs), meta);
  const bool is_series = nb::cast<std::string>(made[0]) == "series";
  const expr::PartitionResult result{is_series ? expr::Shape::Series : expr::Shape::Frame,
                                     import_table(made[1]).arrow()->schema()->RemoveMetadata(),
                                     nb::cast<std::vector<std::optional<std::string>>>(made[2])};
  OperationPtr call = partition_call(label_of(function), group_support("apply_partition"),
                                     {plan, function, nb::tuple(args), nb::dict(kwargs), made[0], made[1]});
  return lazy_frame_object(dataframe::apply_to_groups(groups, std::move(call), result));
}

nb::object transform_function(const GroupBy& groups, const std::string* column, nb::object function, nb::args args,
                              nb::object meta, const nb::kwargs& kwargs) {
  const nb::dict plan = plan_of(groups, true, column);
  const nb::object empty = group_support("plan_of_transform")(empty_partition(groups), plan, function, nb::tuple(args),
                                                              nb::dict(kwargs), meta);
  OperationPtr call = partition_call(label_of(function), group_support("transform_partition"),
                                     {plan, function, nb::tuple(args), nb::dict(kwargs), empty});
  const DataFrame made =
      dataframe::transform_groups(groups, std::move(call), import_table(empty).arrow()->schema()->RemoveMetadata());
  return column ? nb::cast(SeriesObject(made.column(made.columns()[0]))) : nb::cast(DataFrameObject(made));
}

}  // namespace tusk::python
