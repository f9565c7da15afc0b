// The chunk indexes of HDF5 that are arrays of places.
#pragma once

#include <cstdint>
#include <functional>

#include "io/arrays/hdf5/hdf5_file.h"

namespace tusk::io {

// Gets the number of an element and its bytes.
using VisitElement = std::function<void(std::uint64_t element, Hdf5Cursor bytes)>;

// Visit all elements that were ever written, and perhaps others. Throw ValueError for an array that is broken.
void walk_hdf5_fixed_array(Hdf5File& file, std::uint64_t address, const VisitElement& visit);
void walk_hdf5_extensible_array(Hdf5File& file, std::uint64_t address, const VisitElement& visit);

}  // namespace tusk::io
