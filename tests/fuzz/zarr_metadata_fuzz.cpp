// Zarr metadata from a stranger: parsed, and then what it says of shapes can be reckoned with, or refused.
#include <cstdlib>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include <tusk/core/error.h>

#include "io/arrays/chunk_grid.h"
#include "io/arrays/zarr/zarr_json.h"
#include "io/arrays/zarr/zarr_source.h"
#include "tests/fuzz/fuzz_target.h"

namespace {

using namespace tusk;
using namespace tusk::io;

void reckon(ZarrArray array) {
  if (array.info.shape.size() != array.info.chunk_shape.size()) std::abort();
  if (array.axis_order.size() != array.info.shape.size()) std::abort();
  (void)array.names.name(Shape(array.info.shape.size(), 7));
  const auto source = zarr_source(std::move(array), "nowhere/", {});
  (void)source->hash();
  try {
    (void)source->cost(whole_region(source->info().shape));
  } catch (const Error&) {  // too many chunks to count
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  try {
    const auto json = parse_zarr_json(text);
    reckon(data[0] % 2 == 0 ? zarr_array_2(json, nlohmann::ordered_json::object()) : zarr_array_3(json));
  } catch (const Error&) {  // says what is wrong
  }
  return 0;
}

std::vector<FuzzBytes> fuzz_seeds() {
  constexpr std::string_view kDocuments[] = {
      R"(0{"zarr_format": 2, "shape": [744, 33, 49], "chunks": [186, 17, 25], "dtype": "<f4", "fill_value": NaN,
          "order": "F", "filters": [{"id": "shuffle", "elementsize": 4}, {"id": "delta", "dtype": "<f4"}],
          "compressor": {"id": "blosc", "cname": "lz4", "clevel": 5, "shuffle": 1}, "dimension_separator": "/"})",
      R"(0{"zarr_format": 2, "shape": [], "chunks": [], "dtype": "<c16", "fill_value": [1, "Infinity"], "order": "C",
          "filters": [{"id": "fixedscaleoffset", "dtype": "<f8", "astype": "|u1", "scale": 2, "offset": 1}],
          "compressor": null})",
      R"(1{"zarr_format": 3, "node_type": "array", "shape": [10, 9], "data_type": "float32", "chunk_grid":
          {"name": "regular", "configuration": {"chunk_shape": [6, 6]}}, "chunk_key_encoding": {"name": "default",
          "configuration": {"separator": "/"}}, "fill_value": "0x7fc00000", "codecs": [{"name": "sharding_indexed",
          "configuration": {"chunk_shape": [2, 3], "codecs": [{"name": "bytes", "configuration": {"endian": "big"}},
          {"name": "zstd", "configuration": {"level": 0}}], "index_codecs": [{"name": "bytes"}, {"name": "crc32c"}],
          "index_location": "end"}}], "attributes": {"a": [1, 2.5], "b": {"c": [[]]}}, "dimension_names": ["y", null]})",
      R"(1{"zarr_format": 3, "node_type": "array", "shape": [4, 5, 3], "data_type": "int16", "chunk_grid":
          {"name": "regular", "configuration": {"chunk_shape": [2, 3, 2]}}, "chunk_key_encoding": {"name": "v2"},
          "fill_value": -7, "codecs": [{"name": "transpose", "configuration": {"order": [2, 0, 1]}},
          {"name": "bytes"}, {"name": "gzip"}, {"name": "crc32c"}]})"};
  std::vector<FuzzBytes> seeds;
  for (const auto document : kDocuments) {
    FuzzBytes seed;
    for (const char byte : document) seed.push_back(std::byte(byte));
    seeds.push_back(std::move(seed));
  }
  return seeds;
}
