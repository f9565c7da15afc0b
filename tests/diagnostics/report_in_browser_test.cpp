#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <unistd.h>

#include <gmock/gmock.h>

#include <tusk/diagnostics/performance_report.h>

#include "tests/diagnostics/fake_run.h"

namespace tusk::diagnostics {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::string output_of(const std::string& command) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(::popen(command.c_str(), "r"), ::pclose);
  std::string output;
  char part[4096];
  while (const std::size_t size = std::fread(part, 1, sizeof part, pipe.get())) output.append(part, size);
  return output;
}

// The command of a browser that can run without a screen; empty if there is none.
std::string browser() {
  const std::string found = output_of("command -v chromium || command -v chromium-browser || command -v google-chrome");
  return found.substr(0, found.find('\n'));
}

// What the page becomes once its scripts have run, as markup.
std::string opened(const std::string& browser, const fs::path& page, const fs::path& profile) {
  return output_of("'" + browser +
                   "' --headless --no-sandbox --disable-gpu --virtual-time-budget=5000 --user-data-dir='" +
                   profile.string() + "' --dump-dom 'file://" + page.string() + "' 2>/dev/null");
}

TEST(ReportInBrowser, ShowsSummaryTablesAndGraphAndTakesTextAsText) {
  const std::string command = browser();
  if (command.empty())
    GTEST_SKIP() << "no browser is installed, and a test run installs none, since it takes 414 MB: apt-get install "
                    "chromium";
  const fs::path folder = fs::temp_directory_path() / ("tusk_browser_" + std::to_string(::getpid()));
  fs::create_directories(folder);
  const FakeRun run({{.key = {"</script><b>bold-1"}, .operation = "load('<i>')"}, {.key = {"total-1"}, .inputs = {0}}});
  {
    const auto report = performance_report(folder / "report.html", {.title = "Opened in a browser"});
    const std::int64_t now_ns = std::chrono::steady_clock::now().time_since_epoch().count();
    for (const auto& callback : registered_callbacks()) {
      callback->start(run);
      callback->update(
          run, std::vector{finished(0, 0, now_ns, now_ns + 2'500'000, 1024), failed(1, 1, now_ns, now_ns + 1000)});
      callback->finish(run, std::make_exception_ptr(std::runtime_error("total failed")));
    }
  }
  const std::string page = opened(command, folder / "report.html", folder / "profile");
  fs::remove_all(folder);
  EXPECT_THAT(page, HasSubstr("data-drawn=\"yes\"")) << "a script of the page failed";
  EXPECT_THAT(page, AllOf(HasSubstr("<h1 id=\"title\">Opened in a browser</h1>"), HasSubstr("2.50 ms"),
                          HasSubstr("<pre>total failed</pre>")));
  EXPECT_THAT(page, AllOf(HasSubstr("&lt;/script&gt;&lt;b&gt;bold"), Not(HasSubstr("<b>")), Not(HasSubstr("<i>"))));
}

}  // namespace
}  // namespace tusk::diagnostics
