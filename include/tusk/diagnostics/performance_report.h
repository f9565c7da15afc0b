// PerformanceReport: one HTML page about everything that runs while it lives.
//
//   {
//     const auto report = tusk::performance_report("report.html");
//     total.compute();
//   }
//
// The page has a summary, a timeline of the tasks with CPU and memory below it, the time by operation, the task graph
// and what failed. It needs nothing but a browser, and no network. Its size is bounded: of very many tasks, neighbours
// are drawn as one, and the page says so.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace tusk {

struct ReportOptions {
  std::string title = "Performance report";
  std::chrono::milliseconds dt{100};       // how often CPU and memory are sampled
  std::vector<std::string> versions = {};  // what else the program is made of: "pandas 3.1.0"
};

class [[nodiscard]] PerformanceReport {
 public:
  // Begins to watch. Throws FileNotFoundError or OSError if `path` can't be written, ValueError for a `dt` below 1 ms.
  explicit PerformanceReport(std::string path = "tusk-report.html", ReportOptions options = {});
  // Writes the page, also when an exception ends the block. A failure to do so goes to stderr; write() throws it.
  ~PerformanceReport();
  PerformanceReport(const PerformanceReport&) = delete;
  PerformanceReport& operator=(const PerformanceReport&) = delete;

  // Stops watching and writes the page, atomically; what is called after that does nothing. Throws OSError. Of runs
  // that still go on, the page has what was done until now.
  void write();

 private:
  struct Watch;
  std::unique_ptr<Watch> watch_;  // null once it is written
};

// To be kept in a variable: what it returns watches as long as that lives.
inline PerformanceReport performance_report(std::string path = "tusk-report.html", ReportOptions options = {}) {
  return PerformanceReport(std::move(path), std::move(options));
}

}  // namespace tusk
