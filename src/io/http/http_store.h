// Files of web servers: http:// and https://. A server that knows ranges sends what is asked for; of any other the
// whole file is fetched at once, and kept in memory as long as it is open, and a little longer. There are no globs and
// no folders.
#pragma once

#include "io/file_store.h"

namespace tusk::io {

std::shared_ptr<const FileStore> http_store();

}  // namespace tusk::io
