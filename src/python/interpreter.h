// Where C++ threads meet Python's interpreter: its lock (the GIL), and its end.
//
// A C++ lock is never waited for while the GIL is held: who calls into Tusk releases it with WithoutPython first. Then
// a thread that holds a C++ lock may take the GIL (an object of Python's that it frees, for example) without a
// deadlock.
#pragma once

#include <Python.h>
#include <memory>
#include <utility>

#include <nanobind/nanobind.h>

namespace tusk::python {

namespace nb = nanobind;

// Holds the GIL as long as it lives, on any thread; nothing happens if this thread holds it already. While the
// interpreter ends, threads that are not in yet stay outside: then `is_inside()` is false, and Python must not be used.
// A thread that was inside keeps its Python thread state, so what Python keeps by thread stays.
class WithPython {
 public:
  WithPython();
  ~WithPython();
  WithPython(const WithPython&) = delete;
  WithPython& operator=(const WithPython&) = delete;
  bool is_inside() const { return is_inside_; }
  // Throws CancelledError if it is not inside.
  void expect_inside() const;

 private:
  bool has_entered_ = false;
  bool is_inside_ = false;
};

// Releases the GIL as long as it lives; the thread must hold it. A thread that comes back when the interpreter has
// begun to end sleeps until the process does.
class WithoutPython {
 public:
  WithoutPython();
  ~WithoutPython();
  WithoutPython(const WithoutPython&) = delete;
  WithoutPython& operator=(const WithoutPython&) = delete;

 private:
  PyThreadState* state_;
  int visits_;
};

// Calls `function` without the GIL.
template <class Function>
decltype(auto) without_python(Function&& function) {
  const WithoutPython scope;
  return std::forward<Function>(function)();
}

// An object of Python's that C++ owns: may be let go of by any thread, with or without the GIL. What is left when the
// interpreter has ended is not freed.
class Held {
 public:
  Held() = default;
  explicit Held(nb::object object);
  Held(Held&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
  Held& operator=(Held&& other) noexcept {
    std::swap(object_, other.object_);
    return *this;
  }
  ~Held();
  // To be used only with the GIL.
  nb::handle get() const { return object_; }
  explicit operator bool() const { return object_ != nullptr; }

 private:
  PyObject* object_ = nullptr;
};

using SharedHeld = std::shared_ptr<const Held>;
inline SharedHeld hold(nb::object object) { return std::make_shared<const Held>(std::move(object)); }

// Whether Python runs its handlers of signals on this thread, the process's first: only there a wait must look for
// them.
bool handles_signals();
// Runs them, if this is that thread: throws what they raise, KeyboardInterrupt as a rule.
void check_signals();

// Ends the use of Python by threads of our own: waits for those that are inside, and lets no other in. Called with the
// GIL, before the interpreter ends. Interrupted (Ctrl-C) it ends the process at once.
void leave_python();
// Waits a moment until no object is held any more: threads may still be about to let go of some. With the GIL, after
// leave_python().
void await_release();

}  // namespace tusk::python
