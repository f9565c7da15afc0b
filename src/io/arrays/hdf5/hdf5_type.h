// The datatypes and dataspaces of HDF5.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <tusk/data/ndarray.h>

#include "io/arrays/hdf5/hdf5_cursor.h"
#include "io/arrays/stored_type.h"

namespace tusk::io {

enum class Hdf5Class : std::uint8_t {
  Integer = 0,
  Float = 1,
  Time = 2,
  String = 3,
  Bitfield = 4,
  Opaque = 5,
  Compound = 6,
  Reference = 7,
  Enum = 8,
  Sequence = 9,
  Array = 10,
};

struct Hdf5Type {
  Hdf5Class kind{};
  std::uint32_t size = 0;  // of an element, in bytes
  bool is_text = false;    // a string, or a sequence that is one
  bool is_padded_with_spaces = false;
  // What elements of numbers are to us; complex ones are compounds of "r" and "i", truth values enumerations of FALSE
  // and TRUE, as h5py writes them. Nullopt for all others.
  std::optional<StoredType> numbers;
};

// Throws ValueError for a message that is broken.
Hdf5Type parse_hdf5_type(Hdf5Cursor cursor);
// What it is, for messages: "texts of 5 bytes".
std::string description(const Hdf5Type& type);

struct Hdf5Space {
  bool is_null = false;
  Shape shape;
  Shape most;  // lengths that the axes may grow to; -1: any

  std::int64_t element_count() const;
};

// Throws ValueError for a message that is broken, or a shape that no array can have.
Hdf5Space parse_hdf5_space(Hdf5Cursor cursor);

}  // namespace tusk::io
