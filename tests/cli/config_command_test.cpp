#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <unistd.h>

#include <gmock/gmock.h>
#include <sys/wait.h>

namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::StartsWith;

struct Outcome {
  int status;
  std::string out;
  std::string error;
};

std::string text_of(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Runs the command `tusk` as a user does, in a home folder of its own.
class ConfigCommand : public testing::Test {
 protected:
  ConfigCommand() : home_(testing::TempDir() + "tusk-command-" + std::to_string(getpid())) {
    std::filesystem::remove_all(home_);
    std::filesystem::create_directories(home_ + "/.config/tusk");
  }
  ~ConfigCommand() override { std::filesystem::remove_all(home_); }

  std::string file(const std::string& name) const { return home_ + "/.config/tusk/" + name; }

  Outcome tusk(const std::string& arguments, const std::string& variables = "") const {
    const std::string command = "env -i HOME=" + home_ + " TUSK_ROOT_CONFIG=" + home_ +
                                "/etc LD_LIBRARY_PATH=\"$LD_LIBRARY_PATH\" " + variables + " '" TUSK_TEST_COMMAND "' " +
                                arguments + " >" + home_ + "/out 2>" + home_ + "/error";
    const int status = std::system(command.c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, text_of(home_ + "/out"), text_of(home_ + "/error")};
  }

 private:
  std::string home_;
};

TEST_F(ConfigCommand, ListsKeysValuesAndSources) {
  std::ofstream(file("tusk.yaml")) << "scheduler:\n  threads: 4\n";
  const auto [status, out, error] = tusk("config list", "TUSK_MY__KEY='a b'");
  EXPECT_EQ(status, 0) << error;
  EXPECT_THAT(out, HasSubstr("\nscheduler.roundtrip                   false  default\n"));
  EXPECT_THAT(out, HasSubstr("\nscheduler.threads                     4      " + file("tusk.yaml") + ":2\n"));
  EXPECT_THAT(out, HasSubstr("\nmy.key                                a b    environment variable TUSK_MY__KEY\n"));
}

TEST_F(ConfigCommand, GetsAValueOrASection) {
  EXPECT_EQ(tusk("config get scheduler.threads", "TUSK_SCHEDULER__THREADS=3").out, "3\n");
  EXPECT_EQ(tusk("config get scheduler", "TUSK_SCHEDULER=sync").out, "{name: sync, roundtrip: false, threads: 0}\n");
  EXPECT_EQ(tusk("config get name", "TUSK_NAME='[not a list'").out, "[not a list\n");
}

TEST_F(ConfigCommand, FailsForAKeyThatIsNotSet) {
  const auto [status, out, error] = tusk("config get scheduler.thread");
  EXPECT_EQ(status, 1);
  EXPECT_EQ(out, "");
  EXPECT_EQ(error,
            "tusk: config key scheduler.thread is not set: did you mean scheduler.threads? `tusk config list` shows "
            "all keys\n");
}

TEST_F(ConfigCommand, FindsKeysByAWordWithEveryPlaceThatSetsThem) {
  std::ofstream(file("tusk.yaml")) << "scheduler:\n  threads: 4\n";
  const auto [status, out, error] = tusk("config find THREADS", "TUSK_SCHEDULER__THREADS=16");
  EXPECT_EQ(status, 0) << error;
  EXPECT_THAT(
      out,
      MatchesRegex(
          "scheduler.threads = 16\n  Threads that run tasks[^\n]*\n  16  environment variable TUSK_SCHEDULER__THREADS\n"
          "  4   [^\n]*/tusk.yaml:2\n  0   default\n"));
  EXPECT_EQ(tusk("config find xyzzy").status, 1);
  EXPECT_THAT(tusk("config find xyzzy").error, HasSubstr("got \"xyzzy\""));
}

TEST_F(ConfigCommand, SetsAKeyAndKeepsComments) {
  std::ofstream(file("tusk.yaml")) << "# mine\nscheduler:\n  threads: 4  # all of them\n";
  const auto [status, out, error] = tusk("config set scheduler.threads 8");
  EXPECT_EQ(status, 0) << error;
  EXPECT_EQ(out, "scheduler.threads = 8 in " + file("tusk.yaml") + "\n");
  EXPECT_EQ(error, "");
  EXPECT_EQ(text_of(file("tusk.yaml")), "# mine\nscheduler:\n  threads: 8  # all of them\n");
  EXPECT_EQ(tusk("config set cluster.hosts '[a, b]'").status, 0);
  EXPECT_EQ(tusk("config get cluster.hosts").out, "[a, b]\n");
  EXPECT_EQ(tusk("config set cluster.offset -5").status, 0);
  EXPECT_EQ(tusk("config get cluster.offset").out, "-5\n");
  EXPECT_EQ(tusk("config set cluster.name ''").status, 0);
  EXPECT_EQ(tusk("config get cluster.name").out, "\n");
}

TEST_F(ConfigCommand, SaysWhenWhatWasSetDoesNotCount) {
  const auto [status, out, error] = tusk("config set scheduler.threads 8", "TUSK_SCHEDULER__THREADS=2");
  EXPECT_EQ(status, 0);
  EXPECT_EQ(error,
            "tusk: scheduler.threads stays 2 here, which comes from: environment variable TUSK_SCHEDULER__THREADS\n");
  EXPECT_EQ(tusk("config set a 1 --file " + file("elsewhere.conf")).error,
            "tusk: a stays unset here, which comes from: no file that is read\n");
}

TEST_F(ConfigCommand, RefusesAValueThatDoesNotFit) {
  const auto [status, out, error] = tusk("config set scheduler.threads many");
  EXPECT_EQ(status, 1);
  EXPECT_EQ(error,
            "tusk: config key scheduler.threads must be a whole number: got \"many\" (from the value to write)\n");
  EXPECT_FALSE(std::filesystem::exists(file("tusk.yaml")));
}

TEST_F(ConfigCommand, RefusesAKeyOfItsOwnSectionsThatItDoesNotKnow) {
  for (const char* arguments : {"scheduler.thread 8", "scheduler '{thread: 8}'"}) {
    const auto [status, out, error] = tusk(std::string("config set ") + arguments);
    EXPECT_EQ(status, 1);
    EXPECT_EQ(error,
              "tusk: config key scheduler.thread is none that Tusk knows: did you mean scheduler.threads? `tusk config "
              "list` shows all keys\n");
  }
  EXPECT_FALSE(std::filesystem::exists(file("tusk.yaml")));
}

TEST_F(ConfigCommand, RefusesASchedulerThatDoesNotExist) {
  for (const char* key : {"scheduler.name", "scheduler"}) {
    const auto [status, out, error] = tusk(std::string("config set ") + key + " nosuch");
    EXPECT_EQ(status, 1);
    EXPECT_THAT(error, AllOf(HasSubstr("there is no scheduler \"nosuch\""), HasSubstr("threads")));
  }
  EXPECT_FALSE(std::filesystem::exists(file("tusk.yaml")));
  EXPECT_EQ(tusk("config set scheduler.name sync").status, 0);
  EXPECT_EQ(tusk("config set scheduler.name null").status, 0);
}

TEST_F(ConfigCommand, MarksValuesThatCanNotBeUsed) {
  const auto [status, out, error] = tusk("config list", "TUSK_SCHEDULER__THREADS=abc TUSK_SCHEDULER__NAME=nosuch");
  EXPECT_EQ(status, 0);
  EXPECT_THAT(out, HasSubstr("environment variable TUSK_SCHEDULER__THREADS (invalid)\n"));
  EXPECT_THAT(out, HasSubstr("environment variable TUSK_SCHEDULER__NAME (invalid)\n"));
  EXPECT_THAT(error, AllOf(HasSubstr("scheduler.threads must be a whole number"), HasSubstr("no scheduler")));
  const auto one = tusk("config get scheduler.threads", "TUSK_SCHEDULER__THREADS=abc");
  EXPECT_EQ(one.status, 1);
  EXPECT_EQ(one.out, "abc\n");
  EXPECT_THAT(one.error, HasSubstr("must be a whole number: got \"abc\""));
}

TEST_F(ConfigCommand, NamesFileAndLineOfABadFile) {
  std::ofstream(file("tusk.yaml")) << "a: 1\nb: [1,\n";
  const auto [status, out, error] = tusk("config list");
  EXPECT_EQ(status, 1);
  EXPECT_THAT(error,
              AllOf(StartsWith("tusk: " + file("tusk.yaml") + ":3:"), EndsWith("correct it, or move the file away\n")));
}

TEST_F(ConfigCommand, ReadsNoFileBeforeASettingIsNeeded) {
  std::ofstream(file("tusk.yaml")) << "a: [\n";
  const auto [status, out, error] = tusk("--version");
  EXPECT_EQ(status, 0) << error;
  EXPECT_THAT(out, MatchesRegex("[0-9]+\\.[0-9]+\\.[0-9]+\n"));
}

TEST_F(ConfigCommand, FailsWhenItsOutputIsLost) {
  const auto outcome = tusk("config list >/dev/full 2>/dev/null #");
  EXPECT_EQ(outcome.status, 1);
}

class MisusedCommand : public ConfigCommand, public testing::WithParamInterface<const char*> {};

TEST_P(MisusedCommand, ExitsWithTwoAndSaysWhereHelpIs) {
  const auto [status, out, error] = tusk(GetParam());
  EXPECT_EQ(status, 2);
  EXPECT_EQ(out, "");
  EXPECT_THAT(error, HasSubstr("--help"));
}

INSTANTIATE_TEST_SUITE_P(Cli, MisusedCommand,
                         testing::Values("", "config", "config get", "config set a", "config frobnicate", "frobnicate",
                                         "--frobnicate"));

TEST_F(ConfigCommand, ExplainsItself) {
  EXPECT_THAT(tusk("--help").out, HasSubstr("config"));
  EXPECT_THAT(tusk("config --help").out,
              AllOf(HasSubstr("list"), HasSubstr("get"), HasSubstr("find"), HasSubstr("set")));
}

}  // namespace
