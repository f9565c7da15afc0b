// Reading a text file in one piece.
#pragma once

#include <string>

namespace tusk::core {

// The contents of a file. Throws FileNotFoundError or OSError, with the path and the system's reason.
std::string read_text_file(const std::string& path);

}  // namespace tusk::core
