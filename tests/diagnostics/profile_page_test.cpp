#include <tusk/diagnostics/profile_page.h>

#include <cmath>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "diagnostics/kept_results.h"

namespace tusk::diagnostics {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// What the page's scripts get.
json data_of(const std::string& html) {
  const std::string begin = "<script id=\"report-data\" type=\"application/json\">";
  const auto first = html.find(begin) + begin.size();
  return json::parse(html.substr(first, html.find("</script>", first) - first));
}

TaskProfile task(std::string name, TaskEventKind outcome, int worker, std::int64_t start_ns, std::int64_t end_ns) {
  return {.key = {std::move(name)},
          .group = "add",
          .outcome = outcome,
          .worker = worker,
          .start_ns = start_ns,
          .end_ns = end_ns,
          .size_bytes = outcome == TaskEventKind::Finished ? 8u : 0u};
}

CacheEntry kept(double metric, std::int64_t entry_ns, std::int64_t exit_ns) {
  return {.key = {"x"}, .group = "x", .metric = metric, .entry_ns = entry_ns, .exit_ns = exit_ns};
}

TEST(ProfilePage, HasTheTasksAsOneRunFromTheFirstToTheLast) {
  const json data = data_of(profile_page({.title = "Mine & <yours>",
                                          .tasks = {task("add-1", TaskEventKind::Finished, 0, 100, 200),
                                                    task("add-2", TaskEventKind::Retried, 2, 150, 180),
                                                    task("add-2", TaskEventKind::Failed, 2, 190, 350)}}));
  EXPECT_EQ(data["title"], "Mine & <yours>");
  EXPECT_EQ(data["duration_ns"], 250);
  ASSERT_EQ(data["runs"].size(), 1u);
  const json& run = data["runs"][0];
  EXPECT_EQ(run["workers"], 3);
  EXPECT_EQ(run["finished"], 1);
  EXPECT_EQ(run["retried"], 1);
  EXPECT_EQ(run["failed"], 1);
  EXPECT_EQ(run["compute_ns"], 100 + 30 + 160);
  EXPECT_EQ(data["timeline"]["start_ns"], json({0, 50, 90}));
  EXPECT_EQ(data["failures"][0]["key"], "add-2");
  EXPECT_EQ(data["groups"][0]["total_ns"], 290);
  EXPECT_THAT(data["resources"]["time_ns"], IsEmpty());
}

TEST(ProfilePage, HasResourcesAndKeptResultsWithoutTasks) {
  const json data = data_of(
      profile_page({.resources = {{.time_ns = 1000, .cpu_percent = 50, .resident_bytes = 7, .accounted_bytes = 3}},
                    .kept = {kept(2, 1100, 1300), kept(5, 1200, 1400)},
                    .metric_name = "length"}));
  EXPECT_THAT(data["runs"], IsEmpty());
  EXPECT_EQ(data["resources"]["time_ns"], json({0}));
  EXPECT_EQ(data["kept"],
            json({{"metric_name", "length"}, {"time_ns", {100, 200, 300, 400}}, {"total", {0, 2, 7, 5}}}));
}

TEST(ProfilePage, IsAPageThoughNothingWasCollected) {
  const json data = data_of(profile_page({}));
  EXPECT_EQ(data["duration_ns"], 0);
  EXPECT_THAT(data["runs"], IsEmpty());
}

TEST(ProfilePage, StaysSmallForManyTasks) {
  std::vector<TaskProfile> tasks;
  for (int i = 0; i < 300'000; ++i)
    tasks.push_back(task("add-" + std::to_string(i), TaskEventKind::Finished, 0, i, i + 1));
  const std::string page = profile_page({.tasks = std::move(tasks)});
  EXPECT_LT(page.size(), 4'000'000u);
  EXPECT_EQ(data_of(page)["groups"][0]["count"], 300'000);
}

TEST(KeptResults, OfFewerSamplesHaveTheLargestTotalOfTheirStretch) {
  std::vector<CacheEntry> entries;
  for (int i = 0; i < 100; ++i) entries.push_back(kept(1, i, 200 - i));
  const auto samples = kept_over_time(entries, 10);
  EXPECT_LE(samples.size(), 12u);
  double largest = 0;
  for (const KeptSample& sample : samples) largest = std::max(largest, sample.total);
  EXPECT_EQ(largest, 100);
  EXPECT_EQ(samples.back().time_ns, 200);
}

TEST(KeptResults, CountWhatIsNoNumberAsNothing) {
  EXPECT_THAT(kept_over_time(std::vector{kept(NAN, 0, 2), kept(INFINITY, 0, 2), kept(1, 1, 2)}, 100),
              ElementsAre(KeptSample{0, 0}, KeptSample{0, 0}, KeptSample{1, 0}, KeptSample{2, 1}, KeptSample{2, 1},
                          KeptSample{2, 1}));
}

}  // namespace
}  // namespace tusk::diagnostics
