#include "io/arrays/strided_source.h"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include <tusk/core/error.h>

#include "data/array_layout.h"
#include "data/copy_block.h"

namespace tusk::io {
namespace {

// Bytes between wanted ones that are rather read than jumped over.
constexpr std::int64_t kJoinedGapBytes = 64 << 10;
// Of bytes that are read to be picked from.
constexpr std::int64_t kMostPieceBytes = 16 << 20;

// One axis of a selection in a file.
struct FileAxis {
  std::size_t axis;  // of the array
  std::int64_t count;
  std::int64_t stride;  // in the file, from one selected element to the next
};

// How a selection is read: `outer` axes are walked, and at each of their places one piece is read that holds all
// elements of the `inner` ones. All are in the file's order, outermost first.
struct ReadPlan {
  std::vector<FileAxis> outer;
  std::vector<FileAxis> inner;
  std::int64_t piece_bytes = 0;

  std::int64_t piece_count() const {
    std::int64_t count = 1;
    for (const auto& axis : outer) count *= axis.count;
    return count;
  }
};

ReadPlan read_plan(const StridedSource& source, const Selection& selection) {
  ReadPlan plan{.outer = {}, .inner = {}, .piece_bytes = std::int64_t(source.type.item_size())};
  for (std::size_t axis = 0; axis < selection.size(); ++axis)
    plan.outer.push_back({axis, selection[axis].count, selection[axis].step * source.strides[axis]});
  std::ranges::stable_sort(plan.outer, std::greater(), &FileAxis::stride);
  while (!plan.outer.empty()) {
    const auto axis = plan.outer.back();
    const auto joined_bytes = axis.count == 1 ? plan.piece_bytes : (axis.count - 1) * axis.stride + plan.piece_bytes;
    const bool is_dense = axis.count == 1 || axis.stride == plan.piece_bytes;
    const bool is_near = axis.stride - plan.piece_bytes <= kJoinedGapBytes && joined_bytes <= kMostPieceBytes;
    if (!is_dense && !is_near) break;
    plan.inner.insert(plan.inner.begin(), axis);
    plan.outer.pop_back();
    plan.piece_bytes = joined_bytes;
  }
  return plan;
}

std::uint64_t first_byte(const StridedSource& source, const Selection& selection) {
  std::uint64_t first = source.offset;
  for (std::size_t axis = 0; axis < selection.size(); ++axis)
    first += std::uint64_t(selection[axis].first) * std::uint64_t(source.strides[axis]);
  return first;
}

// Reads the pieces of a plan into an array.
class PieceReader {
 public:
  PieceReader(const StridedSource& source, const ReadPlan& plan, NdArray& out)
      : source_(source), file_(source.file.open()), plan_(plan), out_strides_(out.strides()) {
    out_ = static_cast<std::byte*>(out.mutable_data());
    std::int64_t dense_bytes = std::int64_t(source.type.item_size());
    for (auto axis = plan.inner.rbegin(); axis != plan.inner.rend(); ++axis) {
      is_direct_ =
          is_direct_ && (axis->count == 1 || (axis->stride == dense_bytes && out_strides_[axis->axis] == dense_bytes));
      dense_bytes *= axis->count;
    }
    for (const auto& axis : plan.inner) {
      shape_.push_back(axis.count);
      from_strides_.push_back(axis.stride);
      to_strides_.push_back(out_strides_[axis.axis]);
    }
    if (!is_direct_) piece_ = NdArray::empty(DType::UInt8, {plan.piece_bytes});
  }

  void read(std::size_t outer, std::uint64_t offset, std::byte* to) {
    if (outer == plan_.outer.size()) return read_piece(offset, to);
    const auto& axis = plan_.outer[outer];
    for (std::int64_t i = 0; i < axis.count; ++i)
      read(outer + 1, offset + std::uint64_t(i * axis.stride), to + i * out_strides_[axis.axis]);
  }
  void read(std::uint64_t offset) { read(0, offset, out_); }

 private:
  void read_piece(std::uint64_t offset, std::byte* to) {
    auto* const place = is_direct_ ? to : static_cast<std::byte*>(piece_.mutable_data());
    read_exactly(*file_, source_.file.address, offset, std::uint64_t(plan_.piece_bytes), place);
    if (!is_direct_) data::copy_block(shape_, source_.type.item_size(), place, from_strides_, to, to_strides_);
  }

  const StridedSource& source_;
  std::shared_ptr<const InputFile> file_;
  const ReadPlan& plan_;
  Strides out_strides_;
  std::byte* out_;
  bool is_direct_ = true;  // whether a piece lies in the file as in the result
  NdArray piece_;
  Shape shape_;
  Strides from_strides_, to_strides_;
};

// Bytes from the first element to the end of the last one. Throws ValueError where they can't be counted.
std::uint64_t span_bytes(const StridedSource& source) {
  data::check_shape(source.type.dtype, source.array.shape);
  if (std::ranges::find(source.array.shape, 0) != source.array.shape.end()) return 0;
  data::check_strides(source.array.shape, source.strides);
  std::uint64_t bytes = source.type.item_size();
  for (std::size_t axis = 0; axis < source.strides.size(); ++axis) {
    if (source.strides[axis] < 0) throw ValueError("strides in a file are not negative");
    bytes += std::uint64_t(source.array.shape[axis] - 1) * std::uint64_t(source.strides[axis]);
  }
  return bytes;
}

}  // namespace

NdArray StridedSource::read_selection(const Selection& selection) const {
  auto out = NdArray::empty(type.dtype, selection_shape(selection));
  const auto plan = read_plan(*this, selection);
  PieceReader(*this, plan, out).read(first_byte(*this, selection));
  type.make_native(static_cast<std::byte*>(out.mutable_data()), std::size_t(out.size()));
  return out;
}

ReadCost StridedSource::cost_of(const Selection& selection) const {
  const auto plan = read_plan(*this, selection);
  std::uint64_t elements = 1;
  for (const auto& span : selection) elements *= std::uint64_t(span.count);
  return {1, std::uint64_t(plan.piece_count()) * std::uint64_t(plan.piece_bytes), elements * type.item_size()};
}

ArraySourcePtr strided_source(StridedSource source) {
  source.array.dtype = source.type.dtype;
  if (source.array.stored_type.empty()) source.array.stored_type = source.type.note;
  source.array.chunk_shape = source.array.shape;
  std::uint64_t bytes = 0;
  try {
    bytes = span_bytes(source);
  } catch (const ValueError& error) {
    throw ValueError(fmt::format("'{}', array '{}': {}", source.file.address, source.array.name, error.what()));
  }
  if (source.offset > source.file.size_bytes || bytes > source.file.size_bytes - source.offset) {
    throw ValueError(
        fmt::format("a file is as long as its header says: array '{}' of '{}', {} of shape {}, takes {} "
                    "bytes from {} on, the file has {}; it may have been cut off",
                    source.array.name, source.file.address, name(source.array.dtype), shape_text(source.array.shape),
                    bytes, source.offset, source.file.size_bytes));
  }
  return std::make_shared<StridedSource>(std::move(source));
}

}  // namespace tusk::io
