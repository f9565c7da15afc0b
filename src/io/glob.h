// Globs: patterns for paths, as shells have them.
//
//   *      any characters but '/'             ?      one character but '/'
//   [a-c]  one of these; [!a-c] none of them  **     as a whole part of the path: any number of folders, or none
//
// A wildcard does not match a dot that begins a name: hidden files, among them what is half written, are named or not
// meant at all. "[*]" stands for a star itself.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tusk::io {

bool has_wildcards(std::string_view text);
// Whether one part of a path (a name without '/') matches one part of a pattern. Both are UTF-8.
bool matches_name(std::string_view pattern, std::string_view name);
// Whether a whole path matches a whole pattern, part by part.
bool matches_path(std::string_view pattern, std::string_view path);
// The folders before the first wildcard, up to and with a '/'; may be empty.
std::string_view fixed_prefix(std::string_view pattern);
// The parts between slashes; an absolute path begins with an empty one.
std::vector<std::string_view> path_parts(std::string_view path);

}  // namespace tusk::io
