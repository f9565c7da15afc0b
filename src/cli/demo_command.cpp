#include "cli/demo_command.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <tusk/client.h>
#include <tusk/core/error.h>
#include <tusk/delayed.h>
#include <tusk/diagnostics.h>
#include <tusk/graph/explicit_layer.h>

#include "cli/interrupt.h"
#include "cli/taxi_lab.h"
#include "cli/trip_month.h"

namespace tusk::cli {

namespace {

// Named, so that graphs with them could run in another process.
const auto kReadMonth = register_function("demo.read_month", &read_month);
const auto kAddMonths = register_function("demo.add_months", &add_months);

struct DemoOptions {
  std::string out = "out";
  int threads = 0;
};

struct CountInputs {
  static constexpr std::string_view kName = "demo.count_inputs";
  static constexpr auto fields() { return std::tuple<>(); }
  Value run(const Inputs& inputs, TaskContext&) const { return Value::of(std::int64_t(inputs.size())); }
};

class Demo {
 public:
  explicit Demo(DemoOptions options) : options_(std::move(options)), files_(month_files(path("trips"))) {}

  void run() {
    std::filesystem::create_directories(options_.out);
    explain_delayed();
    const Delayed<TripMonth> total = lazy_total();
    draw(total);
    compute_everywhere(total);
    report(total);
    show_futures();
    show_failure();
    count_tasks();
    fmt::print("\nThe pictures, the report and the trace are in {}/; open {} in a browser.\n", options_.out,
               path("demo-report.html"));
  }

 private:
  using Clock = std::chrono::steady_clock;

  std::string path(const std::string& name) const { return (std::filesystem::path(options_.out) / name).string(); }
  RunOptions on(const std::string& scheduler) const {
    return {.scheduler = scheduler, .threads = options_.threads, .stop = interrupt_token()};
  }
  static double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
  }

  void step(const std::string& what) { fmt::print("\n{}. {}\n", ++steps_, what), std::fflush(stdout); }

  void explain_delayed() {
    step(fmt::format("delayed(read_month) on {} files of taxi records: nothing runs yet", files_.size()));
  }

  // A task a file, and a tree of additions.
  Delayed<TripMonth> lazy_total() const {
    const auto read = delayed(kReadMonth, {.name = "read_month"});
    const auto add = delayed(kAddMonths, {.name = "add_months"});
    std::vector<Delayed<TripMonth>> months;
    for (const std::string& file : files_) months.push_back(read(file));
    while (months.size() > 1) {
      std::vector<Delayed<TripMonth>> sums;
      for (std::size_t i = 0; i + 1 < months.size(); i += 2) sums.push_back(add(months[i], months[i + 1]));
      if (months.size() % 2 == 1) sums.push_back(months.back());
      months = std::move(sums);
    }
    return months.front();
  }

  void draw(const Delayed<TripMonth>& total) {
    step("visualize(): the graph, coloured by the order in which it will run");
    try {
      fmt::print("   {}\n", total.visualize(path("demo-graph.svg"), {.color = GraphColor::Order}));
    } catch (const OSError& error) {
      fmt::print("   no picture: {}\n", error.what());
    }
  }

  void compute_everywhere(const Delayed<TripMonth>& total) {
    step("compute(): first on one thread, then on all cores, with a progress bar");
    auto start = Clock::now();
    total.compute(on("synchronous"));
    const double alone = seconds_since(start);
    const CallbackScope progress(std::make_shared<ProgressBar>());
    start = Clock::now();
    const TripMonth sum = total.compute(on("threads"));
    const double together = seconds_since(start);
    if (sum.trips == 0)
      throw ValueError(fmt::format("the records must hold trips: {} files, none with a trip", files_.size()));
    fmt::print("   {} trips, mean distance {:.2f} miles, mean fare {:.2f} dollars\n", sum.trips,
               sum.miles / double(sum.trips), sum.fares / double(sum.trips));
    fmt::print("   one thread {:.0f} ms, all cores {:.0f} ms: {:.1f} times as fast\n", 1e3 * alone, 1e3 * together,
               alone / together);
    print_hours(sum);
  }

  static void print_hours(const TripMonth& sum) {
    const auto most = *std::max_element(sum.trips_by_hour.begin(), sum.trips_by_hour.end());
    for (std::size_t hour = 0; hour < sum.trips_by_hour.size(); hour += 3) {
      const auto trips = sum.trips_by_hour[hour];
      fmt::print("   {:02}:00 {:#>{}} {}\n", hour, "", std::size_t(40 * trips / std::max<std::int64_t>(most, 1)),
                 trips);
    }
  }

  void report(const Delayed<TripMonth>& total) {
    step("performance_report() and Profiler: what took the time");
    const auto profiler = std::make_shared<Profiler>();
    {
      const CallbackScope profile(profiler);
      const auto page =
          performance_report(path("demo-report.html"), {.title = "Tusk demo", .dt = std::chrono::milliseconds(10)});
      total.compute(on("threads"));
    }
    write_chrome_trace(path("demo-trace.json"), profiler->results());
    fmt::print("   {} (a page), {} (for ui.perfetto.dev)\n", path("demo-report.html"), path("demo-trace.json"));
  }

  void show_futures() {
    step("Client: submit() and map() begin at once; as_completed() gives results as they come");
    Client client({.threads = options_.threads});
    const auto months = client.map(kReadMonth, files_);
    auto completed = as_completed(months);
    const auto first = completed.next();
    fmt::print("   first done: {} trips; {} of {} still on their way\n", first->result().trips, completed.count(),
               months.size());
    const auto total = client.submit(
        [](const std::vector<TripMonth>& all) {
          std::int64_t trips = 0;
          for (const TripMonth& month : all) trips += month.trips;
          return trips;
        },
        months);
    fmt::print("   {} trips in all, by a task that took {} futures\n", total.result(), months.size());
  }

  void show_failure() {
    step("a task that fails: its own exception, and which task it was");
    const auto broken = delayed(kAddMonths, {.name = "add_months"})(
        delayed(kReadMonth, {.name = "read_month"})(path("no-such-month.csv")), TripMonth());
    try {
      broken.compute(on("threads"));
    } catch (const FileNotFoundError& error) {
      fmt::print("   FileNotFoundError: {}\n", error.what());
      if (const TaskFailure* failure = task_failure()) fmt::print("   {}\n", failure->print());
    }
  }

  void count_tasks() {
    step("the scheduler: a million tasks and one that takes them all");
    constexpr graph::TaskId kTasks = 1'000'000;
    const auto start = Clock::now();
    auto layer = std::make_shared<graph::ExplicitLayer>("demo");
    const auto one = layer->add_operation(call(function([] { return 1; }), {}));
    std::vector<graph::TaskId> all(kTasks);
    layer->reserve(kTasks + 1, kTasks);
    for (graph::TaskId task = 0; task < kTasks; ++task) all[task] = layer->add(one, {});
    layer->add(layer->add_operation(operation(CountInputs())), all);
    auto graph = std::make_shared<graph::TaskGraph>();
    graph->add(layer);
    const auto results = find_scheduler("threads")->run(graph, std::array{kTasks}, on("threads"));
    const double seconds = seconds_since(start);
    fmt::print("   built, ordered and run in {:.0f} ms: {:.2f} microseconds a task ({} of them)\n", 1e3 * seconds,
               1e6 * seconds / kTasks, results[0].as<std::int64_t>());
  }

  DemoOptions options_;
  std::vector<std::string> files_;
  int steps_ = 0;
};

}  // namespace

namespace {

void add_taxi_command(CLI::App& demo) {
  CLI::App* command = demo.add_subcommand(
      "taxi", "Explore and model taxi records: --data GLOB, --out FOLDER, --scheduler NAME, --quiet");
  command->prefix_command();
  command->callback([command] {
    take_over_interrupt();
    taxi_lab(command->remaining(), interrupt_token());
  });
}

}  // namespace

void add_demo_command(CLI::App& app) {
  const auto options = std::make_shared<DemoOptions>();
  CLI::App* command = app.add_subcommand("demo", "Show what Tusk does, on taxi records");
  command->add_option("--out", options->out, "the folder for pictures and reports")->capture_default_str();
  command->add_option("--threads", options->threads, "how many threads to use; 0: as configured, else one a core");
  add_taxi_command(*command);
  command->callback([command, options] {
    if (!command->get_subcommands().empty()) return;
    take_over_interrupt();
    Demo(*options).run();
  });
}

}  // namespace tusk::cli
