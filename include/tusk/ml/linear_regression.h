// Linear regression by least squares, in one pass over the rows, in memory that does not grow with them.
#pragma once

#include <string>
#include <vector>

#include <tusk/dataframe/data_frame.h>

namespace tusk::ml {

// Names and meanings are scikit-learn's: of columns that depend on each other (dummies) the solution of least length is
// taken, and a constant column gets the coefficient 0.
class LinearRegression {
 public:
  explicit LinearRegression(bool fit_intercept = true) : fit_intercept_(fit_intercept) {}

  // Computes. `y` has the rows of `X`. Throws TypeError for columns that are no numbers, ValueError naming a column
  // with a missing or infinite value, or if there is no row.
  LinearRegression& fit(const DataFrame& X, const Series& y, const RunOptions& options = {});
  // Lazy; X has the columns that were fitted. Throws ValueError before fit(), KeyError for a column that is missing.
  Series predict(const DataFrame& X) const;
  // The share of y's variance that is explained: r2_score(y, predict(X)).
  Scalar score(const DataFrame& X, const Series& y) const;

  bool fit_intercept() const { return fit_intercept_; }
  bool is_fitted() const { return !features_.empty(); }
  const std::vector<std::string>& feature_names() const { return features_; }
  const std::vector<double>& coef() const { return coefficients_; }
  double intercept() const { return intercept_; }

 private:
  bool fit_intercept_;
  std::vector<std::string> features_;
  std::vector<double> coefficients_;
  double intercept_ = 0;
};

}  // namespace tusk::ml
