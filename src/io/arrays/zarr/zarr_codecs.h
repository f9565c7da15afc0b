// Zarr's codecs, as its metadata name them.
#pragma once

#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "io/arrays/zarr/zarr_array.h"

namespace tusk::io {

// Fill in the codecs of an array whose type and shape are known. Throw as zarr_array_2() does.
void add_codecs_2(const nlohmann::ordered_json& array, ZarrArray& zarr);
void add_codecs_3(const nlohmann::ordered_json& codecs, ZarrArray& zarr);

// A list of whole numbers of at least `least`. Throws ValueError naming `what`.
Shape lengths_of(const nlohmann::ordered_json& json, std::string_view what, std::int64_t least);

}  // namespace tusk::io
