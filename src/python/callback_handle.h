// CallbackHandle: what Python holds of a callback that C++ calls.
#pragma once

#include <memory>

#include <tusk/graph/events.h>

#include "python/interpreter.h"

namespace tusk::python {

// `tusk._native.CallbackHandle`, the common class of the progress bar and the profilers.
struct CallbackHandle {
  std::shared_ptr<Callback> callback;
};

template <class T>
struct HandleOf : CallbackHandle {
  explicit HandleOf(std::shared_ptr<T> made) : CallbackHandle{made}, object(std::move(made)) {}
  std::shared_ptr<T> object;
};

}  // namespace tusk::python
