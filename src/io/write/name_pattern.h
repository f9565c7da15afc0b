// "folder/part-*.csv": a folder, and the names of the files in it with a star for their number.
#pragma once

#include <string>

namespace tusk::io {

struct NamePattern {
  std::string folder;
  std::string before = {};  // the star
  std::string after = {};   // the star
};

// Without a star all of it is a folder, and files are named "part-" and their number, with that extension. Throws
// ValueError for several stars, or one in a folder's name.
NamePattern name_pattern(const std::string& address, const std::string& extension);
// The folder and the name of a file.
NamePattern split_name(const std::string& address);

}  // namespace tusk::io
