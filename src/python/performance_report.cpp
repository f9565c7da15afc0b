#include <tusk/diagnostics/performance_report.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <tusk/core/error.h>

#include "python/bindings.h"
#include "python/quantities.h"

namespace tusk::python {

namespace {

// A report about a `with` block.
class ReportBlock {
 public:
  ReportBlock(std::string path, ReportOptions options) : path_(std::move(path)), options_(std::move(options)) {}
  ReportBlock(ReportBlock&&) = default;
  void enter() {
    if (report_) throw RuntimeError("a report watches one with block at a time: it is in one already");
    without_python([&] { report_ = std::make_unique<PerformanceReport>(path_, options_); });
  }
  void exit() {
    const auto report = std::exchange(report_, nullptr);
    if (!report) throw RuntimeError("a report is written where its with block ends: it is in none");
    without_python([&] { report->write(); });
  }

 private:
  std::string path_;
  ReportOptions options_;
  std::unique_ptr<PerformanceReport> report_;
};

ReportBlock make_report(std::string path, std::string title, nb::handle dt, std::vector<std::string> versions) {
  return ReportBlock(std::move(path), {.title = std::move(title),
                                       .dt = std::chrono::duration_cast<std::chrono::milliseconds>(duration_of(dt)),
                                       .versions = std::move(versions)});
}

}  // namespace

void bind_performance_report(nb::module_& module) {
  nb::class_<ReportBlock>(module, "ReportBlock")
      .def("__enter__",
           [](nb::object self) {
             nb::cast<ReportBlock&>(self).enter();
             return self;
           })
      .def("__exit__", [](ReportBlock& self, nb::args) { self.exit(); });
  module.def("performance_report", &make_report, nb::arg("path"), nb::arg("title"), nb::arg("dt"), nb::arg("versions"));
}

}  // namespace tusk::python
