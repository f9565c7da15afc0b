#include "io/write/data_set_place.h"

#include <algorithm>

#include <fmt/format.h>

#include <tusk/core/error.h>

#include "io/write/local_place.h"
#include "io/write/s3_place.h"

namespace tusk::io {

bool is_left_over(const DataSetTarget& target, const std::string& name, const std::vector<std::string>& written) {
  if (target.mode != WriteMode::ReplaceEach || target.name_after.empty()) return false;
  if (name.size() <= target.name_before.size() + target.name_after.size() || !name.starts_with(target.name_before) ||
      !name.ends_with(target.name_after))
    return false;
  const std::string_view number = std::string_view(name).substr(
      target.name_before.size(), name.size() - target.name_before.size() - target.name_after.size());
  return std::ranges::all_of(number, [](char c) { return c >= '0' && c <= '9'; }) &&
         std::ranges::find(written, name) == written.end();
}

std::unique_ptr<const DataSetPlace> data_set_place(const DataSetTarget& target) {
  const auto& folder = target.folder;
  if (folder.starts_with("s3://")) return s3_place(target);
  if (folder.find("://") == std::string::npos || folder.starts_with("file://")) return local_place(target);
  throw ValueError(fmt::format("data sets are written to folders of this machine and to s3://: got '{}'", folder));
}

}  // namespace tusk::io
