// Exceptions on their way between Python and C++.
//
// A Python exception crosses C++ as a PythonFailure and comes out as the same object, with the traceback that it had. A
// native error becomes the Python exception of its kind; the one table of kinds is in failure.cpp.
#pragma once

#include <exception>
#include <string>

#include "python/interpreter.h"

namespace tusk::python {

class PythonFailure : public std::exception {
 public:
  // Takes over the exception; the thread has the GIL.
  explicit PythonFailure(nb::object exception);
  // ValueError: message
  const char* what() const noexcept override { return text_->c_str(); }
  // The exception, with the traceback that it had when it came; later ones that Python added are forgotten.
  nb::object exception() const;
  // For Python's collector of garbage.
  int traverse(visitproc visit, void* argument) const;

 private:
  SharedHeld exception_;
  SharedHeld traceback_;
  std::shared_ptr<const std::string> text_;
};

// Throws the exception that Python has set, as a PythonFailure.
[[noreturn]] void throw_python_failure();

// Calls `function`, whose Python exceptions become PythonFailures: what may be thrown on by any thread.
template <class Function>
auto with_failures(Function&& function) {
  try {
    return std::forward<Function>(function)();
  } catch (nb::python_error& error) {
    throw PythonFailure(nb::borrow(error.value()));
  }
}

// The Python exception that stands for a C++ one, with a note about the task that threw it, if it was one. With the
// GIL.
nb::object to_python_exception(const std::exception_ptr& exception);

// The same as a copy, which takes tracebacks and notes of its own: several futures may have one exception, and whoever
// raises it and keeps it would keep its callers' frames too, with all that they hold. The exception itself where Python
// can't copy it. With the GIL.
nb::object own_python_exception(const std::exception_ptr& exception);

}  // namespace tusk::python
