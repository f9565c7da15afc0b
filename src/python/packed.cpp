#include "python/packed.h"

#include <utility>

#include <tusk/core/error.h>

#include "graph/short_text.h"
#include "python/short_repr.h"

namespace tusk::python {

namespace {

using Kind = Packed::Kind;

struct RecursionGuard {
  RecursionGuard() {
    if (Py_EnterRecursiveCall(" while lazy objects are looked for") != 0) throw nb::python_error();
  }
  ~RecursionGuard() { Py_LeaveRecursiveCall(); }
};

std::vector<nb::object> elements(nb::handle iterable) {
  std::vector<nb::object> items;
  for (const nb::handle item : iterable) items.push_back(nb::borrow(item));
  return items;
}

std::vector<nb::object> entries(nb::handle dict) {
  std::vector<nb::object> items;
  for (const auto& [key, value] : nb::borrow<nb::dict>(dict)) {
    items.push_back(nb::borrow(key));
    items.push_back(nb::borrow(value));
  }
  return items;
}

bool is_ordered_dict(nb::handle object) { return Py_TYPE(object.ptr()) == &PyODict_Type; }
bool is_named_tuple(nb::handle object) { return PyTuple_Check(object.ptr()) && nb::hasattr(object.type(), "_fields"); }
bool is_dataclass(nb::handle object) {
  return !PyType_Check(object.ptr()) && nb::hasattr(object.type(), "__dataclass_fields__");
}

// Fields are set as they were, without running the class's own construction again.
nb::object make_record(nb::handle type_and_names, const std::vector<nb::object>& values) {
  const nb::object record = type_and_names[0].attr("__new__")(type_and_names[0]);
  const nb::tuple names = nb::borrow<nb::tuple>(type_and_names[1]);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (PyObject_GenericSetAttr(record.ptr(), names[i].ptr(), values[i].ptr()) != 0) throw nb::python_error();
  }
  return record;
}

nb::object make_container(Kind kind, const std::vector<nb::object>& items) {
  if (kind == Kind::Dict) {
    nb::dict dict;
    for (std::size_t i = 0; i + 1 < items.size(); i += 2) dict[items[i]] = items[i + 1];
    return dict;
  }
  nb::list list;
  for (const nb::object& item : items) list.append(item);
  return kind == Kind::Tuple ? nb::object(nb::tuple(list)) : nb::object(list);
}

std::string type_name(nb::handle type) { return text_of(type.attr("__name__")); }

}  // namespace

Packed Packer::pack(nb::handle object) {
  if (const LazyObject* lazy = lazy_object(object)) return pack_input(lazy->collection(), nb::borrow(object));
  return traverses_ ? pack_container(object) : pack_constant(nb::borrow(object));
}

Packed Packer::pack_constant(nb::object constant) { return {Kind::Constant, add_constant(std::move(constant))}; }

Packed Packer::pack_input(lazy::CollectionPtr collection, nb::object object) {
  const auto [place, is_new] = input_numbers_.try_emplace(collection.get(), std::uint32_t(collections_.size()));
  if (is_new) {
    collections_.push_back(std::move(collection));
    objects_.push_back(std::move(object));
  }
  return {Kind::Input, place->second};
}

std::uint32_t Packer::add_constant(nb::object constant) {
  constants_.push_back(std::move(constant));
  return std::uint32_t(constants_.size() - 1);
}

nb::tuple Packer::constants() const {
  nb::list list;
  for (const nb::object& constant : constants_) list.append(constant);
  return nb::tuple(list);
}

Packed Packer::pack_container(nb::handle object) {
  PyObject* const pointer = object.ptr();
  if (PyList_CheckExact(pointer)) return container(object, Kind::List, elements(object));
  if (PyTuple_CheckExact(pointer)) return container(object, Kind::Tuple, elements(object));
  if (PyDict_CheckExact(pointer)) return container(object, Kind::Dict, entries(object));
  if (PySet_CheckExact(pointer) || PyFrozenSet_CheckExact(pointer))
    return container(object, Kind::Call, {nb::list(object)}, object.type());
  if (PySlice_Check(pointer))
    return container(object, Kind::Call, {object.attr("start"), object.attr("stop"), object.attr("step")},
                     object.type());
  if (is_ordered_dict(object)) return container(object, Kind::Call, {nb::list(object.attr("items")())}, object.type());
  if (is_named_tuple(object)) return container(object, Kind::Call, elements(object), object.type());
  if (is_dataclass(object)) return pack_record(object);
  if (iterators_ == Iterators::AreLists && PyIter_Check(pointer)) return pack(nb::list(object));
  return pack_constant(nb::borrow(object));
}

Packed Packer::pack_record(nb::handle object) {
  nb::list names;
  std::vector<nb::object> values;
  for (const nb::handle name : object.type().attr("__dataclass_fields__")) {
    nb::object value = nb::getattr(object, name, nb::object());
    if (!value) continue;
    names.append(name);
    values.push_back(std::move(value));
  }
  return container(object, Kind::Record, values, nb::make_tuple(object.type(), nb::tuple(names)));
}

Packed Packer::container(nb::handle object, Kind kind, const std::vector<nb::object>& items, nb::handle type) {
  const RecursionGuard guard;
  const std::size_t constants_before = constants_.size();
  Packed packed{kind};
  bool has_inputs = false;
  for (const nb::object& item : items) {
    packed.items.push_back(pack(item));
    if (packed.items.back().kind != Kind::Constant) has_inputs = true;
  }
  if (!has_inputs) {
    constants_.resize(constants_before);
    return pack_constant(nb::borrow(object));
  }
  if (type) packed.index = add_constant(nb::borrow(type));
  return packed;
}

nb::object filled(const Packed& packed, nb::handle constants, const InputObject& input) {
  if (packed.kind == Kind::Constant) return nb::borrow(PyTuple_GET_ITEM(constants.ptr(), packed.index));
  if (packed.kind == Kind::Input) return input(packed.index);
  const RecursionGuard guard;
  std::vector<nb::object> items;
  items.reserve(packed.items.size());
  for (const Packed& item : packed.items) items.push_back(filled(item, constants, input));
  if (packed.kind != Kind::Call && packed.kind != Kind::Record) return make_container(packed.kind, items);
  const nb::handle type = PyTuple_GET_ITEM(constants.ptr(), packed.index);
  return packed.kind == Kind::Record ? make_record(type, items) : type(*make_container(Kind::Tuple, items));
}

std::string print(const Packed& packed, nb::handle constants, const std::function<std::string(std::uint32_t)>& input) {
  if (packed.kind == Kind::Constant) return short_repr(PyTuple_GET_ITEM(constants.ptr(), packed.index));
  if (packed.kind == Kind::Input) return input(packed.index);
  const std::string items =
      graph::short_list(packed.items.size(), [&](std::size_t i) { return print(packed.items[i], constants, input); });
  switch (packed.kind) {
    case Kind::List: return "[" + items + "]";
    case Kind::Dict: return "{" + items + "}";
    case Kind::Call: return type_name(PyTuple_GET_ITEM(constants.ptr(), packed.index)) + "(" + items + ")";
    case Kind::Record:
      return type_name(nb::handle(PyTuple_GET_ITEM(constants.ptr(), packed.index))[0]) + "(" + items + ")";
    default: return "(" + items + ")";
  }
}

void write_packed(ByteWriter& writer, const Packed& packed) {
  writer.write(std::uint8_t(packed.kind));
  writer.write(packed.index);
  writer.write_size(packed.items.size());
  for (const Packed& item : packed.items) write_packed(writer, item);
}

Packed read_packed(ByteReader& reader) {
  const ByteReader::Level level(reader);
  const auto kind = reader.read<std::uint8_t>();
  if (kind > std::uint8_t(Kind::Record))
    throw ValueError("a packed Python object has a kind that doesn't exist: " + std::to_string(kind));
  Packed packed{Kind(kind), reader.read<std::uint32_t>()};
  for (std::size_t left = reader.read_size(); left > 0; --left) packed.items.push_back(read_packed(reader));
  return packed;
}

}  // namespace tusk::python
