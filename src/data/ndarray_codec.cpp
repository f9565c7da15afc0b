#include <algorithm>
#include <array>
#include <cstring>
#include <span>

#include <fmt/format.h>

#include <tusk/data/dtype_dispatch.h>
#include <tusk/data/ndarray.h>

#include "data/array_layout.h"
#include "data/strided_runs.h"

namespace tusk {

namespace {

DType read_element_dtype(ByteReader& reader) {
  const auto dtype = DType(reader.read<std::uint8_t>());
  if (dtype >= DType::String)
    throw ValueError(fmt::format("a serialized array has no dtype of elements: {}", int(dtype)));
  return dtype;
}

Shape read_shape(ByteReader& reader) {
  const std::size_t axes = reader.read_size(sizeof(std::int64_t));
  if (axes > NdArray::kMostAxes)
    throw ValueError(fmt::format("an array has at most {} axes: {} were serialized", NdArray::kMostAxes, axes));
  Shape shape(axes);
  for (std::int64_t& length : shape) length = reader.read<std::int64_t>();
  return shape;
}

void write_run(ByteWriter& writer, data::Run run, std::size_t item) {
  std::array<std::byte, 4096> gathered;
  const auto most = std::int64_t(gathered.size() / item);
  if (run.stride == std::int64_t(item)) {
    writer.write_bytes(run.first, std::size_t(run.count) * item);
    return;
  }
  while (run.count > 0) {
    const data::Run part{run.first, std::min(run.count, most), run.stride};
    data::gather(part, item, gathered.data());
    writer.write_bytes(gathered.data(), std::size_t(part.count) * item);
    run.first += part.count * run.stride;
    run.count -= part.count;
  }
}

void check_truth_values(std::span<const std::byte> bytes) {
  if (std::any_of(bytes.begin(), bytes.end(), [](std::byte byte) { return byte > std::byte(1); })) {
    throw ValueError("the truth values of a serialized array must be 0 or 1");
  }
}

}  // namespace

void Codec<NdArray>::write(ByteWriter& writer, const NdArray& array) {
  writer.write(std::uint8_t(array.dtype()));
  Codec<Shape>::write(writer, array.shape());
  data::for_each_run(array, [&](const data::Run& run) {
    write_run(writer, run, item_size(array.dtype()));
    return true;
  });
}

NdArray Codec<NdArray>::read(ByteReader& reader) {
  const DType dtype = read_element_dtype(reader);
  Shape shape = read_shape(reader);
  data::check_shape(dtype, shape);
  const auto bytes = reader.take(std::size_t(data::element_count(shape)) * item_size(dtype));
  if (dtype == DType::Bool) check_truth_values(bytes);
  NdArray array = NdArray::empty(dtype, std::move(shape));
  if (!bytes.empty()) std::memcpy(array.mutable_data(), bytes.data(), bytes.size());
  return array;
}

void Codec<NdArray>::print(std::string& text, const NdArray& array) {
  constexpr int kMostShown = 8;
  text += fmt::format("NdArray({}, {}, [", tusk::name(array.dtype()), shape_text(array.shape()));
  int shown = 0;
  data::for_each_run(array, [&](const data::Run& run) {
    for (std::int64_t i = 0; i < run.count && shown <= kMostShown; ++i, ++shown) {
      if (shown > 0) text += ", ";
      if (shown == kMostShown) text += "...";
      else
        visit_dtype(array.dtype(),
                    [&]<class T>() { Codec<T>::print(text, *reinterpret_cast<const T*>(run.first + i * run.stride)); });
    }
    return shown <= kMostShown;
  });
  text += "])";
}

namespace value {

NdArray From<NdArray>::convert(const Value& value) {
  const auto flat = value.is_boxed() ? value.box()->flat_numbers() : std::nullopt;
  if (!flat) fail_conversion(value, "ndarray");
  return NdArray::wrap(flat->dtype, {std::int64_t(flat->size)}, flat->data, std::make_shared<const Value>(value));
}

}  // namespace value
}  // namespace tusk
