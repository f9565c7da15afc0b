// Series to one value, or to few.
#include <utility>

#include <arrow/type.h>

#include <tusk/dataframe/data_frame.h>

#include "dataframe/categories.h"
#include "dataframe/nodes.h"
#include "dataframe/reshape_row.h"
#include "dataframe/row_labels.h"
#include "dataframe/summary.h"
#include "expr/assign.h"
#include "expr/reduce.h"
#include "expr/select.h"
#include "kernels/row_reducers.h"

namespace tusk {

using Options = std::map<std::string, Value>;

namespace {

Options skipping(bool skipna, Options others = {}) {
  if (!skipna) others["skipna"] = Value::of(false);
  return others;
}

// Two series beside each other, as the columns "a" and "b".
expr::NodePtr pair_of(const Series& a, const Series& b) { return expr::assign(a.to_frame("a").node(), "b", b.node()); }

Scalar cell_of_pair(const Series& a, const Series& b, std::int64_t ddof, bool is_correlation) {
  const auto matrix = expr::reduce(pair_of(a, b), kernels::covariances({"a", "b"}, 1, ddof, is_correlation),
                                   is_correlation ? "corr" : "cov");
  // The first row is a's; its cell under b is what is asked for.
  return Scalar(dataframe::scalar_of(matrix, "b"));
}

// The least or greatest of ordered categories: a value of them, missing where there is none.
Scalar category_extreme(const Series& series, const std::string& function, bool skipna) {
  const auto& known = dataframe::needed_categories(series, function);
  const Series code = dataframe::comparable_codes(series).aggregate(function, skipping(skipna)).to_series();
  const Series extreme = dataframe::with_categories(code, known.values(), true, "cat.from_codes");
  return Scalar(
      dataframe::scalar_of(extreme.elementwise("cat.values").node(), expr::value_column(code.node()->meta())));
}

}  // namespace

Scalar Series::aggregate(const std::string& function, const Options& options) const {
  const std::string& column = expr::value_column(node()->meta());
  expr::NodePtr input = node();
  Options all = options;
  if (function == "idxmin" || function == "idxmax") {
    auto [rows, label] = dataframe::with_labels(input, function);
    input = std::move(rows);
    all["index"] = Value::of(label);
  }
  return Scalar(
      dataframe::scalar_of(dataframe::aggregated(input, {{function, column, column, all}}, function), column));
}

Scalar Series::sum(bool skipna, std::int64_t min_count) const {
  return aggregate("sum", skipping(skipna, {{"min_count", Value::of(min_count)}}));
}
Scalar Series::prod(bool skipna, std::int64_t min_count) const {
  return aggregate("prod", skipping(skipna, {{"min_count", Value::of(min_count)}}));
}
Scalar Series::mean(bool skipna) const { return aggregate("mean", skipping(skipna)); }
Scalar Series::std(bool skipna, std::int64_t ddof) const {
  return aggregate("std", skipping(skipna, {{"ddof", Value::of(ddof)}}));
}
Scalar Series::var(bool skipna, std::int64_t ddof) const {
  return aggregate("var", skipping(skipna, {{"ddof", Value::of(ddof)}}));
}
Scalar Series::sem(bool skipna, std::int64_t ddof) const {
  return aggregate("sem", skipping(skipna, {{"ddof", Value::of(ddof)}}));
}
Scalar Series::skew() const { return aggregate("skew"); }
Scalar Series::kurt() const { return aggregate("kurt"); }
Scalar Series::min(bool skipna) const {
  return dataframe::ordered_categories(*this) ? category_extreme(*this, "min", skipna)
                                              : aggregate("min", skipping(skipna));
}
Scalar Series::max(bool skipna) const {
  return dataframe::ordered_categories(*this) ? category_extreme(*this, "max", skipna)
                                              : aggregate("max", skipping(skipna));
}
Scalar Series::count() const { return aggregate("count"); }
Scalar Series::any() const { return aggregate("any"); }
Scalar Series::all() const { return aggregate("all"); }
Scalar Series::median() const { return quantile(0.5); }
Scalar Series::nunique(bool dropna) const { return aggregate("nunique", {{"dropna", Value::of(dropna)}}); }
Scalar Series::idxmin() const { return aggregate("idxmin"); }
Scalar Series::idxmax() const { return aggregate("idxmax"); }

Scalar Series::quantile(double q, std::string_view interpolation) const {
  const std::string& column = expr::value_column(node()->meta());
  return Scalar(dataframe::scalar_of(
      expr::reduce(node(), kernels::quantiles({column}, {q}, std::string(interpolation)), "quantile"), column));
}

Series Series::quantile(const std::vector<double>& q, std::string_view interpolation) const {
  const std::string& column = expr::value_column(node()->meta());
  const auto rows = dataframe::quantile_rows(node(), {column}, q, std::string(interpolation));
  return Series(expr::select(rows, expr::Shape::Series, {{column, column}}));
}

Series Series::unique() const { return drop_duplicates().drop_index(); }

Series Series::mode(bool dropna) const {
  const std::string& column = expr::value_column(node()->meta());
  const auto rows = expr::reduce(node(), kernels::modes({column}, dropna), "mode");
  return Series(expr::select(rows, expr::Shape::Series, {{column, column}}, {}, {}));
}

Series Series::value_counts(bool sort, bool ascending, bool dropna, bool normalize) const {
  if (dataframe::known_categories(*this)) return dataframe::category_counts(*this, sort, ascending, dropna, normalize);
  const std::string& column = expr::value_column(node()->meta());
  const std::string counts = normalize ? "proportion" : "count";
  const auto rows =
      expr::reduce(node(), kernels::value_counts(column, dropna, sort, ascending, normalize), "value-counts");
  return Series(expr::select(rows, expr::Shape::Series, {{counts, counts}}, {column}, {name()}));
}

Series Series::histogram(const std::vector<double>& edges) const {
  const auto counts = expr::reduce(node(), kernels::histogram(expr::value_column(node()->meta()), edges), "histogram");
  return Series(expr::select(counts, expr::Shape::Series, {{"count", "count"}}));
}

Scalar Series::corr(const Series& other) const { return cell_of_pair(*this, other, 1, true); }

Scalar Series::cov(const Series& other, std::int64_t ddof) const { return cell_of_pair(*this, other, ddof, false); }

}  // namespace tusk
