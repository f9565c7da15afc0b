#include <tusk/core/config.h>

#include <chrono>
#include <optional>

#include <gmock/gmock.h>

#include <tusk/core/error.h>
#include <tusk/core/machine.h>

#include "core/config_defaults.h"
#include "tests/core/config_folder.h"

namespace {

namespace config = tusk::config;
using config::Entry;
using config::List;
using config::Map;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;
using testing::StartsWith;
using testing::ThrowsMessage;

struct ConfigPlaces : tusk::test::ConfigTest {};

std::vector<std::pair<std::string, std::string>> places(const std::string& key) {
  std::vector<std::pair<std::string, std::string>> found;
  for (const Entry& entry : config::places(key)) found.emplace_back(to_text(entry.value), entry.source);
  return found;
}

TEST_F(ConfigPlaces, CountMoreTheNearerTheyAreToTheCode) {
  const auto etc = write("etc/tusk.yaml", "scheduler:\n  threads: 1\n");
  const auto home = write("home/.config/tusk/tusk.yaml", "scheduler:\n  threads: 2\n");
  const auto named = write("named/tusk.yml", "\nscheduler.threads: 3\n");
  set_variable("TUSK_CONFIG", path("named"));
  set_variable("TUSK_SCHEDULER__THREADS", "4");
  config::refresh();
  EXPECT_EQ(config::get<int>("scheduler.threads"), 4);
  const auto scope = config::set({{"scheduler.threads", 5}});
  EXPECT_EQ(config::get<int>("scheduler.threads"), 5);
  EXPECT_THAT(
      places("scheduler.threads"),
      ElementsAre(Pair("5", "code"), Pair("4", "environment variable TUSK_SCHEDULER__THREADS"), Pair("3", named + ":2"),
                  Pair("2", home + ":2"), Pair("1", etc + ":2"), Pair("0", "default")));
}

TEST_F(ConfigPlaces, AreMergedKeyByKeyInTheOrderOfFileNames) {
  write("etc/b.yaml", "a: {x: 1, y: 1}\n");
  write("etc/c.yml", "a: {y: 2}\nscheduler: {threads: 7}\n");
  write("etc/d.txt", "a: {y: 3}\n");
  config::refresh();
  EXPECT_EQ(config::get<Map>("a"), (Map{{"x", 1}, {"y", 2}}));
  EXPECT_EQ(config::get<int>("scheduler.threads"), 7);
  EXPECT_FALSE(config::get<bool>("scheduler.roundtrip"));
}

TEST_F(ConfigPlaces, MayBeOneFile) {
  set_variable("TUSK_CONFIG", write("mine.conf", "scheduler: {threads: 9}\n"));
  config::refresh();
  EXPECT_EQ(config::get<int>("scheduler.threads"), 9);
}

TEST_F(ConfigPlaces, MayBeAbsent) {
  set_variable("TUSK_CONFIG", path("nowhere"));
  config::refresh();
  EXPECT_EQ(config::entry("scheduler.threads").source, "default");
}

TEST_F(ConfigPlaces, EnvironmentVariablesNameKeysWithUnderscores) {
  const auto key_count = config::list().size();
  set_variable("TUSK_MY_SECTION__SOME_KEY__DEEP", "[1, two, '3']");
  set_variable("TUSK___", "passed over");
  set_variable("TUSK_", "passed over");
  set_variable("TUSK_A____B", "passed over");
  config::refresh();
  EXPECT_EQ(config::get<List>("my-section.some-key.deep"), (List{1, "two", "3"}));
  EXPECT_EQ(config::list().size(), key_count + 1);
}

TEST_F(ConfigPlaces, AShortenedSchedulerIsItsName) {
  write("etc/tusk.yaml", "scheduler: sync\n");
  config::refresh();
  EXPECT_EQ(config::get<std::string>("scheduler.name"), "sync");
  set_variable("TUSK_SCHEDULER", "threads");
  config::refresh();
  EXPECT_EQ(config::get<std::string>("scheduler.name"), "threads");
  const auto scope = config::set({{"scheduler", "single-threaded"}});
  EXPECT_EQ(config::get<std::string>("scheduler.name"), "single-threaded");
  EXPECT_EQ(config::get<int>("scheduler.threads"), 0);
}

TEST_F(ConfigPlaces, AnEmptySectionChangesNothing) {
  write("etc/tusk.yaml", "scheduler:\n# threads: 4\noptimization: {}\n");
  config::refresh();
  EXPECT_EQ(config::get<int>("scheduler.threads"), 0);
  EXPECT_TRUE(config::get<bool>("optimization.fuse.active"));
}

struct ConfigReads : tusk::test::ConfigTest {};

TEST_F(ConfigReads, TakeDashAndUnderscoreForTheSame) {
  write("etc/a.yaml", "my_section: {one-key: 1}\n");
  write("etc/b.yaml", "my-section: {one_key: 2}\n");
  config::refresh();
  EXPECT_EQ(config::get<int>("my-section.one_key"), 2);
  EXPECT_EQ(config::entry("my-section.one-key").key, "my_section.one-key");
}

TEST_F(ConfigReads, GiveASectionAsAMapWithItsKeysSorted) {
  write("etc/a.yaml", "s: {b.c: 1, a-b: 2, a: {z: 3, y: 4}, b: {d: 5}, ab: 6}\n");
  config::refresh();
  EXPECT_EQ(to_text(config::entry("s").value), "{a: {y: 4, z: 3}, a-b: 2, ab: 6, b: {c: 1, d: 5}}");
}

TEST_F(ConfigReads, ReplaceAValueByASectionAndBack) {
  write("etc/a.yaml", "x: 1\ny: {a: 1, b: 2}\n");
  write("etc/b.yaml", "x: {a: 2}\ny: 3\n");
  config::refresh();
  EXPECT_EQ(config::get<Map>("x"), (Map{{"a", 2}}));
  EXPECT_EQ(config::get<int>("y"), 3);
  EXPECT_FALSE(config::find("y.a"));
}

TEST_F(ConfigReads, FallBackWhereAKeyIsNotSetOrNull) {
  const auto scope = config::set({{"nothing", nullptr}});
  EXPECT_EQ(config::get("no.such", 5), 5);
  EXPECT_EQ(config::get("nothing", 5), 5);
  EXPECT_EQ(config::get<std::string>("no.such", "text"), "text");
  EXPECT_EQ(config::get<std::optional<int>>("nothing"), std::nullopt);
  EXPECT_EQ(config::get("scheduler.threads", 5), 0);
}

TEST_F(ConfigReads, NameSimilarKeysForOneThatIsNotSet) {
  EXPECT_THAT([] { config::get<int>("scheduler.thread"); },
              ThrowsMessage<tusk::KeyError>("config key scheduler.thread is not set: did you mean scheduler.threads? "
                                            "`tusk config list` shows all keys"));
  EXPECT_THAT([] { config::get<int>("threads"); },
              ThrowsMessage<tusk::KeyError>(HasSubstr("did you mean scheduler.threads?")));
  EXPECT_THAT([] { config::get<int>("xyzzy"); },
              ThrowsMessage<tusk::KeyError>("config key xyzzy is not set: `tusk config list` shows all keys"));
}

TEST_F(ConfigReads, ConvertWhatMeansTheSame) {
  const auto scope = config::set({{"int", "4"},
                                  {"whole", 4.0},
                                  {"on", "On"},
                                  {"off", "no"},
                                  {"one", 1},
                                  {"text", config::parse_setting("007")},
                                  {"size", "1.5 KiB"},
                                  {"bytes", 100},
                                  {"time", "200ms"},
                                  {"seconds", 0.25},
                                  {"list", List{1}}});
  EXPECT_EQ(config::get<int>("int"), 4);
  EXPECT_EQ(config::get<std::uint64_t>("whole"), 4u);
  EXPECT_EQ(config::get<double>("int"), 4.0);
  EXPECT_TRUE(config::get<bool>("on"));
  EXPECT_FALSE(config::get<bool>("off"));
  EXPECT_TRUE(config::get<bool>("one"));
  EXPECT_EQ(config::get<std::string>("text"), "007");
  EXPECT_EQ(config::get<std::string>("on"), "On");
  EXPECT_EQ(config::get_bytes("size"), 1536u);
  EXPECT_EQ(config::get_bytes("bytes"), 100u);
  EXPECT_EQ(config::get_duration("time"), std::chrono::milliseconds(200));
  EXPECT_EQ(config::get_duration("seconds"), std::chrono::milliseconds(250));
  EXPECT_EQ(config::get<List>("list"), List{1});
}

TEST_F(ConfigReads, TakeAShareOfTheMemory) {
  const auto total = tusk::total_memory_bytes();
  const auto scope =
      config::set({{"half", "50%"}, {"fraction", 0.25}, {"size", "1 GiB"}, {"none", 0}, {"null", nullptr}});
  EXPECT_EQ(config::get_memory("half"), total / 2);
  EXPECT_EQ(config::get_memory("fraction"), total / 4);
  EXPECT_EQ(config::get_memory("size"), std::uint64_t(1) << 30);
  EXPECT_EQ(config::get_memory("none"), 0u);
  EXPECT_EQ(config::get_memory("null"), 0u);
}

struct Misfit {
  config::Setting value;
  void (*read)(std::string_view key);
  const char* message;
};

template <class T>
void get(std::string_view key) {
  (void)config::get<T>(key);
}

class ConfigMisfits : public tusk::test::ConfigTest, public testing::WithParamInterface<Misfit> {};

TEST_P(ConfigMisfits, AreRefusedWithTheirSource) {
  const auto scope = config::set({{"x.y", GetParam().value}});
  EXPECT_THAT([] { GetParam().read("x.y"); },
              ThrowsMessage<tusk::ValueError>(std::string("config key x.y must be ") + GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    Config, ConfigMisfits,
    testing::Values(
        Misfit{"many", get<int>, "a whole number: got \"many\" (from code)"},
        Misfit{1.5, get<int>, "a whole number: got 1.5 (from code)"},
        Misfit{nullptr, get<int>, "a whole number: got null (from code)"},
        Misfit{Map{{"a", 1}}, get<int>, "a whole number: got {a: 1} (from code)"},
        Misfit{3'000'000'000, get<int>, "a whole number from -2147483648 to 2147483647: got 3000000000 (from code)"},
        Misfit{-1, get<std::uint64_t>, "a whole number from 0 to 9223372036854775807: got -1 (from code)"},
        Misfit{1e19, get<std::int64_t>, "a whole number: got 1e+19 (from code)"},
        Misfit{2, get<bool>, "true or false: got 2 (from code)"},
        Misfit{"maybe", get<bool>, "true or false: got \"maybe\" (from code)"},
        Misfit{"x", get<double>, "a number: got \"x\" (from code)"},
        Misfit{List{1}, get<std::string>, "a text: got [1] (from code)"},
        Misfit{nullptr, get<std::string>, "a text: got null (from code)"},
        Misfit{1, get<List>, "a list such as [1, 2]: got 1 (from code)"},
        Misfit{"a", get<Map>, "a section or a map such as {a: 1}: got \"a\" (from code)"},
        Misfit{"12 parsecs", [](std::string_view key) { (void)config::get_bytes(key); },
               "a size such as \"1.5 GiB\" or a number of bytes: got \"12 parsecs\" (from code)"},
        Misfit{-5, [](std::string_view key) { (void)config::get_duration(key); },
               "a duration such as \"200ms\" or a number of seconds: got -5 (from code)"},
        Misfit{"120%", [](std::string_view key) { (void)config::get_memory(key); },
               "a size such as \"1.5 GiB\", a share such as \"80%\", or 0 for no limit: got \"120%\" (from code)"}));

TEST_F(ConfigReads, NameFileAndLineOfAMisfit) {
  const auto file = write("etc/tusk.yaml", "# ours\nscheduler:\n  threads: many\n");
  config::refresh();
  EXPECT_THAT([] { config::get<int>("scheduler.threads"); },
              ThrowsMessage<tusk::ValueError>(
                  "config key scheduler.threads must be a whole number: got \"many\" (from " + file + ":3)"));
}

TEST(ConfigDefaults, AreSortedDescribedAndFitTheirKinds) {
  std::string last;
  for (const auto& row : tusk::core::config_defaults()) {
    EXPECT_LT(last, row.key);
    EXPECT_FALSE(row.description.empty()) << row.key;
    EXPECT_NO_THROW(tusk::core::check_kind({std::string(row.key), row.value, "default"})) << row.key;
    last = row.key;
  }
  EXPECT_THAT(config::description("scheduler.threads"), StartsWith("Threads"));
  EXPECT_EQ(config::description("no.such"), "");
}

}  // namespace
