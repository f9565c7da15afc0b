// The benchmark `tasks` on oneTBB's flow graph: a continue_node a task, an edge an input.
#include <deque>
#include <memory>
#include <thread>

#include <tbb/flow_graph.h>
#include <tbb/global_control.h>
#include <tbb/version.h>

#include "benchmarks/tasks/problem.h"

namespace {

using Node = tbb::flow::continue_node<tbb::flow::continue_msg>;

template <class Result>
class FlowGraph {
 public:
  // `work(inputs)` makes a task's result, where inputs(i) is that of its i-th input.
  template <class Work>
  FlowGraph(const tasks::Problem& problem, Work work) : results_(problem.size()) {
    for (std::uint32_t task = 0; task < problem.size(); ++task) {
      const std::uint32_t* first = problem.inputs.data() + problem.input_start[task];
      const std::uint32_t count = problem.input_start[task + 1] - problem.input_start[task];
      nodes_.emplace_back(graph_, [this, task, first, count, work](const tbb::flow::continue_msg&) {
        results_[task] = work(first, count, results_);
      });
      for (std::uint32_t i = 0; i < count; ++i) make_edge(nodes_[first[i]], nodes_[task]);
      if (count == 0) roots_.push_back(task);
    }
  }

  void run() {
    for (const std::uint32_t root : roots_) nodes_[root].try_put({});
    graph_.wait_for_all();
  }
  const std::vector<Result>& results() const { return results_; }

 private:
  tbb::flow::graph graph_;
  std::deque<Node> nodes_;
  std::vector<std::uint32_t> roots_;
  std::vector<Result> results_;
};

std::uint32_t sum(const std::uint32_t* inputs, std::uint32_t count, const std::vector<std::uint32_t>& results) {
  if (count == 0) return 1;
  std::uint32_t total = 0;
  for (std::uint32_t i = 0; i < count; ++i) total += results[inputs[i]];
  return total;
}

void measure(const tasks::Problem& problem) {
  tasks::Times times;
  std::uint32_t answer = 0;
  for (int i = 0; i < tasks::repeats(problem); ++i) {
    const auto start = std::chrono::steady_clock::now();
    FlowGraph<std::uint32_t> graph(problem, &sum);
    const double build_seconds = tasks::seconds_since(start);
    const auto run_start = std::chrono::steady_clock::now();
    graph.run();
    times.add(build_seconds, tasks::seconds_since(run_start));
    answer = 0;
    for (const std::uint32_t output : problem.outputs) answer += graph.results()[output];
  }
  tasks::report(problem, "onetbb flow graph", TBB_VERSION_STRING, times, answer);
}

void measure_metg(const tasks::Problem& problem, int threads) {
  const double seconds = tasks::metg(problem, threads, [&](std::uint32_t iterations) {
    FlowGraph<double> graph(
        problem, [iterations](const std::uint32_t* inputs, std::uint32_t count, const std::vector<double>& results) {
          double x = 1;
          for (std::uint32_t i = 0; i < count; ++i) x += results[inputs[i]];
          return tasks::busy(iterations, x);
        });
    const auto start = std::chrono::steady_clock::now();
    graph.run();
    return tasks::seconds_since(start);
  });
  tasks::report_metg(problem, "onetbb flow graph", TBB_VERSION_STRING, seconds);
}

}  // namespace

int main(int argc, char** argv) {
  const bool is_quick = argc > 1 && std::string_view(argv[1]) == "--quick";
  const int threads = int(std::thread::hardware_concurrency());
  const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, std::size_t(threads));
  for (const tasks::Problem& problem : tasks::problems(is_quick)) measure(problem);
  measure_metg(tasks::stencil(64, is_quick ? 100 : 300), threads);
}
