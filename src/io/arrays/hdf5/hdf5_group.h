// The members of an HDF5 group, and the attributes of an HDF5 object.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "io/arrays/hdf5/hdf5_heaps.h"
#include "io/arrays/hdf5/hdf5_object.h"
#include "io/arrays/hdf5/hdf5_type.h"

namespace tusk::io {

struct Hdf5Link {
  std::string name;
  std::uint64_t object = kHdf5Undefined;  // address of its header; undefined for links by name
  std::string target;                     // of a link by name: a path in this file
  std::optional<std::uint64_t> order;     // in which links were made, where the file keeps that
};

// In the order in which they were made, where the file keeps that, else by name. Links into other files are left out.
std::vector<Hdf5Link> hdf5_links(Hdf5File& file, const Hdf5Object& group);

// An attribute as it lies in the file.
struct Hdf5Attribute {
  std::string name;
  Hdf5Type type;
  Hdf5Space space;
  std::vector<std::byte> bytes;
  std::uint64_t order = 0;
};

std::vector<Hdf5Attribute> hdf5_attributes(Hdf5File& file, const Hdf5Object& object);

}  // namespace tusk::io
