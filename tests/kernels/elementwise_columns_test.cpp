#include <tusk/core/error.h>

#include "tests/kernels/columns.h"

namespace tusk::kernels {
namespace {

using columns::column;
using columns::IsColumn;
using columns::literal;
using columns::run;

Value text(const char* characters) { return Value::of(std::string(characters)); }

TEST(ElementwiseMath, RoundsHalvesToEvenAndClipsBetweenBounds) {
  const auto numbers = column("float64", "[1.5, 2.5, null, -0.5]");
  EXPECT_THAT(run("round", {numbers}), IsColumn("float64", "[2, 2, null, -0.0]"));
  EXPECT_THAT(run("clip", {numbers, literal(Value::of(0)), literal(Value::of(2))}),
              IsColumn("float64", "[1.5, 2, null, 0]"));
  EXPECT_THAT(run("sqrt", {column("int64", "[4, 9]")}), IsColumn("float64", "[2, 3]"));
}

TEST(ElementwiseMissing, CountsNanAsMissing) {
  const auto numbers = column("float64", "[1, null, NaN]");
  EXPECT_THAT(run("isna", {numbers}), IsColumn("bool", "[false, true, true]"));
  EXPECT_THAT(run("fillna", {numbers, literal(Value::of(0))}), IsColumn("float64", "[1, 0, 0]"));
}

TEST(ElementwiseMissing, RefusesAFillThatTheColumnCannotHoldUnlessLenient) {
  const auto texts = column("str", R"(["a", null])");
  EXPECT_THROW(run("fillna", {texts, literal(Value::of(0))}), TypeError);
  EXPECT_THAT(run("fillna", {texts, literal(Value::of(0))}, {{"lenient", Value::of(true)}}),
              IsColumn("str", R"(["a", null])"));
}

TEST(ElementwiseConditional, ChoosesByConditionsAndTables) {
  const auto numbers = column("int64", "[1, 2, 3]");
  EXPECT_THAT(run("where", {numbers, column("bool", "[true, null, false]")}), IsColumn("int64", "[1, null, null]"));
  const Sequence from = {Value::of(1), Value::of(2)}, to = {text("x"), text("y")};
  EXPECT_THAT(run("map", {numbers}, {{"from", Value::of(from)}, {"to", Value::of(to)}}),
              IsColumn("str", R"(["x", "y", null])"));
  EXPECT_THAT(run("isin", {numbers}, {{"values", Value::of(from)}}), IsColumn("bool", "[true, true, false]"));
}

TEST(ElementwiseCast, NamesWhatCannotBeRead) {
  try {
    run("astype", {column("str", R"(["1", "x"])")}, {{"type", text("int64")}});
    FAIL();
  } catch (const ValueError& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("'x'"));
  }
  EXPECT_THROW(run("astype", {column("float64", "[1, null]")}, {{"type", text("int64")}}), ValueError);
  EXPECT_THAT(run("astype", {column("float64", "[1, NaN]")}, {{"type", text("Int64")}}),
              IsColumn("int64", "[1, null]"));
}

TEST(ElementwiseCast, PrintsAsPandas) {
  EXPECT_THAT(run("astype", {column("float64", "[1, 1e16, 0.1, null]")}, {{"type", text("str")}}),
              IsColumn("str", R"(["1.0", "1e+16", "0.1", null])"));
}

TEST(ElementwiseDatetime, TakesMomentsApartBefore1970Too) {
  const auto moments = column("datetime64[us]", R"(["1969-12-31 23:59:59", "2020-02-29 10:30:00", null])");
  EXPECT_THAT(run("dt.year", {moments}), IsColumn("int32", "[1969, 2020, null]"));
  EXPECT_THAT(run("dt.hour", {moments}), IsColumn("int32", "[23, 10, null]"));
  EXPECT_THAT(run("dt.weekday", {moments}), IsColumn("int32", "[2, 5, null]"));
  EXPECT_THAT(run("dt.date", {moments}), IsColumn("date32", "[-1, 18321, null]"));
  EXPECT_THAT(run("dt.is_month_end", {moments}), IsColumn("bool", "[true, true, false]"));
}

TEST(ElementwiseText, CountsCodePoints) {
  const auto texts = column("str", R"(["straße", "", null])");
  EXPECT_THAT(run("str.len", {texts}), IsColumn("int64", "[6, 0, null]"));
  EXPECT_THAT(run("str.find", {texts}, {{"sub", text("e")}}), IsColumn("int64", "[5, -1, null]"));
  EXPECT_THAT(run("str.contains", {texts}, {{"pat", text("a.e")}}), IsColumn("bool", "[true, false, false]"));
  EXPECT_THAT(run("str.get", {texts}, {{"i", Value::of(-1)}}), IsColumn("str", R"(["e", null, null])"));
}

}  // namespace
}  // namespace tusk::kernels
