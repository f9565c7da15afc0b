// Scalar: one value that is not computed yet: the sum of a column, a number of rows.
#pragma once

#include <tusk/dataframe/lazy_frame.h>

namespace tusk {

class Series;

class Scalar : public LazyFrame {
 public:
  using ValueType = Value;
  using LazyFrame::LazyFrame;
  static Scalar of_collection(const lazy::CollectionPtr& collection);

  // A number, a truth value or a text, NaN if it is missing; a Table of one row for a date.
  Value compute(const RunOptions& options = {}) const { return compute_value(options); }
  // The same as a T. Throws TypeError or ValueError if it is none; a missing one is a double that is NaN.
  template <class T>
  T compute(const RunOptions& options = {}) const {
    return compute(options).as<T>();
  }
  Scalar persist(const RunOptions& options = {}) const { return Scalar(persisted_node(options)); }
  std::string dtype() const;
  // A series of that one row.
  Series to_series() const;
};

}  // namespace tusk
