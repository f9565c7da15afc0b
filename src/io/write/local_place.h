// A data set in a folder of this machine.
#pragma once

#include "io/write/data_set_place.h"

namespace tusk::io {

std::unique_ptr<const DataSetPlace> local_place(const DataSetTarget& target);

}  // namespace tusk::io
