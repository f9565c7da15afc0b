#include "io/arrays/write/zarr_sink.h"

#include <algorithm>
#include <cstring>
#include <functional>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <tusk/core/error.h>

#include "data/copy_block.h"
#include "io/arrays/chunk_grid.h"
#include "io/arrays/write/place_files.h"
#include "io/arrays/zarr/zarr_array.h"
#include "io/arrays/zarr/zarr_documents.h"

namespace tusk::io {
namespace {

struct ZarrSink final : DeclaredAs<ZarrSink, ArraySink> {
  static constexpr std::string_view kName = "zarr_store";
  static constexpr auto fields() {
    return std::tuple{field("target", &ZarrSink::target), field("arrays", &ZarrSink::arrays),
                      field("documents", &ZarrSink::documents)};
  }
  DataSetTarget target;
  std::vector<ZarrArray> arrays;
  ZarrDocuments documents;

  void prepare() const override { data_set_place(target)->prepare(); }

  std::vector<std::string> write_block(std::size_t variable, const Shape& origin, const NdArray& block) const override {
    const auto& array = arrays.at(variable);
    check_block(array.info, origin, block);
    if (block.size() == 0) return {};
    const auto place = data_set_place(target);
    Selection selection;
    for (std::size_t axis = 0; axis < origin.size(); ++axis)
      selection.push_back({origin[axis], block.shape()[axis], 1});
    const ChunkGrid grid(array.info.chunk_shape, selection);
    std::vector<std::string> names;
    for (std::int64_t i = 0; i < grid.chunk_count(); ++i) {
      const auto parts = grid.parts_of(i);
      const auto chunk = chunk_of(array.info, parts, block);
      if (is_unwritten(array.info, chunk)) continue;
      const auto encoded = encode_chunk(array.codecs, std::as_bytes(std::span(as_text(chunk))));
      names.push_back(fmt::format("{}/{}", array.info.name, array.names.name(chunk_index(parts))));
      write_place_file(*place, names.back(), {as_text(encoded)});
    }
    return names;
  }

  std::vector<std::string> commit(std::vector<std::string> names) const override {
    const auto place = data_set_place(target);
    for (const auto& [name, document] : documents) {
      write_place_file(*place, name, {document});
      names.push_back(name);
    }
    return place->commit(names);
  }

  void abandon() const noexcept override { abandon_target(target); }

 private:
  static void check_block(const ArrayInfo& info, const Shape& origin, const NdArray& block) {
    bool is_good =
        block.dtype() == info.dtype && origin.size() == info.shape.size() && block.shape().size() == info.shape.size();
    for (std::size_t axis = 0; is_good && axis < origin.size(); ++axis) {
      const auto begin = origin[axis], count = block.shape()[axis];
      is_good = begin >= 0 && begin <= info.shape[axis] && count <= info.shape[axis] - begin &&
                begin % info.chunk_shape[axis] == 0 &&
                (count % info.chunk_shape[axis] == 0 || begin + count == info.shape[axis]);
    }
    if (is_good) return;
    throw ValueError(
        fmt::format("a block holds whole chunks of its array: '{}' is {} of shape {} in chunks {}, got {} of "
                    "shape {} at {}",
                    info.name, name(info.dtype), shape_text(info.shape), shape_text(info.chunk_shape),
                    name(block.dtype()), shape_text(block.shape()), shape_text(origin)));
  }

  // A whole chunk: what lies beyond the array has the fill value.
  static NdArray chunk_of(const ArrayInfo& info, const std::vector<AxisPart>& parts, const NdArray& block) {
    Shape shape;
    const auto* from = static_cast<const std::byte*>(block.data());
    for (std::size_t axis = 0; axis < parts.size(); ++axis) {
      shape.push_back(parts[axis].count);
      from += parts[axis].out_first * block.strides()[axis];
    }
    auto chunk = shape == info.chunk_shape ? NdArray::empty(info.dtype, shape) : filled_copy(info);
    data::copy_block(shape, item_size(info.dtype), from, block.strides(), static_cast<std::byte*>(chunk.mutable_data()),
                     chunk.strides());
    return chunk;
  }
  static NdArray filled_copy(const ArrayInfo& info) {
    auto chunk = NdArray::empty(info.dtype, info.chunk_shape);
    const auto item = filled(info, {});
    data::fill_block(info.chunk_shape, item_size(info.dtype), static_cast<const std::byte*>(item.data()),
                     static_cast<std::byte*>(chunk.mutable_data()), chunk.strides());
    return chunk;
  }

  static bool is_unwritten(const ArrayInfo& info, const NdArray& chunk) {
    if (info.fill_value.is_none()) return false;
    const auto item = filled(info, {});
    const auto bytes = as_text(chunk);
    const auto item_bytes = item_size(info.dtype);
    // All elements are the first one, which is the fill value.
    return std::memcmp(bytes.data(), item.data(), item_bytes) == 0 &&
           std::memcmp(bytes.data(), bytes.data() + item_bytes, bytes.size() - item_bytes) == 0;
  }
};

void check_names(const std::vector<ArrayInfo>& arrays) {
  std::set<std::string_view> seen;
  for (const auto& array : arrays) {
    const bool is_name = !array.name.empty() && array.name.find('/') == std::string::npos && array.name[0] != '.' &&
                         !array.name.starts_with("__") && array.name != "zarr.json";
    if (!is_name)
      throw ValueError(fmt::format(
          "the name of an array is that of a folder, without '/' and a first '.' or '__': got '{}'", array.name));
    if (!seen.insert(array.name).second)
      throw ValueError(fmt::format("arrays of a group have different names: '{}' is there twice", array.name));
  }
}

}  // namespace

ArraySinkPtr zarr_sink(const std::string& address, const Attributes& attributes, const std::vector<ArrayInfo>& arrays,
                       const ZarrWriteOptions& options) {
  if (options.version != 2 && options.version != 3)
    throw ValueError(fmt::format("Zarr stores are written in version 2 or 3: got {}", options.version));
  if (options.mode != WriteMode::Create && options.mode != WriteMode::Overwrite)
    throw ValueError("a Zarr store is created, or overwrites another one");
  check_names(arrays);
  auto sink = std::make_shared<ZarrSink>();
  sink->target = new_target(address, options.mode, options.storage_options);
  const bool is_2 = options.version == 2;
  sink->documents =
      (is_2 ? zarr_documents_2 : zarr_documents_3)(arrays, attributes, options.compression, options.is_consolidated);
  for (const auto& array : arrays) {
    auto zarr = is_2 ? zarr_array_2(zarr_document_2(array, options.compression), nlohmann::ordered_json::object())
                     : zarr_array_3(zarr_document_3(array, options.compression));
    zarr.info.name = array.name;
    sink->arrays.push_back(std::move(zarr));
  }
  return sink;
}

}  // namespace tusk::io
