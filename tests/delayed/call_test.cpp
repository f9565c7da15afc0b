#include <complex>
#include <string>

#include <gmock/gmock.h>

#include <tusk/core/error.h>

#include "tests/delayed/arithmetic.h"

namespace tusk::lab {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(Delayed, CallsNothingUntilItIsComputed) {
  take_runs();
  const Delayed<int> later = delayed(counted)(7);
  EXPECT_EQ(take_runs(), 0);
  EXPECT_EQ(later.compute(), 7);
  EXPECT_EQ(take_runs(), 1);
}

TEST(Delayed, TakesDelayedAndPlainArguments) {
  const auto x = delayed(inc)(1);
  EXPECT_EQ(delayed(add)(x, 10).compute(), 12);
  EXPECT_EQ(delayed(add)(10, x).compute(), 12);
  EXPECT_EQ(delayed(add)(x, x).compute(), 4);
}

TEST(Delayed, ConvertsArgumentsAsTheFunctionWould) {
  EXPECT_EQ(delayed(half)(3).compute(), 1.5);
  EXPECT_EQ(delayed(half)(delayed(inc)(2)).compute(), 1.5);
  const auto length = delayed([](const std::string& text) { return text.size(); });
  EXPECT_EQ(length("four").compute(), 4u);
  EXPECT_EQ(length(std::string("four")).compute(), 4u);
  const auto real = delayed([](std::complex<double> z) { return z.real(); });
  EXPECT_EQ(real(delayed(inc)(1)).compute(), 2.0);
}

TEST(Delayed, TakesTextByView) {
  const auto first = delayed([](std::string_view text) { return text.substr(0, 1); });
  EXPECT_EQ(first("four").compute(), "f");
  EXPECT_EQ(first(first("four")).compute(), "f");
}

TEST(Delayed, CallsLambdasWithCaptures) {
  const int offset = 5;
  EXPECT_EQ(delayed([offset](int x) { return x + offset; })(1).compute(), 6);
}

TEST(Delayed, DeducesTheParametersOfGenericCallables) {
  const auto x = delayed(inc)(1);
  EXPECT_EQ(delayed(std::plus<>())(x, 0.5).compute(), 2.5);
  EXPECT_EQ(delayed([](const auto& a, const auto& b) { return a * b; })(x, 4).compute(), 8);
  EXPECT_EQ(delayed([](const auto&... values) { return (values + ... + 0); })(x, 1, 2, x).compute(), 7);
}

TEST(Delayed, CallsMethodsAndFieldsGivenAsFunctions) {
  EXPECT_EQ(delayed(&std::string::size)(delayed(std::string("four"))).compute(), 4u);
}

TEST(Delayed, GivesNoneForAFunctionThatReturnsNothing) {
  const Delayed<Value> nothing = delayed([](int) {})(1);
  EXPECT_TRUE(nothing.compute().is_none());
}

TEST(Delayed, HoldsPlainValues) {
  EXPECT_EQ(delayed(5).compute(), 5);
  EXPECT_EQ(delayed("text").compute(), "text");
  EXPECT_THAT(delayed(std::vector{1, 2}).compute(), ElementsAre(1, 2));
  EXPECT_EQ(delayed(inc)(delayed(5)).compute(), 6);
}

TEST(Delayed, StaysItselfWhenDelayedAgain) {
  const auto x = delayed(inc)(1);
  EXPECT_EQ(delayed(x).key(), x.key());
}

TEST(Delayed, PassesWhatIsNotPortableByReference) {
  struct Handle {
    int* target;
  };
  int target = 1;
  const auto handle = delayed(Handle{&target});
  const auto write = delayed([](const Handle& handle, int value) { return *handle.target = value; });
  EXPECT_EQ(write(handle, 42).compute(), 42);
  EXPECT_EQ(target, 42);
}

TEST(Delayed, TakesTheResultOfAnotherTypeWhenAsked) {
  const Delayed<Value> untyped(delayed(inc)(1).node());
  EXPECT_EQ(untyped.as<int>().compute(), 2);
  EXPECT_EQ(delayed(add)(untyped, 1).compute(), 3);
  EXPECT_THROW(untyped.as<std::string>().compute(), TypeError);
}

TEST(Delayed, PrintsItsKey) {
  const auto x = delayed(inc)(1).with_key("one");
  EXPECT_EQ(x.print(), "Delayed('one')");
  EXPECT_EQ(testing::PrintToString(x), "Delayed('one')");
}

TEST(Delayed, PassesOnWhatATaskThrew) {
  const auto fails = delayed([](int) -> int { throw IndexError("no such row"); })(1);
  EXPECT_THROW(delayed(inc)(fails).compute(), IndexError);
}

TEST(Delayed, ComputesInsideATask) {
  const auto outer = delayed([](int x) { return delayed(inc)(x).compute() * 10; });
  EXPECT_EQ(outer(1).compute(), 20);
}

TEST(Delayed, RefusesANumberThatDoesNotFitWhenTheGraphIsBuilt) {
  const auto f = delayed([](std::uint8_t x) { return int(x); }, {.name = "narrow"});
  EXPECT_EQ(f(255).compute(), 255);
  try {
    f(256);
    FAIL() << "256 fits into no uint8";
  } catch (const ValueError& error) {
    EXPECT_THAT(error.what(), HasSubstr("argument 1 of narrow(uint8)"));
  }
}

TEST(UntypedCall, RefusesAWrongCountOrTypeWhenTheGraphIsBuilt) {
  const FunctionPtr function = find_function("test.add");
  const auto constant = [](auto value) { return Argument::of_constant(Value::of(value)); };
  EXPECT_THROW(lazy::call_node(function, {constant(1)}, {}), TypeError);
  EXPECT_THROW(lazy::call_node(function, {constant(1), constant("text")}, {}), TypeError);
  EXPECT_EQ(
      Delayed<int>(lazy::call_node(function, {constant(1), Argument::of_input(0)}, {delayed(inc)(1).node()})).compute(),
      3);
}

TEST(Delayed, AcceptsAtCompileTimeWhatCanBeConverted) {
  static_assert(lazy::accepts<double, int>() && lazy::accepts<double, Delayed<int>>() && lazy::accepts<long, bool>());
  static_assert(!lazy::accepts<int, double>() && !lazy::accepts<int, Delayed<double>>() &&
                !lazy::accepts<bool, int>() && !lazy::accepts<bool, const char*>());
  static_assert(lazy::accepts<std::string, const char*>() && !lazy::accepts<std::string, int>() &&
                !lazy::accepts<int, Delayed<std::string>>());
  static_assert(lazy::accepts<std::vector<double>, std::vector<Delayed<int>>>() &&
                !lazy::accepts<std::vector<int>, std::vector<Delayed<double>>>());
  static_assert(lazy::accepts<std::vector<double>, Delayed<std::vector<int>>>() &&
                !lazy::accepts<std::vector<int>, Delayed<int>>());
  static_assert(lazy::accepts<std::optional<int>, Delayed<int>>() &&
                lazy::accepts<std::tuple<double, int>, std::pair<int, Delayed<int>>>());
  static_assert(lazy::accepts<Value, Delayed<int>>() && lazy::accepts<int, Delayed<Value>>() &&
                lazy::accepts<Value, double>());
  enum class Color { Red };
  static_assert(lazy::accepts<int, Color>() && lazy::accepts<Color, Delayed<int>>() &&
                lazy::accepts<int, Delayed<Color>>() && !lazy::accepts<Color, Delayed<double>>());
}

}  // namespace
}  // namespace tusk::lab
