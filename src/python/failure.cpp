#include "python/failure.h"

#include <new>
#include <stdexcept>
#include <utility>

#include <tusk/core/error.h>
#include <tusk/graph/scheduler.h>

#include "python/bindings.h"

namespace tusk::python {

namespace {

std::string exception_text(nb::handle exception) {
  try {
    const std::string text = nb::cast<std::string>(nb::str(exception));
    const std::string type = nb::cast<std::string>(exception.type().attr("__name__"));
    return text.empty() ? type : type + ": " + text;
  } catch (...) {
    PyErr_Clear();
    return "an exception of Python's that can't be printed";
  }
}

// Exceptions that Python has no word for.
nb::object& own_exception(ErrorKind kind) {
  static auto& cancelled = *new nb::object();
  static auto& killed = *new nb::object();
  static auto& internal = *new nb::object();
  return kind == ErrorKind::CancelledError ? cancelled : kind == ErrorKind::KilledWorker ? killed : internal;
}

nb::object linear_algebra_error() {
  try {
    return nb::module_::import_("numpy.linalg").attr("LinAlgError");
  } catch (nb::python_error&) {
    return nb::borrow(PyExc_ValueError);
  }
}

// The one table: which Python exception stands for which kind of error.
nb::object python_type(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::RuntimeError: return nb::borrow(PyExc_RuntimeError);
    case ErrorKind::ValueError: return nb::borrow(PyExc_ValueError);
    case ErrorKind::TypeError: return nb::borrow(PyExc_TypeError);
    case ErrorKind::KeyError: return nb::borrow(PyExc_KeyError);
    case ErrorKind::IndexError: return nb::borrow(PyExc_IndexError);
    case ErrorKind::OSError: return nb::borrow(PyExc_OSError);
    case ErrorKind::FileNotFoundError: return nb::borrow(PyExc_FileNotFoundError);
    case ErrorKind::NotImplementedError: return nb::borrow(PyExc_NotImplementedError);
    case ErrorKind::MemoryError: return nb::borrow(PyExc_MemoryError);
    case ErrorKind::TimeoutError: return nb::borrow(PyExc_TimeoutError);
    case ErrorKind::UnicodeDecodeError: return nb::borrow(PyExc_UnicodeDecodeError);
    case ErrorKind::LinAlgError: return linear_algebra_error();
    case ErrorKind::CancelledError:
    case ErrorKind::KilledWorker:
    case ErrorKind::InternalError: return own_exception(kind);
  }
  return nb::borrow(PyExc_RuntimeError);
}

nb::str text_of_message(const char* message) {
  return nb::steal<nb::str>(
      PyUnicode_DecodeUTF8(message, Py_ssize_t(std::char_traits<char>::length(message)), "replace"));
}

nb::object python_error(ErrorKind kind, const char* message) {
  const nb::object type = python_type(kind);
  if (kind == ErrorKind::UnicodeDecodeError) return type("utf-8", nb::bytes("", 0), 0, 0, text_of_message(message));
  return type(text_of_message(message));
}

template <class... Kinds>
bool is_any_of(const std::exception& error) {
  return (... || (dynamic_cast<const Kinds*>(&error) != nullptr));
}

// The standard library's exceptions mean what they do in nanobind.
nb::object python_error(const std::exception& error) {
  if (is_any_of<std::invalid_argument, std::domain_error, std::length_error, std::range_error>(error))
    return python_error(ErrorKind::ValueError, error.what());
  if (is_any_of<std::out_of_range>(error)) return python_error(ErrorKind::IndexError, error.what());
  if (is_any_of<std::overflow_error>(error)) return nb::handle(PyExc_OverflowError)(text_of_message(error.what()));
  return python_error(ErrorKind::RuntimeError, error.what());
}

nb::object converted(const std::exception_ptr& exception) {
  try {
    std::rethrow_exception(exception);
  } catch (const PythonFailure& failure) {
    return failure.exception();
  } catch (nb::python_error& error) {
    return nb::borrow(error.value());
  } catch (const Error& error) {
    return python_error(error.kind(), error.what());
  } catch (const std::bad_alloc&) {
    return python_error(ErrorKind::MemoryError, "the system has no more memory");
  } catch (const std::exception& error) {
    return python_error(error);
  } catch (...) {
    return python_error(ErrorKind::RuntimeError, "a task threw something that is no exception");
  }
}

// What the thread knows of the task that threw `exception`; it forgets that then, since it holds on to the exception.
std::string take_task_note(const std::exception_ptr& exception) {
  std::string note;
  try {
    std::rethrow_exception(exception);
  } catch (...) {
    if (const TaskFailure* failure = task_failure()) note = failure->print();
  }
  if (!note.empty()) forget_failure();
  return note;
}

constexpr std::size_t kMostNotes = 20;  // of tasks inside of tasks, the innermost are named

// An exception that takes no notes goes without.
void add_note(nb::handle exception, const std::string& note) {
  if (note.empty()) return;
  try {
    const nb::str text = nb::steal<nb::str>(PyUnicode_DecodeUTF8(note.data(), Py_ssize_t(note.size()), "replace"));
    const nb::object notes = nb::getattr(exception, "__notes__", nb::none());
    const bool has_some = !notes.is_none();
    if (has_some && (nb::len(notes) >= kMostNotes || PySequence_Contains(notes.ptr(), text.ptr()) == 1)) return;
    exception.attr("add_note")(text);
  } catch (nb::python_error&) {
  }
}

bool is_for_nanobind(const std::exception_ptr& exception) {
  try {
    std::rethrow_exception(exception);
  } catch (const nb::python_error&) {
    return true;
  } catch (const nb::builtin_exception&) {
    return true;
  } catch (const nb::cast_error&) {
    return true;
  } catch (...) {
    return false;
  }
}

void raise(const std::exception_ptr& exception, void*) {
  if (is_for_nanobind(exception)) std::rethrow_exception(exception);
  nb::object error = to_python_exception(exception);
  PyErr_Restore(error.type().inc_ref().ptr(), error.ptr(), PyException_GetTraceback(error.ptr()));
  error.release();
}

}  // namespace

PythonFailure::PythonFailure(nb::object exception)
    : traceback_(hold(nb::steal(PyException_GetTraceback(exception.ptr())))),
      text_(std::make_shared<const std::string>(exception_text(exception))) {
  exception_ = hold(std::move(exception));
}

nb::object PythonFailure::exception() const {
  const nb::handle exception = exception_->get();
  const nb::handle traceback = *traceback_ ? traceback_->get() : nb::handle(Py_None);
  if (PyException_SetTraceback(exception.ptr(), traceback.ptr()) != 0) PyErr_Clear();
  return nb::borrow(exception);
}

int PythonFailure::traverse(visitproc visit, void* arg) const {  // the macro's word
  Py_VISIT(exception_->get().ptr());
  Py_VISIT(traceback_->get().ptr());
  return 0;
}

void throw_python_failure() {
  nb::python_error error;
  throw PythonFailure(nb::borrow(error.value()));
}

nb::object to_python_exception(const std::exception_ptr& exception) {
  const std::string note = take_task_note(exception);
  nb::object error = converted(exception);
  add_note(error, note);
  return error;
}

namespace {

nb::object copied_exception(nb::object exception) {
  try {
    const nb::handle type = exception.type();
    const nb::object arguments = exception.attr("args");
    nb::object copy = type.attr("__new__")(type, *arguments);
    // A class's own __init__ takes what it likes; the one below that was not written in Python takes `args`.
    PyTypeObject* builtin = Py_TYPE(exception.ptr());
    while (builtin->tp_flags & Py_TPFLAGS_HEAPTYPE) builtin = builtin->tp_base;
    nb::handle(reinterpret_cast<PyObject*>(builtin)).attr("__init__")(copy, *arguments);
    copy.attr("__dict__").attr("update")(exception.attr("__dict__"));
    for (const char* link : {"__cause__", "__context__", "__suppress_context__", "__traceback__"})
      copy.attr(link) = exception.attr(link);
    if (nb::hasattr(copy, "__notes__")) copy.attr("__notes__") = nb::list(copy.attr("__notes__"));
    return copy;
  } catch (nb::python_error&) {
    return exception;
  }
}

}  // namespace

nb::object own_python_exception(const std::exception_ptr& exception) {
  const std::string note = take_task_note(exception);
  nb::object error = copied_exception(converted(exception));
  add_note(error, note);
  return error;
}

void bind_failure(nb::module_& module) {
  const auto add = [&](ErrorKind kind, const char* doc) {
    const std::string name(tusk::name(kind));
    nb::object type = nb::steal(PyErr_NewExceptionWithDoc(("tusk." + name).c_str(), doc, nullptr, nullptr));
    module.attr(name.c_str()) = type;
    own_exception(kind) = std::move(type);
  };
  add(ErrorKind::CancelledError, "The run, or the task of a future, was cancelled.");
  add(ErrorKind::KilledWorker, "A task was running on too many workers when they died.");
  add(ErrorKind::InternalError, "A mistake of Tusk's own: please report it.");
  nb::register_exception_translator(&raise);
}

}  // namespace tusk::python
