#include <string>

#include <gmock/gmock.h>

#include "tests/delayed/arithmetic.h"

namespace tusk::lab {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

const auto same = [](const auto& value) { return value; };

// A container with delayed values inside comes out of a task, and out of compute, with values in their places.
template <class T>
auto computed(const T& container) {
  const auto through_task = delayed(same)(container).compute();
  EXPECT_EQ(through_task, compute(container));
  EXPECT_EQ(through_task, delayed(container).compute());
  return through_task;
}

TEST(Containers, AreSearchedForDelayedValues) {
  const auto two = delayed(inc)(1);
  const auto three = delayed(inc)(2);
  EXPECT_THAT(computed(std::vector{two, three}), ElementsAre(2, 3));
  EXPECT_THAT(computed(std::array{two, three}), ElementsAre(2, 3));
  EXPECT_THAT(computed(std::map<std::string, Delayed<int>>{{"a", two}, {"b", three}}),
              ElementsAre(Pair("a", 2), Pair("b", 3)));
  EXPECT_THAT(computed(std::unordered_map<int, Delayed<int>>{{5, two}, {6, three}}),
              UnorderedElementsAre(Pair(5, 2), Pair(6, 3)));
  EXPECT_EQ(computed(std::tuple{two, 5, three}), (std::tuple{2, 5, 3}));
  EXPECT_EQ(computed(std::pair{two, std::string("x")}), (std::pair{2, std::string("x")}));
  EXPECT_EQ(computed(std::optional{two}), std::optional(2));
}

TEST(Containers, AreSearchedAtAnyDepth) {
  const auto two = delayed(inc)(1);
  const std::map<std::string, std::vector<std::tuple<int, std::optional<Delayed<int>>>>> nested{
      {"a", {{1, two}, {2, std::nullopt}}}, {"b", {}}};
  const auto values = computed(nested);
  static_assert(
      std::same_as<decltype(values), const std::map<std::string, std::vector<std::tuple<int, std::optional<int>>>>>);
  EXPECT_EQ(values.at("a"), (std::vector<std::tuple<int, std::optional<int>>>{{1, 2}, {2, std::nullopt}}));
  EXPECT_TRUE(values.at("b").empty());
}

TEST(Containers, MayBeEmpty) {
  EXPECT_TRUE(computed(std::vector<Delayed<int>>()).empty());
  EXPECT_EQ(computed(std::optional<Delayed<int>>()), std::nullopt);
}

TEST(Containers, ConvertTheirElements) {
  const auto mean = delayed([](const std::vector<double>& values) { return (values.at(0) + values.at(1)) / 2; });
  EXPECT_EQ(mean(std::vector{delayed(inc)(1), delayed(inc)(2)}).compute(), 2.5);
  EXPECT_EQ(mean(delayed(count_up)(2)).compute(), 0.5);
}

TEST(Containers, KeepOneTaskForEachElement) {
  take_runs();
  std::vector<Delayed<int>> numbers;
  for (int i = 0; i < 100; ++i) numbers.push_back(delayed(counted)(i));
  EXPECT_EQ(delayed(total)(numbers).compute(), 4950);
  EXPECT_EQ(take_runs(), 100);
}

}  // namespace
}  // namespace tusk::lab
