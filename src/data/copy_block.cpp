#include "data/copy_block.h"

#include <algorithm>
#include <cstring>
#include <vector>

namespace tusk::data {
namespace {

struct CopiedAxis {
  std::int64_t length;
  std::int64_t from_stride;
  std::int64_t to_stride;
};

// Outermost first, those joined that one pair of strides walks; at least one.
std::vector<CopiedAxis> copied_axes(const Shape& shape, const Strides& from, const Strides& to) {
  std::vector<CopiedAxis> axes;
  for (std::size_t i = shape.size(); i-- > 0;) {
    if (shape[i] == 1) continue;
    const bool is_joined = !axes.empty() && from[i] == axes.back().from_stride * axes.back().length &&
                           to[i] == axes.back().to_stride * axes.back().length;
    if (is_joined) axes.back().length *= shape[i];
    else axes.push_back({shape[i], from[i], to[i]});
  }
  if (axes.empty()) axes.push_back({1, 0, 0});
  std::ranges::reverse(axes);
  return axes;
}

template <std::size_t kItemSize>
void copy_run(const CopiedAxis& axis, const std::byte* from, std::byte* to) {
  const bool is_dense = axis.length == 1 || (axis.from_stride == kItemSize && axis.to_stride == kItemSize);
  if (is_dense) {
    std::memcpy(to, from, std::size_t(axis.length) * kItemSize);
    return;
  }
  for (std::int64_t i = 0; i < axis.length; ++i)
    std::memcpy(to + i * axis.to_stride, from + i * axis.from_stride, kItemSize);
}

template <std::size_t kItemSize>
void copy_axes(const CopiedAxis* axis, const CopiedAxis* last, const std::byte* from, std::byte* to) {
  if (axis == last) return copy_run<kItemSize>(*axis, from, to);
  for (std::int64_t i = 0; i < axis->length; ++i)
    copy_axes<kItemSize>(axis + 1, last, from + i * axis->from_stride, to + i * axis->to_stride);
}

}  // namespace

void copy_block(const Shape& shape, std::size_t item_size, const std::byte* from, const Strides& from_strides,
                std::byte* to, const Strides& to_strides) {
  if (std::ranges::find(shape, 0) != shape.end()) return;
  const auto axes = copied_axes(shape, from_strides, to_strides);
  const auto *first = axes.data(), *last = &axes.back();
  switch (item_size) {
    case 1: return copy_axes<1>(first, last, from, to);
    case 2: return copy_axes<2>(first, last, from, to);
    case 4: return copy_axes<4>(first, last, from, to);
    case 8: return copy_axes<8>(first, last, from, to);
    default: return copy_axes<16>(first, last, from, to);
  }
}

void fill_block(const Shape& shape, std::size_t item_size, const std::byte* item, std::byte* to,
                const Strides& to_strides) {
  copy_block(shape, item_size, item, Strides(shape.size(), 0), to, to_strides);
}

}  // namespace tusk::data
