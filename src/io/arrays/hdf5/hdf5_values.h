// The values of HDF5 attributes, and what a fill value is to us.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "io/arrays/array_source.h"
#include "io/arrays/hdf5/hdf5_group.h"

namespace tusk::io {

// Numbers, one of which is a scalar, and texts; nullopt for other types, and for attributes without elements.
std::optional<Value> hdf5_attribute_value(Hdf5GlobalHeap& heap, const Hdf5Attribute& attribute);

// The attribute of that name, or nullptr.
const Hdf5Attribute* find_hdf5_attribute(const std::vector<Hdf5Attribute>& attributes, std::string_view name);

// The addresses of the objects to which each element of a DIMENSION_LIST refers; undefined where there is none.
std::vector<std::uint64_t> hdf5_references(Hdf5File& file, Hdf5GlobalHeap& heap, const Hdf5Attribute& attribute);

// The fill value of a data set, an array of no axes; zero if none was set.
Value hdf5_fill_value(Hdf5File& file, const Hdf5Object& object, const StoredType& type);

}  // namespace tusk::io
