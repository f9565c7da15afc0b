// Texts as rows, like RowValues. Views: the array must outlive it.
#pragma once

#include <cstdint>
#include <string_view>

namespace tusk::kernels::ordered {

template <class Array>
struct TextRows {
  explicit TextRows(const Array& array) : values{array}, size(array.length()) {}
  bool is_missing(std::int64_t row) const { return values.array.IsNull(row); }

  struct Views {
    const Array& array;
    std::string_view operator[](std::int64_t row) const { return array.GetView(row); }
  } values;
  std::int64_t size;
};

}  // namespace tusk::kernels::ordered
