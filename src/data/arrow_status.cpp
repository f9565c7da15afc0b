#include "data/arrow_status.h"

#include <fmt/core.h>

#include <tusk/core/error.h>

namespace tusk::data {

namespace {

ErrorKind kind_of_status(arrow::StatusCode code) {
  switch (code) {
    case arrow::StatusCode::OutOfMemory: return ErrorKind::MemoryError;
    case arrow::StatusCode::KeyError: return ErrorKind::KeyError;
    case arrow::StatusCode::TypeError: return ErrorKind::TypeError;
    case arrow::StatusCode::IndexError: return ErrorKind::IndexError;
    case arrow::StatusCode::IOError: return ErrorKind::OSError;
    case arrow::StatusCode::NotImplemented: return ErrorKind::NotImplementedError;
    case arrow::StatusCode::Cancelled: return ErrorKind::CancelledError;
    case arrow::StatusCode::UnknownError: return ErrorKind::RuntimeError;
    default: return ErrorKind::ValueError;
  }
}

}  // namespace

void throw_status(const arrow::Status& status, const char* doing) {
  throw_error(kind_of_status(status.code()), fmt::format("{} failed: {}", doing, status.message()));
}

}  // namespace tusk::data
