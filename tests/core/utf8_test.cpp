#include "core/utf8.h"

#include <string>
#include <utility>

#include <gtest/gtest.h>

namespace {

using namespace std::literals;
using tusk::core::utf8_prefix_bytes;

// A code in a form of so many bytes, be it the shortest or not.
std::string encoded(unsigned code, int size) {
  if (size == 1) return {char(code)};
  std::string text(1, char((0xF00 >> size) | (code >> 6 * (size - 1))));
  for (int i = size - 2; i >= 0; --i) text += char(0x80 | (code >> 6 * i & 0x3F));
  return text;
}

TEST(Utf8, TakesEveryCodePointInItsShortestForm) {
  for (unsigned code = 0; code < 0x110000; ++code) {
    const int size = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    const bool is_surrogate = code >= 0xD800 && code < 0xE000;
    ASSERT_EQ(utf8_prefix_bytes(encoded(code, size)), is_surrogate ? 0 : size) << code;
  }
}

class NoUtf8 : public testing::TestWithParam<std::pair<std::string, std::size_t>> {};

TEST_P(NoUtf8, EndsThePrefix) { EXPECT_EQ(utf8_prefix_bytes(GetParam().first), GetParam().second); }

INSTANTIATE_TEST_SUITE_P(Utf8, NoUtf8,
                         testing::Values(std::pair("ab\xFF"s, 2), std::pair("\x80"s, 0), std::pair("a\xC3"s, 1),
                                         std::pair("\xC3("s, 0), std::pair("\xE2\x82"s, 0),
                                         std::pair("\xF0\x9F\x98"s, 0), std::pair("ok\xE2\x82("s, 2),
                                         std::pair(encoded('/', 2), 0), std::pair(encoded('/', 3), 0),
                                         std::pair(encoded('/', 4), 0), std::pair(encoded(0x110000, 4), 0),
                                         std::pair("\xF8\x88\x80\x80\x80"s, 0)));

}  // namespace
