// ThreadLimits: keeps BLAS and OpenMP pools from multiplying the threads while tasks run.
//
// While one lives, every OpenBLAS that is loaded computes with one thread a call, and so does OpenMP in the workers;
// the last one to go puts the numbers back. Libraries that are loaded later are found when the next one is made.
// Thread-safe.
#pragma once

namespace tusk::runtime {

class ThreadLimits {
 public:
  ThreadLimits();
  ~ThreadLimits();
  ThreadLimits(const ThreadLimits&) = delete;
  ThreadLimits& operator=(const ThreadLimits&) = delete;
};

// Makes OpenMP regions that the calling thread opens use one thread. Called by workers as they begin a run.
void limit_openmp_here();

}  // namespace tusk::runtime
