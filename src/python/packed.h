// Packed: an object of Python's with the lazy objects in it taken out, so that results can be put in their places.
//
// Lazy objects are found at any depth in lists, tuples, sets, dicts, slices, named tuples and dataclasses, and nowhere
// else. What holds none is a constant, and stays the same object.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

#include <tusk/core/codec.h>

#include "python/collection.h"

namespace tusk::python {

struct Packed {
  enum class Kind : std::uint8_t {
    Constant,  // constants[index]
    Input,     // inputs[index]
    List,
    Tuple,
    Dict,    // keys and values in turn
    Call,    // constants[index], a type, called with the items
    Record,  // a dataclass: constants[index] is its type and the names of the fields that the items are
  };

  Kind kind = Kind::Constant;
  std::uint32_t index = 0;
  std::vector<Packed> items = {};
};

// Packs several objects over the same constants and inputs.
class Packer {
 public:
  enum class Iterators : bool { AreConstants, AreLists };
  explicit Packer(bool traverses = true, Iterators iterators = Iterators::AreConstants)
      : traverses_(traverses), iterators_(iterators) {}

  Packed pack(nb::handle object);
  Packed pack_constant(nb::object constant);
  Packed pack_input(lazy::CollectionPtr collection, nb::object object = nb::object());

  // What the lazy objects stand for, each once, in the order in which they were found; and these objects.
  const std::vector<lazy::CollectionPtr>& collections() const { return collections_; }
  const std::vector<nb::object>& objects() const { return objects_; }
  nb::tuple constants() const;

 private:
  std::uint32_t add_constant(nb::object constant);
  Packed pack_container(nb::handle object);
  Packed pack_record(nb::handle object);
  Packed container(nb::handle object, Packed::Kind kind, const std::vector<nb::object>& items,
                   nb::handle type = nb::handle());

  bool traverses_;
  Iterators iterators_;
  std::vector<nb::object> constants_;
  std::vector<lazy::CollectionPtr> collections_;
  std::vector<nb::object> objects_;
  std::unordered_map<const Collection*, std::uint32_t> input_numbers_;
};

// The object again, with `input(i)` in the places of inputs.
using InputObject = std::function<nb::object(std::uint32_t)>;
nb::object filled(const Packed& packed, nb::handle constants, const InputObject& input);
// In short: [1, #0, {'a': #1}].
std::string print(const Packed& packed, nb::handle constants, const std::function<std::string(std::uint32_t)>& input);

void write_packed(ByteWriter& writer, const Packed& packed);
Packed read_packed(ByteReader& reader);

}  // namespace tusk::python
