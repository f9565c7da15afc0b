#include "graph/library_load.h"

#include <utility>

#include <tusk/core/error.h>

namespace tusk::graph {

namespace {

LibraryLoad*& innermost_load() {
  static thread_local LibraryLoad* load = nullptr;
  return load;
}

}  // namespace

LibraryLoad::LibraryLoad() : outer_(std::exchange(innermost_load(), this)) {}
LibraryLoad::~LibraryLoad() { innermost_load() = outer_; }
LibraryLoad* LibraryLoad::current() { return innermost_load(); }

void LibraryLoad::note_problem(const std::string& message) {
  if (problem_.empty()) problem_ = message;
}

void LibraryLoad::undo() {
  for (auto undo = undo_.rbegin(); undo != undo_.rend(); ++undo) (*undo)();
  undo_.clear();
}

void refuse_registration(const std::string& message) {
  if (LibraryLoad* load = LibraryLoad::current()) load->note_problem(message);
  else throw ValueError(message);
}

void note_registration(std::function<void()> undo) {
  if (LibraryLoad* load = LibraryLoad::current()) load->note_undo(std::move(undo));
}

}  // namespace tusk::graph
