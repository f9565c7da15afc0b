#include <tusk/diagnostics/progress_bar.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <unistd.h>

#include <fmt/format.h>
#include <sys/ioctl.h>

#include <tusk/core/error.h>

#include "diagnostics/progress_text.h"

namespace tusk {
namespace {

using diagnostics::Progress;
using diagnostics::ProgressState;

constexpr auto kTimeBetweenLogLines = std::chrono::seconds(5);
constexpr int kUsualColumns = 80;

std::string_view environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

bool is_terminal(int file_descriptor) { return ::isatty(file_descriptor) == 1 && environment("TERM") != "dumb"; }

int terminal_columns(int file_descriptor) {
  winsize size{};
  if (::ioctl(file_descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return kUsualColumns;
  return size.ws_col;
}

void write_all(int file_descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = ::write(file_descriptor, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return;
    text.remove_prefix(std::size_t(count));
  }
}

ProgressState state_of(const std::exception_ptr* failure) {
  if (!failure) return ProgressState::Running;
  if (!*failure) return ProgressState::Completed;
  try {
    std::rethrow_exception(*failure);
  } catch (const CancelledError&) {
    return ProgressState::Cancelled;
  } catch (...) {
    return ProgressState::Failed;
  }
}

std::string in_red(std::string line, std::string_view word) {
  const auto place = line.find(word);
  if (place == std::string::npos) return line;
  return fmt::format("{}\x1b[31m{}\x1b[0m{}", line.substr(0, place), word, line.substr(place + word.size()));
}

}  // namespace

ProgressBar::ProgressBar(ProgressOptions options)
    : options_(std::move(options)),
      is_redrawn_(options_.redraw.value_or(!options_.write && is_terminal(options_.out))),
      is_colored_(is_redrawn_ && !options_.write && is_terminal(options_.out) && environment("NO_COLOR").empty()) {
  if (options_.width < 1) {
    throw ValueError(
        fmt::format("a progress bar is at least 1 character wide: got width {}; the usual is 40", options_.width));
  }
  if (options_.dt.count() < 0 || options_.minimum.count() < 0) {
    throw ValueError(
        fmt::format("a progress bar's times are not negative: got dt {} ms, minimum {} ns; write for example 100 ms",
                    options_.dt.count(), options_.minimum.count()));
  }
}

void ProgressBar::start(const Run& run) {
  const std::lock_guard lock(mutex_);
  const auto now = Clock::now();
  watched_.push_back({.run = &run, .start = now, .last_line = now});
}

void ProgressBar::update(const Run& run, std::span<const TaskEvent>) {
  const std::lock_guard lock(mutex_);
  if (watched_.empty() || watched_.front().run != &run) return;
  Watched& watched = watched_.front();
  const auto now = Clock::now();
  if (now - watched.start < options_.minimum) return;
  if (!is_redrawn_) {
    const int quarter = diagnostics::percent({run.finished_count(), run.task_count(), {}}) / 25;
    if (quarter <= watched.last_quarter || quarter > 3 || now - watched.last_line < kTimeBetweenLogLines) return;
    watched.last_quarter = quarter;
    watched.last_line = now;
  }
  draw(watched, nullptr);
}

void ProgressBar::finish(const Run& run, const std::exception_ptr& failure) {
  const std::lock_guard lock(mutex_);
  const auto found =
      std::find_if(watched_.begin(), watched_.end(), [&](const Watched& watched) { return watched.run == &run; });
  if (found == watched_.end()) return;
  if (found == watched_.begin() && Clock::now() - found->start >= options_.minimum) draw(*found, &failure);
  watched_.erase(found);
}

void ProgressBar::draw(const Watched& watched, const std::exception_ptr* failure) {
  const Progress progress{watched.run->finished_count(), watched.run->task_count(), Clock::now() - watched.start,
                          state_of(failure)};
  // The last column stays free: a terminal may wrap the line when something is written there.
  const int columns = is_redrawn_ ? std::max(1, terminal_columns(options_.out) - 1) : 0;
  std::string line = diagnostics::progress_text(progress, options_.width, columns);
  const std::size_t characters = line.size();
  if (is_redrawn_) {
    line.append(std::min(std::max(drawn_characters_, characters), std::size_t(columns)) - characters, ' ');
    if (is_colored_ && progress.state == ProgressState::Failed) line = in_red(std::move(line), "Failed");
    line.insert(0, 1, '\r');
  }
  drawn_characters_ = failure ? 0 : characters;
  if (failure || !is_redrawn_) line += '\n';
  put(line);
}

void ProgressBar::put(const std::string& text) {
  if (!options_.write) return write_all(options_.out, text);
  try {
    options_.write(text);
  } catch (...) {  // a log that broke is no reason to stop the work
  }
}

}  // namespace tusk
