#include "diagnostics/report_json.h"

#include <algorithm>
#include <unordered_map>
#include <vector>

#include <fmt/format.h>

#include "diagnostics/json_text.h"
#include "diagnostics/kept_results.h"

namespace tusk::diagnostics {
namespace {

constexpr std::size_t kMostTextBytes = 4'000'000;
constexpr std::size_t kMostSamples = 2000;

// Texts that occur more than once, written once.
class TextTable {
 public:
  std::size_t number_of(const std::string& text) {
    const auto [place, is_new] = numbers_.try_emplace(text, texts_.size());
    if (!is_new) return place->second;
    std::string quoted = json_text(text);
    if (size_bytes_ + quoted.size() > kMostTextBytes) {
      ++left_out_count_;
      quoted = "\"\"";
    }
    size_bytes_ += quoted.size();
    texts_.push_back(std::move(quoted));
    return place->second;
  }
  const std::vector<std::string>& texts() const { return texts_; }
  std::size_t left_out_count() const { return left_out_count_; }

 private:
  std::unordered_map<std::string, std::size_t> numbers_;
  std::vector<std::string> texts_;
  std::size_t size_bytes_ = 0;
  std::size_t left_out_count_ = 0;
};

template <class Items, class Print>
std::string array(const Items& items, Print print) {
  std::string text = "[";
  for (const auto& item : items) {
    if (text.size() > 1) text += ',';
    text += print(item);
  }
  return text + ']';
}

std::string number(auto value) { return std::to_string(value); }
std::string verbatim(const std::string& text) { return text; }

std::string_view name(RunOutcome outcome) {
  switch (outcome) {
    case RunOutcome::Running: return "running";
    case RunOutcome::Finished: return "finished";
    case RunOutcome::Failed: return "failed";
    case RunOutcome::Cancelled: return "cancelled";
  }
  return "";
}

std::string host_json(const ReportFrame& frame) {
  return fmt::format(
      R"({{"tusk":{},"arrow":{},"compiler":{},"versions":{},"operating_system":{},"processor":{},"cores":{},)"
      R"("memory_bytes":{}}})",
      json_text(frame.host.tusk_version), json_text(frame.host.arrow_version), json_text(frame.host.compiler),
      array(frame.versions, json_text), json_text(frame.host.operating_system), json_text(frame.host.processor),
      frame.cores, frame.memory_bytes);
}

std::string group_json(const GroupTime& group) {
  return fmt::format(R"({{"name":{},"count":{},"failed":{},"total_ns":{},"longest_ns":{},"size_bytes":{}}})",
                     json_text(group.name), group.count, group.failed_count, group.total_ns, group.longest_ns,
                     group.size_bytes);
}

std::string run_json(const RunRecord& run, const ReportFrame& frame, std::size_t place) {
  std::string text = fmt::format(
      R"({{"scheduler":{},"workers":{},"tasks":{},"finished":{},"failed":{},"retried":{},"start_ns":{},"end_ns":{},)"
      R"("compute_ns":{},"size_bytes":{},"outcome":"{}","error":{})",
      json_text(run.scheduler), run.worker_count, std::max(run.task_count, run.finished_count), run.finished_count,
      run.failed_count, run.retried_count, run.start_ns - frame.start_ns,
      std::max(run.start_ns, run.end_ns) - frame.start_ns, run.compute_ns, run.size_bytes, name(run.outcome),
      json_text(run.error));
  if (place < frame.graphs.size() && !(frame.graphs[place].empty() && frame.graph_notes[place].empty())) {
    text += fmt::format(R"(,"graph":{{"svg":{},"titles":{},"note":{}}})", json_text(frame.graphs[place]),
                        array(run.graph.titles, json_text), json_text(frame.graph_notes[place]));
  }
  return text + '}';
}

std::string failure_json(const FailureRecord& failure, const ReportFrame& frame) {
  return fmt::format(R"({{"run":{},"key":{},"operation":{},"worker":{},"start_ns":{},"end_ns":{}}})", failure.run,
                     json_text(failure.key), json_text(failure.operation), failure.worker,
                     failure.start_ns - frame.start_ns, failure.end_ns - frame.start_ns);
}

// The group of a single task, or [[group, tasks, busy_ns], …] of several; -1 is all other groups.
std::string parts_json(const TaskBlock& block) {
  const auto group = [](const BlockPart& part) {
    return part.group == TaskBlock::kOtherGroups ? -1 : std::int64_t(part.group);
  };
  if (block.task_count == 1) return number(group(block.parts[0]));
  const std::span parts(block.parts.data(), block.part_count);
  return array(parts,
               [&](const BlockPart& part) { return fmt::format("[{},{},{}]", group(part), part.count, part.busy_ns); });
}

// A column a property, since twenty thousand objects would say every name twenty thousand times.
std::string timeline_json(const TaskBlocks& blocks, const ReportFrame& frame) {
  std::vector<const TaskBlock*> sorted;
  for (const TaskBlock& block : blocks.blocks()) sorted.push_back(&block);
  std::stable_sort(sorted.begin(), sorted.end(), [](const TaskBlock* a, const TaskBlock* b) {
    if (a->worker != b->worker) return a->worker < b->worker;
    return a->start_ns != b->start_ns ? a->start_ns < b->start_ns : a->end_ns > b->end_ns;
  });
  TextTable texts;
  const auto text_number = [&](const TaskBlock& block, const std::string& text) {
    return block.task_count == 1 ? number(texts.number_of(text)) : "-1";
  };
  const auto column = [&](auto print) { return array(sorted, [&](const TaskBlock* block) { return print(*block); }); };
  std::string text = fmt::format("{{\"window_ns\":{}", blocks.window_ns());
  const auto add = [&](std::string_view property, const std::string& values) {
    text += fmt::format(",\"{}\":{}", property, values);
  };
  add("run", column([](const TaskBlock& block) { return number(block.run); }));
  add("worker", column([](const TaskBlock& block) { return number(block.worker); }));
  add("start_ns", column([&](const TaskBlock& block) { return number(block.start_ns - frame.start_ns); }));
  add("duration_ns", column([](const TaskBlock& block) { return number(block.end_ns - block.start_ns); }));
  add("parts", column(parts_json));
  add("size_bytes", column([](const TaskBlock& block) { return number(block.size_bytes); }));
  add("failed", column([](const TaskBlock& block) { return number(block.failed_count); }));
  add("retried", column([](const TaskBlock& block) { return number(block.retried_count); }));
  add("key", column([&](const TaskBlock& block) { return text_number(block, block.key); }));
  add("operation", column([&](const TaskBlock& block) { return text_number(block, block.operation); }));
  add("texts", array(texts.texts(), verbatim));
  add("texts_left_out", number(texts.left_out_count()));
  return text + '}';
}

// Of each stretch of samples the mean CPU and the largest memory.
std::vector<ResourceSample> thinned(std::span<const ResourceSample> samples) {
  const std::size_t stretch = samples.size() / kMostSamples + 1;
  std::vector<ResourceSample> thin;
  for (std::size_t first = 0; first < samples.size(); first += stretch) {
    const auto part = samples.subspan(first, std::min(stretch, samples.size() - first));
    ResourceSample all = part.back();
    all.cpu_percent = 0;
    for (const ResourceSample& sample : part) {
      all.cpu_percent += sample.cpu_percent / double(part.size());
      all.resident_bytes = std::max(all.resident_bytes, sample.resident_bytes);
      all.accounted_bytes = std::max(all.accounted_bytes, sample.accounted_bytes);
    }
    thin.push_back(all);
  }
  return thin;
}

std::string resources_json(const ReportFrame& frame) {
  const auto samples = thinned(frame.resources);
  return fmt::format(
      R"({{"time_ns":{},"cpu_percent":{},"resident_bytes":{},"accounted_bytes":{}}})",
      array(samples, [&](const ResourceSample& sample) { return number(sample.time_ns - frame.start_ns); }),
      array(samples, [](const ResourceSample& sample) { return fmt::format("{:.1f}", sample.cpu_percent); }),
      array(samples, [](const ResourceSample& sample) { return number(sample.resident_bytes); }),
      array(samples, [](const ResourceSample& sample) { return number(sample.accounted_bytes); }));
}

std::string kept_json(const ReportFrame& frame) {
  const auto samples = kept_over_time(frame.kept, kMostSamples);
  return fmt::format(R"({{"metric_name":{},"time_ns":{},"total":{}}})", json_text(frame.metric_name),
                     array(samples, [&](const KeptSample& sample) { return number(sample.time_ns - frame.start_ns); }),
                     array(samples, [](const KeptSample& sample) { return fmt::format("{}", sample.total); }));
}

}  // namespace

std::string report_json(const ReportContents& contents, const ReportFrame& frame) {
  std::string runs = "[";
  for (std::size_t place = 0; place < contents.runs.size(); ++place) {
    if (place > 0) runs += ",\n";
    runs += run_json(contents.runs[place], frame, place);
  }
  std::string text = fmt::format("{{\"title\":{},\"date\":{},\"duration_ns\":{},\"host\":{},\n", json_text(frame.title),
                                 json_text(frame.date), frame.end_ns - frame.start_ns, host_json(frame));
  text += fmt::format("\"run_count\":{},\"runs\":{}],\n", contents.run_count, runs);
  text += fmt::format("\"groups\":{},\n", array(contents.groups.groups(), group_json));
  text +=
      fmt::format("\"failure_count\":{},\"failures\":{},\n", contents.failure_count,
                  array(contents.failures, [&](const FailureRecord& failure) { return failure_json(failure, frame); }));
  text += fmt::format("\"timeline\":{},\n", timeline_json(contents.blocks, frame));
  text += fmt::format("\"kept\":{},\n", kept_json(frame));
  text += fmt::format("\"resources\":{}}}", resources_json(frame));
  return text;
}

}  // namespace tusk::diagnostics
