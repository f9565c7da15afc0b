#include "core/config_tree.h"

#include <algorithm>

#include <fmt/format.h>

#include <tusk/core/error.h>

#include "core/config_defaults.h"

namespace tusk::core {

namespace {

using config::Entry;
using config::Map;
using config::Setting;

constexpr std::ptrdiff_t kMostKeyLevels = 32;

// The rank of a character in a key.
unsigned rank(char c) {
  if (c == '.') return 0;
  return static_cast<unsigned char>(c == '_' ? '-' : c);
}

bool is_above(std::string_view section, std::string_view key) {
  return key.size() > section.size() && key[section.size()] == '.' &&
         is_same_key(key.substr(0, section.size()), section);
}

// The keys below a section: [first, last).
auto children(const ConfigTree& tree, std::string_view section) {
  const auto first = tree.lower_bound(std::string(section) + '.');
  auto last = first;
  while (last != tree.end() && is_above(section, last->first)) ++last;
  return std::pair(first, last);
}

bool is_empty_map(const Setting& value) {
  const auto* map = std::get_if<Map>(&value.value());
  return map && map->empty();
}

using Leaf = ConfigTree::const_iterator;

// The leaves [leaf, last), whose keys share their first `prefix` characters, as a map of what follows these.
Map assemble(Leaf leaf, Leaf last, std::size_t prefix) {
  Map map;
  while (leaf != last) {
    const std::string& key = leaf->first;
    const std::size_t name_end = key.find('.', prefix);
    std::string name = key.substr(prefix, name_end - prefix);
    if (name_end == key.npos) {
      map.emplace_back(std::move(name), leaf->second.value);
      ++leaf;
      continue;
    }
    const Leaf first = leaf;
    while (leaf != last && is_above(std::string_view(key).substr(0, name_end), leaf->first)) ++leaf;
    map.emplace_back(std::move(name), assemble(first, leaf, name_end + 1));
  }
  return map;
}

bool displaces_sections(const Setting& value) { return !value.is_null() && !is_empty_map(value); }

// Tusk's own keys are neither displaced by a value for their section nor sections of other keys.
void check_structure(const Entry& leaf) {
  for (const ConfigDefault& row : config_defaults()) {
    if (is_above(leaf.key, row.key) && displaces_sections(leaf.value)) {
      throw ValueError(fmt::format("config key {} must be a section with keys such as {}: got {} (from {})", leaf.key,
                                   row.key, to_text(leaf.value), leaf.source));
    }
    if (is_above(row.key, leaf.key)) {
      throw ValueError(fmt::format("config key {} must be a value, not a section: got {} (from {})", row.key, leaf.key,
                                   leaf.source));
    }
  }
}

}  // namespace

bool KeyLess::operator()(std::string_view a, std::string_view b) const {
  return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(),
                                      [](char x, char y) { return rank(x) < rank(y); });
}

bool is_same_key(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return rank(x) == rank(y); });
}

bool is_key(std::string_view key) {
  const bool has_empty_name = key.empty() || key.front() == '.' || key.back() == '.' || key.find("..") != key.npos;
  const bool has_control = std::any_of(key.begin(), key.end(), [](char c) { return c >= 0 && c < 0x20; });
  return !has_empty_name && !has_control && std::count(key.begin(), key.end(), '.') < kMostKeyLevels;
}

void check_key(std::string_view key, std::string_view source) {
  if (is_key(key)) return;
  throw ValueError(fmt::format("a config key must be 1 to {} names with dots between them: got {:?} (from {})",
                               kMostKeyLevels, key.substr(0, 200), source));
}

void flatten(const std::string& key, const Setting& value, const std::string& source, std::vector<Entry>& leaves) {
  check_key(key, source);
  const auto* map = std::get_if<Map>(&value.value());
  if (map && !map->empty()) {
    for (const auto& [name, below] : *map) {
      check_key(name, source);
      flatten(key + '.' + name, below, source, leaves);
    }
    return;
  }
  const bool is_text = std::holds_alternative<std::string>(value.value());
  const bool is_name = is_text && !find_default(key) && find_default(key + ".name");
  leaves.push_back({is_name ? key + ".name" : key, value, source});
  check_structure(leaves.back());
}

void apply(ConfigTree& tree, const Entry& leaf) {
  const auto [first, last] = children(tree, leaf.key);
  if (first != last) {
    if (!displaces_sections(leaf.value)) return;
    tree.erase(first, last);
  }
  for (std::size_t dot = leaf.key.find('.'); dot != leaf.key.npos; dot = leaf.key.find('.', dot + 1)) {
    const auto above = tree.find(std::string_view(leaf.key).substr(0, dot));
    if (above != tree.end()) tree.erase(above);
  }
  Entry& entry = tree[leaf.key];
  if (entry.key.empty()) entry.key = leaf.key;
  entry.value = leaf.value;
  entry.source = leaf.source;
}

Map nested(const ConfigTree& tree) { return assemble(tree.begin(), tree.end(), 0); }

std::optional<Entry> find_in(const ConfigTree& tree, std::string_view key) {
  if (const auto leaf = tree.find(key); leaf != tree.end()) return leaf->second;
  auto [first, last] = children(tree, key);
  if (first == last) return {};
  std::string source = first->second.source;
  return Entry{std::string(key), assemble(first, last, key.size() + 1), std::move(source)};
}

}  // namespace tusk::core
