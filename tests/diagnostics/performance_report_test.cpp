#include <tusk/diagnostics/performance_report.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <unistd.h>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <tusk/core/error.h>

#include "tests/diagnostics/fake_run.h"

namespace tusk::diagnostics {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::ThrowsMessage;

// Lets every registered callback watch a run.
void play(const FakeRun& run, const std::vector<TaskEvent>& events, const std::exception_ptr& failure = nullptr) {
  for (const auto& callback : registered_callbacks()) {
    callback->start(run);
    callback->update(run, events);
    callback->finish(run, failure);
  }
}

std::int64_t now_ns() { return std::chrono::steady_clock::now().time_since_epoch().count(); }

class Report : public testing::Test {
 protected:
  Report() : path_(fs::temp_directory_path() / ("tusk_report_" + std::to_string(::getpid()) + ".html")) {}
  ~Report() override { fs::remove(path_); }

  std::string page() const {
    std::ifstream file(path_);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  // What the page's scripts get.
  json data() const {
    const std::string html = page(), begin = "<script id=\"report-data\" type=\"application/json\">";
    const auto first = html.find(begin) + begin.size();
    return json::parse(html.substr(first, html.find("</script>", first) - first));
  }

  const std::string path_;
  const std::int64_t start_ns_ = now_ns();
};

TEST_F(Report, HasTheRunsItsTasksAndTheirTimes) {
  const FakeRun run(std::vector<FakeTask>{
      {.key = {"add-12", {0}}, .operation = "add(1)"}, {.key = {"add-12", {1}}}, {.key = {"sum-7"}, .inputs = {0, 1}}});
  {
    const auto report = performance_report(path_, {.title = "A <title> & more"});
    play(run, {finished(0, 0, start_ns_, start_ns_ + 500, 100), finished(1, 1, start_ns_, start_ns_ + 700, 100),
               finished(2, 0, start_ns_ + 700, start_ns_ + 800, 8)});
  }
  const json found = data();
  EXPECT_EQ(found["title"], "A <title> & more");
  EXPECT_THAT(page(), HasSubstr("<title>A &lt;title> &amp; more</title>"));
  ASSERT_EQ(found["runs"].size(), 1u);
  const json& first = found["runs"][0];
  EXPECT_EQ(first["scheduler"], "threads");
  EXPECT_EQ(first["workers"], 2);
  EXPECT_EQ(first["tasks"], 3);
  EXPECT_EQ(first["finished"], 3);
  EXPECT_EQ(first["compute_ns"], 1300);
  EXPECT_EQ(first["size_bytes"], 208);
  EXPECT_EQ(first["outcome"], "finished");
  EXPECT_EQ(found["groups"], json::parse(R"([
      {"name": "add", "count": 2, "failed": 0, "total_ns": 1200, "longest_ns": 700, "size_bytes": 200},
      {"name": "sum", "count": 1, "failed": 0, "total_ns": 100, "longest_ns": 100, "size_bytes": 8}])"));
  const json& timeline = found["timeline"];
  EXPECT_EQ(timeline["worker"], json({0, 0, 1}));
  EXPECT_EQ(timeline["duration_ns"], json({500, 100, 700}));
  EXPECT_EQ(timeline["parts"], json({0, 1, 0}));
  EXPECT_EQ(timeline["texts"][timeline["key"][0].get<int>()], "('add-12', 0)");
  EXPECT_EQ(timeline["texts"][timeline["operation"][0].get<int>()], "add(1)");
  EXPECT_EQ(timeline["window_ns"], 0);
}

TEST_F(Report, DescribesTheHostAndItsUse) {
  {
    const auto report = performance_report(path_, {.versions = {"Python 3", "pandas 3.1"}});
  }
  const json found = data();
  EXPECT_EQ(found["host"]["versions"], json({"Python 3", "pandas 3.1"}));
  for (const char* fact : {"tusk", "arrow", "compiler", "operating_system"}) EXPECT_NE(found["host"][fact], "") << fact;
  EXPECT_GE(found["host"]["cores"], 1);
  EXPECT_GE(found["resources"]["resident_bytes"].size(), 2u);
  EXPECT_GT(found["resources"]["resident_bytes"][0], 1 << 20);
}

TEST_F(Report, DrawsTheGraphOrSaysWhyNot) {
  {
    const auto report = performance_report(path_);
    play(FakeRun(std::vector<FakeTask>{{.key = {"x-1"}}, {.key = {"y-1"}, .inputs = {0}}}), {});
  }
  const json graph = data()["runs"][0]["graph"];
  if (graph["svg"] == "") EXPECT_THAT(graph["note"], HasSubstr("graphviz"));
  else EXPECT_THAT(graph["svg"], HasSubstr("class=\"node group_1\""));
}

TEST_F(Report, ShowsWhatFailed) {
  {
    const auto report = performance_report(path_);
    play(FakeRun(std::vector<FakeTask>{{.key = {"div-1"}, .operation = "div(1, 0)"}}),
         {retried(0, 0, start_ns_, start_ns_ + 10), failed(0, 0, start_ns_ + 10, start_ns_ + 20)},
         std::make_exception_ptr(std::runtime_error("division by zero")));
  }
  const json found = data();
  EXPECT_EQ(found["runs"][0]["outcome"], "failed");
  EXPECT_EQ(found["runs"][0]["error"], "division by zero");
  EXPECT_EQ(found["runs"][0]["retried"], 1);
  ASSERT_EQ(found["failures"].size(), 1u);
  EXPECT_EQ(found["failures"][0]["key"], "div-1");
  EXPECT_EQ(found["failures"][0]["operation"], "div(1, 0)");
}

TEST_F(Report, IsWrittenWhenItsBlockThrows) {
  try {
    const auto report = performance_report(path_);
    play(FakeRun(like_tasks("x", 1)), {finished(0, 0, start_ns_, start_ns_ + 1)});
    throw std::runtime_error("later");
  } catch (const std::runtime_error&) {
  }
  EXPECT_EQ(data()["runs"][0]["finished"], 1);
}

TEST_F(Report, HoldsSeveralRuns) {
  {
    const auto report = performance_report(path_);
    play(FakeRun(like_tasks("x", 1)), {finished(0, 0, start_ns_, start_ns_ + 1)});
    play(FakeRun(like_tasks("y", 1)), {finished(0, 0, start_ns_ + 2, start_ns_ + 3)});
  }
  const json found = data();
  EXPECT_EQ(found["runs"].size(), 2u);
  EXPECT_EQ(found["timeline"]["run"], json({0, 1}));
}

TEST_F(Report, HasWhatARunThatGoesOnHasDoneUntilNow) {
  const FakeRun run(like_tasks("x", 2));
  {
    auto report = performance_report(path_);
    const auto watching = registered_callbacks();
    watching.back()->start(run);
    watching.back()->update(run, std::vector{finished(0, 0, start_ns_, start_ns_ + 5)});
    report.write();
    watching.back()->update(run, std::vector{finished(1, 0, start_ns_ + 5, start_ns_ + 9)});
    watching.back()->finish(run, nullptr);
  }
  EXPECT_EQ(data()["runs"][0]["outcome"], "running");
  EXPECT_EQ(data()["runs"][0]["finished"], 1);
}

TEST_F(Report, StopsWatchingWhenItIsWritten) {
  const auto before = registered_callbacks().size();
  auto report = performance_report(path_);
  EXPECT_EQ(registered_callbacks().size(), before + 1);
  report.write();
  EXPECT_EQ(registered_callbacks().size(), before);
}

TEST_F(Report, LetsNoKeyOrTitleBecomeMarkup) {
  const std::string attack = "</script><img src=x onerror=alert(1)>";
  {
    const auto report = performance_report(path_, {.title = attack});
    play(FakeRun(std::vector<FakeTask>{{.key = {attack}, .operation = attack}}),
         {failed(0, 0, start_ns_, start_ns_ + 1)}, std::make_exception_ptr(std::runtime_error(attack)));
  }
  EXPECT_THAT(page(), Not(HasSubstr("<img")));
  EXPECT_EQ(data()["failures"][0]["key"], attack);
}

TEST_F(Report, AsksNothingOfTheNetwork) {
  {
    const auto report = performance_report(path_);
  }
  EXPECT_THAT(page(), HasSubstr("default-src 'none'"));
  for (const char* request :
       {" src=", " href=", "@import", "url(", "fetch(", "XMLHttpRequest", "WebSocket", "import("}) {
    EXPECT_THAT(page(), Not(HasSubstr(request)));
  }
}

TEST_F(Report, StaysSmallHoweverManyTasksThereAre) {
  constexpr graph::TaskId kTasks = 300'000;
  FakeRun run(like_tasks("some-long-name-of-a-task", kTasks));
  std::vector<TaskEvent> events;
  for (graph::TaskId task = 0; task < kTasks; ++task)
    events.push_back(finished(task, task % 2, start_ns_ + task * 100, start_ns_ + task * 100 + 90));
  {
    const auto report = performance_report(path_);
    play(run, events);
  }
  EXPECT_LT(fs::file_size(path_), 10u << 20);
  const json found = data();
  EXPECT_EQ(found["runs"][0]["finished"], kTasks);
  EXPECT_GT(found["timeline"]["window_ns"], 0);
  EXPECT_LE(found["timeline"]["worker"].size(), 20'000u);
}

TEST_F(Report, StaysSmallHoweverLongNamesAre) {
  std::vector<FakeTask> tasks;
  std::vector<TaskEvent> events;
  for (graph::TaskId task = 0; task < 15'000; ++task) {
    tasks.push_back({.key = {std::to_string(task) + std::string(2000, '<')},
                     .operation = std::string(2000, '\x01') + std::to_string(task)});
    events.push_back(finished(task, 0, start_ns_ + task * 100, start_ns_ + task * 100 + 90));
  }
  {
    const auto report = performance_report(path_);
    play(FakeRun(std::move(tasks)), events);
  }
  EXPECT_LT(fs::file_size(path_), 10u << 20);
  EXPECT_GT(data()["timeline"]["texts_left_out"], 0);
}

TEST_F(Report, StaysSmallHoweverManyRunsThereAre) {
  {
    const auto report = performance_report(path_);
    for (int i = 0; i < 1500; ++i)
      play(FakeRun(like_tasks("x", 1)), {finished(0, 0, start_ns_ + i, start_ns_ + i + 1)});
  }
  const json found = data();
  EXPECT_EQ(found["run_count"], 1500);
  EXPECT_EQ(found["runs"].size(), 1001u);
  EXPECT_EQ(found["runs"][1000]["finished"], 500);
  EXPECT_EQ(found["groups"][0]["count"], 1500);
}

TEST_F(Report, RefusesAPathThatCannotBeWrittenBeforeAnythingRuns) {
  EXPECT_THAT([] { PerformanceReport report("/no/such/folder/report.html"); },
              ThrowsMessage<FileNotFoundError>(HasSubstr("/no/such/folder")));
}

TEST_F(Report, RefusesToSampleWithoutPause) {
  EXPECT_THAT([&] { PerformanceReport report(path_, {.dt = std::chrono::milliseconds(0)}); },
              ThrowsMessage<ValueError>(HasSubstr("got dt 0 ms")));
}

}  // namespace
}  // namespace tusk::diagnostics
