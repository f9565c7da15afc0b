// Key: what a user sees of a task. "inc-9f3a…" for a single task, ("sum-9f3a…", 0, 3) for a block of a collection.
//
// Keys are derived from a layer's name and a task's place in it when somebody asks; a running graph has only ids.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <tusk/core/hash.h>

namespace tusk {

struct Key {
  std::string name;
  std::vector<std::int64_t> block = {};

  friend bool operator==(const Key&, const Key&) = default;

  // inc-9f3a…, or ('sum-9f3a…', 0, 3).
  std::string print() const;
  // The same for a sentence: a name alone is quoted too, 'inc-9f3a…', as Python would.
  std::string quoted() const;
  // The readable part of the name: "inc", "sum". Progress, profiles and colours group by it.
  //
  // It ends before the first dash that a number or a hash follows: x-1 is x, hello-world-1-2 is hello-world. A number
  // or hash is a word (what lies between dashes) that has a digit, or is eight or more hexadecimal digits. The first
  // word always belongs to it, except that a name that is nothing but 32 hexadecimal digits is "data". Valid as long as
  // the key.
  std::string_view prefix() const;
  // Whether the name is one of key_name(), which stands for the work, or one that a user chose.
  bool is_derived() const;
};

// "prefix-" and the 32 digits of the hash: the name of a layer or a task.
std::string key_name(std::string_view prefix, const Hash128& hash);

}  // namespace tusk

template <>
struct std::hash<tusk::Key> {
  std::size_t operator()(const tusk::Key& key) const noexcept;
};
