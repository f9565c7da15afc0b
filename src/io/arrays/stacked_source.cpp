#include "io/arrays/stacked_source.h"

#include <algorithm>
#include <functional>

#include <fmt/format.h>

#include <tusk/core/error.h>

#include "data/copy_block.h"

namespace tusk::io {
namespace {

struct StackedSource final : DeclaredAs<StackedSource, ArraySource> {
  static constexpr std::string_view kName = "stacked_arrays";
  static constexpr auto fields() {
    return std::tuple{field("array", &StackedSource::array), field("parts", &StackedSource::parts),
                      field("axis", &StackedSource::axis)};
  }
  ArrayInfo array;
  std::vector<ArraySourcePtr> parts;
  std::int64_t axis = 0;

  const ArrayInfo& info() const override { return array; }

  // Calls `visit(part, region of it, first position in the result)` for every part that is touched.
  using Visit = std::function<void(const ArraySource&, const Region&, std::int64_t)>;
  void for_each_touched(const Selection& selection, const Visit& visit) const {
    const auto& along = selection[std::size_t(axis)];
    Region region;
    for (const auto& span : selection) region.push_back({span.first, span.last() + 1, span.step});
    std::int64_t begin = 0, done = 0;
    for (const auto& part : parts) {
      const auto end = begin + part->info().shape[std::size_t(axis)];
      const auto next = along.first + done * along.step;
      if (done < along.count && next < end) {
        const auto count = std::min(along.count - done, (end - next - 1) / along.step + 1);
        region[std::size_t(axis)] = {next - begin, next - begin + (count - 1) * along.step + 1, along.step};
        visit(*part, region, done);
        done += count;
      }
      begin = end;
    }
  }

 protected:
  NdArray read_selection(const Selection& selection) const override {
    auto out = NdArray::empty(array.dtype, selection_shape(selection));
    auto* const items = static_cast<std::byte*>(out.mutable_data());
    for_each_touched(selection, [&](const ArraySource& part, const Region& region, std::int64_t first) {
      const auto piece = part.read(region);
      data::copy_block(piece.shape(), item_size(array.dtype), static_cast<const std::byte*>(piece.data()),
                       piece.strides(), items + first * out.strides()[std::size_t(axis)], out.strides());
    });
    return out;
  }
  ReadCost cost_of(const Selection& selection) const override {
    ReadCost total;
    for_each_touched(selection, [&](const ArraySource& part, const Region& region, std::int64_t) {
      const auto cost = part.cost(region);
      total.chunk_count += cost.chunk_count;
      total.stored_bytes += cost.stored_bytes;
      total.decoded_bytes += cost.decoded_bytes;
    });
    return total;
  }
};

void check_part(const ArrayInfo& first, const ArrayInfo& part, std::size_t axis) {
  auto shape = part.shape;
  if (axis < shape.size() && shape.size() == first.shape.size()) shape[axis] = first.shape[axis];
  if (part.dtype == first.dtype && shape == first.shape) return;
  throw ValueError(
      fmt::format("arrays that are stacked differ along their axis only: axis {} of '{}', {} of shape {}, "
                  "and '{}', {} of shape {}",
                  axis, first.name, name(first.dtype), shape_text(first.shape), part.name, name(part.dtype),
                  shape_text(part.shape)));
}

}  // namespace

ArraySourcePtr stacked_source(const std::string& name, std::vector<ArraySourcePtr> parts, std::int64_t axis) {
  const auto& first = parts.at(0)->info();
  if (axis < 0 || axis >= std::int64_t(first.shape.size()))
    throw ValueError(fmt::format("arrays are stacked along one of their axes: got axis {}, and shape {}", axis,
                                 shape_text(first.shape)));
  auto source = std::make_shared<StackedSource>();
  source->array = first;
  source->array.name = name;
  source->axis = axis;
  auto& length = source->array.shape[std::size_t(axis)];
  length = 0;
  for (const auto& part : parts) {
    check_part(first, part->info(), std::size_t(axis));
    if (__builtin_add_overflow(length, part->info().shape[std::size_t(axis)], &length))
      throw ValueError(fmt::format("the axis of a stack has fewer than 2^63 positions: that of '{}' has more", name));
  }
  source->parts = std::move(parts);
  return source;
}

}  // namespace tusk::io
