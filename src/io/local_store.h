// The files of this machine.
#pragma once

#include "io/file_store.h"

namespace tusk::io {

std::shared_ptr<const FileStore> local_store();
// The absolute path of a local address: without "file://", with "~" as the home folder.
std::string local_path(const std::string& address);

}  // namespace tusk::io
