#include "expr/arrays/array_form.h"

#include <algorithm>
#include <utility>

#include <arrow/type.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tusk/core/error.h>

namespace tusk::expr {

std::int64_t length_of(const Lengths& chunks) {
  std::int64_t length = 0;
  for (const std::int64_t chunk : chunks) {
    if (chunk == kUnknownLength) return kUnknownLength;
    length += chunk;
  }
  return length;
}

Lengths shape_of(const Chunks& chunks) {
  Lengths shape;
  for (const Lengths& axis : chunks) shape.push_back(length_of(axis));
  return shape;
}

Lengths grid_of(const Chunks& chunks) {
  Lengths grid;
  for (const Lengths& axis : chunks) grid.push_back(std::int64_t(axis.size()));
  return grid;
}

std::int64_t block_count(const Chunks& chunks) {
  std::int64_t count = 1;
  for (const Lengths& axis : chunks) count *= std::int64_t(axis.size());
  return count;
}

Lengths place_of(const Lengths& grid, std::int64_t block) {
  Lengths place(grid.size());
  for (std::size_t axis = grid.size(); axis-- > 0; block /= grid[axis]) place[axis] = block % grid[axis];
  return place;
}

std::int64_t number_of(const Lengths& grid, const Lengths& place) {
  std::int64_t number = 0;
  for (std::size_t axis = 0; axis < grid.size(); ++axis) number = number * grid[axis] + place[axis];
  return number;
}

Lengths starts_of(const Lengths& chunks) {
  Lengths starts = {0};
  for (const std::int64_t chunk : chunks) starts.push_back(starts.back() + chunk);
  return starts;
}

Lengths block_shape(const Chunks& chunks, const Lengths& place) {
  Lengths shape;
  for (std::size_t axis = 0; axis < chunks.size(); ++axis) shape.push_back(chunks[axis][std::size_t(place[axis])]);
  return shape;
}

std::string shape_text(const Lengths& shape) {
  std::vector<std::string> lengths;
  for (const std::int64_t length : shape) lengths.push_back(length == kUnknownLength ? "?" : std::to_string(length));
  return fmt::format("({}{})", fmt::join(lengths, ", "), lengths.size() == 1 ? "," : "");
}

std::string chunks_text(const Chunks& chunks) {
  std::vector<std::string> axes;
  for (const Lengths& axis : chunks) axes.push_back(shape_text(axis));
  return fmt::format("({}{})", fmt::join(axes, ", "), axes.size() == 1 ? "," : "");
}

Meta array_meta(DType dtype, Chunks chunks) {
  Meta meta;
  meta.shape = Shape::Array;
  meta.schema = arrow::schema({});
  meta.partition_count = block_count(chunks);
  meta.array = std::make_shared<const ArrayForm>(ArrayForm{dtype, std::move(chunks)});
  return meta;
}

const ArrayForm& form_of(const NodePtr& node, std::string_view doing) {
  if (!node->meta().array) throw TypeError(fmt::format("{} takes an array: got a frame, a series or a scalar", doing));
  return *node->meta().array;
}

void expect_known(const ArrayForm& form, std::string_view doing) {
  const Lengths shape = shape_of(form.chunks);
  if (std::ranges::find(shape, kUnknownLength) == shape.end()) return;
  throw ValueError(fmt::format(
      "{} needs lengths that are known before anything is computed: this array has shape {}; compute_chunk_sizes() "
      "finds them",
      doing, shape_text(shape)));
}

std::int64_t normal_axis(std::int64_t axis, std::size_t ndim) {
  const auto count = std::int64_t(ndim);
  if (axis < -count || axis >= count)
    throw IndexError(
        fmt::format("an axis lies from {} to {} for an array of {} axes: got {}", -count, count - 1, count, axis));
  return axis < 0 ? axis + count : axis;
}

}  // namespace tusk::expr
