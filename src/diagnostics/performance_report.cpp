#include <tusk/diagnostics/performance_report.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <tusk/core/atomic_file.h>
#include <tusk/core/error.h>
#include <tusk/core/machine.h>

#include "diagnostics/report_json.h"
#include "diagnostics/report_page.h"
#include "diagnostics/report_recorder.h"
#include "diagnostics/resource_sampler.h"
#include "graph/dot_program.h"

namespace tusk {
namespace {

using namespace diagnostics;

constexpr std::size_t kMostPictureBytes = 2'000'000;

std::int64_t now_ns() { return std::chrono::steady_clock::now().time_since_epoch().count(); }

struct Pictures {
  std::vector<std::string> graphs;  // a run; empty where there is none
  std::vector<std::string> notes;
};

// Draws as long as `dot` can, and they are not too large together; else the notes say why not.
Pictures draw_graphs(const std::vector<RunRecord>& runs) {
  Pictures pictures;
  std::size_t size_bytes = 0;
  for (const RunRecord& run : runs) {
    std::string picture, note = run.graph.note;
    try {
      if (!run.graph.dot.empty()) picture = graph::run_dot(run.graph.dot, "svg");
      if (size_bytes + picture.size() > kMostPictureBytes)
        picture.clear(), note = "The pictures of the runs before take all the room there is";
    } catch (const OSError& error) {
      note = fmt::format("{}{}{}", note, note.empty() ? "" : ". ", error.what());
    }
    size_bytes += picture.size();
    pictures.graphs.push_back(std::move(picture));
    pictures.notes.push_back(std::move(note));
  }
  return pictures;
}

}  // namespace

struct PerformanceReport::Watch {
  Watch(std::string file, ReportOptions wishes)
      : path(std::move(file)), options(std::move(wishes)), sampler(options.dt), scope(recorder) {
    sampler.start();
  }

  std::string path;
  ReportOptions options;
  std::string date = local_time();
  std::int64_t start_ns = now_ns();
  ResourceSampler sampler;
  std::shared_ptr<ReportRecorder> recorder = std::make_shared<ReportRecorder>();
  CallbackScope scope;
};

PerformanceReport::PerformanceReport(std::string path, ReportOptions options) {
  const AtomicFile is_writable(path);
  watch_ = std::make_unique<Watch>(std::filesystem::absolute(path).string(), std::move(options));
}

PerformanceReport::~PerformanceReport() {
  try {
    write();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "tusk: the performance report could not be written: %s\n", error.what());
  }
}

void PerformanceReport::write() {
  if (!watch_) return;
  const std::unique_ptr<Watch> watch = std::move(watch_);
  const std::int64_t end_ns = now_ns();
  watch->sampler.stop();
  unregister_callback(watch->recorder.get());
  const ReportContents contents = watch->recorder->contents();
  const std::vector<ResourceSample> resources = watch->sampler.samples();
  const Pictures pictures = draw_graphs(contents.runs);
  const std::string json = report_json(contents, {.title = watch->options.title,
                                                  .date = watch->date,
                                                  .start_ns = watch->start_ns,
                                                  .end_ns = end_ns,
                                                  .host = this_host(),
                                                  .cores = cpu_count(),
                                                  .memory_bytes = total_memory_bytes(),
                                                  .versions = watch->options.versions,
                                                  .resources = resources,
                                                  .graphs = pictures.graphs,
                                                  .graph_notes = pictures.notes});
  write_file_atomically(watch->path, report_page(watch->options.title, json));
}

}  // namespace tusk
