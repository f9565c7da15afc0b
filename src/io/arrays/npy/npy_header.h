// The header of an npy file (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <tusk/data/ndarray.h>

namespace tusk::io {

// Of the longest header that is read: NumPy itself takes 10,000 bytes at most unless it is told to trust the file.
inline constexpr std::uint64_t kMostNpyHeaderBytes = 1 << 20;

struct NpyHeader {
  std::string type;  // "<f4"
  bool is_fortran_order = false;
  Shape shape;
  std::uint64_t data_offset = 0;
};

bool is_npy(std::string_view beginning);

// Parses the first bytes of a file, as many as there are up to kMostNpyHeaderBytes; versions 1 to 3. Throws ValueError
// saying what is wrong, without the file's name.
NpyHeader parse_npy_header(std::string_view beginning);

// The bytes before the elements of an array in C order, padded to a multiple of 64.
std::string npy_header(const std::string& type, const Shape& shape);

}  // namespace tusk::io
