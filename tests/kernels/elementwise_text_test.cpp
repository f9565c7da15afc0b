// Functions of text: how long texts become, and what parts they have.
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <tusk/core/error.h>

#include "tests/kernels/columns.h"

namespace tusk::kernels {
namespace {

using columns::column;
using columns::IsColumn;
using columns::literal;
using columns::run;

Value text_value(const char* characters) { return Value::of(std::string(characters)); }

TEST(ElementwiseTextLengths, PadsToAWidthInCodePoints) {
  const auto texts = column("str", R"(["é", "abc", null, ""])");
  EXPECT_THAT(run("str.pad", {texts}, {{"width", Value::of(3)}, {"fillchar", text_value("ü")}}),
              IsColumn("str", R"(["üüé", "abc", null, "üüü"])"));
  EXPECT_THAT(run("str.center", {texts}, {{"width", Value::of(4)}}),
              IsColumn("str", R"([" é  ", "abc ", null, "    "])"));
  EXPECT_THAT(run("str.zfill", {column("str", R"(["-1", "+", "12"])")}, {{"width", Value::of(4)}}),
              IsColumn("str", R"(["-001", "+000", "0012"])"));
  EXPECT_THAT(run("mul", {texts, column("int64", "[2, -1, 3, 5]")}), IsColumn("str", R"(["éé", "", null, ""])"));
}

TEST(ElementwiseTextLengths, RefusesTextsThatNoColumnHolds) {
  const auto texts = column("str", R"(["abc", ""])");
  const auto most = Value::of(std::numeric_limits<std::int64_t>::max());
  EXPECT_THROW(run("str.repeat", {texts}, {{"repeats", Value::of(std::int64_t(1) << 40)}}), MemoryError);
  EXPECT_THROW(run("mul", {texts, literal(most)}), MemoryError);
  for (const char* function : {"str.pad", "str.center", "str.ljust", "str.rjust", "str.zfill"})
    EXPECT_THROW(run(function, {texts}, {{"width", most}}), MemoryError) << function;
}

TEST(ElementwiseTextParts, SplitsAndFindsGroups) {
  const auto texts = column("str", R"(["a-b-c", "x", null])");
  EXPECT_THAT(run("str.split", {texts}, {{"pat", text_value("-")}, {"part", Value::of(1)}}),
              IsColumn("str", R"(["b", null, null])"));
  EXPECT_THAT(run("str.rpartition", {texts}, {{"sep", text_value("-")}, {"part", Value::of(0)}}),
              IsColumn("str", R"(["a-b", "", null])"));
  EXPECT_THAT(run("str.extract", {texts}, {{"pat", text_value("([a-z])(-)?")}, {"group", Value::of(2)}}),
              IsColumn("str", R"(["-", null, null])"));
}

TEST(ElementwiseTextForms, FoldsCaseAsUnicodeDoes) {
  EXPECT_THAT(run("str.casefold", {column("str", R"(["Straße", "ΑΣ", "İ", "ﬁ", null])")}),
              IsColumn("str", R"(["strasse", "ασ", "i̇", "fi", null])"));
}

}  // namespace
}  // namespace tusk::kernels
