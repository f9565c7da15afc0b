// Which characters casefold() gives another form than lower(): of Unicode 14, in the order of their code points.
#pragma once

#include <cstdint>
#include <string_view>

namespace tusk::kernels::elementwise {

// `count` characters from `first` on become those from `folded` on.
struct FoldedRange {
  std::uint32_t first;
  std::uint32_t count;
  std::uint32_t folded;
};

inline constexpr FoldedRange kFoldedRanges[] = {
    {0x00b5, 1, 0x03bc}, {0x017f, 1, 0x0073}, {0x0345, 1, 0x03b9},  {0x03c2, 1, 0x03c3}, {0x03d0, 1, 0x03b2},
    {0x03d1, 1, 0x03b8}, {0x03d5, 1, 0x03c6}, {0x03d6, 1, 0x03c0},  {0x03f0, 1, 0x03ba}, {0x03f1, 1, 0x03c1},
    {0x03f5, 1, 0x03b5}, {0x13f8, 6, 0x13f0}, {0x1c80, 1, 0x0432},  {0x1c81, 1, 0x0434}, {0x1c82, 1, 0x043e},
    {0x1c83, 2, 0x0441}, {0x1c85, 1, 0x0442}, {0x1c86, 1, 0x044a},  {0x1c87, 1, 0x0463}, {0x1c88, 1, 0xa64b},
    {0x1e9b, 1, 0x1e61}, {0x1fbe, 1, 0x03b9}, {0xab70, 80, 0x13a0},
};

// A character that becomes several.
struct FoldedCharacter {
  std::uint32_t character;
  std::string_view folded;
};

inline constexpr FoldedCharacter kFoldedCharacters[] = {
    {0x00df, "ss"},
    {0x0149, "\u02bcn"},
    {0x01f0, "j\u030c"},
    {0x0390, "\u03b9\u0308\u0301"},
    {0x03b0, "\u03c5\u0308\u0301"},
    {0x0587, "\u0565\u0582"},
    {0x1e96, "h\u0331"},
    {0x1e97, "t\u0308"},
    {0x1e98, "w\u030a"},
    {0x1e99, "y\u030a"},
    {0x1e9a, "a\u02be"},
    {0x1f50, "\u03c5\u0313"},
    {0x1f52, "\u03c5\u0313\u0300"},
    {0x1f54, "\u03c5\u0313\u0301"},
    {0x1f56, "\u03c5\u0313\u0342"},
    {0x1f80, "\u1f00\u03b9"},
    {0x1f81, "\u1f01\u03b9"},
    {0x1f82, "\u1f02\u03b9"},
    {0x1f83, "\u1f03\u03b9"},
    {0x1f84, "\u1f04\u03b9"},
    {0x1f85, "\u1f05\u03b9"},
    {0x1f86, "\u1f06\u03b9"},
    {0x1f87, "\u1f07\u03b9"},
    {0x1f90, "\u1f20\u03b9"},
    {0x1f91, "\u1f21\u03b9"},
    {0x1f92, "\u1f22\u03b9"},
    {0x1f93, "\u1f23\u03b9"},
    {0x1f94, "\u1f24\u03b9"},
    {0x1f95, "\u1f25\u03b9"},
    {0x1f96, "\u1f26\u03b9"},
    {0x1f97, "\u1f27\u03b9"},
    {0x1fa0, "\u1f60\u03b9"},
    {0x1fa1, "\u1f61\u03b9"},
    {0x1fa2, "\u1f62\u03b9"},
    {0x1fa3, "\u1f63\u03b9"},
    {0x1fa4, "\u1f64\u03b9"},
    {0x1fa5, "\u1f65\u03b9"},
    {0x1fa6, "\u1f66\u03b9"},
    {0x1fa7, "\u1f67\u03b9"},
    {0x1fb2, "\u1f70\u03b9"},
    {0x1fb3, "\u03b1\u03b9"},
    {0x1fb4, "\u03ac\u03b9"},
    {0x1fb6, "\u03b1\u0342"},
    {0x1fb7, "\u03b1\u0342\u03b9"},
    {0x1fc2, "\u1f74\u03b9"},
    {0x1fc3, "\u03b7\u03b9"},
    {0x1fc4, "\u03ae\u03b9"},
    {0x1fc6, "\u03b7\u0342"},
    {0x1fc7, "\u03b7\u0342\u03b9"},
    {0x1fd2, "\u03b9\u0308\u0300"},
    {0x1fd3, "\u03b9\u0308\u0301"},
    {0x1fd6, "\u03b9\u0342"},
    {0x1fd7, "\u03b9\u0308\u0342"},
    {0x1fe2, "\u03c5\u0308\u0300"},
    {0x1fe3, "\u03c5\u0308\u0301"},
    {0x1fe4, "\u03c1\u0313"},
    {0x1fe6, "\u03c5\u0342"},
    {0x1fe7, "\u03c5\u0308\u0342"},
    {0x1ff2, "\u1f7c\u03b9"},
    {0x1ff3, "\u03c9\u03b9"},
    {0x1ff4, "\u03ce\u03b9"},
    {0x1ff6, "\u03c9\u0342"},
    {0x1ff7, "\u03c9\u0342\u03b9"},
    {0xfb00, "ff"},
    {0xfb01, "fi"},
    {0xfb02, "fl"},
    {0xfb03, "ffi"},
    {0xfb04, "ffl"},
    {0xfb05, "st"},
    {0xfb06, "st"},
    {0xfb13, "\u0574\u0576"},
    {0xfb14, "\u0574\u0565"},
    {0xfb15, "\u0574\u056b"},
    {0xfb16, "\u057e\u0576"},
    {0xfb17, "\u0574\u056d"},
};

}  // namespace tusk::kernels::elementwise
