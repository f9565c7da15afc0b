// How elements lie in a file: their dtype, and whether their bytes stand the other way round.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <tusk/core/fields.h>
#include <tusk/data/dtype.h>

namespace tusk::io {

struct StoredType {
  static constexpr std::string_view kName = "stored_type";
  DType dtype = DType::Float64;
  bool is_swapped = false;  // big-endian
  std::string note = {};    // what the dtype doesn't say: "datetime64[ns]"
  static constexpr auto fields() {
    return std::tuple{field("dtype", &StoredType::dtype), field("is_swapped", &StoredType::is_swapped),
                      field("note", &StoredType::note)};
  }

  std::size_t item_size() const { return tusk::item_size(dtype); }
  // Whether native() has something to do.
  bool is_native() const { return !is_swapped && dtype != DType::Bool; }
  // Makes `count` elements, as they lie in the file, ours: swaps their bytes, and makes truth values 0 or 1.
  void make_native(std::byte* items, std::size_t count) const;
};

// The type of NumPy's text for it ("<f4", ">i2", "|b1"); times are int64, noted as "datetime64[unit]". Nullopt for
// types whose elements no array of ours has: texts, structures, half precision.
std::optional<StoredType> stored_type_of(std::string_view numpy_text);
// NumPy's text for a dtype in this machine's order: "<f4".
std::string numpy_text_of(DType dtype);

// What arrays may hold, for messages.
inline constexpr std::string_view kReadableTypes =
    "bool, int8 to int64, uint8 to uint64, float32, float64, complex64, "
    "complex128, datetime64 and timedelta64";

}  // namespace tusk::io
