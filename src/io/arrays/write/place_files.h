// Files of a DataSetPlace, written in one call.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "io/arrays/codecs/chunk_codec.h"
#include "io/write/data_set_place.h"

namespace tusk::io {

// A new file of these parts, one behind the other.
void write_place_file(const DataSetPlace& place, const std::string& name, const std::vector<std::string_view>& parts);

// A target of a new run.
DataSetTarget new_target(const std::string& folder, WriteMode mode, const StorageOptions& options);
void abandon_target(const DataSetTarget& target) noexcept;

std::string_view as_text(ConstBytes bytes);
// The elements of an array in C order, as they lie in memory.
std::string_view as_text(const NdArray& contiguous);

}  // namespace tusk::io
