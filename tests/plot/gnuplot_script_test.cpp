#include "plot/gnuplot_script.h"

#include <cmath>
#include <filesystem>

#include <gmock/gmock.h>

#include <tusk/core/error.h>

#include "core/child_program.h"

namespace tusk::plot {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(GnuplotScript, HasTheDataOfAHistogram) {
  const std::string script = histogram_script({0, 1, 2.5}, {3, 4}, {.title = "Fares", .x_label = "US dollars"});
  EXPECT_THAT(script, HasSubstr("set terminal pngcairo noenhanced size 1000,800"));
  EXPECT_THAT(script, HasSubstr("set title \"Fares\""));
  EXPECT_THAT(script, HasSubstr("$data << END\n0 1 3\n1 2.5 4\nEND\n"));
  EXPECT_THAT(script, HasSubstr("set xrange [0:2.5]"));
}

TEST(GnuplotScript, QuotesWhatTextsHold) {
  const std::string script = bar_script({"a\"b", "c\\d", "two\nlines"}, {1, 2, 3}, {.title = "\"; system(\"x\")"});
  EXPECT_THAT(script, HasSubstr(R"~("a\"b" 0, "c\\d" 1, "two lines" 2)~"));
  EXPECT_THAT(script, HasSubstr(R"~(set title "\"; system(\"x\")")~"));
}

TEST(GnuplotScript, LeavesOutNaN) {
  EXPECT_THAT(line_script({"a", "b"}, {1, NAN}, {}), HasSubstr("$data << END\n0 1\n1 NaN\nEND\n"));
}

TEST(GnuplotScript, WritesEveryFewOfManyLabels) {
  std::vector<std::string> labels;
  for (int i = 0; i < 100; ++i) labels.push_back("label" + std::to_string(i));
  const std::string script = bar_script(labels, std::vector<double>(100, 1), {});
  EXPECT_THAT(script, HasSubstr("\"label4\" 4"));
  EXPECT_THAT(script, Not(HasSubstr("\"label5\" 5")));
  EXPECT_THAT(script, HasSubstr("rotate"));
}

TEST(GnuplotScript, WritesFewerLongLabelsUnderALine) {
  std::vector<std::string> days;
  for (int i = 0; i < 100; ++i) days.push_back("2019-01-" + std::to_string(10 + i % 20));
  const std::string script = line_script(days, std::vector<double>(100, 1), {});
  EXPECT_THAT(script, HasSubstr("\"2019-01-10\" 0, \"2019-01-10\" 20,"));
  EXPECT_THAT(script, Not(HasSubstr("rotate")));
}

TEST(GnuplotScript, WritesTheValuesOfFewBars) {
  EXPECT_THAT(bar_script({"a"}, {1}, {}), HasSubstr("with labels"));
  EXPECT_THAT(barh_script({"a"}, {1}, {}), HasSubstr("with labels"));
  EXPECT_THAT(bar_script(std::vector<std::string>(21, "a"), std::vector<double>(21, 1), {}),
              Not(HasSubstr("with labels")));
}

TEST(GnuplotScript, RefusesListsOfTheWrongLength) {
  EXPECT_THROW(bar_script({"a"}, {1, 2}, {}), ValueError);
  EXPECT_THROW(histogram_script({0, 1}, {1, 2}, {}), ValueError);
  EXPECT_THROW(line_script({"a"}, {1}, {.width_inches = 0}), ValueError);
}

TEST(Plot, WritesAPng) {
  if (!core::run_program({"gnuplot", "--version"}, "")) GTEST_SKIP() << "gnuplot is not installed";
  const std::string path = testing::TempDir() + "tusk-plot-test.png";
  histogram(path, {0, 1, 2}, {3, 4}, {.title = "Größe"});
  EXPECT_GT(std::filesystem::file_size(path), 1000u);
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace tusk::plot
