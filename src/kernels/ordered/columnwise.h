// Ordered functions that do the same to each column by itself.
#pragma once

#include <string>

#include "kernels/ordered.h"
#include "kernels/row_values.h"

namespace tusk::kernels::ordered {

// A column's summary is an array of any length.
class ColumnFunction {
 public:
  virtual ~ColumnFunction() = default;
  virtual TypePtr result_type(const std::string& column, const TypePtr& type) const = 0;
  virtual ArrayPtr summary_of(const ArrayPtr& values) const = 0;
  virtual ArrayPtr combined_of(const ArrayPtr& first, const ArrayPtr& second) const = 0;
  virtual ArrayPtr results_of(const ArrayPtr& values, const ArrayPtr& before) const = 0;
};

SchemaPtr result_schema(const ColumnFunction& function, const SchemaPtr& rows, int index_count);
// One row, a list for each column that is not the index's.
Table summary(const ColumnFunction& function, const Table& rows, int index_count);
Table combined(const ColumnFunction& function, const Table& first, const Table& second);
Table run(const ColumnFunction& function, const Table& rows, int index_count, const Table& before);

template <class T>
class Columnwise : public DeclaredAs<T, OrderedFunction>, public ColumnFunction {
 public:
  SchemaPtr result_schema(const SchemaPtr& rows, int index_count) const final {
    return ordered::result_schema(*this, rows, index_count);
  }
  Table summary(const Table& rows, int index_count) const final { return ordered::summary(*this, rows, index_count); }
  Table combined(const Table& first, const Table& second) const final {
    return ordered::combined(*this, first, second);
  }
  Table run(const Table& rows, int index_count, const Table& before) const final {
    return ordered::run(*this, rows, index_count, before);
  }
};

// A copy of the arrays one after the other, which keeps nothing of theirs alive. There is one at least.
ArrayPtr joined(const arrow::ArrayVector& arrays);
ArrayPtr cast_array(const ArrayPtr& array, const TypePtr& type);
[[noreturn]] void fail_type(const std::string& function, const std::string& column, const arrow::DataType& type,
                            const std::string& takes);

}  // namespace tusk::kernels::ordered
