#include "scheduler/future_table.h"

#include <array>

#include <gmock/gmock.h>

#include <tusk/core/error.h>

#include "tests/scheduler/graphs.h"

namespace tusk::scheduler {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

// A table whose tasks add one; keys are the letters that a test gives them.
class FutureTableTest : public ::testing::Test {
 protected:
  FutureId submit(const std::string& key, std::vector<FutureId> inputs = {}, Annotations annotations = {}) {
    changes_ = {};
    return table_.submit(Key{key}, operation(testing::AddOne()), std::move(inputs), &annotations, changes_);
  }
  std::string take() {
    job_ = table_.take();
    return job_ ? job_->key.name : "nothing";
  }
  Changes finish_taken(std::int64_t result = 1) { return table_.done(job_->id, job_->attempt, Value::of(result)); }
  Changes fail_taken(const std::string& message = "broken") {
    return table_.failed(job_->id, job_->attempt,
                         TaskFailure{.exception = std::make_exception_ptr(ValueError(message)),
                                     .key = job_->key,
                                     .operation = "add()",
                                     .waiting = {}});
  }

  FutureTable table_;
  Changes changes_;
  std::optional<Job> job_;
};

TEST_F(FutureTableTest, GivesATaskOutWhenItsInputsAreFinished) {
  const FutureId x = submit("x");
  const FutureId y = submit("y", {x});
  EXPECT_EQ(take(), "x");
  EXPECT_EQ(take(), "nothing");
  job_ = Job{.id = x, .attempt = 0, .retries = 0, .key = Key{"x"}, .operation = nullptr, .inputs = {}};
  EXPECT_THAT(finish_taken(7).ended, ElementsAre(x));
  EXPECT_EQ(take(), "y");
  EXPECT_EQ(job_->inputs.at(0).as<int>(), 7);
  finish_taken(8);
  EXPECT_EQ(table_.status(y), FutureStatus::Finished);
  EXPECT_EQ(table_.result(y).as<int>(), 8);
}

TEST_F(FutureTableTest, GivesHigherPrioritiesOutFirstAndEqualOnesInTheOrderOfSubmission) {
  submit("first");
  submit("second");
  submit("urgent", {}, {.priority = 10});
  submit("idle", {}, {.priority = -1});
  EXPECT_EQ(take(), "urgent");
  EXPECT_EQ(take(), "first");
  EXPECT_EQ(take(), "second");
  EXPECT_EQ(take(), "idle");
}

TEST_F(FutureTableTest, TakesOneKeyAsOneTask) {
  const FutureId x = submit("x");
  EXPECT_EQ(submit("x"), x);
  EXPECT_EQ(take(), "x");
  EXPECT_EQ(take(), "nothing");
}

TEST_F(FutureTableTest, ForgetsAResultWithItsLastHandle) {
  const FutureId x = submit("x");
  table_.retain(x);
  take();
  finish_taken();
  EXPECT_THAT(table_.release(x).freed, IsEmpty());
  EXPECT_EQ(table_.release(x).freed.size(), 1u);
  EXPECT_FALSE(table_.has(x));
}

TEST_F(FutureTableTest, KeepsAResultThatAnUnfinishedTaskNeeds) {
  const FutureId x = submit("x");
  const FutureId y = submit("y", {x});
  take();
  finish_taken();
  table_.release(x);
  EXPECT_TRUE(table_.has(x));
  take();
  finish_taken();
  EXPECT_FALSE(table_.has(x));
  EXPECT_TRUE(table_.has(y));
}

TEST_F(FutureTableTest, DropsQueuedTasksThatNobodyWants) {
  const FutureId x = submit("x");
  const FutureId y = submit("y", {x});
  table_.release(x);
  EXPECT_TRUE(table_.has(x));
  table_.release(y);
  EXPECT_EQ(table_.task_count(), 0u);
  EXPECT_EQ(table_.pending_count(), 0u);
  EXPECT_EQ(take(), "nothing");
}

TEST_F(FutureTableTest, LetsARunningTaskEndAndThenForgetsIt) {
  const FutureId x = submit("x");
  take();
  table_.release(x);
  EXPECT_TRUE(table_.has(x));
  EXPECT_EQ(finish_taken().freed.size(), 1u);
  EXPECT_EQ(table_.task_count(), 0u);
}

TEST_F(FutureTableTest, FailsAllThatNeedAFailedTaskAndTellsTheWay) {
  const FutureId x = submit("x");
  const FutureId y = submit("y", {x});
  const FutureId z = submit("z", {y});
  const FutureId other = submit("other");
  take();
  EXPECT_THAT(fail_taken().ended, UnorderedElementsAre(x, y, z));
  EXPECT_EQ(table_.status(z), FutureStatus::Error);
  EXPECT_EQ(table_.failure(z).key.name, "x");
  EXPECT_THAT(table_.failure(z).waiting, ElementsAre(Key{"y"}, Key{"z"}));
  EXPECT_EQ(table_.status(other), FutureStatus::Pending);
}

TEST_F(FutureTableTest, FailsATaskThatIsSubmittedOnAFailedOne) {
  const FutureId x = submit("x");
  take();
  fail_taken();
  const FutureId y = submit("y", {x});
  EXPECT_EQ(table_.status(y), FutureStatus::Error);
  EXPECT_THAT(changes_.ended, ElementsAre(y));
}

TEST_F(FutureTableTest, CancelsATaskAndAllThatNeedIt) {
  const FutureId x = submit("x");
  const FutureId y = submit("y", {x});
  EXPECT_THAT(table_.cancel(std::array{x}).ended, UnorderedElementsAre(x, y));
  EXPECT_EQ(take(), "nothing");
  EXPECT_EQ(table_.status(y), FutureStatus::Cancelled);
}

TEST_F(FutureTableTest, AsksARunningTaskToStopAndIgnoresWhatItStillSays) {
  const FutureId x = submit("x");
  take();
  EXPECT_THAT(table_.cancel(std::array{x}).to_stop, ElementsAre(x));
  EXPECT_EQ(finish_taken().freed.size(), 1u);
  EXPECT_EQ(table_.status(x), FutureStatus::Cancelled);
}

TEST_F(FutureTableTest, RetriesAFailedTaskWithTheFailedOnesThatItNeeds) {
  const FutureId x = submit("x");
  const FutureId y = submit("y", {x});
  take();
  fail_taken();
  EXPECT_TRUE(table_.retry(std::array{y}).has_ready);
  EXPECT_EQ(take(), "x");
  finish_taken();
  EXPECT_EQ(take(), "y");
  finish_taken();
  EXPECT_EQ(table_.status(y), FutureStatus::Finished);
}

TEST_F(FutureTableTest, DoesNotLetAnOldAttemptEndANewOne) {
  const FutureId x = submit("x");
  take();
  const Job old = *job_;
  table_.cancel(std::array{x});
  table_.retry(std::array{x});
  take();
  table_.done(old.id, old.attempt, Value::of(1));
  EXPECT_EQ(table_.status(x), FutureStatus::Pending);
  finish_taken(2);
  EXPECT_EQ(table_.result(x).as<int>(), 2);
}

TEST_F(FutureTableTest, StartsACancelledTaskAnewWhenItIsSubmittedAgain) {
  const FutureId x = submit("x");
  table_.cancel(std::array{x});
  submit("x");
  EXPECT_EQ(table_.status(x), FutureStatus::Pending);
  EXPECT_EQ(take(), "x");
}

TEST_F(FutureTableTest, SaysWhatATaskWaitsFor) {
  const FutureId x = submit("x");
  const FutureId y = submit("y", {x});
  take();
  EXPECT_EQ(table_.why(y), "waiting; needs x, which is running");
  EXPECT_EQ(table_.why(x), "running");
}

TEST_F(FutureTableTest, RefusesInputsThatAreNotThere) { EXPECT_THROW(submit("x", {99}), KeyError); }

TEST_F(FutureTableTest, FindsWhatATaskStillWaitsFor) {
  const FutureId x = submit("x"), y = submit("y", {x}), data = submit("data"), z = submit("z", {y, x, data});
  EXPECT_THAT(table_.unfinished_inputs(std::array{z}), UnorderedElementsAre(x, y, data));
  EXPECT_THAT(table_.unfinished_inputs(std::array{z, y}), UnorderedElementsAre(x, data));
  EXPECT_THAT(table_.unfinished_inputs(std::array{x}), IsEmpty());
  EXPECT_EQ(take(), "x");
  finish_taken();
  EXPECT_THAT(table_.unfinished_inputs(std::array{z}), UnorderedElementsAre(y, data));
}

}  // namespace
}  // namespace tusk::scheduler
