// Keys and their values: how settings from several places become one tree.
//
// The tree is kept flat: a sorted map from whole keys (a.b.c) to leaves, which are scalars, lists and empty maps. No
// key in it is the section of another.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tusk/core/config.h>

namespace tusk::core {

// Dash and underscore are equal, and a dot is before all else, so that a section's keys are neighbours.
struct KeyLess {
  using is_transparent = void;
  bool operator()(std::string_view a, std::string_view b) const;
};

using ConfigTree = std::map<std::string, config::Entry, KeyLess>;

bool is_same_key(std::string_view a, std::string_view b);

// Whether `key` is 1 to 32 names with dots between them; check_key throws ValueError if it isn't.
bool is_key(std::string_view key);
void check_key(std::string_view key, std::string_view source);

// Appends the leaves of `value` to `leaves`. A text for a section of Tusk's own that has a key `name` goes to that key.
// Throws ValueError for a malformed key, for another value in place of a section of Tusk's own keys, and for a section
// in place of one of these keys.
void flatten(const std::string& key, const config::Setting& value, const std::string& source,
             std::vector<config::Entry>& leaves);

// Sets a leaf. What it displaces goes: the keys below it, and a value above it. A null or an empty map displaces no
// section. The spelling of a key that is there already stays.
void apply(ConfigTree& tree, const config::Entry& leaf);

// All of the tree as a map.
config::Map nested(const ConfigTree& tree);

// The leaf `key`, or the section: a map, with the source of its first leaf.
std::optional<config::Entry> find_in(const ConfigTree& tree, std::string_view key);

}  // namespace tusk::core
