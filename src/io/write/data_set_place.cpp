#include "io/write/data_set_place.h"

#include <fmt/format.h>

#include <tusk/core/error.h>

#include "io/write/local_place.h"
#include "io/write/s3_place.h"

namespace tusk::io {

std::unique_ptr<const DataSetPlace> data_set_place(const DataSetTarget& target) {
  const auto& folder = target.folder;
  if (folder.starts_with("s3://")) return s3_place(target);
  if (folder.find("://") == std::string::npos || folder.starts_with("file://")) return local_place(target);
  throw ValueError(fmt::format("data sets are written to folders of this machine and to s3://: got '{}'", folder));
}

}  // namespace tusk::io
