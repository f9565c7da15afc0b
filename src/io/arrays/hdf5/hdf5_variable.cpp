#include "io/arrays/hdf5/hdf5_variable.h"

#include <algorithm>

#include <fmt/format.h>

#include <tusk/core/error.h>

#include "data/array_layout.h"
#include "io/arrays/hdf5/hdf5_layout.h"
#include "io/arrays/hdf5/hdf5_source.h"
#include "io/arrays/hdf5/hdf5_values.h"
#include "io/arrays/strided_source.h"

namespace tusk::io {
namespace {

const Hdf5Message& wanted_message(const Hdf5Object& object, Hdf5MessageType type) {
  if (const auto* message = object.find(type)) return *message;
  throw ValueError("an HDF5 data set has a type, a shape and a layout");
}

StoredType element_type(const Hdf5Type& type) {
  // A character of NetCDF.
  if (type.kind == Hdf5Class::String && type.size == 1) return {DType::UInt8, false, "char"};
  if (type.numbers) return *type.numbers;
  throw TypeError(fmt::format("elements of arrays are {}: these are {}", kReadableTypes, description(type)));
}

ArraySourcePtr plain_variable(Hdf5File& file, const Hdf5Layout& layout, const StoredType& type, ArrayInfo info) {
  StridedSource source;
  source.array = std::move(info);
  source.file = file.place().file;
  source.type = type;
  source.strides = data::c_order_strides(type.dtype, source.array.shape);
  if (layout.address > kHdf5Undefined - file.place().base)
    throw ValueError("the elements of an HDF5 data set are in it");
  source.offset = file.place().base + layout.address;
  const auto bytes = std::uint64_t(data::element_count(source.array.shape)) * type.item_size();
  if (layout.size_bytes < bytes)
    throw ValueError(fmt::format("an HDF5 data set of shape {} has {} bytes: it has {}", shape_text(source.array.shape),
                                 bytes, layout.size_bytes));
  return strided_source(std::move(source));
}

Hdf5IndexPlace index_place(const Hdf5Layout& layout, const Hdf5Space& space, const ArrayInfo& info) {
  Hdf5IndexPlace index;
  index.kind = layout.index;
  index.address = layout.address;
  index.chunk_shape = info.chunk_shape;
  index.single_chunk_bytes = layout.single_chunk_bytes;
  index.single_chunk_mask = layout.single_chunk_mask;
  index.chunk_bytes = std::uint64_t(data::element_count(info.chunk_shape)) * item_size(info.dtype);
  const auto chunk_count = [&](std::size_t axis, std::int64_t length) {
    return length / info.chunk_shape[axis] + (length % info.chunk_shape[axis] > 0 ? 1 : 0);
  };
  for (std::size_t axis = 0; axis < info.shape.size(); ++axis) {
    index.chunk_counts.push_back(chunk_count(axis, info.shape[axis]));
    index.most_chunk_counts.push_back(space.most[axis] < 0 ? -1 : chunk_count(axis, space.most[axis]));
  }
  return index;
}

ArraySourcePtr chunked_variable(Hdf5File& file, const Hdf5Object& object, const Hdf5Layout& layout,
                                const Hdf5Space& space, const StoredType& type, ArrayInfo info) {
  info.is_chunked = true;
  info.chunk_shape = layout.kind == Hdf5LayoutKind::Chunked ? layout.chunk_shape : info.shape;
  for (auto& length : info.chunk_shape) length = std::max<std::int64_t>(length, 1);
  const bool is_sound = info.chunk_shape.size() == info.shape.size() &&
                        (layout.kind != Hdf5LayoutKind::Chunked || layout.item_bytes == type.item_size());
  if (!is_sound)
    throw ValueError(
        fmt::format("chunks of an HDF5 data set have its axes and elements: got shape {}, and chunks {} of "
                    "elements of {} bytes",
                    shape_text(info.shape), shape_text(info.chunk_shape), layout.item_bytes));
  data::check_shape(type.dtype, info.chunk_shape);
  auto source = std::make_shared<Hdf5Source>();
  source->place = file.place();
  source->type = type;
  source->has_plain_edges = layout.has_plain_edges;
  source->index = index_place(layout, space, info);
  if (const auto* filters = object.find(Hdf5MessageType::Filters))
    source->codecs = parse_hdf5_filters(file.cursor(filters->bytes), type.item_size());
  check_codecs(source->codecs);
  source->index.is_filtered = !source->codecs.empty();
  source->array = std::move(info);
  return source;
}

}  // namespace

bool is_hdf5_variable(const Hdf5Object& object) { return object.find(Hdf5MessageType::Layout) != nullptr; }

Hdf5Space hdf5_space(Hdf5File& file, const Hdf5Object& object) {
  return parse_hdf5_space(file.cursor(wanted_message(object, Hdf5MessageType::Dataspace).bytes));
}

ArraySourcePtr hdf5_variable(Hdf5File& file, const Hdf5Object& object, ArrayInfo info) {
  const auto type = element_type(parse_hdf5_type(file.cursor(wanted_message(object, Hdf5MessageType::Datatype).bytes)));
  const auto space = hdf5_space(file, object);
  if (space.is_null) throw TypeError("arrays have a shape: this data set has none");
  if (object.find(Hdf5MessageType::ExternalFiles))
    throw NotImplementedError("data sets whose elements lie in other files are not read");
  info.dtype = type.dtype;
  info.stored_type = type.note;
  data::check_shape(type.dtype, info.shape);
  info.fill_value = hdf5_fill_value(file, object, type);
  const auto& message = wanted_message(object, Hdf5MessageType::Layout);
  const auto layout = parse_hdf5_layout(message, file.cursor(message.bytes));
  const bool is_plain = layout.kind != Hdf5LayoutKind::Chunked && layout.address != kHdf5Undefined;
  if (is_plain) return plain_variable(file, layout, type, std::move(info));
  return chunked_variable(file, object, layout, space, type, std::move(info));
}

}  // namespace tusk::io
