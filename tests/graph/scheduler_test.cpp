#include <tusk/graph/scheduler.h>

#include <stdexcept>

#include <gmock/gmock.h>

#include <tusk/core/config.h>
#include <tusk/core/error.h>

namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsNull;
using testing::ThrowsMessage;
using tusk::Key;
using tusk::RunOptions;
using tusk::Scheduler;
using tusk::TaskFailure;

struct NamedScheduler final : Scheduler {
  explicit NamedScheduler(std::string name) : own_name(std::move(name)) {}
  std::string_view name() const override { return own_name; }
  std::vector<tusk::Value> run(std::shared_ptr<const tusk::graph::TaskGraph>, std::span<const tusk::graph::TaskId>,
                               const RunOptions&) override {
    return {};
  }
  std::string own_name;
};

// Registers a stand-in for the default scheduler, which this layer does not have, and two more.
class SchedulerChoice : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    try {
      tusk::register_scheduler({"threads"}, std::make_shared<NamedScheduler>("threads"));
    } catch (const tusk::ValueError&) {  // the real one is linked in
    }
    tusk::register_scheduler({"test-slow", "test-Careful"}, slow());
    tusk::register_scheduler({"test-fast"}, std::make_shared<NamedScheduler>("test-fast"));
  }
  static std::shared_ptr<NamedScheduler> slow() {
    static const auto scheduler = std::make_shared<NamedScheduler>("test-slow");
    return scheduler;
  }
  static std::string chosen(const RunOptions& options = {}) {
    return std::string(tusk::chosen_scheduler(options)->name());
  }

  // Whatever the machine's configuration says.
  tusk::config::Scope no_name_ = tusk::config::set({{"scheduler.name", nullptr}});
};

TEST_F(SchedulerChoice, IsThreadsUnlessSomebodySaysOtherwise) { EXPECT_EQ(chosen(), "threads"); }

TEST_F(SchedulerChoice, PrefersTheArgumentThenTheConfigurationThenTheClient) {
  const auto client = std::make_shared<NamedScheduler>("client");
  EXPECT_THAT(tusk::set_client_scheduler(client), IsNull());
  EXPECT_EQ(chosen(), "client");
  {
    const auto scope = tusk::config::set({{"scheduler.name", "test-slow"}});
    EXPECT_EQ(chosen(), "test-slow");
    EXPECT_EQ(chosen({.scheduler = "test-fast"}), "test-fast");
  }
  EXPECT_EQ(tusk::set_client_scheduler(nullptr), client);
  EXPECT_EQ(chosen(), "threads");
}

TEST_F(SchedulerChoice, KnowsASchedulerUnderAllItsNamesInAnyCase) {
  EXPECT_EQ(chosen({.scheduler = "test-careful"}), "test-slow");
  EXPECT_EQ(chosen({.scheduler = "TEST-SLOW"}), "test-slow");
}

TEST_F(SchedulerChoice, OfAnUnknownNameListsThoseThereAre) {
  EXPECT_THAT(
      [] { chosen({.scheduler = "thread"}); },
      ThrowsMessage<tusk::ValueError>(AllOf(HasSubstr("no scheduler \"thread\"; those that exist are "),
                                            HasSubstr("test-careful, "), HasSubstr("test-fast, test-slow, thread"))));
  const auto scope = tusk::config::set({{"scheduler.name", "no-such"}});
  EXPECT_THROW(chosen(), tusk::ValueError);
}

TEST_F(SchedulerChoice, SaysOfDasksClusterNamesWhatToUseUntilThen) {
  for (const char* name : {"processes", "multiprocessing", "Distributed"}) {
    EXPECT_THAT([&] { chosen({.scheduler = name}); },
                ThrowsMessage<tusk::NotImplementedError>(
                    AllOf(HasSubstr(name), HasSubstr("comes with the cluster"), HasSubstr("\"threads\""))));
  }
}

TEST_F(SchedulerChoice, GivesANameToOneSchedulerOnly) {
  EXPECT_NO_THROW(tusk::register_scheduler({"test-slow"}, slow()));
  EXPECT_THROW(tusk::register_scheduler({"test-unused", "Test-Slow"}, std::make_shared<NamedScheduler>("other")),
               tusk::ValueError);
  EXPECT_THROW(tusk::find_scheduler("test-unused"), tusk::ValueError);
  EXPECT_THROW(tusk::register_scheduler({"test-null"}, nullptr), tusk::ValueError);
}

TaskFailure division_failure() {
  return {.exception = std::make_exception_ptr(std::domain_error("division by zero")),
          .key = Key{"div-1"},
          .operation = "div(1, 0)",
          .waiting = {Key{"sum-3"}, Key{"mean-4", {0, 2}}}};
}

TEST(TaskFailure, PrintsTheTaskTheCallAndWhoWaited) {
  TaskFailure failure = division_failure();
  EXPECT_EQ(failure.print(), "task 'div-1' failed: div(1, 0); needed by 'sum-3', ('mean-4', 0, 2)");
  failure.attempts = 3;
  failure.waiting.clear();
  EXPECT_EQ(failure.print(), "task 'div-1' failed after 3 attempts: div(1, 0)");
}

TEST(TaskFailure, PrintsOnlyTheFirstOfALongChain) {
  TaskFailure failure = division_failure();
  failure.waiting.assign(1'000, Key{"next-1"});
  EXPECT_THAT(failure.print(), HasSubstr("'next-1', ... (1000 in all)"));
}

TEST(TaskFailure, IsKnownWhileItsExceptionIsHandled) {
  EXPECT_THAT(tusk::task_failure(), IsNull());
  try {
    tusk::rethrow_failure(division_failure());
  } catch (const std::domain_error& error) {
    EXPECT_STREQ(error.what(), "division by zero");
    ASSERT_NE(tusk::task_failure(), nullptr);
    EXPECT_EQ(tusk::task_failure()->key, Key{"div-1"});
  }
  EXPECT_THAT(tusk::task_failure(), IsNull());
}

TEST(TaskFailure, IsOfTheExceptionThatIsHandledAndOfNoOther) {
  try {
    tusk::rethrow_failure(division_failure());
  } catch (const std::domain_error&) {
    try {
      throw std::domain_error("division by zero");
    } catch (const std::domain_error&) {
      EXPECT_THAT(tusk::task_failure(), IsNull());
    }
    EXPECT_NE(tusk::task_failure(), nullptr);
    try {
      throw;
    } catch (const std::exception&) {
      EXPECT_NE(tusk::task_failure(), nullptr);
    }
    tusk::forget_failure();
    EXPECT_THAT(tusk::task_failure(), IsNull());
  }
}

}  // namespace
