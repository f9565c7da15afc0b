#include <limits>
#include <sstream>
#include <string>

#include <gmock/gmock.h>

#include <tusk/core/error.h>

#include "tests/delayed/arithmetic.h"

namespace tusk::lab {

struct Trip {
  static constexpr std::string_view kName = "test.trip";
  double fare = 0;
  int riders = 0;
  static constexpr auto fields() { return std::tuple{field("fare", &Trip::fare), field("riders", &Trip::riders)}; }
  double share() const { return fare / riders; }
  double with_tip(double percent) const { return fare * (1 + percent / 100); }
  friend bool operator==(const Trip&, const Trip&) = default;
};

struct Tag {
  std::string text;
};

namespace {

using ::testing::StartsWith;

const auto x = delayed(7);
const auto y = delayed(2);

TEST(Operators, MeanWhatTheyMeanForTheValues) {
  EXPECT_EQ((x + y).compute(), 9);
  EXPECT_EQ((x - y).compute(), 5);
  EXPECT_EQ((x * y).compute(), 14);
  EXPECT_EQ((x / y).compute(), 3);
  EXPECT_EQ((x % y).compute(), 1);
  EXPECT_EQ((x & y).compute(), 2);
  EXPECT_EQ((x | y).compute(), 7);
  EXPECT_EQ((x ^ y).compute(), 5);
  EXPECT_EQ((x << y).compute(), 28);
  EXPECT_EQ((x >> y).compute(), 1);
  EXPECT_EQ((-x).compute(), -7);
  EXPECT_EQ((+x).compute(), 7);
  EXPECT_EQ((~x).compute(), -8);
}

TEST(Operators, CompareToTruthValues) {
  EXPECT_TRUE((x == 7).compute());
  EXPECT_FALSE((x != 7).compute());
  EXPECT_FALSE((x < y).compute());
  EXPECT_FALSE((x <= y).compute());
  EXPECT_TRUE((x > y).compute());
  EXPECT_TRUE((x >= y).compute());
  EXPECT_TRUE((x > 3 && y < 3).compute());
  EXPECT_TRUE((x < 3 || y < 3).compute());
  EXPECT_FALSE((!(x > 3)).compute());
  static_assert(std::same_as<decltype(x == y), Delayed<bool>>);
}

TEST(Operators, TakePlainValuesOnEitherSide) {
  EXPECT_EQ((x + 0.5).compute(), 7.5);
  EXPECT_EQ((1.0 / y).compute(), 0.5);
  EXPECT_EQ((10 - x).compute(), 3);
  EXPECT_TRUE((5 < x).compute());
  EXPECT_EQ((delayed(std::string("ab")) + "cd").compute(), "abcd");
  static_assert(std::same_as<decltype(x + 0.5), Delayed<double>>);
}

TEST(Operators, AccumulateInPlace) {
  Delayed<int> sum = delayed(0);
  for (int i = 1; i <= 4; ++i) sum += delayed(inc)(i);
  sum *= 2;
  EXPECT_EQ(sum.compute(), 28);
}

TEST(Operators, RefuseDivisionsThatEndAProcess) {
  EXPECT_THROW((x / 0).compute(), ValueError);
  EXPECT_THROW((x % 0).compute(), ValueError);
  EXPECT_THROW((delayed(std::numeric_limits<int>::min()) / -1).compute(), ValueError);
  EXPECT_EQ((x / 0.0).compute(), std::numeric_limits<double>::infinity());
}

TEST(Operators, ArePure) {
  EXPECT_EQ((x + y).key(), (x + y).key());
  EXPECT_NE((x + y).key(), (y + x).key());
  EXPECT_NE((x + y).key(), (x - y).key());
  EXPECT_THAT((x + y).key().name, StartsWith("add-"));
}

TEST(Operators, AreRegisteredUnderTheirNameAndTypes) {
  const OperationPtr operation = (x + 1.5).node()->parts().operation;
  EXPECT_EQ(operation->name(), "add<int32, float64>");
  EXPECT_TRUE(operation->is_portable());
  EXPECT_EQ(written_and_read(*operation)->hash(), operation->hash());
}

TEST(Operators, ShareOneRegistrationWithOtherLibraries) {
  const FunctionPtr first = lazy::OperatorFunction<lazy::Add, int, int>::get();
  EXPECT_EQ(lazy::enter_operator(graph::function_of<int, int>("add<int32, int32>", lazy::Add())), first);
}

TEST(Operators, WorkInProcessOnTypesThatCanNotLeaveIt) {
  const auto tag = delayed(Tag{"a"});
  const auto equal = [](const Tag& a, const Tag& b) { return a.text == b.text; };
  EXPECT_TRUE(delayed(equal)(tag, Tag{"a"}).compute());
  EXPECT_EQ(tag.get(&Tag::text).compute(), "a");
  EXPECT_FALSE(tag.get(&Tag::text).node()->parts().operation->is_portable());
  EXPECT_EQ(tag.get(&Tag::text).key(), tag.get(&Tag::text).key());
}

TEST(Operators, LeaveStreamsAlone) {
  std::ostringstream stream;
  stream << x.with_key("seven") << 1;
  EXPECT_EQ(stream.str(), "Delayed('seven')1");
}

TEST(Index, GivesElementsOfContainers) {
  const auto numbers = delayed(count_up)(5);
  EXPECT_EQ(numbers[3].compute(), 3);
  EXPECT_EQ(numbers[y].compute(), 2);
  EXPECT_EQ(delayed(std::string("abc"))[1].compute(), 'b');
  EXPECT_EQ(delayed(std::array{1.5, 2.5})[1].compute(), 2.5);
  EXPECT_EQ((delayed(std::map<std::string, int>{{"a", 1}})["a"].compute()), 1);
  EXPECT_EQ((delayed(std::unordered_map<int, std::string>{{7, "seven"}})[x].compute()), "seven");
  EXPECT_EQ(delayed(std::vector{true, false})[0].compute(), true);
}

TEST(Index, FailsLikeTheContainerWould) {
  const auto numbers = delayed(count_up)(5);
  EXPECT_THROW(numbers[5].compute(), IndexError);
  EXPECT_THROW(numbers[-1].compute(), IndexError);
  EXPECT_THROW((delayed(std::map<std::string, int>{{"a", 1}})["b"].compute()), KeyError);
}

TEST(Members, AreTakenOfTheValue) {
  const auto trip = delayed(Trip{12, 4});
  EXPECT_EQ(trip.get(&Trip::fare).compute(), 12.0);
  EXPECT_EQ(trip.call(&Trip::share).compute(), 3.0);
  EXPECT_EQ(trip.call(&Trip::with_tip, 50).compute(), 18.0);
  EXPECT_EQ(trip.call(&Trip::with_tip, delayed(50)).compute(), 18.0);
  EXPECT_EQ((trip.get(&Trip::fare) / trip.get(&Trip::riders)).compute(), 3.0);
}

TEST(Members, OfATypeWithFieldsLeaveTheProcess) {
  const auto fare = delayed(Trip{12, 4}).get(&Trip::fare);
  EXPECT_EQ(fare.node()->parts().operation->print(), "getattr<test.trip, string, float64>(#0, 'fare')");
  EXPECT_TRUE(fare.node()->parts().operation->is_portable());
}

TEST(Unpacking, BindsThePartsOfTuples) {
  take_runs();
  const auto [quotient, rest] = delayed([](int a, int b) { return divide(counted(a), b); })(7, 2);
  EXPECT_EQ(compute(quotient, rest), (std::tuple{3, 1}));
  EXPECT_EQ(take_runs(), 1);
  const auto [text, number] = delayed(std::pair{std::string("a"), 2.5});
  EXPECT_EQ((number + 1).compute(), 3.5);
  EXPECT_EQ(text.compute(), "a");
  const auto [one, two] = delayed(std::array{1, 2});
  EXPECT_EQ((one + two).compute(), 3);
}

TEST(Unpacking, NeedsALengthForVectors) {
  const auto three = delayed(count_up, {.nout = 3})(3);
  int sum = 0;
  for (const Delayed<int> number : three) sum += number.compute();
  EXPECT_EQ(sum, 3);
  EXPECT_EQ(three.size(), 3u);
  EXPECT_THROW(delayed(count_up)(3).begin() == delayed(count_up)(3).end(), TypeError);
}

TEST(Unpacking, TakesTheFirstElementsOfVectors) {
  const auto [zero, one] = delayed(count_up)(3).unpack<2>();
  EXPECT_EQ(compute(zero, one), (std::tuple{0, 1}));
  EXPECT_THROW((delayed(count_up, {.nout = 3})(3).unpack<2>()), ValueError);
}

}  // namespace
}  // namespace tusk::lab
