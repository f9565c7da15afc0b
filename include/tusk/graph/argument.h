// Argument: one argument of a call in a graph: an input of the task, a constant, or a list that holds such at any
// depth.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <tusk/core/codec.h>
#include <tusk/data/value.h>

namespace tusk {

class Inputs;

struct Argument {
  enum class Kind : std::uint8_t { Constant, Input, List };

  Kind kind = Kind::Constant;
  std::uint32_t input = 0;           // Input: which of the task's inputs
  Value constant = {};               // Constant
  std::vector<Argument> items = {};  // List: becomes a Sequence

  static Argument of_constant(Value value) { return {.kind = Kind::Constant, .constant = std::move(value)}; }
  static Argument of_input(std::uint32_t input) { return {.kind = Kind::Input, .input = input}; }
  static Argument of_list(std::vector<Argument> items) { return {.kind = Kind::List, .items = std::move(items)}; }
};

// The argument's value once the inputs are there. Throws ValueError if it names an input that isn't.
Value filled(const Argument& argument, const Inputs& inputs);
// The same argument, with a constant for every list that holds nothing but constants.
Argument folded(Argument argument);
// Whether all its constants are portable.
bool is_portable(const Argument& argument);
// Of its structure and its constants.
Hash128 hash(const Argument& argument);

// Inputs print as #0, #1 …
template <>
struct Codec<Argument> {
  static std::string name() { return "argument"; }
  static void write(ByteWriter& writer, const Argument& argument);
  static Argument read(ByteReader& reader);
  static void print(std::string& text, const Argument& argument);
};

}  // namespace tusk
