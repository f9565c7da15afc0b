#include "diagnostics/progress_text.h"

#include <algorithm>

#include <fmt/format.h>

#include <tusk/core/duration.h>

namespace tusk::diagnostics {
namespace {

constexpr int kShortestBar = 8;

// 1234567 as "1,234,567".
std::string with_thousands(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t place = text.size(); place > 3;) text.insert(place -= 3, 1, ',');
  return text;
}

std::string bar(const Progress& progress, int width) {
  const double share = progress.total == 0 ? 1.0 : double(progress.finished) / double(progress.total);
  const int filled = std::min(width, int(share * width));
  return fmt::format("[{:<{}}]", std::string(std::size_t(filled), '#'), width);
}

std::string state_text(const Progress& progress) {
  const std::string elapsed = format_duration(progress.elapsed);
  switch (progress.state) {
    case ProgressState::Failed: return fmt::format("{}% Failed after {}", percent(progress), elapsed);
    case ProgressState::Cancelled: return fmt::format("{}% Cancelled after {}", percent(progress), elapsed);
    default: return fmt::format("{}% Completed | {}", percent(progress), elapsed);
  }
}

std::string tasks_text(const Progress& progress) {
  if (progress.finished >= progress.total) return fmt::format(" | {} tasks", with_thousands(progress.total));
  return fmt::format(" | {}/{} tasks", with_thousands(progress.finished), with_thousands(progress.total));
}

// As much time for each task that is left as for each that is finished.
std::string time_left_text(const Progress& progress) {
  if (progress.state != ProgressState::Running || progress.finished == 0 || progress.finished >= progress.total)
    return "";
  const double left = double(progress.total - progress.finished) / double(progress.finished);
  const std::chrono::duration<double, std::nano> nanoseconds = progress.elapsed * left;
  return fmt::format(" | {} left", format_duration(std::chrono::duration_cast<std::chrono::nanoseconds>(nanoseconds)));
}

}  // namespace

int percent(const Progress& progress) {
  if (progress.finished >= progress.total) return 100;
  return int(100.0 * double(progress.finished) / double(progress.total));
}

std::string progress_text(const Progress& progress, int bar_width, int columns) {
  const std::string state = state_text(progress);
  const std::string tasks = tasks_text(progress);
  const std::string time_left = time_left_text(progress);
  const auto with_bar = [&](int width, const std::string& rest) { return bar(progress, width) + " | " + state + rest; };
  const auto fits = [&](const std::string& line) { return columns <= 0 || int(line.size()) <= columns; };

  if (const auto line = with_bar(bar_width, tasks + time_left); fits(line)) return line;
  if (const auto line = with_bar(bar_width, tasks); fits(line)) return line;
  const int room = columns - int(with_bar(0, "").size());
  if (room >= std::min(kShortestBar, bar_width)) return with_bar(std::min(room, bar_width), "");
  return state.substr(0, std::size_t(columns));
}

}  // namespace tusk::diagnostics
