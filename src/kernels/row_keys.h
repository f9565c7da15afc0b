// Row keys: each row's columns written as bytes, which are equal exactly where all columns of two rows are.
//
// Missing equals missing, NaN and null alike; -0.0 equals 0.0.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "kernels/batch.h"

namespace tusk::kernels {

// Whether values of that type can be told apart so: numbers, times, texts, bytes, and dictionaries of them.
bool can_be_key(const arrow::DataType& type);

class RowKeys {
 public:
  // All columns must have types that can be keys.
  RowKeys(const arrow::RecordBatch& batch, const std::vector<int>& positions);
  // Valid as long as the object lives.
  std::string_view key(std::int64_t row) const {
    const auto begin = begins_[std::size_t(row)];
    return {bytes_.data() + begin, std::size_t(begins_[std::size_t(row) + 1] - begin)};
  }

 private:
  std::vector<char> bytes_;
  std::vector<std::int64_t> begins_;
};

}  // namespace tusk::kernels
