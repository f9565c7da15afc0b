// JSON as Zarr stores have it, NaN and Infinity included, which JSON has not.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "io/arrays/array_source.h"

namespace tusk::io {

// Objects keep the order of their entries. Numbers that JSON can't write become the texts "NaN", "Infinity" and
// "-Infinity". Throws ValueError saying where it is no JSON, or too deep.
nlohmann::ordered_json parse_zarr_json(std::string_view text);

// The entries of an object as attributes. Throws ValueError if it is none.
Attributes attributes_of(const nlohmann::ordered_json& object);

// The element that a fill value stands for, an array of no axes; none for null. Throws ValueError if it isn't of that
// type.
Value fill_value_of(const nlohmann::ordered_json& json, DType dtype);

// xarray's form of a float fill value among attributes: the bytes of the double, little-endian, in base64.
std::string base64_of_double(double value);
std::optional<double> double_of_base64(std::string_view text);

}  // namespace tusk::io
