#include <tusk/graph/draw.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <unistd.h>

#include <gmock/gmock.h>

#include <tusk/core/error.h>
#include <tusk/graph/blockwise.h>

#include "tests/graph/sample_graph.h"

namespace tusk::graph {
namespace {

using testing::HasSubstr;
using testing::Not;

// inc and double of two numbers, and their sum.
std::shared_ptr<const TaskGraph> delayed_like_graph() {
  return graph_of(
      {with_keys(layer_of("t", {{}, {0}, {}, {2}, {1, 3}}), {"inc-1", "double-2", "inc-3", "double-4", "sum-5"})});
}

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t place = text.find(part); place != text.npos; place = text.find(part, place + 1)) ++count;
  return count;
}

template <class E, class F>
std::string drawing_error(F f) {
  try {
    f();
  } catch (const E& error) {
    return error.what();
  }
  return "no error";
}

TEST(DotText, DrawsTasksAsCirclesAndResultsAsBoxes) {
  const std::string text = dot_text(*graph_of({blockwise("x-1", operation(Step{"\"a\""}), {2}, {}),
                                               blockwise("y-2", operation(Step{}), {2}, {{"x-1", {2}, {0}}})}),
                                    std::vector<TaskId>{3});
  EXPECT_THAT(text, HasSubstr("t0 [label=\"x\", tooltip=\"('x-1', 0)\\nstep(label='\\\"a\\\"')\"]"));
  EXPECT_THAT(text, HasSubstr("r1 [label=\"1\", tooltip=\"('x-1', 1)\"]"));
  EXPECT_THAT(text, HasSubstr("r3 [label=\"1\", tooltip=\"('y-2', 1)\", penwidth=3]"));
  EXPECT_THAT(text, HasSubstr("t1 -> r1\n"));
  EXPECT_THAT(text, HasSubstr("r1 -> t3\n"));
  EXPECT_EQ(count_of(text, "->"), 6);
}

TEST(DotText, DrawsWhatWouldRun) {
  const auto graph = delayed_like_graph();
  const std::string all = dot_text(*graph, {}), optimized = dot_text(*graph, {}, {.optimize = true});
  EXPECT_EQ(count_of(all, "label=\"inc\""), 2);
  EXPECT_EQ(count_of(optimized, "label=\"inc, double\""), 2);
  EXPECT_EQ(count_of(optimized, "label=\"sum\""), 1);
  const std::string part = dot_text(*graph, std::vector<TaskId>{1}, {.optimize = true});
  EXPECT_EQ(count_of(part, "label=\"inc, double\""), 1);
  EXPECT_THAT(part, Not(HasSubstr("label=\"sum\"")));
}

TEST(DotText, CountsRepeatsInAFusedChain) {
  const auto graph = graph_of({with_keys(layer_of("t", {{}, {0}, {1}, {2}}), {"load-1", "inc-2", "inc-3", "inc-4"})});
  EXPECT_THAT(dot_text(*graph, {}, {.optimize = true}), HasSubstr("label=\"load, inc × 3\""));
}

TEST(DotText, ColorsByOrder) {
  const std::string text = dot_text(*delayed_like_graph(), {}, {.color = GraphColor::Order});
  for (const char* order : {"0", "1", "2", "3", "4"})
    EXPECT_EQ(count_of(text, std::string("[label=\"") + order + "\","), 1) << order;
  EXPECT_EQ(count_of(text, ", fillcolor=\""), 2 + 2 * 5);
}

TEST(DotText, ColorsByGroup) {
  const std::string text = dot_text(*delayed_like_graph(), {}, {.color = GraphColor::Layer});
  const auto color_after = [&](const std::string& start) {
    return text.substr(text.find("fillcolor=", text.find(start)), 19);
  };
  EXPECT_EQ(color_after("t0 ["), color_after("t2 ["));
  EXPECT_EQ(color_after("t0 ["), color_after("r0 ["));
  EXPECT_NE(color_after("t0 ["), color_after("t1 ["));
}

TEST(DotText, SummarizesTooManyTasks) {
  const std::vector<std::int64_t> grid = {500, 200};
  const auto graph = graph_of({blockwise("load-1", operation(Step{}), grid, {}),
                               blockwise("add-2", operation(Step{}), grid, {{"load-1", grid, {0, 1}}}),
                               delayed_like_graph()->layers()[0]});
  const std::string text = dot_text(*graph, {});
  EXPECT_THAT(text, HasSubstr("g0 [label=\"load\\n100,000 tasks\"]"));
  EXPECT_THAT(text, HasSubstr("g1 [label=\"add\\n100,000 tasks\"]"));
  EXPECT_THAT(text, HasSubstr("g2 [label=\"inc\\n2 tasks\"]"));
  EXPECT_THAT(text, HasSubstr("g0 -> g1\n"));
  EXPECT_THAT(text, HasSubstr("g2 -> g3\n"));
  EXPECT_EQ(count_of(text, "->"), 3);
  EXPECT_THAT(dot_text(*graph, {}, {.optimize = true}), HasSubstr("label=\"load, add\\n100,000 tasks\""));
}

TEST(DotText, SummarizesByLayerWhereThereAreTooManyGroups) {
  const auto layer = layer_of("tasks-1", std::vector<std::vector<TaskId>>(20));
  for (TaskId i = 0; i < 20; ++i) layer->set_key(i, Key{std::string(i + 1, 'x')});
  EXPECT_THAT(dot_text(*graph_of({layer}), {}, {.most_nodes = 10}), HasSubstr("g0 [label=\"tasks\\n20 tasks\"]"));
}

TEST(DotText, SummarizesTooManyTasksSideBySide) {
  const auto has_tasks = [](const std::vector<std::vector<TaskId>>& inputs, const DrawOptions& options = {}) {
    return dot_text(*graph_of_tasks(inputs), {}, options).find("t0 [") != std::string::npos;
  };
  std::vector<std::vector<TaskId>> siblings(300), chain(2);
  EXPECT_TRUE(has_tasks(siblings)) << "parts that no edge joins are packed";
  siblings.emplace_back();
  for (TaskId i = 0; i < 300; ++i) siblings.back().push_back(i);
  EXPECT_FALSE(has_tasks(siblings));
  EXPECT_TRUE(has_tasks(siblings, {.most_nodes = 3000}));
  for (TaskId i = 1; i < 300; ++i) {  // each takes the one before and a new one without inputs
    chain.push_back({TaskId(2 * i - 2), TaskId(2 * i - 1)});
    chain.emplace_back();
  }
  EXPECT_TRUE(has_tasks(chain));
}

TEST(DotText, ShortensLongLabels) {
  const auto graph = graph_of({with_keys(layer_of("t", {{}}), {std::string(100, 'x')})});
  EXPECT_THAT(dot_text(*graph, {}), HasSubstr("[label=\"" + std::string(20, 'x') + "…" + std::string(19, 'x') + "\""));
}

TEST(DotText, RefusesWhatItCantDraw) {
  EXPECT_EQ(drawing_error<ValueError>([] { dot_text(*delayed_like_graph(), {}, {.rankdir = "up"}); }),
            "the arrows of a picture go BT, TB, LR or RL: got rankdir \"up\"");
  EXPECT_EQ(drawing_error<KeyError>([] { dot_text(*delayed_like_graph(), std::vector<TaskId>{5}); }),
            "there is no task 5 in this graph: it has 5");
  EXPECT_THAT(
      drawing_error<ValueError>([] { dot_text(*graph_of_tasks({{1}, {0}}), {}, {.color = GraphColor::Order}); }),
      HasSubstr("cycle"));
}

// A folder of its own, and PATH as the test wants it.
class Draw : public testing::Test {
 protected:
  Draw() {
    std::filesystem::create_directories(folder_);
    path_before_ = std::getenv("PATH");
  }
  ~Draw() override {
    setenv("PATH", path_before_.c_str(), 1);
    std::filesystem::remove_all(folder_);
  }

  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder_)) names.push_back(entry.path().filename());
    return names;
  }
  static std::string contents(const std::string& path) {
    std::stringstream text;
    text << std::ifstream(path, std::ios::binary).rdbuf();
    return text.str();
  }
  // Makes `dot` a script.
  void replace_dot(const std::string& script) const {
    std::ofstream(path("dot")) << "#!/bin/sh\n" << script << '\n';
    std::filesystem::permissions(path("dot"), std::filesystem::perms::owner_all);
    setenv("PATH", (folder_.string() + ":" + path_before_).c_str(), 1);
  }

  std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("tusk_draw_test_" + std::to_string(getpid()));
  std::string path_before_;
};

struct FormatCase {
  const char* name;
  const char* format;
  const char* written;
  const char* begins_with;
};

class DrawFormats : public Draw, public testing::WithParamInterface<FormatCase> {};

TEST_P(DrawFormats, FollowTheNameOrTheOption) {
  if (std::system("dot -V 2>/dev/null") != 0) GTEST_SKIP() << "Graphviz is not installed";
  EXPECT_EQ(draw(*delayed_like_graph(), {}, path(GetParam().name), {.format = GetParam().format}),
            path(GetParam().written));
  EXPECT_THAT(files(), testing::ElementsAre(GetParam().written));
  EXPECT_THAT(contents(path(GetParam().written)), testing::StartsWith(GetParam().begins_with));
}

const FormatCase kFormatCases[] = {
    {"graph", "", "graph.png", "\x89PNG"},          {"graph.svg", "", "graph.svg", "<?xml"},
    {"graph.pdf", "", "graph.pdf", "%PDF"},         {"graph.dot", "", "graph.dot", "digraph"},
    {"graph", "svg", "graph.svg", "<?xml"},         {"graph.svg", "svg", "graph.svg", "<?xml"},
    {"my.graph", "dot", "my.graph.dot", "digraph"},
};
INSTANTIATE_TEST_SUITE_P(Draw, DrawFormats, testing::ValuesIn(kFormatCases));

TEST_F(Draw, GivesThePictureItself) {
  if (std::system("dot -V 2>/dev/null") != 0) GTEST_SKIP() << "Graphviz is not installed";
  const std::string svg = picture(*delayed_like_graph(), {}, {.format = "svg"});
  EXPECT_THAT(svg, HasSubstr(">double</text>"));
  EXPECT_THAT(svg, HasSubstr("</svg>"));
}

TEST_F(Draw, ShowsEveryKeyAsItIs) {
  if (std::system("dot -V 2>/dev/null") != 0) GTEST_SKIP() << "Graphviz is not installed";
  const std::vector<std::string> keys = {"\"quoted\"", "C:\\Names", "a\nb", "größe", "&lt;b>", "\xff", "{x|y}"};
  const auto graph = graph_of({with_keys(layer_of("t", std::vector<std::vector<TaskId>>(keys.size())), keys)});
  const std::string svg = picture(*graph, {}, {.format = "svg"});
  for (const char* shown : {">&quot;quoted&quot;<", ">C:\\Names<", ">a<", ">b<", ">größe<", ">&amp;lt;b&gt;<",
                            ">\xEF\xBF\xBD<", ">{x|y}<"}) {
    EXPECT_THAT(svg, HasSubstr(shown));
  }
}

TEST_F(Draw, WorksWhereTheSystemReapsChildren) {
  if (std::system("dot -V 2>/dev/null") != 0) GTEST_SKIP() << "Graphviz is not installed";
  const auto before = std::signal(SIGCHLD, SIG_IGN);
  EXPECT_THAT(picture(*delayed_like_graph(), {}, {.format = "svg"}), HasSubstr("</svg>"));
  std::signal(SIGCHLD, before);
}

TEST_F(Draw, RefusesFormatsThatItDoesNotKnow) {
  const auto draw_as = [&](const std::string& name, const std::string& format) {
    return drawing_error<ValueError>([&] { draw(*delayed_like_graph(), {}, name, {.format = format}); });
  };
  EXPECT_EQ(draw_as("graph.gif", ""), "a graph is drawn as svg, png, pdf, dot: got \"gif\"");
  EXPECT_EQ(draw_as("graph", "bmp"), "a graph is drawn as svg, png, pdf, dot: got \"bmp\"");
  EXPECT_EQ(
      draw_as("graph.png", "svg"),
      "a picture's name ends in its format: got the name \"graph.png\" and the format \"svg\"; leave one of them out");
}

TEST_F(Draw, SaysHowToInstallTheProgram) {
  setenv("PATH", "/nonexistent", 1);
  EXPECT_THAT(drawing_error<OSError>([&] { draw(*delayed_like_graph(), {}, path("graph.svg")); }),
              HasSubstr("apt-get install graphviz"));
  EXPECT_THAT(files(), testing::IsEmpty());
  EXPECT_EQ(draw(*delayed_like_graph(), {}, path("graph.dot")), path("graph.dot"));
}

TEST_F(Draw, RepeatsWhatAFailingProgramSays) {
  std::ofstream(path("graph.svg")) << "before";
  replace_dot("echo half a picture; echo 'no memory' >&2; exit 3");
  EXPECT_EQ(
      drawing_error<OSError>([&] { draw(*delayed_like_graph(), {}, path("graph.svg")); }),
      "Graphviz's program `dot` could not draw the graph as svg: it ended with status 3 and said \"no memory\n\"");
  EXPECT_EQ(contents(path("graph.svg")), "before");
  replace_dot("kill -9 $$");
  EXPECT_THAT(drawing_error<OSError>([&] { draw(*delayed_like_graph(), {}, path("graph.svg")); }),
              HasSubstr("it was ended by signal 9"));
}

TEST_F(Draw, OutlivesAProgramThatNeverReads) {
  replace_dot("exec <&-; echo '<svg/>'; i=0; while [ $i -lt 20000 ]; do echo 'a long warning' >&2; i=$((i+1)); done");
  const auto graph = graph_of_tasks(std::vector<std::vector<TaskId>>(20000));
  EXPECT_EQ(picture(*graph, {}, {.format = "svg", .most_nodes = 20000}), "<svg/>\n");
}

TEST_F(Draw, NamesAFolderThatIsNotThere) {
  EXPECT_THAT(drawing_error<FileNotFoundError>([&] { draw(*delayed_like_graph(), {}, path("nowhere/graph.dot")); }),
              HasSubstr("nowhere"));
}

}  // namespace
}  // namespace tusk::graph
