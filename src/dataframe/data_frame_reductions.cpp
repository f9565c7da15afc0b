// DataFrames to one row, or to few.
#include <utility>

#include <arrow/type.h>
#include <fmt/format.h>

#include <tusk/core/error.h>
#include <tusk/dataframe/group_by.h>

#include "dataframe/nodes.h"
#include "dataframe/reshape_row.h"
#include "dataframe/row_labels.h"
#include "dataframe/summary.h"
#include "expr/reduce.h"
#include "kernels/csv/csv_floats.h"
#include "kernels/row_reducers.h"

namespace tusk {

namespace {

using AggregateOptions = std::map<std::string, Value>;

AggregateOptions options_of(bool skipna, AggregateOptions others = {}) {
  if (!skipna) others["skipna"] = Value::of(false);
  return others;
}

// A square matrix of the frame's columns of numbers, labelled with them.
DataFrame matrix_of(const DataFrame& frame, bool numeric_only, std::int64_t min_periods, std::int64_t ddof,
                    bool is_correlation) {
  const auto columns = dataframe::reduced_columns(frame.node()->meta(), numeric_only);
  const auto matrix = expr::reduce(frame.node(), kernels::covariances(columns, min_periods, ddof, is_correlation),
                                   is_correlation ? "corr" : "cov");
  return DataFrame(dataframe::labelled_rows(matrix, columns));
}

// The index's value at the least, or the greatest value of each column.
Series extreme_labels(const DataFrame& frame, const std::string& function, bool numeric_only) {
  const auto columns = dataframe::reduced_columns(frame.node()->meta(), numeric_only);
  const auto [rows, label] = dataframe::with_labels(frame.node(), function);
  return Series(dataframe::aggregated_columns(rows, columns, function, {{"index", Value::of(label)}}));
}

}  // namespace

Series DataFrame::aggregate(const std::string& function, bool numeric_only, const AggregateOptions& options) const {
  return Series(dataframe::aggregated_columns(node(), dataframe::reduced_columns(node()->meta(), numeric_only),
                                              function, options));
}

Series DataFrame::across(const std::string& function, bool numeric_only, const AggregateOptions& options) const {
  std::vector<Operand> values;
  for (const std::string& name : dataframe::reduced_columns(node()->meta(), numeric_only))
    values.push_back(column(name));
  if (values.empty()) throw ValueError(fmt::format("{} of rows takes columns of numbers: there are none", function));
  return tusk::elementwise("across." + function, values, options).rename("");
}

Series DataFrame::sum(bool numeric_only, bool skipna, std::int64_t min_count) const {
  return aggregate("sum", numeric_only, options_of(skipna, {{"min_count", Value::of(min_count)}}));
}
Series DataFrame::prod(bool numeric_only, bool skipna, std::int64_t min_count) const {
  return aggregate("prod", numeric_only, options_of(skipna, {{"min_count", Value::of(min_count)}}));
}
Series DataFrame::mean(bool numeric_only, bool skipna) const {
  return aggregate("mean", numeric_only, options_of(skipna));
}
Series DataFrame::std(bool numeric_only, bool skipna, std::int64_t ddof) const {
  return aggregate("std", numeric_only, options_of(skipna, {{"ddof", Value::of(ddof)}}));
}
Series DataFrame::var(bool numeric_only, bool skipna, std::int64_t ddof) const {
  return aggregate("var", numeric_only, options_of(skipna, {{"ddof", Value::of(ddof)}}));
}
Series DataFrame::sem(bool numeric_only, bool skipna, std::int64_t ddof) const {
  return aggregate("sem", numeric_only, options_of(skipna, {{"ddof", Value::of(ddof)}}));
}
Series DataFrame::min(bool numeric_only, bool skipna) const {
  return aggregate("min", numeric_only, options_of(skipna));
}
Series DataFrame::max(bool numeric_only, bool skipna) const {
  return aggregate("max", numeric_only, options_of(skipna));
}
Series DataFrame::count(bool numeric_only) const { return aggregate("count", numeric_only); }
Series DataFrame::any() const { return aggregate("any"); }
Series DataFrame::all() const { return aggregate("all"); }
Series DataFrame::median(bool numeric_only) const { return quantile(0.5, numeric_only).rename(""); }
Series DataFrame::nunique(bool dropna) const { return aggregate("nunique", false, {{"dropna", Value::of(dropna)}}); }

Series DataFrame::idxmin(bool numeric_only) const { return extreme_labels(*this, "idxmin", numeric_only); }
Series DataFrame::idxmax(bool numeric_only) const { return extreme_labels(*this, "idxmax", numeric_only); }

DataFrame DataFrame::mode(bool numeric_only, bool dropna) const {
  const auto columns = dataframe::reduced_columns(node()->meta(), numeric_only);
  return DataFrame(expr::reduce(node(), kernels::modes(columns, dropna), "mode"));
}

Series DataFrame::quantile(double q, bool numeric_only, std::string_view interpolation) const {
  const auto columns = dataframe::reduced_columns(node()->meta(), numeric_only);
  const auto row = expr::reduce(node(), kernels::quantiles(columns, {q}, std::string(interpolation)), "quantile");
  std::string name;
  kernels::append_python_float(q, name);
  return Series(dataframe::rows_of(row, expr::Shape::Series, columns, {name}));
}

DataFrame DataFrame::quantile(const std::vector<double>& q, bool numeric_only, std::string_view interpolation) const {
  const auto columns = dataframe::reduced_columns(node()->meta(), numeric_only);
  return DataFrame(dataframe::quantile_rows(node(), columns, q, std::string(interpolation)));
}

DataFrame DataFrame::corr(bool numeric_only, std::int64_t min_periods) const {
  return matrix_of(*this, numeric_only, min_periods, 1, true);
}

DataFrame DataFrame::cov(bool numeric_only, std::int64_t min_periods, std::int64_t ddof) const {
  return matrix_of(*this, numeric_only, min_periods, ddof, false);
}

}  // namespace tusk
