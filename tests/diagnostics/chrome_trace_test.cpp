#include <tusk/diagnostics/chrome_trace.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <unistd.h>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>
#include <sys/mount.h>

#include <tusk/core/error.h>

#include "tests/diagnostics/fake_run.h"

namespace tusk::diagnostics {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::ThrowsMessage;

class ChromeTrace : public testing::Test {
 protected:
  ChromeTrace() : folder_(fs::temp_directory_path() / ("tusk_chrome_trace_" + std::to_string(::getpid()))) {
    fs::create_directories(folder_);
  }
  ~ChromeTrace() override { fs::remove_all(folder_); }

  std::string path() const { return (folder_ / "trace.json").string(); }
  json read() const { return json::parse(std::ifstream(path())); }
  std::vector<json> events(const std::string& phase) const {
    std::vector<json> found;
    const json trace = read();
    for (const json& event : trace["traceEvents"]) {
      if (event["ph"] == phase) found.push_back(event);
    }
    return found;
  }

  fs::path folder_;
};

const std::vector<TaskProfile> kTasks = {
    {Key{"add-12", {3}}, "add", TaskEventKind::Finished, 1, 1'000'000, 1'250'500, 4096},
    {Key{"</script>\"\xff"}, "odd", TaskEventKind::Failed, 0, 1'100'001, 1'100'002, 0}};

TEST_F(ChromeTrace, HasATaskAsACompleteEventInMicroseconds) {
  write_chrome_trace(path(), kTasks);
  const auto tasks = events("X");
  ASSERT_EQ(tasks.size(), 2u);
  EXPECT_EQ(tasks[0], json({{"ph", "X"},
                            {"name", "add"},
                            {"cat", "task"},
                            {"pid", 1},
                            {"tid", 1},
                            {"ts", 0.0},
                            {"dur", 250.5},
                            {"args", {{"key", "('add-12', 3)"}, {"size_bytes", 4096}}}}));
  EXPECT_EQ(tasks[1]["cat"], "failed");
  EXPECT_EQ(tasks[1]["ts"], 100.001);
  EXPECT_EQ(tasks[1]["dur"], 0.001);
  EXPECT_EQ(tasks[1]["args"]["key"], "</script>\"\uFFFD");
}

TEST_F(ChromeTrace, NamesTheWorkers) {
  write_chrome_trace(path(), kTasks);
  const auto names = events("M");
  ASSERT_EQ(names.size(), 3u);
  EXPECT_EQ(names[0]["name"], "process_name");
  EXPECT_EQ(names[2],
            json({{"ph", "M"}, {"name", "thread_name"}, {"pid", 1}, {"tid", 1}, {"args", {{"name", "worker 1"}}}}));
}

TEST_F(ChromeTrace, HasResourcesAsCounters) {
  write_chrome_trace(path(), {}, std::vector<ResourceSample>{{5'000, 150.0, 4096, 1024}});
  const auto counters = events("C");
  ASSERT_EQ(counters.size(), 2u);
  EXPECT_EQ(counters[0]["args"], json({{"percent", 150.0}}));
  EXPECT_EQ(counters[1]["args"], json({{"resident", 4096}, {"accounted", 1024}}));
  EXPECT_EQ(counters[1]["ts"], 0.0);
}

TEST_F(ChromeTrace, OfNothingIsStillATrace) {
  write_chrome_trace(path(), {});
  EXPECT_EQ(read()["traceEvents"].size(), 1u);
}

TEST_F(ChromeTrace, OnAFullDiskSaysSoAndLeavesTheOldOne) {
  if (::mount("tmpfs", folder_.c_str(), "tmpfs", 0, "size=1m") != 0) {
    GTEST_SKIP() << "a small disk can be mounted only as root: " << std::strerror(errno);
  }
  write_chrome_trace(path(), kTasks);
  const json old = read();
  const std::vector<TaskProfile> many(20'000, kTasks[0]);
  EXPECT_THAT([&] { write_chrome_trace(path(), many); },
              ThrowsMessage<OSError>(
                  AllOf(HasSubstr("'" + path() + "'"), HasSubstr("bytes: No space left on device (errno 28)"))));
  EXPECT_EQ(read(), old);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), {}), 1);
  ::umount(folder_.c_str());
}

}  // namespace
}  // namespace tusk::diagnostics
