#include "diagnostics/json_text.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace tusk::diagnostics {
namespace {

class AnyText : public testing::TestWithParam<std::string> {};

TEST_P(AnyText, ReadsBackAsItWas) { EXPECT_EQ(nlohmann::json::parse(json_text(GetParam())), GetParam()); }

TEST_P(AnyText, HasNoSignThatHtmlGivesAMeaning) {
  EXPECT_EQ(json_text(GetParam()).find_first_of("<>&"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(JsonText, AnyText,
                         testing::Values("", "plain", "quote \" and \\ backslash", "</script><script>alert(1)</script>",
                                         "<!-- & -->", "line\nbreak\ttab", std::string("nul\0nul", 7), "żółw 🐘",
                                         "\u2028"));

TEST(JsonText, ReplacesWhatIsNoUtf8) { EXPECT_EQ(nlohmann::json::parse(json_text("a\xff z")), "a\uFFFD z"); }

}  // namespace
}  // namespace tusk::diagnostics
