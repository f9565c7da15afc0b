// ProgressBar: how far a run is, as text.
//
//   tusk::CallbackScope bar(std::make_shared<tusk::ProgressBar>());
//
//   [########            ] | 42% Completed | 3.20 s | 420/1,000 tasks | 4.42 s left
//
// On a terminal one line is redrawn in place. In a pipe or a log there are no control characters, and few lines: one at
// the end, and in between one each quarter of the work, at least five seconds apart. A failed run says "Failed" and
// after how long. Of runs that overlap (a task that computes, a second thread) one has the line: the oldest.
// What can't be written is lost; it never disturbs a run. Thread-safe.
#pragma once

#include <chrono>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tusk/graph/events.h>

namespace tusk {

struct ProgressOptions {
  std::chrono::nanoseconds minimum{0};  // a run that ends before shows nothing at all
  int width = 40;                       // characters of the bar, fewer where the terminal is narrow
  std::chrono::milliseconds dt{100};    // how often the line is redrawn
  int out = 1;                          // the file descriptor to write to
  // Takes the text in place of `out`: for a notebook, or a log of your own.
  std::function<void(std::string_view)> write = {};
  // Whether one line is redrawn; by default, whether `out` is a terminal, and not with `write`.
  std::optional<bool> redraw = {};
};

class ProgressBar final : public Callback {
 public:
  // Throws ValueError for a width below 1 or a `dt` or `minimum` below 0.
  explicit ProgressBar(ProgressOptions options = {});

  EventNeeds needs() const override { return {.finishes = false}; }
  std::chrono::milliseconds interval() const override { return options_.dt; }
  void start(const Run& run) override;
  void update(const Run& run, std::span<const TaskEvent> events) override;
  void finish(const Run& run, const std::exception_ptr& failure) override;

 private:
  using Clock = std::chrono::steady_clock;
  struct Watched {
    const Run* run;
    Clock::time_point start;
    Clock::time_point last_line;
    int last_quarter = 0;
  };

  void draw(const Watched& watched, const std::exception_ptr* failure);
  void put(const std::string& text);

  ProgressOptions options_;
  bool is_redrawn_;
  bool is_colored_;
  std::mutex mutex_;
  std::vector<Watched> watched_;      // oldest first; the first has the line
  std::size_t drawn_characters_ = 0;  // of the line that is on the terminal
};

}  // namespace tusk
