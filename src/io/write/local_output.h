// A file of this machine as Arrow's writers take one.
#pragma once

#include <memory>
#include <string>

namespace arrow::io {
class OutputStream;
}

namespace tusk::io {

// Creates the file, and the folders above it; a file that is there is emptied. Close() brings the bytes to the disk.
// Errors, here and in the stream's statuses, are OSErrors that name `shown`, the path that the user knows.
std::shared_ptr<arrow::io::OutputStream> local_output(const std::string& path, const std::string& shown);

}  // namespace tusk::io
