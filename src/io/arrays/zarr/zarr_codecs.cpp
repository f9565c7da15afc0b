#include "io/arrays/zarr/zarr_codecs.h"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <tusk/core/error.h>

#include "io/arrays/codecs/codecs.h"

namespace tusk::io {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kCodecs2 =
    "blosc, zstd, lz4, zlib, gzip, shuffle, delta, fixedscaleoffset, quantize, "
    "bitround, crc32c, fletcher32";
constexpr std::string_view kCodecs3 =
    "bytes, transpose, blosc, zstd, gzip, crc32c, sharding_indexed, and those of "
    "numcodecs for Zarr 2";

[[noreturn]] void refuse_codec(const std::string& name, std::string_view codecs) {
  throw NotImplementedError(fmt::format("the codecs of chunks are {}: got '{}'", codecs, name));
}

template <class T>
T entry(const Json& json, const char* key, T otherwise) {
  if (!json.is_object()) return otherwise;
  const auto place = json.find(key);
  if (place == json.end() || place->is_null()) return otherwise;
  return place->get<T>();
}

StoredType numpy_type(const Json& json, const StoredType& otherwise) {
  if (!json.is_string()) return otherwise;
  const auto text = json.get<std::string>();
  if (const auto type = stored_type_of(text)) return *type;
  throw NotImplementedError(fmt::format("filters work on {}: got '{}'", kReadableTypes, text));
}

CodecPtr scale_offset_filter(const Json& config, const StoredType& type) {
  const auto outer = numpy_type(config.value("dtype", Json()), type);
  const auto inner = numpy_type(config.value("astype", Json()), outer);
  return scale_offset_codec(outer, inner, entry(config, "scale", 1.0), entry(config, "offset", 0.0));
}

CodecPtr delta_filter(const Json& config, const StoredType& type) {
  const auto outer = numpy_type(config.value("dtype", Json()), type);
  const auto inner = numpy_type(config.value("astype", Json()), outer);
  if (inner.dtype != outer.dtype || inner.is_swapped != outer.is_swapped)
    throw NotImplementedError("the filter delta is read if differences have the type of the elements");
  return delta_codec(outer);
}

CodecPtr blosc_of(const Json& config, const StoredType& type) {
  const auto shuffle = config.is_object() ? config.value("shuffle", Json(1)) : Json(1);
  int kind = 1;
  if (shuffle.is_string()) kind = shuffle == "noshuffle" ? 0 : shuffle == "bitshuffle" ? 2 : 1;
  else kind = shuffle.get<int>() < 0 ? (type.item_size() == 1 ? 2 : 1) : shuffle.get<int>();
  return blosc_codec(entry<std::string>(config, "cname", "lz4"), entry(config, "clevel", 5), kind,
                     entry(config, "typesize", int(type.item_size())));
}

// A codec of numcodecs; null for one that only loses precision.
CodecPtr numcodecs_codec(const std::string& id, const Json& config, const StoredType& type, bool& is_known) {
  is_known = true;
  if (id == "blosc") return blosc_of(config, type);
  if (id == "zstd") return zstd_codec(entry(config, "level", 0));
  if (id == "lz4") return lz4_codec();
  if (id == "zlib") return zlib_codec(entry(config, "level", 1));
  if (id == "gzip") return gzip_codec(entry(config, "level", 1));
  if (id == "shuffle") return shuffle_codec(entry<std::int64_t>(config, "elementsize", 4));
  if (id == "delta") return delta_filter(config, type);
  if (id == "fixedscaleoffset") return scale_offset_filter(config, type);
  if (id == "crc32c") return crc32c_codec();
  if (id == "fletcher32") return fletcher32_codec();
  is_known = id == "quantize" || id == "bitround";
  return nullptr;
}

void add_codec_2(const Json& config, ZarrArray& zarr) {
  if (!config.is_object() || !config.contains("id")) throw ValueError("a codec is a JSON object with an id");
  const auto id = config["id"].get<std::string>();
  bool is_known = false;
  const auto codec = numcodecs_codec(id, config, zarr.type, is_known);
  if (!is_known) refuse_codec(id, kCodecs2);
  if (codec) zarr.codecs.push_back(codec);
}

// The order of axes after a transpose of an array whose axes stand in `axes`.
std::vector<std::int64_t> transposed(const Json& order, const std::vector<std::int64_t>& axes) {
  if (order == "C") return axes;
  if (order == "F") return {axes.rbegin(), axes.rend()};
  const auto places = lengths_of(order, "the order of a transpose", 0);
  std::vector<std::int64_t> out;
  std::vector<bool> is_used(axes.size());
  for (const auto place : places) {
    const bool is_new = place < std::int64_t(axes.size()) && !is_used[std::size_t(place)];
    if (!is_new || places.size() != axes.size())
      throw ValueError(fmt::format("a transpose has each of {} axes once: got {}", axes.size(), order.dump()));
    is_used[std::size_t(place)] = true;
    out.push_back(axes[std::size_t(place)]);
  }
  return out;
}

struct NamedCodec {
  std::string name;
  Json config;
};

NamedCodec named_codec(const Json& json) {
  if (json.is_string()) return {json.get<std::string>(), Json::object()};
  if (!json.is_object() || !json.contains("name")) throw ValueError("a codec is a JSON object with a name");
  return {json["name"].get<std::string>(), json.value("configuration", Json::object())};
}

void add_shards(const Json& config, ZarrArray& zarr) {
  ZarrShards shards;
  shards.shape = zarr.info.chunk_shape;
  zarr.info.chunk_shape = lengths_of(config.value("chunk_shape", Json()), "the chunk shape in shards", 1);
  const auto& chunk_shape = zarr.info.chunk_shape;
  bool is_divided = chunk_shape.size() == shards.shape.size();
  for (std::size_t axis = 0; is_divided && axis < chunk_shape.size(); ++axis)
    is_divided = shards.shape[axis] % chunk_shape[axis] == 0;
  if (!is_divided)
    throw ValueError(fmt::format("a shard holds whole chunks: got shards of shape {} and chunks of shape {}",
                                 shape_text(shards.shape), shape_text(chunk_shape)));
  const auto location = entry<std::string>(config, "index_location", "end");
  if (location != "start" && location != "end")
    throw ValueError(fmt::format("the index of a shard stands at its start or end: got '{}'", location));
  shards.is_index_first = location == "start";
  ZarrArray index;
  index.type.dtype = DType::UInt64;
  add_codecs_3(config.value("index_codecs", Json::array()), index);
  for (const auto& codec : index.codecs)
    if (!codec->encoded_size(0)) throw ValueError("the index of a shard is not compressed");
  if (index.type.is_swapped || index.shards)
    throw NotImplementedError("the index of a shard is read if its codecs are bytes, little-endian, and crc32c");
  shards.index_codecs = std::move(index.codecs);
  add_codecs_3(config.value("codecs", Json::array()), zarr);
  if (zarr.shards) throw NotImplementedError("shards within shards are not read");
  zarr.shards = std::move(shards);
}

void add_codec_3(const NamedCodec& codec, ZarrArray& zarr, bool& has_bytes) {
  if (codec.name == "transpose") {
    if (has_bytes) throw ValueError("a transpose stands before the codec bytes");
    zarr.axis_order = transposed(codec.config.value("order", Json()), zarr.axis_order);
    return;
  }
  if (codec.name == "bytes") {
    const auto endian = entry<std::string>(codec.config, "endian", "little");
    if (endian != "little" && endian != "big")
      throw ValueError(fmt::format("bytes are little or big: got '{}'", endian));
    zarr.type.is_swapped = endian == "big" && zarr.type.item_size() > 1;
    has_bytes = true;
    return;
  }
  const auto id = codec.name.starts_with("numcodecs.") ? codec.name.substr(10) : codec.name;
  bool is_known = false;
  const auto bytes_codec = numcodecs_codec(id, codec.config, zarr.type, is_known);
  if (!is_known) refuse_codec(codec.name, kCodecs3);
  if (bytes_codec) zarr.codecs.push_back(bytes_codec);
}

}  // namespace

void add_codecs_2(const Json& array, ZarrArray& zarr) {
  const auto order = entry<std::string>(array, "order", "C");
  if (order != "C" && order != "F") throw ValueError(fmt::format("the order of chunks is C or F: got '{}'", order));
  zarr.axis_order.resize(zarr.info.shape.size());
  std::iota(zarr.axis_order.begin(), zarr.axis_order.end(), 0);
  if (order == "F") std::ranges::reverse(zarr.axis_order);
  const auto filters = array.value("filters", Json());
  if (filters.is_array())
    for (const auto& filter : filters) add_codec_2(filter, zarr);
  const auto compressor = array.value("compressor", Json());
  if (!compressor.is_null()) add_codec_2(compressor, zarr);
  check_codecs(zarr.codecs);
}

void add_codecs_3(const Json& codecs, ZarrArray& zarr) {
  if (!codecs.is_array()) throw ValueError("codecs are a list");
  zarr.axis_order.resize(zarr.info.shape.size());
  std::iota(zarr.axis_order.begin(), zarr.axis_order.end(), 0);
  if (codecs.size() == 1 && named_codec(codecs[0]).name == "sharding_indexed")
    return add_shards(named_codec(codecs[0]).config, zarr);
  bool has_bytes = false;
  for (const auto& json : codecs) {
    const auto codec = named_codec(json);
    if (codec.name == "sharding_indexed")
      throw NotImplementedError("the codec sharding_indexed is read where it is the only one");
    add_codec_3(codec, zarr, has_bytes);
  }
  check_codecs(zarr.codecs);
}

Shape lengths_of(const Json& json, std::string_view what, std::int64_t least) {
  if (!json.is_array() || json.size() > NdArray::kMostAxes)
    throw ValueError(fmt::format("{} is a list of at most {} numbers", what, NdArray::kMostAxes));
  Shape lengths;
  for (const auto& item : json) {
    const bool is_good = item.is_number_integer() && item.get<std::int64_t>() >= least &&
                         !(item.is_number_unsigned() && item.get<std::uint64_t>() >> 63);
    if (!is_good) throw ValueError(fmt::format("{} has whole numbers from {} on: got {}", what, least, item.dump()));
    lengths.push_back(item.get<std::int64_t>());
  }
  return lengths;
}

}  // namespace tusk::io
