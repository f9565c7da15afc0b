// The two kinds of B-trees of HDF5, walked from the first record to the last.
#pragma once

#include <cstdint>
#include <functional>

#include "io/arrays/hdf5/hdf5_file.h"

namespace tusk::io {

// Version 1: `visit` gets the key before each child of the lowest level, and the child's address. `kind` is 0 for
// groups and 1 for chunks. Throws ValueError for a tree that is broken.
using VisitKey = std::function<void(Hdf5Cursor key, std::uint64_t child)>;
void walk_hdf5_tree_1(Hdf5File& file, std::uint64_t address, int kind, std::uint64_t key_bytes, const VisitKey& visit);

// Version 2: `visit` gets each record.
using VisitRecord = std::function<void(ConstBytes record)>;
void walk_hdf5_tree_2(Hdf5File& file, std::uint64_t address, const VisitRecord& visit);

}  // namespace tusk::io
