#include "io/arrays/raw_source.h"

#include <algorithm>

#include <fmt/format.h>

#include <tusk/core/error.h>

#include "io/arrays/strided_source.h"

namespace tusk::io {
namespace {

// Works out the length that is -1.
void complete_shape(const std::string& address, std::uint64_t data_bytes, std::size_t item_bytes, Shape& shape) {
  if (std::ranges::count(shape, -1) > 1)
    throw ValueError(fmt::format("one length at most is told by the file's size: got shape {}", shape_text(shape)));
  std::uint64_t others = item_bytes;
  for (const auto length : shape)
    if (length != -1 && (length < 0 || __builtin_mul_overflow(others, std::uint64_t(length), &others)))
      throw ValueError(fmt::format("lengths are not negative, and count to 2^63: got shape {}", shape_text(shape)));
  const auto place = std::ranges::find(shape, -1);
  if (place == shape.end()) return;
  if (others == 0 || data_bytes % others != 0) {
    throw ValueError(
        fmt::format("a length that is told by the file's size divides it: '{}' has {} bytes, the other lengths "
                    "of shape {} take {}",
                    address, data_bytes, shape_text(shape), others));
  }
  *place = std::int64_t(data_bytes / others);
}

}  // namespace

ArraySourcePtr open_raw(const std::string& address, const RawLayout& layout, const StorageOptions& options) {
  const auto type = stored_type_of(layout.type);
  if (!type) throw TypeError(fmt::format("elements of arrays are {}: got '{}'", kReadableTypes, layout.type));
  StridedSource source;
  source.file = source_file(address, options);
  source.type = *type;
  source.offset = layout.offset;
  source.array.name = stem_of(address);
  source.array.shape = layout.shape;
  const auto data_bytes = source.file.size_bytes - std::min(layout.offset, source.file.size_bytes);
  complete_shape(address, data_bytes, type->item_size(), source.array.shape);
  source.strides.resize(layout.shape.size());
  auto stride = std::int64_t(type->item_size());
  for (std::size_t i = 0; i < layout.shape.size(); ++i) {
    const auto axis = layout.is_fortran_order ? i : layout.shape.size() - 1 - i;
    source.strides[axis] = stride;
    stride *= std::max<std::int64_t>(source.array.shape[axis], 1);
  }
  return strided_source(std::move(source));
}

}  // namespace tusk::io
