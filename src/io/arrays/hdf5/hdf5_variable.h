// One data set of an HDF5 file as a source.
#pragma once

#include <string>

#include "io/arrays/array_source.h"
#include "io/arrays/hdf5/hdf5_group.h"

namespace tusk::io {

bool is_hdf5_variable(const Hdf5Object& object);
Hdf5Space hdf5_space(Hdf5File& file, const Hdf5Object& object);

// `info` has the name, the dimensions, the attributes, and the shape, which may be larger along axes that grow: there
// the fill value is read. Throws TypeError or NotImplementedError for what can't be read, ValueError for what is
// broken.
ArraySourcePtr hdf5_variable(Hdf5File& file, const Hdf5Object& object, ArrayInfo info);

}  // namespace tusk::io
