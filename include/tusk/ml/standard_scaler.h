// Columns with mean 0 and variance 1.
#pragma once

#include <string>
#include <vector>

#include <tusk/dataframe/data_frame.h>

namespace tusk::ml {

// Names and meanings are scikit-learn's: a constant column is only moved.
class StandardScaler {
 public:
  explicit StandardScaler(bool with_mean = true, bool with_std = true) : with_mean_(with_mean), with_std_(with_std) {}

  // Computes, missing values left out.
  StandardScaler& fit(const DataFrame& X, const RunOptions& options = {});
  // Lazy. Throw ValueError before fit(), KeyError for a column that is missing.
  DataFrame transform(const DataFrame& X) const;
  DataFrame inverse_transform(const DataFrame& X) const;
  DataFrame fit_transform(const DataFrame& X, const RunOptions& options = {}) { return fit(X, options).transform(X); }

  const std::vector<std::string>& feature_names() const { return columns_; }
  const std::vector<double>& mean() const { return means_; }
  const std::vector<double>& var() const { return variances_; }
  const std::vector<double>& scale() const { return scales_; }

 private:
  bool with_mean_, with_std_;
  std::vector<std::string> columns_;
  std::vector<double> means_, variances_, scales_;
};

}  // namespace tusk::ml
