#include <tusk/ml/linear_regression.h>

#include <arrow/array.h>
#include <arrow/table.h>
#include <fmt/format.h>

#include <tusk/core/error.h>
#include <tusk/ml/model_selection.h>

#include "expr/assign.h"
#include "expr/reduce.h"
#include "ml/least_squares.h"

namespace tusk::ml {

namespace {

constexpr const char* kTarget = "__target__";

}  // namespace

LinearRegression& LinearRegression::fit(const DataFrame& X, const Series& y, const RunOptions& options) {
  const auto rows = expr::assign(X.node(), kTarget, y.node());
  const auto reducer = least_squares(X.columns(), kTarget, fit_intercept_);
  const Table solution = DataFrame(expr::reduce(rows, reducer, "linear-regression")).compute(options);
  const auto& values = static_cast<const arrow::DoubleArray&>(*solution.arrow()->column(0)->chunk(0));
  features_ = X.columns();
  intercept_ = values.Value(0);
  coefficients_.assign(values.raw_values() + 1, values.raw_values() + values.length());
  return *this;
}

Series LinearRegression::predict(const DataFrame& X) const {
  if (!is_fitted()) throw ValueError("a regression predicts after fit(): it has not been fitted");
  Series sum = X.column(features_[0]) * coefficients_[0];
  for (std::size_t i = 1; i < features_.size(); ++i) sum = sum + X.column(features_[i]) * coefficients_[i];
  return (sum + intercept_).rename("prediction");
}

Scalar LinearRegression::score(const DataFrame& X, const Series& y) const { return r2_score(y, predict(X)); }

}  // namespace tusk::ml
