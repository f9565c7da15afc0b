// KeyColumn: numbers the distinct values of one key column 0, 1, 2, … in the order in which they are first seen.
#pragma once

#include <cstdint>
#include <memory>

#include <arrow/array.h>

#include "kernels/batch.h"

namespace tusk::kernels {

class KeyColumn {
 public:
  virtual ~KeyColumn() = default;
  // Writes the number of each row's value; missing values have one of their own.
  virtual void number_rows(const arrow::Array& array, std::uint32_t* numbers) = 0;
  virtual std::uint32_t count() const = 0;
};

// Throws TypeError for a type whose values can't be keys (lists, structs).
std::unique_ptr<KeyColumn> make_key_column(const arrow::DataType& type);

}  // namespace tusk::kernels
