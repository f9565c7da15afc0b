#include "io/arrays/zarr/zarr_documents.h"

#include <cmath>
#include <optional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <tusk/core/error.h>
#include <tusk/data/dtype_dispatch.h>

#include "io/arrays/stored_type.h"
#include "io/arrays/zarr/zarr_json.h"

namespace tusk::io {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kIndent = 2;

template <class T>
Json json_of_number(const T& value) {
  if constexpr (std::is_floating_point_v<T>) {
    if (std::isnan(value)) return "NaN";
    if (std::isinf(value)) return value > 0 ? "Infinity" : "-Infinity";
    return value;
  } else if constexpr (std::is_arithmetic_v<T>) {
    return value;
  } else {
    return Json::array({json_of_number(value.real()), json_of_number(value.imag())});
  }
}

Json json_of(const NdArray& array) {
  return visit_dtype(array.dtype(), [&]<class T>() {
    if (array.ndim() == 0) return json_of_number(*array.data<T>());
    const auto whole = array.contiguous();
    Json list = Json::array();
    for (std::int64_t i = 0; i < whole.size(); ++i) list.push_back(json_of_number(whole.data<T>()[i]));
    return list;
  });
}

Json json_of(const Value& value) {
  if (value.is_none()) return nullptr;
  if (value.kind() == ValueKind::Scalar) {
    if (value.dtype() == DType::String) return value.as<std::string>();
    return visit_dtype(value.dtype(), [&]<class T>() { return json_of_number(value.as<T>()); });
  }
  if (value.kind() == ValueKind::NdArray) return json_of(value.as<NdArray>());
  if (value.kind() == ValueKind::Sequence) {
    Json list = Json::array();
    for (const auto& item : value.as<Sequence>()) list.push_back(json_of(item));
    return list;
  }
  throw TypeError(fmt::format("attributes are numbers, texts, and lists of them: got {}", value.print()));
}

// "datetime64[ns]" as NumPy writes it: "<M8[ns]".
std::string numpy_text(const ArrayInfo& array) {
  const std::string_view note = array.stored_type;
  if (note.starts_with("datetime64[")) return fmt::format("<M8{}", note.substr(10));
  if (note.starts_with("timedelta64[")) return fmt::format("<m8{}", note.substr(11));
  return numpy_text_of(array.dtype);
}

Json data_type_3(const ArrayInfo& array) {
  const std::string_view note = array.stored_type;
  const bool is_time = note.starts_with("datetime64[") || note.starts_with("timedelta64[");
  if (!is_time) return name(array.dtype);
  const auto bracket = note.find('[');
  auto unit = note.substr(bracket + 1, note.size() - bracket - 2);
  int scale = 0;
  for (; !unit.empty() && unit[0] >= '0' && unit[0] <= '9' && scale < 100000; unit.remove_prefix(1))
    scale = 10 * scale + (unit[0] - '0');
  return {{"name", fmt::format("numpy.{}", note.substr(0, bracket))},
          {"configuration", {{"unit", unit}, {"scale_factor", scale == 0 ? 1 : scale}}}};
}

constexpr std::string_view kFillAttribute = "_FillValue";

Json fill_value_json(const ArrayInfo& array) {
  if (array.fill_value.is_none()) return nullptr;
  return json_of(array.fill_value.as<NdArray>());
}

// The attribute, where it is an element of the array.
std::optional<Json> fill_attribute(const ArrayInfo& array) {
  const auto* fill = find_attribute(array.attributes, kFillAttribute);
  if (!fill) return std::nullopt;
  auto json = json_of(*fill);
  try {
    fill_value_of(json, array.dtype);
  } catch (const ValueError&) {
    return std::nullopt;
  }
  return json;
}

// Without the fill value, which version 2 has in its place; in version 3 as xarray writes it. One that is no element of
// the array marks nothing, and is left out.
Json array_attributes(const ArrayInfo& array, int version) {
  auto json = attributes_json(array.attributes);
  const std::string name(kFillAttribute);
  const auto fill = fill_attribute(array);
  if (!fill || version == 2) json.erase(name);
  else if (is_floating(array.dtype))
    json[name] = base64_of_double(find_attribute(array.attributes, name)->as<double>());
  return json;
}

void check_codec(const ZarrCompression& compression) {
  for (const std::string_view codec : {"zstd", "gzip", "blosc", "none"})
    if (compression.codec == codec) return;
  throw ValueError(fmt::format("chunks are written with zstd, gzip, blosc or none: got '{}'", compression.codec));
}

int level_of(const ZarrCompression& compression) {
  if (compression.level >= 0) return compression.level;
  return compression.codec == "zstd" ? 0 : 5;
}

Json compressor_2(const ZarrCompression& compression) {
  check_codec(compression);
  if (compression.codec == "none") return nullptr;
  if (compression.codec != "blosc") return {{"id", compression.codec}, {"level", level_of(compression)}};
  return {{"id", "blosc"},
          {"cname", compression.blosc_compressor},
          {"clevel", level_of(compression)},
          {"shuffle", compression.blosc_shuffle},
          {"blocksize", 0}};
}

Json codecs_3(const ArrayInfo& array, const ZarrCompression& compression) {
  check_codec(compression);
  Json codecs = Json::array();
  if (item_size(array.dtype) == 1) codecs.push_back({{"name", "bytes"}});
  else codecs.push_back({{"name", "bytes"}, {"configuration", {{"endian", "little"}}}});
  if (compression.codec == "none") return codecs;
  Json config = {{"level", level_of(compression)}};
  if (compression.codec == "zstd") config["checksum"] = false;
  if (compression.codec == "blosc") {
    static constexpr const char* kShuffles[] = {"noshuffle", "shuffle", "bitshuffle"};
    config = {{"cname", compression.blosc_compressor},
              {"clevel", level_of(compression)},
              {"shuffle", kShuffles[std::size_t(compression.blosc_shuffle) % 3]},
              {"typesize", item_size(array.dtype)},
              {"blocksize", 0}};
  }
  codecs.push_back({{"name", compression.codec}, {"configuration", config}});
  return codecs;
}

Json array_attributes_2(const ArrayInfo& array) {
  auto json = array_attributes(array, 2);
  if (!array.dimensions.empty() || array.shape.empty()) json["_ARRAY_DIMENSIONS"] = array.dimensions;
  return json;
}

// The fill value of an array of version 2 is that of the attribute, if it has one.
Json fill_value_2(const ArrayInfo& array) {
  const auto fill = fill_attribute(array);
  return fill ? *fill : fill_value_json(array);
}

}  // namespace

Json zarr_document_2(const ArrayInfo& array, const ZarrCompression& compression) {
  return {{"zarr_format", 2},
          {"shape", array.shape},
          {"chunks", array.chunk_shape},
          {"dtype", numpy_text(array)},
          {"compressor", compressor_2(compression)},
          {"fill_value", fill_value_2(array)},
          {"order", "C"},
          {"filters", nullptr},
          {"dimension_separator", "."}};
}

Json zarr_document_3(const ArrayInfo& array, const ZarrCompression& compression) {
  Json json = {{"zarr_format", 3},
               {"node_type", "array"},
               {"shape", array.shape},
               {"data_type", data_type_3(array)},
               {"chunk_grid", {{"name", "regular"}, {"configuration", {{"chunk_shape", array.chunk_shape}}}}},
               {"chunk_key_encoding", {{"name", "default"}, {"configuration", {{"separator", "/"}}}}},
               {"fill_value", fill_value_json(array)},
               {"codecs", codecs_3(array, compression)},
               {"attributes", array_attributes(array, 3)},
               {"storage_transformers", Json::array()}};
  // Version 3 has no array without a fill value.
  if (json["fill_value"].is_null()) json["fill_value"] = json_of(NdArray::zeros(array.dtype, {}));
  if (array.dimensions.size() == array.shape.size()) json["dimension_names"] = array.dimensions;
  return json;
}

Json attributes_json(const Attributes& attributes) {
  Json json = Json::object();
  for (const auto& [name, value] : attributes) json[name] = json_of(value);
  return json;
}

ZarrDocuments zarr_documents_2(const std::vector<ArrayInfo>& arrays, const Attributes& attributes,
                               const ZarrCompression& compression, bool is_consolidated) {
  Json all = {{".zgroup", {{"zarr_format", 2}}}, {".zattrs", attributes_json(attributes)}};
  for (const auto& array : arrays) {
    all[array.name + "/.zarray"] = zarr_document_2(array, compression);
    all[array.name + "/.zattrs"] = array_attributes_2(array);
  }
  ZarrDocuments documents;
  for (const auto& [name, document] : all.items()) documents.emplace_back(name, document.dump(kIndent));
  if (is_consolidated) {
    const Json consolidated = {{"zarr_consolidated_format", 1}, {"metadata", all}};
    documents.emplace_back(".zmetadata", consolidated.dump(kIndent));
  }
  return documents;
}

ZarrDocuments zarr_documents_3(const std::vector<ArrayInfo>& arrays, const Attributes& attributes,
                               const ZarrCompression& compression, bool is_consolidated) {
  Json group = {{"zarr_format", 3}, {"node_type", "group"}, {"attributes", attributes_json(attributes)}};
  Json all = Json::object();
  ZarrDocuments documents;
  for (const auto& array : arrays) {
    all[array.name] = zarr_document_3(array, compression);
    documents.emplace_back(array.name + "/zarr.json", all[array.name].dump(kIndent));
  }
  if (is_consolidated)
    group["consolidated_metadata"] = {{"kind", "inline"}, {"must_understand", false}, {"metadata", all}};
  documents.emplace_back("zarr.json", group.dump(kIndent));
  return documents;
}

}  // namespace tusk::io
