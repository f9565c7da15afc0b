#include <tusk/diagnostics/chrome_trace.h>

#include <algorithm>
#include <limits>
#include <set>

#include <fmt/format.h>

#include <tusk/core/atomic_file.h>

#include "diagnostics/json_text.h"

namespace tusk {
namespace {

using diagnostics::json_text;

constexpr int kProcess = 1;

// The trace's events, one a line, with commas between them.
class TraceEvents {
 public:
  TraceEvents(AtomicFile& file, std::int64_t first_ns) : file_(file), first_ns_(first_ns) {}

  void add(std::string_view event) {
    file_.write(is_first_ ? "\n" : ",\n");
    file_.write(event);
    is_first_ = false;
  }
  // Microseconds from the first moment of the trace, to the nanosecond.
  std::string moment(std::int64_t time_ns) const { return microseconds(time_ns - first_ns_); }
  static std::string microseconds(std::int64_t duration_ns) {
    return fmt::format("{}.{:03}", duration_ns / 1000, duration_ns % 1000);
  }

 private:
  AtomicFile& file_;
  std::int64_t first_ns_;
  bool is_first_ = true;
};

std::int64_t first_moment(std::span<const TaskProfile> tasks, std::span<const ResourceSample> resources) {
  std::int64_t first_ns = std::numeric_limits<std::int64_t>::max();
  for (const TaskProfile& task : tasks) first_ns = std::min(first_ns, task.start_ns);
  for (const ResourceSample& sample : resources) first_ns = std::min(first_ns, sample.time_ns);
  return first_ns;
}

void add_names(TraceEvents& events, std::span<const TaskProfile> tasks) {
  std::set<int> workers;
  for (const TaskProfile& task : tasks) workers.insert(task.worker);
  events.add(fmt::format(R"({{"ph":"M","name":"process_name","pid":{},"args":{{"name":"tusk"}}}})", kProcess));
  for (const int worker : workers) {
    events.add(fmt::format(R"({{"ph":"M","name":"thread_name","pid":{},"tid":{},"args":{{"name":"worker {}"}}}})",
                           kProcess, worker, worker));
  }
}

std::string_view category(TaskEventKind outcome) {
  switch (outcome) {
    case TaskEventKind::Failed: return "failed";
    case TaskEventKind::Retried: return "retried";
    default: return "task";
  }
}

void add_task(TraceEvents& events, const TaskProfile& task) {
  events.add(fmt::format(
      R"({{"ph":"X","name":{},"cat":"{}","pid":{},"tid":{},"ts":{},"dur":{},"args":{{"key":{},"size_bytes":{}}}}})",
      json_text(task.group), category(task.outcome), kProcess, task.worker, events.moment(task.start_ns),
      TraceEvents::microseconds(std::max<std::int64_t>(0, task.end_ns - task.start_ns)), json_text(task.key.print()),
      task.size_bytes));
}

void add_sample(TraceEvents& events, const ResourceSample& sample) {
  const std::string moment = events.moment(sample.time_ns);
  events.add(fmt::format(R"({{"ph":"C","name":"CPU","pid":{},"ts":{},"args":{{"percent":{:.1f}}}}})", kProcess, moment,
                         sample.cpu_percent));
  events.add(fmt::format(R"({{"ph":"C","name":"memory","pid":{},"ts":{},"args":{{"resident":{},"accounted":{}}}}})",
                         kProcess, moment, sample.resident_bytes, sample.accounted_bytes));
}

}  // namespace

void write_chrome_trace(const std::string& path, std::span<const TaskProfile> tasks,
                        std::span<const ResourceSample> resources) {
  AtomicFile file(path);
  TraceEvents events(file, first_moment(tasks, resources));
  file.write("{\"displayTimeUnit\":\"ms\",\"traceEvents\":[");
  add_names(events, tasks);
  for (const TaskProfile& task : tasks) add_task(events, task);
  for (const ResourceSample& sample : resources) add_sample(events, sample);
  file.write("\n]}\n");
  file.commit();
}

}  // namespace tusk
