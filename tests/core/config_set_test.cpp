#include <atomic>
#include <optional>
#include <thread>

#include <gmock/gmock.h>
#include <sys/wait.h>

#include <tusk/core/config.h>
#include <tusk/core/error.h>

#include "tests/core/config_folder.h"

namespace {

namespace config = tusk::config;
using testing::HasSubstr;
using testing::ThrowsMessage;

struct ConfigSet : tusk::test::ConfigTest {};

int threads() { return config::get<int>("scheduler.threads"); }

TEST_F(ConfigSet, HoldsUntilTheScopeEnds) {
  {
    const auto outer = config::set({{"scheduler.threads", 1}, {"new.key", "x"}});
    {
      const auto inner = config::set({{"scheduler.threads", 2}});
      EXPECT_EQ(threads(), 2);
    }
    EXPECT_EQ(threads(), 1);
    EXPECT_EQ(config::get<std::string>("new.key"), "x");
  }
  EXPECT_EQ(threads(), 0);
  EXPECT_FALSE(config::find("new.key"));
}

TEST_F(ConfigSet, ScopesMayEndInAnyOrder) {
  auto first = std::optional(config::set({{"scheduler.threads", 1}}));
  auto second = std::optional(config::set({{"scheduler.threads", 2}}));
  auto third = std::optional(config::set({{"scheduler.threads", 3}}));
  second.reset();
  EXPECT_EQ(threads(), 3);
  first.reset();
  EXPECT_EQ(threads(), 3);
  third.reset();
  EXPECT_EQ(threads(), 0);
}

TEST_F(ConfigSet, ScopesMove) {
  auto scope = config::set({{"scheduler.threads", 1}});
  auto moved = std::move(scope);
  scope.end();
  EXPECT_EQ(threads(), 1);
  moved = config::set({{"scheduler.threads", 2}});
  EXPECT_EQ(threads(), 2);
  moved.end();
  EXPECT_EQ(threads(), 0);
  moved.end();
}

TEST_F(ConfigSet, WhatIsKeptOutlivesTheScopesAroundIt) {
  {
    const auto around = config::set({{"kept.a", 1}});
    config::set({{"kept.a", 2}, {"kept.b", 2}}).keep();
  }
  config::set({{"kept.b", 3}}).keep();
  EXPECT_EQ(config::get<int>("kept.a"), 2);
  EXPECT_EQ(config::get<int>("kept.b"), 3);
  EXPECT_EQ(config::places("kept.b").size(), 1u) << "what was kept in a loop must not pile up";
}

TEST_F(ConfigSet, TakesMapsForSections) {
  const auto scope = config::set({{"scheduler", config::Map{{"threads", 3}, {"name", "sync"}}}});
  EXPECT_EQ(threads(), 3);
  EXPECT_EQ(config::get<std::string>("scheduler.name"), "sync");
  EXPECT_FALSE(config::get<bool>("scheduler.roundtrip"));
}

struct Refusal {
  config::Map settings;
  const char* message;
};

class ConfigSetRefuses : public tusk::test::ConfigTest, public testing::WithParamInterface<Refusal> {};

TEST_P(ConfigSetRefuses, WithoutSettingAnything) {
  config::Map settings = {{"other.key", 1}};
  settings.insert(settings.end(), GetParam().settings.begin(), GetParam().settings.end());
  EXPECT_THAT([&] { config::set(settings).keep(); }, ThrowsMessage<tusk::ValueError>(HasSubstr(GetParam().message)));
  EXPECT_FALSE(config::find("other.key"));
}

INSTANTIATE_TEST_SUITE_P(
    Config, ConfigSetRefuses,
    testing::Values(
        Refusal{{{"scheduler.threads", "many"}},
                "config key scheduler.threads must be a whole number: got \"many\" (from code)"},
        Refusal{{{"scheduler.threads", -1}}, "must be a whole number from 0"},
        Refusal{{{"scheduler.threads", nullptr}}, "must be a whole number: got null"},
        Refusal{{{"scheduler.roundtrip", 3}}, "must be true or false: got 3"},
        Refusal{{{"memory.limit", "12 parsecs"}}, "config key memory.limit must be a size"},
        Refusal{{{"scheduler.name", config::List{}}}, "config key scheduler.name must be a text: got []"},
        Refusal{{{"scheduler", 4}}, "config key scheduler must be a section with keys such as scheduler.name: got 4"},
        Refusal{{{"scheduler.threads.x", 4}},
                "config key scheduler.threads must be a value, not a section: got scheduler.threads.x"},
        Refusal{{{"", 1}}, "a config key must be 1 to 32 names with dots between them: got \"\" (from code)"},
        Refusal{{{"a..b", 1}}, "got \"a..b\""}, Refusal{{{".a", 1}}, "got \".a\""}, Refusal{{{"a.", 1}}, "got \"a.\""},
        Refusal{{{"a\nb", 1}}, "got \"a\\nb\""}, Refusal{{{"a", config::Map{{"", 1}}}}, "got \"\""},
        Refusal{{{std::string(65, 'a').replace(1, 1, ".") +
                      std::string(".a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a"),
                  1}},
                "1 to 32 names"}));

TEST_F(ConfigSet, StaysWhenFilesAreReadAnew) {
  const auto scope = config::set({{"scheduler.threads", 1}});
  write("etc/a.yaml", "scheduler: {threads: 2, name: sync}\n");
  config::refresh();
  EXPECT_EQ(threads(), 1);
  EXPECT_EQ(config::get<std::string>("scheduler.name"), "sync");
}

TEST_F(ConfigSet, ManyThreadsReadAndSetAtOnce) {
  std::atomic<int> wrong_count = 0;
  std::vector<std::thread> workers;
  for (int worker = 1; worker <= 4; ++worker) {
    workers.emplace_back([&wrong_count, worker] {
      const std::string own = "own.key" + std::to_string(worker);
      for (int i = 0; i < 200; ++i) {
        const auto scope = config::set({{own, i}, {"scheduler.threads", worker}});
        wrong_count += config::get<int>(own) != i || threads() < 1 || threads() > 4;
        if (i % 50 == 0) config::refresh();
      }
    });
  }
  for (auto& worker : workers) worker.join();
  EXPECT_EQ(wrong_count, 0);
  EXPECT_EQ(threads(), 0);
}

TEST_F(ConfigSet, AForkedChildReadsWhileOtherThreadsOfTheParentDo) {
  std::atomic<bool> is_over = false;
  std::thread reader([&] {
    while (!is_over) threads();
  });
  for (int i = 0; i < 50; ++i) {
    const pid_t child = fork();
    if (child == 0) {
      alarm(20);
      const auto scope = config::set({{"scheduler.threads", 3}});
      _exit(threads());
    }
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 3) << status;
  }
  is_over = true;
  reader.join();
}

}  // namespace
