// The graphs of the benchmark `tasks`, as plain arrays; every engine makes its own tasks out of the same ones.
//
// A task without inputs gives 1, any other the sum of its inputs modulo 2^32; the answer is the sum over the graph's
// last tasks. problem.py makes the same graphs for Python.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "benchmarks/measure.h"

namespace tasks {

using benchmarks::peak_rss_mb;
using benchmarks::seconds_since;

struct Problem {
  std::string work;
  std::vector<std::uint32_t> input_start = {0};
  std::vector<std::uint32_t> inputs;
  std::vector<std::uint32_t> outputs;

  std::uint32_t size() const { return std::uint32_t(input_start.size() - 1); }
  std::uint32_t add(std::initializer_list<std::uint32_t> task_inputs = {}) {
    inputs.insert(inputs.end(), task_inputs);
    input_start.push_back(std::uint32_t(inputs.size()));
    return size() - 1;
  }
};

// n tasks and one that takes all of them.
inline Problem merge(std::uint32_t n) {
  Problem problem{.work = "merge-" + std::to_string(n), .inputs = {}, .outputs = {n}};
  for (std::uint32_t i = 0; i < n; ++i) problem.add();
  for (std::uint32_t i = 0; i < n; ++i) problem.inputs.push_back(i);
  problem.input_start.push_back(n);
  return problem;
}

// Sums 2^depth tasks pair by pair.
inline Problem tree(int depth) {
  Problem problem{.work = "tree-" + std::to_string(depth), .inputs = {}, .outputs = {}};
  std::uint32_t width = 1u << depth;
  std::uint32_t first = 0;
  for (std::uint32_t i = 0; i < width; ++i) problem.add();
  for (; width > 1; width /= 2) {
    for (std::uint32_t i = 0; i < width; i += 2) problem.add({first + i, first + i + 1});
    first += width;
  }
  problem.outputs = {first};
  return problem;
}

// `steps` rows of `width` tasks, each taking itself and its neighbours of the row before, around the edges.
inline Problem stencil(std::uint32_t width, std::uint32_t steps) {
  Problem problem{
      .work = "stencil-" + std::to_string(width) + "x" + std::to_string(steps), .inputs = {}, .outputs = {}};
  for (std::uint32_t i = 0; i < width; ++i) problem.add();
  for (std::uint32_t step = 1; step < steps; ++step) {
    const std::uint32_t before = (step - 1) * width;
    for (std::uint32_t i = 0; i < width; ++i)
      problem.add({before + (i + width - 1) % width, before + i, before + (i + 1) % width});
  }
  for (std::uint32_t i = 0; i < width; ++i) problem.outputs.push_back((steps - 1) * width + i);
  return problem;
}

inline Problem chain(std::uint32_t n) {
  Problem problem{.work = "chain-" + std::to_string(n), .inputs = {}, .outputs = {n - 1}};
  problem.add();
  for (std::uint32_t i = 1; i < n; ++i) problem.add({i - 1});
  return problem;
}

// `layers` layers of `width` tasks with 1 to 4 inputs each, drawn from the layer before by a fixed generator.
inline Problem layered(std::uint32_t width, std::uint32_t layers) {
  Problem problem{
      .work = "layered-" + std::to_string(width) + "x" + std::to_string(layers), .inputs = {}, .outputs = {}};
  std::uint32_t state = 12345;
  const auto draw = [&](std::uint32_t below) {
    state = state * 1664525u + 1013904223u;
    return (state >> 8) % below;
  };
  for (std::uint32_t i = 0; i < width; ++i) problem.add();
  for (std::uint32_t layer = 1; layer < layers; ++layer) {
    for (std::uint32_t i = 0; i < width; ++i) {
      const std::uint32_t count = 1 + draw(4);
      for (std::uint32_t k = 0; k < count; ++k) problem.inputs.push_back((layer - 1) * width + draw(width));
      problem.input_start.push_back(std::uint32_t(problem.inputs.size()));
    }
  }
  for (std::uint32_t i = 0; i < width; ++i) problem.outputs.push_back((layers - 1) * width + i);
  return problem;
}

inline std::vector<Problem> problems(bool is_quick) {
  std::vector<Problem> problems;
  for (const std::uint32_t n : {10'000u, 100'000u, 1'000'000u}) {
    if (!is_quick || n <= 100'000) problems.push_back(merge(n));
  }
  problems.push_back(tree(15));
  problems.push_back(stencil(64, is_quick ? 200 : 1000));
  problems.push_back(chain(100'000));
  problems.push_back(layered(1000, is_quick ? 50 : 100));
  return problems;
}

// The best of several times: of building the graph, of running it, and of both together.
struct Times {
  double build = 1e30;
  double run = 1e30;
  double both = 1e30;

  void add(double build_seconds, double run_seconds) {
    build = std::min(build, build_seconds);
    run = std::min(run, run_seconds);
    both = std::min(both, build_seconds + run_seconds);
  }
};

// One line of JSON, as every engine prints it.
inline void report(const Problem& problem, std::string_view engine, std::string_view version, const Times& times,
                   std::uint32_t answer, double bytes_a_task = 0) {
  std::printf(
      "{\"work\": \"%s\", \"engine\": \"%.*s\", \"version\": \"%.*s\", \"tasks\": %u, \"inputs\": %zu, \"seconds\": "
      "%.9f, \"build_seconds\": %.9f, "
      "\"run_seconds\": %.9f, \"us_a_task\": %.4f, \"bytes_a_task\": %.1f, \"peak_rss_mb\": %.1f, \"answer\": %u}\n",
      problem.work.c_str(), int(engine.size()), engine.data(), int(version.size()), version.data(), problem.size(),
      problem.inputs.size(), times.both, times.build, times.run, 1e6 * times.both / problem.size(), bytes_a_task,
      peak_rss_mb(), answer);
  std::fflush(stdout);
}

inline int repeats(const Problem& problem) { return problem.size() >= 500'000 ? 5 : 15; }

// What a task of the stencil does for METG: `iterations` dependent multiply-adds.
inline double busy(std::uint32_t iterations, double x) {
  for (std::uint32_t i = 0; i < iterations; ++i) x = x * 1.0000001 + 1e-9;
  return x;
}

// The smallest task, in seconds of work, at which `run` (which runs the whole stencil with that many iterations a task
// and returns its seconds) still reaches half of the peak rate on `threads` threads: METG(50 %) of Slaughter et al., SC
// 2020.
template <class Run>
double metg(const Problem& problem, int threads, const Run& run) {
  const double tasks = problem.size();
  const auto best = [&](std::uint32_t iterations) {
    double seconds = 1e30;
    for (int i = 0; i < 3; ++i) seconds = std::min(seconds, run(iterations));
    return seconds;
  };
  constexpr std::uint32_t kLarge = 50'000;
  const double peak = kLarge * tasks / best(kLarge);
  double efficient = kLarge / (peak / threads);
  for (double iterations = 8192; iterations >= 1; iterations /= 1.25) {
    const auto count = std::uint32_t(iterations);
    const double seconds = best(count);
    if (count * tasks / seconds < 0.5 * peak) break;
    efficient = seconds * threads / tasks;
  }
  return efficient;
}

inline void report_metg(const Problem& problem, std::string_view engine, std::string_view version, double seconds) {
  std::printf(
      "{\"work\": \"metg-%s\", \"engine\": \"%.*s\", \"version\": \"%.*s\", \"seconds\": %.9f, \"peak_rss_mb\": %.1f, "
      "\"answer\": \"none\"}\n",
      problem.work.c_str(), int(engine.size()), engine.data(), int(version.size()), version.data(), seconds,
      peak_rss_mb());
  std::fflush(stdout);
}

}  // namespace tasks
