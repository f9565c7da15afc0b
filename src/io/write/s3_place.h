// A data set below a prefix of an S3 store.
#pragma once

#include "io/write/data_set_place.h"

namespace tusk::io {

std::unique_ptr<const DataSetPlace> s3_place(const DataSetTarget& target);

}  // namespace tusk::io
