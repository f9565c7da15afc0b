#include <tusk/core/error.h>

#include "tests/kernels/columns.h"

namespace tusk::kernels {
namespace {

using columns::column;
using columns::IsColumn;
using columns::literal;
using columns::run;

TEST(ElementwiseArithmetic, IntegersWrapAndKeepTheSignOfTheDivisor) {
  const auto a = column("int8", "[7, -7, null, 127]"), b = column("int8", "[-3, 3, 1, 2]");
  EXPECT_THAT(run("add", {a, b}), IsColumn("int8", "[4, -4, null, -127]"));
  EXPECT_THAT(run("floordiv", {a, b}), IsColumn("int8", "[-3, -3, null, 63]"));
  EXPECT_THAT(run("mod", {a, b}), IsColumn("int8", "[-2, 2, null, 1]"));
  EXPECT_THAT(run("truediv", {a, literal(Value::of(2))}), IsColumn("float64", "[3.5, -3.5, null, 63.5]"));
}

TEST(ElementwiseArithmetic, IntegersDividedByZeroAreMissing) {
  const auto a = column("int64", "[7, 0, null]"), b = column("int64", "[0, 2, 0]");
  EXPECT_THAT(run("floordiv", {a, b}), IsColumn("int64", "[null, 0, null]"));
  EXPECT_THAT(run("mod", {a, literal(Value::of(0))}), IsColumn("int64", "[null, null, null]"));
}

TEST(ElementwiseArithmetic, ALiteralTakesTheColumnsType) {
  const auto small = column("int8", "[1, 2]");
  EXPECT_THAT(run("add", {small, literal(Value::of(3))}), IsColumn("int8", "[4, 5]"));
  EXPECT_THAT(run("add", {small, literal(Value::of(0.5))}), IsColumn("float64", "[1.5, 2.5]"));
  EXPECT_THAT(run("mul", {column("float32", "[1, 2]"), literal(Value::of(0.5))}), IsColumn("float32", "[0.5, 1]"));
  EXPECT_THROW(run("add", {small, literal(Value::of(1000))}), ValueError);
}

TEST(ElementwiseArithmetic, TimesAndDurationsMakeTimesAndDurations) {
  const auto times = column("datetime64[us]", "[\"1970-01-02\", null]");
  const auto day = column("timedelta64[us]", "[86400000000, 1]");
  EXPECT_THAT(run("sub", {times, day}), IsColumn("datetime64[us]", "[\"1970-01-01\", null]"));
  EXPECT_THAT(run("sub", {times, times}), IsColumn("timedelta64[us]", "[0, null]"));
  EXPECT_THAT(run("truediv", {day, day}), IsColumn("float64", "[1, 1]"));
  EXPECT_THAT(run("mul", {day, literal(Value::of(0.5))}), IsColumn("timedelta64[us]", "[43200000000, 0]"));
  EXPECT_THROW(run("add", {times, times}), TypeError);
}

TEST(ElementwiseArithmetic, TextIsJoinedAndRepeated) {
  const auto text = column("str", R"(["a", null])");
  EXPECT_THAT(run("add", {text, literal(Value::of(std::string("x")))}), IsColumn("str", R"(["ax", null])"));
  EXPECT_THAT(run("mul", {text, literal(Value::of(2))}), IsColumn("str", R"(["aa", null])"));
  EXPECT_THROW(run("sub", {text, text}), TypeError);
}

TEST(ElementwiseComparison, IsNeverMissing) {
  const auto a = column("int64", "[1, null, 3]");
  EXPECT_THAT(run("eq", {a, a}), IsColumn("bool", "[true, false, true]"));
  EXPECT_THAT(run("ne", {a, literal(Value::of(1))}), IsColumn("bool", "[false, true, true]"));
  EXPECT_THAT(run("ge", {a, literal(Value::of(1.5))}), IsColumn("bool", "[false, false, true]"));
  EXPECT_THAT(run("eq", {a, literal(Value())}), IsColumn("bool", "[false, false, false]"));
}

TEST(ElementwiseComparison, OfUnlikeThingsIsFalseOrRefused) {
  const auto text = column("str", R"(["a", "b"])");
  EXPECT_THAT(run("eq", {text, literal(Value::of(1))}), IsColumn("bool", "[false, false]"));
  EXPECT_THROW(run("lt", {text, literal(Value::of(1))}), TypeError);
  EXPECT_THAT(run("lt", {column("uint8", "[3, 200]"), literal(Value::of(1000))}), IsColumn("bool", "[true, true]"));
}

TEST(ElementwiseComparison, ReadsTextBesideTimesAndAsksEachCategoryOnce) {
  const auto times = column("datetime64[us]", R"(["2020-03-01", "1969-12-31", null])");
  EXPECT_THAT(run("ge", {times, literal(Value::of(std::string("2020-03-01")))}),
              IsColumn("bool", "[true, false, false]"));
  const auto categories = column("category", R"(["x", "y", null, "x"])");
  EXPECT_THAT(run("ne", {categories, literal(Value::of(std::string("x")))}),
              IsColumn("bool", "[false, true, true, false]"));
}

TEST(ElementwiseLogic, CountsMissingAsFalse) {
  const auto a = column("bool", "[true, null, false]");
  EXPECT_THAT(run("or", {a, literal(Value::of(false))}), IsColumn("bool", "[true, false, false]"));
  EXPECT_THAT(run("invert", {a}), IsColumn("bool", "[false, true, true]"));
  EXPECT_THAT(run("and", {column("int64", "[6, 5]"), literal(Value::of(3))}), IsColumn("int64", "[2, 1]"));
}

TEST(Elementwise, NamesWhatIsNear) {
  try {
    find_elementwise("ad");
    FAIL();
  } catch (const KeyError& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("add"));
  }
}

}  // namespace
}  // namespace tusk::kernels
