// Regions: which positions of an array are read, axis by axis.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <tusk/core/fields.h>
#include <tusk/data/ndarray.h>

namespace tusk::io {

// start, start + step, ... up to stop, which is not among them: what Python's slice.indices(length) returns. So a range
// that goes backwards to the first position has stop -1.
struct AxisRange {
  static constexpr std::string_view kName = "axis_range";
  std::int64_t start = 0;
  std::int64_t stop = 0;
  std::int64_t step = 1;
  static constexpr auto fields() {
    return std::tuple{field("start", &AxisRange::start), field("stop", &AxisRange::stop),
                      field("step", &AxisRange::step)};
  }

  std::int64_t count() const;
};

// One range an axis.
using Region = std::vector<AxisRange>;

Region whole_region(const Shape& shape);
Shape region_shape(const Region& region);

// The same positions in ascending order: first, first + step, ...; `step` is at least 1.
struct AxisSpan {
  std::int64_t first = 0;
  std::int64_t count = 0;
  std::int64_t step = 1;

  std::int64_t last() const { return first + (count - 1) * step; }
};

using Selection = std::vector<AxisSpan>;

// Throws IndexError naming `array` unless the region has one range for each axis, none of step 0, and all its positions
// are of that shape.
Selection ascending(const std::string& array, const Shape& shape, const Region& region);
Shape selection_shape(const Selection& selection);

}  // namespace tusk::io
