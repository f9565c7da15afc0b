#include "io/arrays/array_source.h"

#include <algorithm>

namespace tusk::io {
namespace {

// `array` with the axes turned round whose ranges go backwards.
NdArray in_order_of(const Region& region, const NdArray& array) {
  auto strides = array.strides();
  const auto* first = static_cast<const std::byte*>(array.data());
  for (std::size_t axis = 0; axis < region.size(); ++axis) {
    if (region[axis].step >= 0 || array.shape()[axis] < 2) continue;
    first += (array.shape()[axis] - 1) * strides[axis];
    strides[axis] = -strides[axis];
  }
  if (first == array.data()) return array;
  return NdArray::wrap(array.dtype(), array.shape(), strides, first, array.owner());
}

}  // namespace

const Value* find_attribute(const Attributes& attributes, std::string_view name) {
  const auto place = std::ranges::find(attributes, name, &Attributes::value_type::first);
  return place == attributes.end() ? nullptr : &place->second;
}

NdArray ArraySource::read(const Region& region) const {
  const auto selection = ascending(info().name, info().shape, region);
  const auto shape = selection_shape(selection);
  if (std::ranges::find(shape, 0) != shape.end()) return NdArray::empty(info().dtype, shape);
  return in_order_of(region, read_selection(selection));
}

ReadCost ArraySource::cost(const Region& region) const {
  const auto selection = ascending(info().name, info().shape, region);
  const auto shape = selection_shape(selection);
  if (std::ranges::find(shape, 0) != shape.end()) return {};
  return cost_of(selection);
}

}  // namespace tusk::io
