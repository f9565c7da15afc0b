// What a progress bar says, as a pure function of how far a run is.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace tusk::diagnostics {

enum class ProgressState : std::uint8_t { Running, Completed, Failed, Cancelled };

struct Progress {
  std::uint64_t finished;
  std::uint64_t total;
  std::chrono::nanoseconds elapsed;
  ProgressState state = ProgressState::Running;
};

// Whole percents, rounded down: 100 only when everything is finished.
int percent(const Progress& progress);

// The line for it, without a line's end, at most `columns` characters (0: as many as it takes). Where there is little
// room the time left goes first, then the number of tasks, then the bar becomes shorter than `bar_width`, then it goes.
std::string progress_text(const Progress& progress, int bar_width, int columns);

}  // namespace tusk::diagnostics
