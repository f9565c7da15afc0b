#include <string>

#include <gmock/gmock.h>

#include <tusk/core/error.h>

#include "tests/delayed/arithmetic.h"

namespace tusk::lab {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

TEST(Compute, DoesSharedWorkOnce) {
  take_runs();
  const auto shared = delayed(counted)(5);
  EXPECT_EQ(compute(shared + 1, shared + 2, shared), (std::tuple{6, 7, 5}));
  EXPECT_EQ(take_runs(), 1);
}

TEST(Compute, DoesEqualPureWorkOnce) {
  take_runs();
  const auto pure = delayed(counted, {.pure = true});
  EXPECT_EQ(compute(pure(5) + 1, pure(5) + 2), (std::tuple{6, 7}));
  EXPECT_EQ(take_runs(), 1);
}

TEST(Compute, DoesImpureWorkAsOftenAsItIsCalled) {
  take_runs();
  EXPECT_EQ(compute(delayed(counted)(5), delayed(counted)(5)), (std::tuple{5, 5}));
  EXPECT_EQ(take_runs(), 2);
}

TEST(Compute, TakesContainersAndPlainValues) {
  const auto two = delayed(inc)(1);
  const auto [numbers, pairs, plain] =
      compute(std::vector{two, two + 1}, std::map<std::string, std::pair<int, Delayed<int>>>{{"a", {1, two}}}, 7);
  EXPECT_THAT(numbers, ElementsAre(2, 3));
  EXPECT_EQ(pairs.at("a"), (std::pair{1, 2}));
  EXPECT_EQ(plain, 7);
}

TEST(Compute, GivesOneResultForOneArgument) {
  EXPECT_THAT(compute(std::vector{delayed(inc)(1), delayed(inc)(2)}), ElementsAre(2, 3));
  EXPECT_EQ(compute(delayed(inc)(1)), 2);
}

TEST(Compute, TakesOptionsFirst) {
  EXPECT_EQ(compute({.scheduler = "here"}, delayed(inc)(1), delayed(inc)(2)), (std::tuple{2, 3}));
  EXPECT_EQ(compute(RunOptions{.scheduler = "here"}, delayed(inc)(1)), 2);
  EXPECT_THROW(compute({.scheduler = "nowhere"}, delayed(inc)(1)), ValueError);
  EXPECT_THROW(delayed(inc)(1).compute({.scheduler = "nowhere"}), ValueError);
}

TEST(Persist, KeepsValuesUnderTheSameKeys) {
  take_runs();
  const auto x = delayed(counted)(5);
  const auto held = x.persist();
  EXPECT_EQ(held.key(), x.key());
  EXPECT_THAT(held.describe(), SizeIs(1));
  EXPECT_EQ((held + 1).compute() + (held + 2).compute(), 13);
  EXPECT_EQ(take_runs(), 1);
}

TEST(Persist, HoldsSeveralAndContainers) {
  take_runs();
  const auto x = delayed(counted)(5);
  const auto [sums, again] = persist(std::vector{x + 1, x + 2}, x);
  EXPECT_EQ(take_runs(), 1);
  EXPECT_EQ(compute(sums, again), (std::tuple{std::vector{6, 7}, 5}));
  EXPECT_EQ(take_runs(), 0);
}

TEST(Persist, MixesWithWhatIsNotPersisted) {
  const auto x = delayed(add)(1, 2);
  const auto held = x.persist();
  EXPECT_EQ((held + 1).key(), (x + 1).key());
  EXPECT_EQ(compute(held, x + 1), (std::tuple{3, 4}));
  EXPECT_EQ(compute(x + 1, held), (std::tuple{4, 3}));
}

TEST(Optimize, JoinsChainsAndKeepsKeys) {
  const auto start = delayed(inc)(1);
  auto end = start;
  for (int i = 0; i < 10; ++i) end = delayed(inc)(end);
  const auto small = optimize(end);
  EXPECT_EQ(small.key(), end.key());
  EXPECT_THAT(end.describe(), SizeIs(11));
  EXPECT_THAT(small.describe(), SizeIs(1));
  EXPECT_EQ(small.compute(), 12);
}

TEST(Optimize, KeepsWhatIsTakenTwiceOrAskedFor) {
  const auto x = delayed(inc)(1);
  const auto middle = delayed(inc)(x);
  const auto end = delayed(inc)(middle);
  const auto [small_end, small_middle] = optimize(end, middle);
  EXPECT_THAT(small_end.describe(), SizeIs(2));
  EXPECT_EQ(compute(small_end, small_middle), (std::tuple{4, 3}));
  const auto twice = optimize(delayed(add)(x, x));
  EXPECT_THAT(twice.describe(), SizeIs(2));
  EXPECT_EQ(twice.compute(), 4);
}

TEST(Optimize, KeepsEqualPureWorkInOneTask) {
  take_runs();
  const auto pure = delayed(counted, {.pure = true});
  const auto [a, b] = optimize(delayed(inc)(pure(1)), delayed(inc)(pure(1)));
  EXPECT_EQ(compute(a, b), (std::tuple{2, 2}));
  EXPECT_EQ(take_runs(), 1);
}

TEST(Optimize, JoinsOnlyTasksWithEqualAnnotations) {
  const auto x = delayed(inc)(1);
  const auto scope = annotate({.retries = 2});
  EXPECT_THAT(optimize(delayed(inc)(x)).describe(), SizeIs(2));
}

TEST(Optimize, LeavesPortableGraphsPortable) {
  const auto small = optimize(delayed(inc)(delayed(inc)(1)));
  const OperationPtr operation = small.node()->parts().operation;
  EXPECT_TRUE(operation->is_portable());
  EXPECT_EQ(operation->print(), "test.inc(1) | test.inc(#0)");
  EXPECT_EQ(written_and_read(*operation)->hash(), operation->hash());
}

}  // namespace
}  // namespace tusk::lab
