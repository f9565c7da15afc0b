// The benchmark `tasks` on Tusk: `threads` and `synchronous`, fusion off.
#include <atomic>

#include <tusk/core/version.h>
#include <tusk/graph/blockwise.h>
#include <tusk/graph/explicit_layer.h>
#include <tusk/graph/operation.h>
#include <tusk/graph/scheduler.h>
#include <tusk/graph/task_graph.h>

#include "benchmarks/tasks/problem.h"
#include "runtime/thread_pool.h"
#include "runtime/threaded_run.h"

namespace {

using tusk::Inputs;
using tusk::TaskContext;
using tusk::Value;

struct Node {
  static constexpr std::string_view kName = "bench.node";
  static constexpr auto fields() { return std::tuple<>(); }
  Value run(const Inputs& inputs, TaskContext&) const {
    if (inputs.size() == 0) return Value::number(tusk::DType::UInt32, 1);
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i < inputs.size(); ++i) sum += std::uint32_t(inputs[i].number_bits());
    return Value::number(tusk::DType::UInt32, sum);
  }
};

struct Busy {
  static constexpr std::string_view kName = "bench.busy";
  std::uint32_t iterations = 0;
  static constexpr auto fields() { return std::tuple{tusk::field("iterations", &Busy::iterations)}; }
  Value run(const Inputs& inputs, TaskContext&) const {
    double x = 1;
    for (std::size_t i = 0; i < inputs.size(); ++i) x += std::bit_cast<double>(inputs[i].number_bits());
    return Value::of(tasks::busy(iterations, x));
  }
};

std::shared_ptr<const tusk::graph::TaskGraph> build(const tasks::Problem& problem,
                                                    const tusk::OperationPtr& operation) {
  auto layer = std::make_shared<tusk::graph::ExplicitLayer>(problem.work);
  layer->reserve(problem.size(), problem.inputs.size());
  const auto node = layer->add_operation(operation);
  for (std::uint32_t task = 0; task < problem.size(); ++task) {
    layer->add(node,
               std::span(problem.inputs)
                   .subspan(problem.input_start[task], problem.input_start[task + 1] - problem.input_start[task]));
  }
  auto graph = std::make_shared<tusk::graph::TaskGraph>();
  graph->add(std::move(layer));
  return graph;
}

std::uint32_t answer(const std::vector<Value>& results) {
  std::uint32_t sum = 0;
  for (const Value& result : results) sum += std::uint32_t(result.number_bits());
  return sum;
}

// What graph and scheduler hold besides operations and results, without the 4 bytes an input.
double bytes_a_task(const tasks::Problem& problem) {
  auto graph = build(problem, tusk::operation(Node()));
  const std::size_t graph_bytes = graph->size_bytes();
  auto plan = tusk::scheduler::plan_run(graph, problem.outputs, false);
  const tusk::runtime::Watchers watchers({});
  const tusk::runtime::ThreadedRun run(std::move(plan), tusk::runtime::default_thread_count(), watchers,
                                       tusk::runtime::process_pool());
  return (double(graph_bytes + run.size_bytes()) - 4.0 * double(problem.inputs.size())) / problem.size();
}

void measure(const tasks::Problem& problem, const std::string& scheduler_name) {
  const auto scheduler = tusk::find_scheduler(scheduler_name);
  const auto node = tusk::operation(Node());
  const tusk::RunOptions options{.fuse = false};
  tasks::Times times;
  std::uint32_t result = 0;
  for (int i = 0; i < tasks::repeats(problem); ++i) {
    const auto start = std::chrono::steady_clock::now();
    const auto graph = build(problem, node);
    const double build_seconds = tasks::seconds_since(start);
    const auto run_start = std::chrono::steady_clock::now();
    result = answer(scheduler->run(graph, problem.outputs, options));
    times.add(build_seconds, tasks::seconds_since(run_start));
  }
  tasks::report(problem, "tusk " + scheduler_name, tusk::version(), times, result,
                scheduler_name == "threads" ? bytes_a_task(problem) : 0);
}

void measure_metg(const tasks::Problem& problem) {
  const auto scheduler = tusk::find_scheduler("threads");
  const double seconds = tasks::metg(problem, tusk::runtime::default_thread_count(), [&](std::uint32_t iterations) {
    const auto graph = build(problem, tusk::operation(Busy{iterations}));
    const auto start = std::chrono::steady_clock::now();
    scheduler->run(graph, problem.outputs, {.fuse = false});
    return tasks::seconds_since(start);
  });
  tasks::report_metg(problem, "tusk threads", tusk::version(), seconds);
}

// A recipe for n tasks: its building, and its bytes until a scheduler expands it.
void measure_recipe(std::int64_t n) {
  tasks::Times times;
  std::size_t bytes = 0;
  for (int i = 0; i < 100; ++i) {
    const auto start = std::chrono::steady_clock::now();
    tusk::graph::TaskGraph graph;
    graph.add(tusk::graph::blockwise("read", tusk::operation(Node()), {n}, {}));
    graph.add(
        tusk::graph::blockwise("map", tusk::operation(Node()), {n}, {{.layer = "read", .grid = {n}, .axes = {0}}}));
    times.add(tasks::seconds_since(start), 0);
    bytes = graph.size_bytes();
  }
  std::printf(
      "{\"work\": \"recipe-%lld\", \"engine\": \"tusk\", \"version\": \"%s\", \"seconds\": %.9f, \"bytes\": %zu, "
      "\"peak_rss_mb\": %.1f, \"answer\": \"none\"}\n",
      static_cast<long long>(n), std::string(tusk::version()).c_str(), times.build, bytes, tasks::peak_rss_mb());
}

}  // namespace

int main(int argc, char** argv) {
  const bool is_quick = argc > 1 && std::string_view(argv[1]) == "--quick";
  measure_recipe(1'000'000);
  for (const tasks::Problem& problem : tasks::problems(is_quick)) {
    measure(problem, "threads");
    measure(problem, "synchronous");
  }
  measure_metg(tasks::stencil(64, is_quick ? 100 : 300));
}
