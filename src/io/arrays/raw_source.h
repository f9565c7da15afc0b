// Raw binary: the elements of an array one behind the other, without any header.
#pragma once

#include <string>

#include "io/arrays/array_source.h"
#include "io/input_file.h"

namespace tusk::io {

struct RawLayout {
  std::string type = "<f8";  // as NumPy writes it: "<f4", ">i2"
  Shape shape = {};          // one length may be -1: as many as the file has
  std::uint64_t offset = 0;  // bytes before the first element
  bool is_fortran_order = false;
};

// Throws FileNotFoundError or OSError; TypeError for elements that are no numbers; ValueError naming the file if it is
// too short, or no whole number of elements fits where the length is -1.
ArraySourcePtr open_raw(const std::string& address, const RawLayout& layout, const StorageOptions& options = {});

}  // namespace tusk::io
