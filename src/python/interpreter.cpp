#include "python/interpreter.h"

#include <atomic>
#include <chrono>
#include <mutex>
#include <pthread.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include <tusk/core/error.h>

#include "python/failure.h"

namespace tusk::python {

namespace {

// Threads that took the GIL through WithPython and have not given it back, not even for a while; nobody new gets in
// once it is closed.
std::atomic<int> visitors{0};
std::atomic<bool> is_closed{false};
pthread_t closer;
constinit thread_local int own_visits = 0;

std::atomic<std::size_t> held_count{0};

// What threads let go of that are not let in any more.
struct Leftovers {
  std::mutex mutex;
  std::vector<PyObject*> objects;
};

Leftovers& leftovers() {
  static auto& leftovers = *new Leftovers();
  return leftovers;
}

void leave_over(PyObject* object) {
  Leftovers& all = leftovers();
  const std::lock_guard lock(all.mutex);
  all.objects.push_back(object);
}

void free_leftovers() {
  std::vector<PyObject*> objects;
  {
    Leftovers& all = leftovers();
    const std::lock_guard lock(all.mutex);
    objects.swap(all.objects);
  }
  for (PyObject* object : objects) Py_DECREF(object);
}

bool has_gil() {
  PyThreadState* state = _PyThreadState_UncheckedGet();
  return state && state == PyGILState_GetThisThreadState();
}

bool pass_gate() {
  visitors.fetch_add(1);
  if (!is_closed.load() && Py_IsInitialized()) {
    ++own_visits;
    return true;
  }
  visitors.fetch_sub(1);
  return false;
}

void leave_gate() {
  --own_visits;
  visitors.fetch_sub(1);
}

// The thread state of a thread that Python did not start.
struct OwnThreadState {
  PyThreadState* state = nullptr;

  ~OwnThreadState() {
    if (!state || !pass_gate()) return;
    PyEval_RestoreThread(state);
    PyThreadState_Clear(state);
    PyThreadState_DeleteCurrent();
    leave_gate();
  }
};

void take_gil() {
  static thread_local OwnThreadState own;
  if (PyThreadState* state = PyGILState_GetThisThreadState()) {
    PyEval_RestoreThread(state);
  } else {
    PyGILState_Ensure();
    own.state = PyThreadState_Get();
  }
}

// A forked child has only the thread that forked.
[[maybe_unused]] const bool is_fork_handled = [] {
  pthread_atfork(nullptr, nullptr, [] { visitors = own_visits; });
  return true;
}();

}  // namespace

WithPython::WithPython() : is_inside_(has_gil()) {
  if (is_inside_ || !pass_gate()) return;
  take_gil();
  is_inside_ = has_entered_ = true;
}

WithPython::~WithPython() {
  if (!has_entered_) return;
  PyEval_SaveThread();
  leave_gate();
}

void WithPython::expect_inside() const {
  if (!is_inside_) throw CancelledError("Python functions run only as long as the interpreter does: it is ending");
}

// A thread that waits outside keeps nobody from ending the interpreter, who it might wait for.
WithoutPython::WithoutPython() : state_(PyEval_SaveThread()), visits_(own_visits) {
  own_visits = 0;
  visitors.fetch_sub(visits_);
}

WithoutPython::~WithoutPython() {
  const bool is_through = pass_gate();
  while (!is_through && !pthread_equal(closer, pthread_self())) pause();
  own_visits += visits_;
  visitors.fetch_add(visits_);
  PyEval_RestoreThread(state_);
  if (is_through) leave_gate();
}

Held::Held(nb::object object) : object_(object.release().ptr()) { held_count += object_ != nullptr; }

Held::~Held() {
  if (!object_) return;
  if (const WithPython scope; scope.is_inside()) {
    const nb::error_scope keep_error;
    Py_DECREF(object_);
  } else {
    leave_over(object_);
  }
  --held_count;
}

bool handles_signals() { return gettid() == getpid(); }

void check_signals() {
  if (!handles_signals()) return;
  const WithPython scope;
  if (scope.is_inside() && PyErr_CheckSignals() != 0) throw_python_failure();
}

void leave_python() {
  closer = pthread_self();
  is_closed = true;
  while (visitors.load() > own_visits) {
    without_python([] { std::this_thread::sleep_for(std::chrono::milliseconds(1)); });
    if (PyErr_CheckSignals() == 0) continue;
    PyErr_Print();
    PyRun_SimpleString("import sys; sys.stdout.flush(); sys.stderr.flush()");
    _exit(130);
  }
}

void await_release() {
  constexpr int kMostMilliseconds = 50;
  for (int i = 0; i < kMostMilliseconds && held_count > 0; ++i) {
    without_python([] { std::this_thread::sleep_for(std::chrono::milliseconds(1)); });
  }
  free_leftovers();
}

}  // namespace tusk::python
