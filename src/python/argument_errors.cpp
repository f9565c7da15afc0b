// What users read when they call a bound function, or class, with arguments that it can't take: tusk._arguments says
// it, in place of nanobind's text. Every bound function is called through `with_own_errors`, which costs a call that
// succeeds one jump.
#include <array>
#include <cstddef>
#include <string_view>
#include <utility>

#include <tusk/core/error.h>

#include "python/bindings.h"
#include "python/short_repr.h"

namespace tusk::python {

namespace {

// nanobind has a handful of ways to call a function, by the number of its arguments and overloads.
constexpr std::size_t kMostWays = 16;
// The bits of a vectorcall's argument count that are one; the others are Python's and nanobind's flags.
constexpr std::size_t kCountBits = 0xffff'ffff;
std::array<vectorcallfunc, kMostWays> ways{};

enum class Refusal { None, OfTheCall, OfAValueInside };

// What a task has raised has a traceback, or a note about the task.
Refusal refusal_of(const nb::python_error& error) {
  if (error.traceback().is_valid() || nb::hasattr(error.value(), "__notes__")) return Refusal::None;
  const nb::object message = nb::steal(PyObject_Str(error.value().ptr()));
  const char* text = message ? PyUnicode_AsUTF8(message.ptr()) : nullptr;
  PyErr_Clear();
  if (!text) return Refusal::None;
  if (std::string_view(text) == "std::bad_cast") return Refusal::OfAValueInside;
  const bool is_of_call = std::string_view(text).find("(): incompatible function arguments.") != std::string_view::npos;
  return is_of_call ? Refusal::OfTheCall : Refusal::None;
}

// The error that is set, if it is nanobind's refusal, in our words.
void explain(nb::handle function, PyObject* const* arguments, std::size_t count, nb::handle names) {
  nb::python_error error;
  const Refusal refusal = refusal_of(error);
  if (refusal == Refusal::None) return error.restore();
  try {
    nb::list values;
    nb::dict keywords;
    for (std::size_t i = 0; i < count; ++i) values.append(nb::borrow(arguments[i]));
    for (std::size_t i = 0; names && i < nb::len(names); ++i) keywords[names[i]] = nb::borrow(arguments[count + i]);
    const nb::object text = nb::module_::import_("tusk._arguments")
                                .attr("explain")(function, values, keywords, refusal == Refusal::OfTheCall);
    PyErr_SetObject(PyExc_TypeError, text.ptr());
  } catch (nb::python_error&) {  // an argument that can't even be printed
    error.restore();
  }
}

template <std::size_t kWay>
PyObject* with_own_errors(PyObject* self, PyObject* const* arguments, std::size_t count, PyObject* names) {
  PyObject* const result = ways[kWay](self, arguments, count, names);
  if (!result && (PyErr_ExceptionMatches(PyExc_TypeError) || PyErr_ExceptionMatches(PyExc_RuntimeError)))
    explain(self, arguments, count & kCountBits, names);
  return result;
}

template <std::size_t... kWays>
constexpr std::array<vectorcallfunc, sizeof...(kWays)> wrappers_of(std::index_sequence<kWays...>) {
  return {&with_own_errors<kWays>...};
}

constexpr auto kWrappers = wrappers_of(std::make_index_sequence<kMostWays>());

// The wrapper of a way; null where there are more ways than expected, whose errors stay nanobind's.
vectorcallfunc wrapper_of(vectorcallfunc way) {
  for (std::size_t i = 0; i < kMostWays; ++i) {
    if (way == kWrappers[i]) return nullptr;  // seen under another name before
    if (!ways[i]) ways[i] = way;
    if (ways[i] == way) return kWrappers[i];
  }
  return nullptr;
}

bool is_bound(nb::handle function) {
  const std::string_view type = Py_TYPE(function.ptr())->tp_name;
  return type == "nanobind.nb_func" || type == "nanobind.nb_method";
}

void wrap(nb::handle function) {
  if (!is_bound(function)) return;
  PyTypeObject* const type = Py_TYPE(function.ptr());
  auto* const way =
      reinterpret_cast<vectorcallfunc*>(reinterpret_cast<char*>(function.ptr()) + type->tp_vectorcall_offset);
  if (const vectorcallfunc wrapper = wrapper_of(*way)) *way = wrapper;
}

// Gives a class that only C++ makes objects of a constructor that says so.
void refuse_construction(nb::handle type) {
  nb::cpp_function_def(
      [](nb::handle self, nb::args, nb::kwargs) {
        throw TypeError("objects of the class " + text_of(self.type().attr("__name__")) +
                        " are made by functions of tusk, not by calling the class");
      },
      nb::scope(type), nb::name("__init__"), nb::is_method());
}

void wrap_members(nb::handle scope) {
  for (const nb::handle member : nb::list(scope.attr("__dict__").attr("values")())) {
    wrap(member);
    if (PyObject_TypeCheck(member.ptr(), &PyProperty_Type)) {
      for (const char* accessor : {"fget", "fset"}) wrap(member.attr(accessor));
    }
    if (PyModule_Check(member.ptr())) wrap_members(member);
    if (!nb::type_check(member)) continue;
    if (!is_bound(member.attr("__init__"))) refuse_construction(member);
    wrap_members(member);
  }
}

}  // namespace

void explain_argument_errors(nb::module_& module) { wrap_members(module); }

}  // namespace tusk::python
