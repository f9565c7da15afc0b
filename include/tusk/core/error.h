// Errors: what Tusk throws when a caller made a mistake, or when the system could not do what was asked.
//
// Every error has a kind that Python knows by the same name; the binding maps kinds to Python's exceptions in one
// place. A message states the rule, then the values, then what to do. An exception that a user's task throws is
// never wrapped: it reaches the caller as it was thrown.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace tusk {

enum class ErrorKind : std::uint8_t {
  RuntimeError,
  ValueError,
  TypeError,
  KeyError,
  IndexError,
  OSError,
  FileNotFoundError,
  NotImplementedError,
  MemoryError,
  TimeoutError,
  UnicodeDecodeError,
  LinAlgError,
  CancelledError,
  KilledWorker,
  InternalError,
};

// The name of a kind as Python spells it: "ValueError".
std::string_view name(ErrorKind kind);

// The common type of all errors of Tusk: catch it to catch any of them.
class Error : public std::runtime_error {
 public:
  Error(ErrorKind kind, const std::string& message) : std::runtime_error(message), kind_(kind) {}
  ErrorKind kind() const noexcept { return kind_; }

 private:
  ErrorKind kind_;
};

// One C++ type a kind, so that `catch (const tusk::ValueError&)` works. FileNotFoundError is an OSError too.
template <ErrorKind kKind, class Parent = Error>
class ErrorOf : public Parent {
 public:
  explicit ErrorOf(const std::string& message) : ErrorOf(kKind, message) {}

 protected:
  ErrorOf(ErrorKind kind, const std::string& message) : Parent(kind, message) {}
};

using RuntimeError = ErrorOf<ErrorKind::RuntimeError>;
using ValueError = ErrorOf<ErrorKind::ValueError>;
using TypeError = ErrorOf<ErrorKind::TypeError>;
using KeyError = ErrorOf<ErrorKind::KeyError>;
using IndexError = ErrorOf<ErrorKind::IndexError>;
using OSError = ErrorOf<ErrorKind::OSError>;
using FileNotFoundError = ErrorOf<ErrorKind::FileNotFoundError, OSError>;
using NotImplementedError = ErrorOf<ErrorKind::NotImplementedError>;
using MemoryError = ErrorOf<ErrorKind::MemoryError>;
using TimeoutError = ErrorOf<ErrorKind::TimeoutError>;
using UnicodeDecodeError = ErrorOf<ErrorKind::UnicodeDecodeError, ValueError>;
using LinAlgError = ErrorOf<ErrorKind::LinAlgError, ValueError>;
using CancelledError = ErrorOf<ErrorKind::CancelledError>;
using KilledWorker = ErrorOf<ErrorKind::KilledWorker>;
using InternalError = ErrorOf<ErrorKind::InternalError>;

// Throws the error of that kind: for kinds that come from outside (a message, a file).
[[noreturn]] void throw_error(ErrorKind kind, const std::string& message);

// Throws InternalError with the place in the source. Called by TUSK_CHECK.
[[noreturn]] void check_failed(const char* condition, const char* file, int line, const std::string& message);

}  // namespace tusk

// Tests an invariant of our own, in release builds too. Never for input: a caller's mistake throws the error of its
// kind.
#define TUSK_CHECK(condition, message) \
  (static_cast<bool>(condition) ? void(0) : ::tusk::check_failed(#condition, __FILE__, __LINE__, message))
