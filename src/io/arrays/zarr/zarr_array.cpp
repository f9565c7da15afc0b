#include "io/arrays/zarr/zarr_array.h"

#include <algorithm>
#include <limits>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <tusk/core/error.h>

#include "data/array_layout.h"
#include "io/arrays/zarr/zarr_codecs.h"
#include "io/arrays/zarr/zarr_json.h"

namespace tusk::io {
namespace {

using Json = nlohmann::ordered_json;

const Json& wanted(const Json& object, const char* key) {
  const auto place = object.find(key);
  if (place == object.end()) throw ValueError(fmt::format("the metadata of an array have an entry '{}'", key));
  return *place;
}

[[noreturn]] void refuse_type(const Json& json) {
  throw TypeError(fmt::format("elements of arrays are {}: these are {}", kReadableTypes,
                              json.dump(-1, ' ', false, Json::error_handler_t::replace)));
}

// Fills in the shapes. Throws ValueError unless there is a chunk length for each axis, and a chunk fits into memory.
void add_shapes(const Json& shape, const Json& chunk_shape, ZarrArray& zarr) {
  zarr.info.is_chunked = true;
  zarr.info.shape = lengths_of(shape, "the shape of an array", 0);
  zarr.info.chunk_shape = lengths_of(chunk_shape, "the chunk shape of an array", 0);
  if (zarr.info.shape.size() != zarr.info.chunk_shape.size())
    throw ValueError(fmt::format("an array has a chunk length for each axis: got shape {} and chunks {}",
                                 shape_text(zarr.info.shape), shape_text(zarr.info.chunk_shape)));
  for (std::size_t axis = 0; axis < zarr.info.shape.size(); ++axis) {
    auto& length = zarr.info.chunk_shape[axis];
    if (length == 0 && zarr.info.shape[axis] > 0)
      throw ValueError(fmt::format("chunks have elements: got {}", shape_text(zarr.info.chunk_shape)));
    length = std::max<std::int64_t>(length, 1);
  }
}

void check_shapes(const ZarrArray& zarr) {
  data::check_shape(zarr.type.dtype, zarr.info.shape);
  data::check_shape(zarr.type.dtype, zarr.info.chunk_shape);
  if (zarr.shards) data::check_shape(zarr.type.dtype, zarr.shards->shape);
}

void add_type(const std::optional<StoredType>& type, const Json& json, ZarrArray& zarr) {
  if (!type) refuse_type(json);
  zarr.type = *type;
  zarr.info.dtype = type->dtype;
  zarr.info.stored_type = type->note;
}

// The dimensions that xarray notes among the attributes of a Zarr 2 array.
void take_dimensions(ZarrArray& zarr) {
  const auto* noted = find_attribute(zarr.info.attributes, "_ARRAY_DIMENSIONS");
  if (!noted) return;
  if (noted->kind() == ValueKind::Sequence && noted->as<Sequence>().size() == zarr.info.shape.size())
    zarr.info.dimensions = noted->as<std::vector<std::string>>();
  std::erase_if(zarr.info.attributes, [](const auto& attribute) { return attribute.first == "_ARRAY_DIMENSIONS"; });
}

// What xarray has written as text becomes a number again.
void decode_fill_attribute(ZarrArray& zarr) {
  for (auto& [name, value] : zarr.info.attributes) {
    const bool is_text = value.kind() == ValueKind::Scalar && value.dtype() == DType::String;
    if (name != "_FillValue" || !is_text || !is_floating(zarr.type.dtype)) continue;
    if (const auto number = double_of_base64(value.as<std::string>())) value = Value::of(*number);
    else if (value.as<std::string>() == "NaN") value = Value::of(std::numeric_limits<double>::quiet_NaN());
  }
}

// A type of Zarr 3: a name, or for times an object.
std::optional<StoredType> stored_type_3(const Json& json) {
  static constexpr DType kTypes[] = {DType::Bool,    DType::Int8,      DType::Int16,     DType::Int32,  DType::Int64,
                                     DType::UInt8,   DType::UInt16,    DType::UInt32,    DType::UInt64, DType::Float32,
                                     DType::Float64, DType::Complex64, DType::Complex128};
  StoredType type;
  if (json.is_string()) {
    const auto* const place =
        std::ranges::find(kTypes, json.get<std::string>(), [](DType dtype) { return name(dtype); });
    if (place == std::end(kTypes)) return std::nullopt;
    type.dtype = *place;
    return type;
  }
  if (!json.is_object() || !json.contains("name")) return std::nullopt;
  const auto text = json["name"].get<std::string>();
  if (text != "numpy.datetime64" && text != "numpy.timedelta64") return std::nullopt;
  const auto config = json.value("configuration", Json::object());
  const auto scale = config.value("scale_factor", 1);
  type.dtype = DType::Int64;
  type.note = fmt::format("{}[{}{}]", text.substr(6), scale == 1 ? "" : std::to_string(scale),
                          config.value("unit", std::string("generic")));
  return type;
}

ZarrChunkNames chunk_names_3(const Json& array) {
  const auto encoding = array.value("chunk_key_encoding", Json::object());
  const auto name = encoding.value("name", std::string("default"));
  if (name != "default" && name != "v2")
    throw NotImplementedError(fmt::format("chunk_key_encoding is default or v2: got '{}'", name));
  const auto config = encoding.value("configuration", Json::object());
  return {name == "default", config.value("separator", std::string(name == "default" ? "/" : "."))};
}

void check_separator(const std::string& separator) {
  if (separator != "." && separator != "/")
    throw ValueError(fmt::format("the separator in names of chunks is . or /: got '{}'", separator));
}

void add_dimension_names(const Json& names, ZarrArray& zarr) {
  if (!names.is_array()) return;
  if (names.size() != zarr.info.shape.size())
    throw ValueError(
        fmt::format("dimension_names name each axis: got {} for {} axes", names.size(), zarr.info.shape.size()));
  for (const auto& item : names)
    zarr.info.dimensions.push_back(item.is_string() ? item.get<std::string>() : std::string());
}

ZarrArray array_2(const Json& array, const Json& attributes) {
  ZarrArray zarr;
  add_shapes(wanted(array, "shape"), wanted(array, "chunks"), zarr);
  const auto& type = wanted(array, "dtype");
  add_type(type.is_string() ? stored_type_of(type.get<std::string>()) : std::nullopt, type, zarr);
  add_codecs_2(array, zarr);
  check_shapes(zarr);
  zarr.info.fill_value = fill_value_of(array.value("fill_value", Json()), zarr.type.dtype);
  const auto separator = array.value("dimension_separator", Json("."));
  zarr.names.separator = separator.is_null() ? "." : separator.get<std::string>();
  check_separator(zarr.names.separator);
  zarr.info.attributes = attributes_of(attributes);
  take_dimensions(zarr);
  decode_fill_attribute(zarr);
  return zarr;
}

ZarrArray array_3(const Json& array) {
  ZarrArray zarr;
  const auto& grid = wanted(array, "chunk_grid");
  if (grid.value("name", std::string()) != "regular")
    throw NotImplementedError(fmt::format("chunk grids are regular: got '{}'", grid.value("name", std::string())));
  add_shapes(wanted(array, "shape"), wanted(wanted(grid, "configuration"), "chunk_shape"), zarr);
  const auto& type = wanted(array, "data_type");
  add_type(stored_type_3(type), type, zarr);
  add_codecs_3(wanted(array, "codecs"), zarr);
  check_shapes(zarr);
  zarr.info.fill_value = fill_value_of(array.value("fill_value", Json()), zarr.type.dtype);
  zarr.names = chunk_names_3(array);
  check_separator(zarr.names.separator);
  if (array.contains("storage_transformers") && !array["storage_transformers"].empty())
    throw NotImplementedError("storage transformers are not read");
  add_dimension_names(array.value("dimension_names", Json()), zarr);
  zarr.info.attributes = attributes_of(array.value("attributes", Json::object()));
  take_dimensions(zarr);
  decode_fill_attribute(zarr);
  return zarr;
}

// Wrong kinds of JSON values are found by the library.
template <class Parse>
ZarrArray with_own_errors(Parse parse) {
  try {
    return parse();
  } catch (const nlohmann::json::exception& error) {
    throw ValueError(fmt::format("an entry of the metadata has another kind of value: {}", error.what()));
  }
}

}  // namespace

std::string ZarrChunkNames::name(const Shape& chunk) const {
  if (chunk.empty()) return has_prefix ? "c" : "0";
  return fmt::format("{}{}", has_prefix ? "c" + separator : "", fmt::join(chunk, separator));
}

ZarrArray zarr_array_2(const Json& array, const Json& attributes) {
  return with_own_errors([&] { return array_2(array, attributes); });
}

ZarrArray zarr_array_3(const Json& array) {
  return with_own_errors([&] { return array_3(array); });
}

}  // namespace tusk::io
