#include <csignal>
#include <filesystem>

#include <gmock/gmock.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <tusk/core/config.h>
#include <tusk/core/error.h>

#include "core/config_tree.h"
#include "core/config_writer.h"
#include "core/yaml_reader.h"
#include "tests/core/config_folder.h"

namespace {

namespace config = tusk::config;
using testing::HasSubstr;
using testing::StartsWith;
using testing::ThrowsMessage;

struct BadFile {
  std::string text;
  const char* place;
  const char* problem;
};

class BadConfigFiles : public testing::TestWithParam<BadFile> {};

TEST_P(BadConfigFiles, AreRefusedWithFileLineAndColumn) {
  EXPECT_THAT([] { tusk::core::read_yaml_file(GetParam().text, "/x/tusk.yaml"); },
              ThrowsMessage<tusk::ValueError>(
                  AllOf(HasSubstr(std::string("/x/tusk.yaml") + GetParam().place), HasSubstr(GetParam().problem))));
}

std::string many_values(int count) {
  std::string text = "list: [0";
  for (int i = 1; i < count; ++i) text += ",0";
  return text + "]\n";
}

INSTANTIATE_TEST_SUITE_P(
    Config, BadConfigFiles,
    testing::Values(BadFile{"a: 1\nb: [1,\n", ":3:1: ", "end of sequence flow not found"},
                    BadFile{"a: 1\n  b: 2\n", ":2:4: ", "illegal map value"},
                    BadFile{"a: \"x\nb: 2\n", ":3:2: ", "illegal EOF in scalar"},
                    BadFile{"a: *nowhere\n", ":1:4: ", "anchor"}, BadFile{"\ta: 1\n", ":1:", ""},
                    BadFile{"- 1\n- 2\n", ":1:1: ", "no key before the first value"},
                    BadFile{"just text", ":1:1: ", "no key before"},
                    BadFile{"a: 1\n---\nb: 2\n", ":2:1: ", "a second document"},
                    BadFile{"a: 1\nb: gr\xF6\xDF\n", ":2: ", "must be in UTF-8: got the byte 0xf6"},
                    BadFile{",", ":1:1: ", "text after the first"}, BadFile{"a: 1\n]\n", ":2:1: ", ""},
                    BadFile{"base: &b {x: 1}\na:\n  <<: *b\n", ":3:3: ", "merge keys"},
                    BadFile{"? [1]\n: 2\n", ":1:3: ", "a key that is no text"},
                    BadFile{"a: 1\nb: 2\na: 3\n", ":3: ", "a is also in /x/tusk.yaml:1"},
                    BadFile{"s: {a-b: 1}\ns.a_b: 2\n", ":2: ", "each key once"},
                    BadFile{"a..b: 1\n", ":1)", "got \"a..b\""}, BadFile{"\"\": {a: 1}\n", ":1)", "got \"\""},
                    BadFile{"scheduler: [1]\n", ":1)", "config key scheduler must be a section"},
                    BadFile{"a: 1\nscheduler:\n  threads: {x: 1}\n", ":3)", "must be a value, not a section"},
                    BadFile{many_values(100'001), "", "more than 100000 values"},
                    BadFile{"a: " + std::string(100'000, '[') + "\n", "", "in YAML"},
                    BadFile{"a: " + std::string(70, '[') + std::string(70, ']') + "\n", ":1:", "more than 64 levels"},
                    BadFile{"a: &a [*a]\n", ":1:", ""}));

struct ConfigFiles : tusk::test::ConfigTest {};

TEST_F(ConfigFiles, ThatAreBadLeaveTheConfigurationAsItWas) {
  write("etc/a.yaml", "scheduler: {threads: 3}\n");
  config::refresh();
  const auto file = write("etc/b.yaml", "scheduler: [\n");
  EXPECT_THAT([] { config::refresh(); },
              ThrowsMessage<tusk::ValueError>(
                  AllOf(StartsWith(file + ":2:1: "), HasSubstr("correct it, or move the file away"))));
  EXPECT_EQ(config::get<int>("scheduler.threads"), 3);
}

TEST_F(ConfigFiles, MayBeEmptyOrHoldOnlyComments) {
  write("etc/a.yaml", "");
  write("etc/b.yaml", "# nothing\n");
  write("etc/c.yaml", "---\n...\n");
  EXPECT_NO_THROW(config::refresh());
}

TEST_F(ConfigFiles, AliasesStandForWhatTheyName) {
  write("etc/a.yaml", "a: &base {x: 1, y: [1, 2]}\nb: *base\n");
  config::refresh();
  EXPECT_EQ(config::get<config::Map>("b"), config::get<config::Map>("a"));
}

struct Edit {
  const char* before;
  config::Map settings;
  const char* after;
};

class ConfigEdits : public testing::TestWithParam<Edit> {};

TEST_P(ConfigEdits, ChangeNoMoreThanTheyMust) {
  std::vector<config::Entry> leaves;
  for (const auto& [key, value] : GetParam().settings) tusk::core::flatten(key, value, "test", leaves);
  EXPECT_EQ(tusk::core::edited_yaml(GetParam().before, leaves, "tusk.yaml"), GetParam().after);
}

INSTANTIATE_TEST_SUITE_P(
    Config, ConfigEdits,
    testing::Values(
        Edit{"", {{"a.b", 1}}, "a:\n  b: 1\n"}, Edit{"# top\n", {{"a", "x"}}, "# top\na: x\n"},
        Edit{"a: 1  # one\nb: 2\n", {{"a", 5}}, "a: 5  # one\nb: 2\n"},
        Edit{"a: 'x'  # one\n", {{"a", "y"}}, "a: y  # one\n"}, Edit{"a: \"x\"\n", {{"a", "1"}}, "a: \"1\"\n"},
        Edit{"s:\n    # first\n    a: 1\nt: 2\n", {{"s.b", true}}, "s:\n    b: true\n    # first\n    a: 1\nt: 2\n"},
        Edit{"s:\n  a_b: 1 # x\n", {{"s.a-b", 2}}, "s:\n  a_b: 2 # x\n"}, Edit{"s.a: 1\n", {{"s.a", 2}}, "s.a: 2\n"},
        Edit{"s: # section\n  t:\n    a: 1\n",
             {{"s.u.v", nullptr}},
             "s: # section\n  u:\n    v: null\n  t:\n    a: 1\n"},
        Edit{"a: 1", {{"b", 2}}, "a: 1\nb: 2\n"},
        Edit{"a: 1", {{"s", config::Map{{"x", 1}, {"y", 2}}}}, "a: 1\ns:\n  y: 2\n  x: 1\n"},
        Edit{"s: {a: 1, c: 3}\n", {{"s.b", 2}}, "s:\n  a: 1\n  b: 2\n  c: 3\n"},
        Edit{"a:\n  - 1\n  - 2\nb: 3 # x\n", {{"a", 4}}, "a: 4\nb: 3\n"},
        Edit{"a: >\n  long\n  text\n", {{"a", 4}}, "a: 4\n"},
        Edit{"scheduler: sync\n", {{"scheduler.threads", 4}}, "scheduler:\n  name: sync\n  threads: 4\n"},
        Edit{"s:\n", {{"s.a", 1}}, "s:\n  a: 1\n"}, Edit{"a: &x 1\nb: *x\n", {{"b", 2}}, "a: 1\nb: 2\n"},
        Edit{"a: 1\nb: {}\n", {{"b.c", "- x"}}, "a: 1\nb:\n  c: \"- x\"\n"},
        Edit{"---\na: 1\n...\n", {{"b", 2}}, "a: 1\nb: 2\n"},
        Edit{"a: 007 # x\nb: 1\n", {{"b", 2}}, "a: 007 # x\nb: 2\n"},
        Edit{"a: 1\n", {{"b", config::List{1, "2"}}}, "a: 1\nb: [1, \"2\"]\n"},
        Edit{"a: 1\r\nb: 2\r\n", {{"a", 3}}, "a: 3\r\nb: 2\r\n"}));

TEST_F(ConfigFiles, AreWrittenIntoTheHomeFolder) {
  const auto file = config::write_to_file("scheduler.threads", 4);
  EXPECT_EQ(file, path("home/.config/tusk/tusk.yaml"));
  EXPECT_EQ(text_of("home/.config/tusk/tusk.yaml"), "scheduler:\n  threads: 4\n");
  EXPECT_EQ(config::get<int>("scheduler.threads"), 4);
  EXPECT_EQ(config::entry("scheduler.threads").source, file + ":2");
}

TEST_F(ConfigFiles, AreWrittenWhereTheKeyIsSetAlready) {
  write("home/.config/tusk/a.yaml", "scheduler: {threads: 1}\n");
  write("home/.config/tusk/zzz.yaml", "# mine\nscheduler:\n  threads: 2 # few\n");
  EXPECT_EQ(config::write_to_file("scheduler.threads", 4), path("home/.config/tusk/zzz.yaml"));
  EXPECT_EQ(text_of("home/.config/tusk/zzz.yaml"), "# mine\nscheduler:\n  threads: 4 # few\n");
  EXPECT_EQ(config::get<int>("scheduler.threads"), 4);
}

TEST_F(ConfigFiles, AreWrittenWhereTheVariableSays) {
  set_variable("TUSK_CONFIG", path("new/folder"));
  EXPECT_EQ(config::write_to_file("a", 1), path("new/folder/tusk.yaml"));
  set_variable("TUSK_CONFIG", path("one.yaml"));
  EXPECT_EQ(config::write_to_file("a", 2), path("one.yaml"));
  EXPECT_EQ(config::write_to_file("a", 3, path("given.txt")), path("given.txt"));
  EXPECT_EQ(text_of("given.txt"), "a: 3\n");
  EXPECT_EQ(config::get<int>("a"), 2);
}

TEST_F(ConfigFiles, AreNotWrittenWithAValueThatDoesNotFit) {
  EXPECT_THAT([] { config::write_to_file("scheduler.threads", "many"); },
              ThrowsMessage<tusk::ValueError>(
                  "config key scheduler.threads must be a whole number: got \"many\" (from the value to write)"));
  EXPECT_FALSE(std::filesystem::exists(path("home/.config/tusk")));
}

TEST_F(ConfigFiles, KeepTheirModeAndTheirLink) {
  const auto file = write("dotfiles/tusk.yaml", "a: 1\n");
  chmod(file.c_str(), 0600);
  std::filesystem::create_directories(path("home/.config/tusk"));
  std::filesystem::create_symlink(file, path("home/.config/tusk/tusk.yaml"));
  config::write_to_file("a", 2);
  EXPECT_EQ(text_of("dotfiles/tusk.yaml"), "a: 2\n");
  EXPECT_TRUE(std::filesystem::is_symlink(path("home/.config/tusk/tusk.yaml")));
  EXPECT_EQ(std::filesystem::status(file).permissions(), std::filesystem::perms(0600));
}

// A limit on the size of files stands for a full disk.
TEST_F(ConfigFiles, StayWholeWhenTheDiskIsFull) {
  write("home/.config/tusk/tusk.yaml", "a: 1\n");
  rlimit old_limit;
  getrlimit(RLIMIT_FSIZE, &old_limit);
  const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit no_space = {3, old_limit.rlim_max};
  setrlimit(RLIMIT_FSIZE, &no_space);
  EXPECT_THROW(config::write_to_file("b", 2), tusk::OSError);
  setrlimit(RLIMIT_FSIZE, &old_limit);
  std::signal(SIGXFSZ, old_handler);
  EXPECT_EQ(text_of("home/.config/tusk/tusk.yaml"), "a: 1\n");
  const std::filesystem::directory_iterator files(path("home/.config/tusk"));
  EXPECT_EQ(std::distance(files, std::filesystem::directory_iterator()), 1);
}

}  // namespace
