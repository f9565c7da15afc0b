#include <tusk/ml/model_selection.h>

#include <tusk/core/error.h>
#include <tusk/core/hash.h>

#include "expr/elementwise.h"
#include "expr/random_rows.h"

namespace tusk::ml {

namespace {

Scalar scalar(const std::string& function, const std::vector<expr::Argument>& arguments) {
  return Scalar(expr::elementwise(function, arguments));
}

}  // namespace

TrainTestSplit train_test_split(const DataFrame& X, const Series& y, double test_size,
                                std::optional<std::uint64_t> random_state) {
  if (!(test_size > 0 && test_size < 1)) throw ValueError("test_size is a share of the rows, between 0 and 1");
  const std::uint64_t seed = random_state ? *random_state : unique_hash().low;
  const Series is_test(expr::random_rows(X.node(), seed, test_size));
  const Series is_train = ~is_test;
  return {X[is_train], X[is_test], y[is_train], y[is_test]};
}

Scalar mean_squared_error(const Series& y_true, const Series& y_pred, bool squared) {
  const Series difference = y_true - y_pred;
  const Scalar mean = (difference * difference).mean();
  return squared ? mean : scalar("sqrt", {mean.node()});
}

Scalar r2_score(const Series& y_true, const Series& y_pred) {
  const Scalar left = mean_squared_error(y_true, y_pred);
  const Scalar all = y_true.var(true, 0);
  return scalar("sub", {Value::of(1.0), scalar("truediv", {left.node(), all.node()}).node()});
}

}  // namespace tusk::ml
