#include "core/config_writer.h"

#include <algorithm>
#include <fcntl.h>
#include <filesystem>
#include <optional>
#include <unistd.h>

#include <fmt/format.h>
#include <sys/file.h>

#include <tusk/core/atomic_file.h>
#include <tusk/core/error.h>

#include "core/config_tree.h"
#include "core/scalar_text.h"
#include "core/text_file.h"
#include "core/yaml_reader.h"

namespace tusk::core {

namespace {

using config::Entry;
using config::Map;
using config::Setting;

ConfigTree tree_of(const std::vector<Entry>& leaves) {
  ConfigTree tree;
  for (const Entry& leaf : leaves) apply(tree, leaf);
  return tree;
}

bool is_same_tree(const ConfigTree& a, const ConfigTree& b) {
  const auto is_same_leaf = [](const auto& x, const auto& y) {
    return is_same_key(x.first, y.first) && to_text(x.second.value) == to_text(y.second.value);
  };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), is_same_leaf);
}

// a.b: 1 as lines, each level two columns further in.
std::string nested_lines(std::string_view key, const Setting& value, std::size_t column) {
  const std::size_t dot = key.find('.');
  const std::string start = std::string(column, ' ') + scalar_text(key.substr(0, dot)) + ":";
  if (dot == key.npos) return start + " " + to_text(value) + "\n";
  return start + "\n" + nested_lines(key.substr(dot + 1), value, column + 2);
}

std::string all_lines(const Map& map, std::size_t column = 0) {
  std::string lines;
  for (const auto& [name, value] : map) {
    const auto* below = std::get_if<Map>(&value.value());
    const bool is_section = below && !below->empty();
    lines += std::string(column, ' ') + scalar_text(name) + ":";
    lines += is_section ? "\n" + all_lines(*below, column + 2) : " " + to_text(value) + "\n";
  }
  return lines;
}

std::optional<std::string> with_scalar_replaced(std::string text, const KeyPlace& place, const Setting& value) {
  for (const std::string quote : {"", "'", "\""}) {
    const std::string written = quote + place.text + quote;
    if (written.empty() || text.compare(std::min(place.offset, text.size()), written.size(), written) != 0) continue;
    return text.replace(place.offset, written.size(), to_text(value));
  }
  return {};
}

std::string with_lines_inserted(std::string text, std::size_t line, const std::string& lines) {
  std::size_t offset = 0;
  for (std::size_t i = 0; i < line && offset < text.size(); ++i)
    offset = std::min(text.find('\n', offset), text.size() - 1) + 1;
  const bool is_line_open = offset > 0 && text[offset - 1] != '\n';
  return text.insert(offset, (is_line_open ? "\n" : "") + lines);
}

std::optional<std::string> edited_in_place(const std::string& text, const Entry& leaf) {
  const KeyPlace place = find_key(text, leaf.key);
  switch (place.found) {
    case KeyPlace::Found::Scalar: return with_scalar_replaced(text, place, leaf.value);
    case KeyPlace::Found::Section:
      return with_lines_inserted(text, place.line + 1, nested_lines(place.rest, leaf.value, place.column));
    case KeyPlace::Found::Nothing: return with_lines_inserted(text, text.size(), nested_lines(leaf.key, leaf.value, 0));
    case KeyPlace::Found::Other: break;
  }
  return {};
}

// Whether `text` holds the tree: what an edit in place must prove, since files are written in many ways.
bool reads_as(const std::string& text, const ConfigTree& wanted, const std::string& path) {
  try {
    return is_same_tree(tree_of(read_yaml_file(text, path)), wanted);
  } catch (const ValueError&) {
    return false;
  }
}

// Held by one process at a time, as far as the file system knows locks.
class FolderLock {
 public:
  explicit FolderLock(const std::filesystem::path& folder)
      : descriptor_(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
    if (descriptor_ >= 0) ::flock(descriptor_, LOCK_EX);
  }
  FolderLock(const FolderLock&) = delete;
  ~FolderLock() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }

 private:
  int descriptor_;
};

}  // namespace

std::string edited_yaml(const std::string& text, const std::vector<Entry>& leaves, const std::string& path) {
  std::string edited = text;
  ConfigTree wanted = tree_of(read_yaml_file(text, path));
  for (const Entry& leaf : leaves) {
    apply(wanted, leaf);
    const auto in_place = edited_in_place(edited, leaf);
    edited = in_place && reads_as(*in_place, wanted, path) ? *in_place : all_lines(nested(wanted));
    if (reads_as(edited, wanted, path)) continue;
    throw ValueError(fmt::format("{}: a setting must be text that YAML can hold: got {} for {}; the file is as it was",
                                 path, to_text(leaf.value), leaf.key));
  }
  return edited;
}

void edit_config_file(const std::string& path, const std::vector<Entry>& leaves) {
  const std::filesystem::path folder = std::filesystem::absolute(path).parent_path();
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  const FolderLock lock(folder);
  std::string text;
  if (std::filesystem::exists(path, error)) text = read_text_file(path);
  write_file_atomically(path, edited_yaml(text, leaves, path));
}

}  // namespace tusk::core
