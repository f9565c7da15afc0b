#include "io/arrays/axis_range.h"

#include <limits>

#include <fmt/format.h>

#include <tusk/core/error.h>

namespace tusk::io {
namespace {

AxisSpan ascending_span(const std::string& array, std::size_t axis, std::int64_t length, const AxisRange& range) {
  if (range.step == 0 || range.step == std::numeric_limits<std::int64_t>::min())
    throw IndexError(fmt::format("the step of a range is not 0: axis {} of '{}' has step {}", axis, array, range.step));
  const auto count = range.count();
  if (count == 0) return {0, 0, 1};
  // The last position lies between the first and `stop`, so nothing overflows once both are of the axis.
  const bool is_inside = range.start >= 0 && range.start < length && range.stop >= -1 && range.stop <= length;
  if (!is_inside) {
    throw IndexError(fmt::format("positions that are read are of the array: axis {} of '{}' has {}, asked for {}:{}:{}",
                                 axis, array, length, range.start, range.stop, range.step));
  }
  if (count == 1) return {range.start, 1, 1};
  if (range.step > 0) return {range.start, count, range.step};
  return {range.start + (count - 1) * range.step, count, -range.step};
}

}  // namespace

std::int64_t AxisRange::count() const {
  if (step > 0 && start < stop) return std::int64_t((std::uint64_t(stop) - std::uint64_t(start) - 1) / step) + 1;
  if (step < 0 && start > stop)
    return std::int64_t((std::uint64_t(start) - std::uint64_t(stop) - 1) / (0 - std::uint64_t(step))) + 1;
  return 0;
}

Region whole_region(const Shape& shape) {
  Region region;
  for (const auto length : shape) region.push_back({0, length, 1});
  return region;
}

Shape region_shape(const Region& region) {
  Shape shape;
  for (const auto& range : region) shape.push_back(range.count());
  return shape;
}

Selection ascending(const std::string& array, const Shape& shape, const Region& region) {
  if (region.size() != shape.size()) {
    throw IndexError(fmt::format("a region has a range for each axis: '{}' has shape {}, got {} ranges", array,
                                 shape_text(shape), region.size()));
  }
  Selection selection;
  for (std::size_t axis = 0; axis < shape.size(); ++axis)
    selection.push_back(ascending_span(array, axis, shape[axis], region[axis]));
  return selection;
}

Shape selection_shape(const Selection& selection) {
  Shape shape;
  for (const auto& span : selection) shape.push_back(span.count);
  return shape;
}

}  // namespace tusk::io
