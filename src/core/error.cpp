#include <tusk/core/error.h>

#include <array>
#include <utility>

namespace tusk {

namespace {

constexpr std::array<std::string_view, 15> kKindNames = {
    "RuntimeError",      "ValueError",          "TypeError",     "KeyError",     "IndexError",         "OSError",
    "FileNotFoundError", "NotImplementedError", "MemoryError",   "TimeoutError", "UnicodeDecodeError", "LinAlgError",
    "CancelledError",    "KilledWorker",        "InternalError",
};
static_assert(kKindNames.size() == std::size_t(ErrorKind::InternalError) + 1);

}  // namespace

std::string_view name(ErrorKind kind) { return kKindNames.at(std::size_t(kind)); }

void throw_error(ErrorKind kind, const std::string& message) {
  switch (kind) {
    case ErrorKind::RuntimeError: throw RuntimeError(message);
    case ErrorKind::ValueError: throw ValueError(message);
    case ErrorKind::TypeError: throw TypeError(message);
    case ErrorKind::KeyError: throw KeyError(message);
    case ErrorKind::IndexError: throw IndexError(message);
    case ErrorKind::OSError: throw OSError(message);
    case ErrorKind::FileNotFoundError: throw FileNotFoundError(message);
    case ErrorKind::NotImplementedError: throw NotImplementedError(message);
    case ErrorKind::MemoryError: throw MemoryError(message);
    case ErrorKind::TimeoutError: throw TimeoutError(message);
    case ErrorKind::UnicodeDecodeError: throw UnicodeDecodeError(message);
    case ErrorKind::LinAlgError: throw LinAlgError(message);
    case ErrorKind::CancelledError: throw CancelledError(message);
    case ErrorKind::KilledWorker: throw KilledWorker(message);
    case ErrorKind::InternalError: break;
  }
  throw InternalError(message);
}

void check_failed(const char* condition, const char* file, int line, const std::string& message) {
  throw InternalError(std::string(file) + ":" + std::to_string(line) + ": an invariant of Tusk does not hold: " +
                      condition + ": " + message + "; please report this with the program that shows it");
}

}  // namespace tusk
