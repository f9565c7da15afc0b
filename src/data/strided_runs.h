// The elements of an array in C order, as runs of a constant stride, as long as its strides allow.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <tusk/data/ndarray.h>

namespace tusk::data {

struct Axis {
  std::int64_t length;
  std::int64_t stride;  // in bytes
};

struct Run {
  const std::byte* first;
  std::int64_t count;
  std::int64_t stride;  // in bytes
};

// The axes of the array, outermost first, those joined that one stride walks; at least one, none of length 1 but a
// single one.
std::vector<Axis> joined_axes(const NdArray& array);

// Copies the elements of a run one after the other.
void gather(const Run& run, std::size_t item_size, std::byte* out);

// Calls `visit` with every run, until it returns false.
template <class Visit>
void for_each_run(const NdArray& array, Visit visit) {
  if (array.size() == 0) return;
  std::vector<Axis> outer = joined_axes(array);
  const Axis inner = outer.back();
  outer.pop_back();
  std::vector<std::int64_t> index(outer.size(), 0);
  const auto* first = static_cast<const std::byte*>(array.data());
  while (visit(Run{first, inner.length, inner.stride})) {
    std::size_t axis = outer.size();
    for (; axis > 0; --axis) {
      const Axis& turned = outer[axis - 1];
      first += turned.stride;
      if (++index[axis - 1] < turned.length) break;
      first -= turned.stride * turned.length;
      index[axis - 1] = 0;
    }
    if (axis == 0) return;
  }
}

}  // namespace tusk::data
