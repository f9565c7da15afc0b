#include "io/write/data_set_place.h"

#include "io/write/local_place.h"

namespace tusk::io {

std::unique_ptr<const DataSetPlace> data_set_place(const DataSetTarget& target) { return local_place(target); }

}  // namespace tusk::io
