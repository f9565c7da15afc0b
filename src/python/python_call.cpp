#include "python/python_call.h"

#include <utility>

#include <tusk/core/error.h>

#include "graph/short_text.h"
#include "python/conversion.h"
#include "python/failure.h"
#include "python/pickled.h"
#include "python/short_repr.h"
#include "python/token.h"

namespace tusk::python {

const bool PythonCall::kIsRegistered = register_operation(kName, &PythonCall::read);

Value PythonCall::run(const Inputs& inputs, TaskContext&) const {
  const WithPython scope;
  scope.expect_inside();
  return with_failures([&] { return to_value(call(inputs)); });
}

nb::object PythonCall::call(const Inputs& inputs) const {
  const nb::handle constants = parts_.constants.get();
  const InputObject input = [&](std::uint32_t i) { return to_python(inputs[i]); };
  std::vector<nb::object> arguments;
  arguments.reserve(parts_.arguments.size());
  for (const Packed& argument : parts_.arguments) arguments.push_back(filled(argument, constants, input));
  if (parts_.target == PythonCallParts::Target::Argument) return arguments.front();

  // The place before the first argument is Python's to write to.
  std::vector<PyObject*> pointers(1 + arguments.size());
  for (std::size_t i = 0; i < arguments.size(); ++i) pointers[i + 1] = arguments[i].ptr();
  const nb::handle keywords = parts_.keywords.get();
  const auto keyword_count = std::size_t(PyTuple_GET_SIZE(keywords.ptr()));
  const std::size_t count = arguments.size() - keyword_count;
  const nb::object function = filled(parts_.function, constants, input);
  const bool is_method = parts_.target == PythonCallParts::Target::Method;
  const auto vectorcall = is_method ? &PyObject_VectorcallMethod : &PyObject_Vectorcall;
  PyObject* result = vectorcall(function.ptr(), pointers.data() + 1, count | PY_VECTORCALL_ARGUMENTS_OFFSET,
                                keyword_count > 0 ? keywords.ptr() : nullptr);
  if (!result) throw nb::python_error();
  return nb::steal(result);
}

nb::object PythonCall::carried() const { return nb::make_tuple(parts_.constants.get(), parts_.keywords.get()); }

void PythonCall::write_structure(ByteWriter& writer) const {
  writer.write(std::uint8_t(parts_.target));
  write_packed(writer, parts_.function);
  writer.write_size(parts_.arguments.size());
  for (const Packed& argument : parts_.arguments) write_packed(writer, argument);
}

bool PythonCall::is_portable() const {
  const WithPython scope;
  if (!scope.is_inside()) return false;
  if (!pickled_) pickled_ = with_failures([&] { return try_pickled(carried()); });
  return pickled_.has_value();
}

void PythonCall::write(ByteWriter& writer) const {
  const WithPython scope;
  scope.expect_inside();
  writer.write_text(parts_.label);
  write_structure(writer);
  writer.write_text(pickled_ ? *std::exchange(pickled_, std::nullopt)
                             : with_failures([&] { return pickled(carried()); }));
}

OperationPtr PythonCall::read(ByteReader& reader) {
  PythonCallParts parts;
  parts.label = reader.read_text();
  const auto target = reader.read<std::uint8_t>();
  if (target > std::uint8_t(PythonCallParts::Target::Argument))
    throw ValueError("a call of Python calls something that doesn't exist: " + std::to_string(target));
  parts.target = PythonCallParts::Target(target);
  parts.function = read_packed(reader);
  for (std::size_t left = reader.read_size(); left > 0; --left) parts.arguments.push_back(read_packed(reader));
  const auto bytes = reader.take(reader.read_size());
  const WithPython scope;
  scope.expect_inside();
  return with_failures([&] {
    const nb::object carried = unpickled(bytes);
    parts.constants = Held(nb::borrow<nb::tuple>(carried[0]));
    parts.keywords = Held(nb::borrow<nb::tuple>(carried[1]));
    return std::make_shared<PythonCall>(std::move(parts));
  });
}

int PythonCall::traverse(visitproc visit, void* arg) const {  // the macro's word
  Py_VISIT(parts_.constants.get().ptr());
  Py_VISIT(parts_.keywords.get().ptr());
  return 0;
}

Hash128 PythonCall::hash() const {
  const WithPython scope;
  scope.expect_inside();
  if (hash_) return *hash_;
  HashWriter writer;
  writer.write_text(kName);
  write_structure(writer);
  Codec<Hash128>::write(writer, with_failures([&] { return token_of(carried()); }));
  return hash_.emplace(writer.hash());
}

std::string PythonCall::print() const {
  return printed([](std::uint32_t i) { return "#" + std::to_string(i); });
}

std::string PythonCall::print_with(const Inputs& inputs) const {
  return printed([&](std::uint32_t i) { return inputs[i].print(); });
}

std::string PythonCall::printed(const std::function<std::string(std::uint32_t)>& input) const {
  const WithPython scope;
  if (!scope.is_inside()) return parts_.label + "(...)";
  const nb::handle constants = parts_.constants.get();
  const auto keywords = nb::borrow<nb::tuple>(parts_.keywords.get());
  const std::size_t keyword_start = parts_.arguments.size() - keywords.size();
  const auto argument = [&](std::size_t i) {
    const std::string value = python::print(parts_.arguments[i], constants, input);
    return i < keyword_start ? value : text_of(keywords[i - keyword_start]) + "=" + value;
  };
  if (parts_.target != PythonCallParts::Target::Method)
    return parts_.label + "(" + graph::short_list(parts_.arguments.size(), argument) + ")";
  const auto after_first = [&](std::size_t i) { return argument(i + 1); };
  return argument(0) + "." + parts_.label + "(" + graph::short_list(parts_.arguments.size() - 1, after_first) + ")";
}

}  // namespace tusk::python
