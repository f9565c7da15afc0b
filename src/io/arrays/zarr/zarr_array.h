// The metadata of a Zarr array, version 2 (https://zarr-specs.readthedocs.io/en/latest/v2/v2.0.html) or 3
// (https://zarr-specs.readthedocs.io/en/latest/v3/core/v3.0.html).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "io/arrays/array_source.h"
#include "io/arrays/codecs/chunk_codec.h"
#include "io/arrays/stored_type.h"

namespace tusk::io {

// How the names of chunks are made of their numbers along the axes: "0.1", "c/0/1".
struct ZarrChunkNames {
  static constexpr std::string_view kName = "zarr_chunk_names";
  bool has_prefix = false;  // "c" before the numbers
  std::string separator = ".";
  static constexpr auto fields() {
    return std::tuple{field("has_prefix", &ZarrChunkNames::has_prefix), field("separator", &ZarrChunkNames::separator)};
  }

  std::string name(const Shape& chunk) const;
};

// Shards: objects that hold a grid of chunks, and an index of where they lie.
struct ZarrShards {
  static constexpr std::string_view kName = "zarr_shards";
  Shape shape;  // of a shard, in elements
  std::vector<CodecPtr> index_codecs;
  bool is_index_first = false;
  static constexpr auto fields() {
    return std::tuple{field("shape", &ZarrShards::shape), field("index_codecs", &ZarrShards::index_codecs),
                      field("is_index_first", &ZarrShards::is_index_first)};
  }
};

struct ZarrArray {
  static constexpr std::string_view kName = "zarr_metadata";
  ArrayInfo info;  // the chunk shape is that of the chunks within shards
  StoredType type;
  std::vector<std::int64_t> axis_order;  // the axes of the array as the elements of a chunk lie, outermost first
  std::vector<CodecPtr> codecs;          // of bytes, in the order of encoding
  ZarrChunkNames names;
  std::optional<ZarrShards> shards;
  static constexpr auto fields() {
    return std::tuple{field("info", &ZarrArray::info),
                      field("type", &ZarrArray::type),
                      field("axis_order", &ZarrArray::axis_order),
                      field("codecs", &ZarrArray::codecs),
                      field("names", &ZarrArray::names),
                      field("shards", &ZarrArray::shards)};
  }
};

// From the document ".zarray" and the attributes in ".zattrs". Throws ValueError for metadata that can't be, TypeError
// for elements that are no numbers, NotImplementedError naming a codec that there is not, and those that there are.
ZarrArray zarr_array_2(const nlohmann::ordered_json& array, const nlohmann::ordered_json& attributes);
// From the document "zarr.json".
ZarrArray zarr_array_3(const nlohmann::ordered_json& array);

}  // namespace tusk::io
