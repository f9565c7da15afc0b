// What depends on the order of rows: cumulative values, shifts, differences, fills.
#include <tusk/dataframe/data_frame.h>

#include "expr/ordered_rows.h"

namespace tusk {

namespace {

template <class Frame>
Frame in_order(const Frame& frame, kernels::OrderedFunctionPtr function) {
  return Frame(expr::ordered_rows(frame.node(), std::move(function)));
}

}  // namespace

Series Series::cumsum(bool skipna) const { return in_order(*this, kernels::cumulative("sum", skipna)); }
Series Series::cumprod(bool skipna) const { return in_order(*this, kernels::cumulative("prod", skipna)); }
Series Series::cummin(bool skipna) const { return in_order(*this, kernels::cumulative("min", skipna)); }
Series Series::cummax(bool skipna) const { return in_order(*this, kernels::cumulative("max", skipna)); }
Series Series::shift(std::int64_t periods, const Value& fill_value) const {
  return in_order(*this, kernels::shifted(periods, fill_value));
}
Series Series::diff(std::int64_t periods) const { return in_order(*this, kernels::differences(periods)); }
Series Series::ffill() const { return in_order(*this, kernels::filled(false)); }
Series Series::bfill() const { return in_order(*this, kernels::filled(true)); }
Scalar Series::autocorr(std::int64_t lag) const { return corr(shift(lag)); }

DataFrame DataFrame::cumsum(bool skipna) const { return in_order(*this, kernels::cumulative("sum", skipna)); }
DataFrame DataFrame::cumprod(bool skipna) const { return in_order(*this, kernels::cumulative("prod", skipna)); }
DataFrame DataFrame::cummin(bool skipna) const { return in_order(*this, kernels::cumulative("min", skipna)); }
DataFrame DataFrame::cummax(bool skipna) const { return in_order(*this, kernels::cumulative("max", skipna)); }
DataFrame DataFrame::shift(std::int64_t periods, const Value& fill_value) const {
  return in_order(*this, kernels::shifted(periods, fill_value));
}
DataFrame DataFrame::diff(std::int64_t periods) const { return in_order(*this, kernels::differences(periods)); }
DataFrame DataFrame::ffill() const { return in_order(*this, kernels::filled(false)); }
DataFrame DataFrame::bfill() const { return in_order(*this, kernels::filled(true)); }

}  // namespace tusk
