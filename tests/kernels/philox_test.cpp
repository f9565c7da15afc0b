#include "kernels/philox.h"

#include <gmock/gmock.h>

namespace tusk::kernels {
namespace {

// The known answers of philox4x32-10 that come with Random123 (kat_vectors).
TEST(Philox, GivesThePublishedAnswers) {
  EXPECT_EQ(philox({0, 0, 0, 0}, 0), (PhiloxBlock{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  EXPECT_EQ(philox({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, 0xffffffffffffffff),
            (PhiloxBlock{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, 0x299f31d0a4093822),
            (PhiloxBlock{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(Philox, MakesUniformNumbersBelowOne) {
  EXPECT_EQ(uniform(0, 0), 0);
  EXPECT_EQ(uniform(0x80000000, 0), 0.5);
  EXPECT_EQ(uniform(0xffffffff, 0xffffffff), 1 - 0x1p-53);
}

}  // namespace
}  // namespace tusk::kernels
