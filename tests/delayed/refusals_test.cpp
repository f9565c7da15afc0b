// What the compiler must refuse, with a sentence that says why: compiles a file of mistakes and reads what it says.
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include <gmock/gmock.h>

namespace {

using ::testing::HasSubstr;

constexpr std::string_view kMistakes = R"(
#include <tusk/delayed.h>
using tusk::delayed;
int inc(int x);
std::vector<int> numbers();
void change(int& x);
struct Plain {};
void wrong_count() { delayed(inc)(1, 2); }
void wrong_type() { delayed(inc)(delayed(std::string("a"))); }
void loses_something() { delayed(inc)(2.5); }
void condition() { if (delayed(inc)(1)) inc(1); }
void element() { delayed(numbers)()[0] = 5; }
void iteration() { for (auto x : delayed(inc)(1)) inc(1); }
void no_operator() { delayed(Plain()) + 1; }
void generic_call() { delayed([](const auto& x) -> decltype(x.size()) { return x.size(); })(5); }
void changed_argument() { delayed(change)(1); }
void delayed_result() { delayed([](int x) { return delayed(inc)(x); })(1); }
)";

// The folder of public headers, above the folder in which tests run; empty if there is none.
std::filesystem::path include_folder() {
  for (std::filesystem::path folder = std::filesystem::current_path(); folder.has_relative_path();
       folder = folder.parent_path()) {
    if (exists(folder / "include/tusk/delayed.h")) return folder / "include";
  }
  return {};
}

std::string output_of(const std::string& command) {
  std::string output;
  FILE* const pipe = popen(command.c_str(), "r");
  for (int c; pipe && (c = std::fgetc(pipe)) != EOF;) output += char(c);
  if (pipe) pclose(pipe);
  return output;
}

TEST(Refusals, AreExplainedByTheCompiler) {
  const std::filesystem::path include = include_folder();
  if (include.empty()) GTEST_SKIP() << "no include/tusk above " << std::filesystem::current_path();
  if (std::system("c++ --version > /dev/null 2>&1") != 0) GTEST_SKIP() << "no c++ on the path";
  const std::string source = testing::TempDir() + "delayed_mistakes.cpp";
  std::ofstream(source) << kMistakes;
  const std::string said =
      output_of("c++ -std=c++20 -fsyntax-only -I '" + include.string() + "' '" + source + "' 2>&1");
  for (const char* reason : {
           "needs one argument for each parameter",
           "check_argument() [with long unsigned int kNumber = 1; P = int; A = tusk::Delayed<std::",
           "check_argument() [with long unsigned int kNumber = 1; P = int; A = double]",
           "a delayed value has no truth",
           "a delayed value can't be changed",
           "a delayed value can't be iterated over",
           "an operator on delayed values must exist for the values",
           "needs arguments that its function takes as const",
           "takes its arguments by value or by const reference",
           "it returns something that is itself delayed",
       }) {
    EXPECT_THAT(said, HasSubstr(reason));
  }
}

}  // namespace
