// LibraryLoad: what a shared library registers while the loader runs its static initializers.
//
// An exception from one of those would end the process. So while a load is in progress on a thread, a registration that
// is refused is noted instead of thrown, and each one that succeeds notes how to take it back; load_library then takes
// all of them back and throws. Belongs to the thread that loads.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace tusk::graph {

class LibraryLoad {
 public:
  LibraryLoad();
  ~LibraryLoad();
  LibraryLoad(const LibraryLoad&) = delete;
  LibraryLoad& operator=(const LibraryLoad&) = delete;

  // What was refused first; empty if nothing was.
  const std::string& problem() const { return problem_; }
  // Takes back what the library registered.
  void undo();

  // The innermost load in progress on this thread, else nullptr.
  static LibraryLoad* current();
  void note_problem(const std::string& message);
  void note_undo(std::function<void()> undo) { undo_.push_back(std::move(undo)); }

 private:
  LibraryLoad* outer_;
  std::string problem_;
  std::vector<std::function<void()>> undo_;
};

// Throws ValueError, or notes it while a library is loaded.
void refuse_registration(const std::string& message);
// How to take back a registration that has just succeeded: only while a library is loaded is that kept.
void note_registration(std::function<void()> undo);

}  // namespace tusk::graph
