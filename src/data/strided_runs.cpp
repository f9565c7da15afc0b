#include "data/strided_runs.h"

#include <algorithm>
#include <cstring>

namespace tusk::data {

namespace {

template <std::size_t kItemSize>
void gather_items(const Run& run, std::byte* out) {
  for (std::int64_t i = 0; i < run.count; ++i) std::memcpy(out + i * kItemSize, run.first + i * run.stride, kItemSize);
}

}  // namespace

std::vector<Axis> joined_axes(const NdArray& array) {
  std::vector<Axis> axes;
  for (std::size_t i = array.ndim(); i-- > 0;) {
    const Axis axis{array.shape()[i], array.strides()[i]};
    if (axis.length == 1) continue;
    if (!axes.empty() && axis.stride == axes.back().stride * axes.back().length) axes.back().length *= axis.length;
    else axes.push_back(axis);
  }
  if (axes.empty()) axes.push_back({1, std::int64_t(item_size(array.dtype()))});
  std::reverse(axes.begin(), axes.end());
  return axes;
}

void gather(const Run& run, std::size_t item_size, std::byte* out) {
  if (run.stride == std::int64_t(item_size)) {
    std::memcpy(out, run.first, std::size_t(run.count) * item_size);
    return;
  }
  switch (item_size) {
    case 1: return gather_items<1>(run, out);
    case 2: return gather_items<2>(run, out);
    case 4: return gather_items<4>(run, out);
    case 8: return gather_items<8>(run, out);
    default: return gather_items<16>(run, out);
  }
}

}  // namespace tusk::data
