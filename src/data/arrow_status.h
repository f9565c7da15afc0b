// Arrow's statuses as our errors.
#pragma once

#include <utility>

#include <arrow/result.h>
#include <arrow/status.h>

namespace tusk::data {

// Throws the error of the kind that the status has; `doing` says what failed: "reading a table".
[[noreturn]] void throw_status(const arrow::Status& status, const char* doing);

inline void throw_unless_ok(const arrow::Status& status, const char* doing) {
  if (!status.ok()) throw_status(status, doing);
}

template <class T>
T value_or_throw(arrow::Result<T> result, const char* doing) {
  if (!result.ok()) throw_status(result.status(), doing);
  return *std::move(result);
}

}  // namespace tusk::data
