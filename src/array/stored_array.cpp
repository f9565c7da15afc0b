#include "array/stored_array.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include <tusk/array/stored.h>
#include <tusk/core/codec_containers.h>
#include <tusk/core/error.h>

#include "io/arrays/data_set.h"
#include "io/arrays/npy/npy_source.h"

namespace tusk {

namespace array {

OperationPtr StoredArray::block_operation() const { return operation(ReadBlock{source, chunks}); }

Value ReadBlock::run(const tusk::Inputs&, TaskContext& context) const {
  const expr::Lengths place = expr::place_of(expr::grid_of(chunks), context.index());
  io::Region region;
  for (std::size_t axis = 0; axis < chunks.size(); ++axis) {
    const std::int64_t start = expr::starts_of(chunks[axis])[std::size_t(place[axis])];
    region.push_back({start, start + chunks[axis][std::size_t(place[axis])], 1});
  }
  return Value::of(source->read(region));
}

}  // namespace array

namespace {

// Whole stored pieces, joined from the first axis on while a block has no more than `bytes`.
std::vector<std::int64_t> joined_lengths(const io::ArrayInfo& info, std::int64_t bytes) {
  std::vector<std::int64_t> lengths = info.chunk_shape;
  std::int64_t size = std::int64_t(item_size(info.dtype));
  for (std::int64_t& length : lengths) {
    length = std::max<std::int64_t>(length, 1);
    size *= length;
  }
  for (std::size_t axis = 0; axis < lengths.size(); ++axis) {
    if (!info.is_chunked) {  // nothing is cut: so rows are, as many as fit
      const std::int64_t row = size / lengths[0];
      lengths[0] = std::clamp<std::int64_t>(bytes / std::max<std::int64_t>(row, 1), 1, lengths[0]);
      return lengths;
    }
    const std::int64_t pieces = std::max<std::int64_t>(1, bytes / std::max<std::int64_t>(size, 1));
    const std::int64_t all = (info.shape[axis] + lengths[axis] - 1) / lengths[axis];
    const std::int64_t joined = std::clamp<std::int64_t>(all, 1, pieces);
    lengths[axis] = std::min(std::max<std::int64_t>(info.shape[axis], 1), lengths[axis] * joined);
    size *= joined;
  }
  return lengths;
}

}  // namespace

StoredArrayInfo StoredArray::info() const {
  const io::ArrayInfo& own = source_->info();
  return {own.name, own.dtype, own.shape, own.chunk_shape, own.dimensions};
}

Array StoredArray::array(const ChunkLengths& chunks) const {
  auto op = std::make_shared<array::StoredArray>();
  op->source = source_;
  op->chunks = chunks;
  if (expr::shape_of(chunks) != source_->info().shape)
    throw ValueError(fmt::format("chunks add up to the shape: got {} for shape {}", expr::chunks_text(chunks),
                                 expr::shape_text(source_->info().shape)));
  return Array(expr::make_node(std::move(op)));
}

Array StoredArray::array(std::int64_t block_bytes) const {
  const io::ArrayInfo& own = source_->info();
  return array(chunks_of_shape(own.shape, joined_lengths(own, block_bytes), std::int64_t(item_size(own.dtype))));
}

StoredArray stored_array(const std::string& address, const StoredArrayOptions& options) {
  io::DataSetOptions opened{options.group, options.format, options.storage_options};
  const io::DataSet data_set = io::open_data_set(address, opened);
  if (!options.variable.empty()) return StoredArray(io::variable(data_set, options.variable));
  if (data_set.variables.size() == 1 && data_set.unreadable.empty()) return StoredArray(data_set.variables[0]);
  std::string names;
  for (const io::ArraySourcePtr& variable : data_set.variables)
    names += (names.empty() ? "" : ", ") + variable->info().name;
  throw ValueError(fmt::format("'{}' has {} arrays that can be read; name one of them: {}", address,
                               data_set.variables.size(), names.empty() ? "there is none" : names));
}

StoredArray npy_stack(const std::string& folder, std::int64_t axis, const std::map<std::string, std::string>& options) {
  return StoredArray(io::open_npy_stack(folder, axis, options));
}

}  // namespace tusk
