#include <tusk/ml/standard_scaler.h>

#include <cmath>

#include <tusk/core/error.h>
#include <tusk/dataframe/columns.h>

namespace tusk::ml {

StandardScaler& StandardScaler::fit(const DataFrame& X, const RunOptions& options) {
  const DataFrame numbers = X.astype("float64");
  const auto means = numbers.mean().collection(), variances = numbers.var(false, true, 0).collection();
  const Collection* both[] = {means.get(), variances.get()};
  const std::vector<Value> values = tusk::compute(both, options);
  columns_ = X.columns();
  means_ = numbers_of(values[0].as<Table>());
  variances_ = numbers_of(values[1].as<Table>());
  scales_.clear();
  for (const double variance : variances_) scales_.push_back(variance > 0 ? std::sqrt(variance) : 1);
  return *this;
}

DataFrame StandardScaler::transform(const DataFrame& X) const {
  if (columns_.empty()) throw ValueError("a scaler transforms after fit(): it has not been fitted");
  DataFrame scaled = X;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    Series column = X.column(columns_[i]);
    if (with_mean_) column = column - means_[i];
    if (with_std_) column = column / scales_[i];
    scaled = scaled.assign(columns_[i], column);
  }
  return scaled;
}

DataFrame StandardScaler::inverse_transform(const DataFrame& X) const {
  if (columns_.empty()) throw ValueError("a scaler transforms after fit(): it has not been fitted");
  DataFrame original = X;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    Series column = X.column(columns_[i]);
    if (with_std_) column = column * scales_[i];
    if (with_mean_) column = column + means_[i];
    original = original.assign(columns_[i], column);
  }
  return original;
}

}  // namespace tusk::ml
