// Rows of groups: the first and last ones, those of one group, and each row's result of its group.
#include <utility>

#include <arrow/type.h>
#include <fmt/format.h>

#include <tusk/core/error.h>
#include <tusk/dataframe/group_by.h>

#include "dataframe/group_keys.h"
#include "expr/reduce.h"
#include "kernels/group_edge_rows.h"

namespace tusk {

namespace {

DataFrame edge_rows(const GroupBy& groups, std::int64_t n, bool is_first) {
  const std::vector<std::string> columns = groups.row_columns();
  const dataframe::KeyedRows keyed = dataframe::keyed_rows(groups, columns);
  auto reducer = kernels::group_edge_rows(keyed.keys, n, is_first, groups.options().dropna);
  const auto rows = expr::reduce_rows(keyed.rows, std::move(reducer), is_first ? "group-head" : "group-tail");
  return DataFrame(expr::select_columns(rows, columns));
}

}  // namespace

DataFrame GroupBy::head(std::int64_t n) const { return edge_rows(*this, n, true); }

DataFrame GroupBy::tail(std::int64_t n) const { return edge_rows(*this, n, false); }

DataFrame GroupBy::get_group(const std::vector<Value>& key) const {
  if (key.size() != keys_.size())
    throw ValueError(
        fmt::format("a group is named by a value for each key: got {} for {} keys", key.size(), keys_.size()));
  const auto matches = [&](std::size_t i) {
    return key[i].is_none() ? keys_[i].isna() : keys_[i].elementwise("eq", {Operand(key[i])});
  };
  Series mask = matches(0);
  for (std::size_t i = 1; i < key.size(); ++i) mask = mask & matches(i);
  return frame_[mask][row_columns()];
}

DataFrame GroupBy::transform(const std::string& function, const std::map<std::string, Value>& options) const {
  GroupByOptions one = options_;
  one.as_index = false;
  one.split_out = 1;
  one.sort = false;
  one.observed = true;
  const dataframe::KeyedRows keyed = dataframe::keyed_rows(*this, {});
  // As columns that can't be a key's: "__value_0__" …
  std::vector<NamedAggregation> aggregations;
  std::vector<expr::SelectedColumn> results;
  for (const std::string& column : columns_) {
    const std::string output = fmt::format("__value_{}__", results.size());
    aggregations.push_back({output, column, function, options});
    results.push_back({output, column});
  }
  const expr::NodePtr made = with_options(one).agg(aggregations).node();
  std::vector<expr::SelectedColumn> named;
  const auto fields = made->meta().schema->field_names();
  for (std::size_t key = 0; key < keyed.keys.size(); ++key) named.push_back({fields[key], keyed.keys[key]});
  for (const auto& result : results) named.push_back(result);
  const expr::Meta& meta = frame_.node()->meta();
  std::vector<std::string> index;
  for (std::size_t level = 0; level < meta.index_count(); ++level) index.push_back(expr::index_column(level));
  return DataFrame(dataframe::map_groups(keyed.rows, expr::select(made, expr::Shape::Frame, std::move(named), {}, {}),
                                         keyed.keys, index, meta.index_names));
}

}  // namespace tusk
