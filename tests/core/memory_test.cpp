#include <tusk/core/memory.h>

#include <atomic>
#include <cstring>
#include <limits>
#include <optional>
#include <random>
#include <thread>
#include <unistd.h>
#include <vector>

#include <gmock/gmock.h>
#include <sys/wait.h>

#include <tusk/core/error.h>
#include <tusk/core/machine.h>

#include "core/kept_blocks.h"

namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::ThrowsMessage;
using tusk::MemoryPool;

constexpr std::size_t kMiB = std::size_t(1) << 20;

class BlockSizes : public testing::TestWithParam<std::size_t> {};

TEST_P(BlockSizes, AreAlignedWritableAndCounted) {
  const std::size_t size = GetParam();
  MemoryPool pool("test", 0, 64 * kMiB);
  void* const block = pool.allocate(size);
  ASSERT_NE(block, nullptr);
  EXPECT_EQ(std::uintptr_t(block) % 64, 0u);
  std::memset(block, 1, size);
  EXPECT_EQ(pool.current_bytes(), size);
  pool.free(block, size);
  EXPECT_EQ(pool.current_bytes(), 0u);
  EXPECT_EQ(pool.peak_bytes(), size);
  EXPECT_EQ(pool.allocation_count(), size > 0 ? 1u : 0u);
}

INSTANTIATE_TEST_SUITE_P(Memory, BlockSizes,
                         testing::Values(0, 1, 7, 64, 65, 4096, 100'000, kMiB - 1, kMiB, kMiB + 1, 3 * kMiB + 5,
                                         4 * kMiB, 9 * kMiB + 1));

TEST(Memory, ReallocationKeepsTheContents) {
  MemoryPool pool("test", 0, 64 * kMiB);
  const std::vector<std::size_t> sizes = {0,        10,       5,    1000, 2 * kMiB, 3 * kMiB, 5 * kMiB + 1,
                                          5 * kMiB, 4 * kMiB, kMiB, 100,  0};
  std::vector<unsigned char> expected;
  void* block = pool.allocate(0);
  std::size_t old_size = 0;
  for (const std::size_t size : sizes) {
    block = pool.reallocate(block, old_size, size);
    expected.resize(std::min(old_size, size));
    EXPECT_EQ(std::memcmp(block, expected.data(), expected.size()), 0) << old_size << " to " << size;
    EXPECT_EQ(pool.current_bytes(), size);
    for (std::size_t i = expected.size(); i < size; ++i) expected.push_back(static_cast<unsigned char>(i * 7));
    std::memcpy(block, expected.data(), size);
    old_size = size;
  }
}

TEST(Memory, PastTheLimitIsRefusedWithWhatIsInUse) {
  MemoryPool pool("images", 10 * kMiB);
  void* const block = pool.allocate(8 * kMiB);
  EXPECT_THAT([&] { pool.allocate(3 * kMiB); },
              ThrowsMessage<tusk::MemoryError>(
                  "memory pool images: got a request for 3.00 MiB with 8.00 MiB in use, 0 B reserved and a limit of "
                  "10.00 MiB; free results, work in smaller pieces, or raise the limit (config key memory.limit)"));
  EXPECT_EQ(pool.current_bytes(), 8 * kMiB);
  EXPECT_EQ(pool.allocation_count(), 1u);
  pool.free(pool.allocate(2 * kMiB), 2 * kMiB);
  pool.free(block, 8 * kMiB);
}

class HugeRequests : public testing::TestWithParam<std::pair<std::uint64_t, std::size_t>> {};

TEST_P(HugeRequests, AreRefusedAndNotCounted) {
  const auto [limit, size] = GetParam();
  MemoryPool pool("test", limit);
  EXPECT_THROW(pool.allocate(size), tusk::MemoryError);
  EXPECT_EQ(pool.current_bytes(), 0u);
  EXPECT_EQ(pool.peak_bytes(), 0u);
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
INSTANTIATE_TEST_SUITE_P(OfTheSystem, HugeRequests,
                         testing::Values(std::pair(0, std::size_t(1) << 55), std::pair(0, std::size_t(1) << 61)));
#endif
INSTANTIATE_TEST_SUITE_P(OfThePool, HugeRequests,
                         testing::Values(std::pair(0, std::numeric_limits<std::size_t>::max()),
                                         std::pair(1, std::numeric_limits<std::size_t>::max()),
                                         std::pair(std::numeric_limits<std::uint64_t>::max(),
                                                   std::numeric_limits<std::size_t>::max() - 1)));

TEST(Memory, ALoweredLimitHoldsForWhatComes) {
  MemoryPool pool("test", 100);
  void* const block = pool.allocate(80);
  pool.set_limit_bytes(50);
  EXPECT_THROW(pool.allocate(1), tusk::MemoryError);
  pool.free(block, 80);
  pool.free(pool.allocate(50), 50);
}

TEST(Reservation, CountsAgainstTheLimitUntilItEnds) {
  MemoryPool pool("test", 100);
  {
    const auto reservation = pool.reserve(70);
    EXPECT_EQ(pool.reserved_bytes(), 70u);
    EXPECT_EQ(pool.current_bytes(), 0u);
    EXPECT_FALSE(pool.try_reserve(31));
    EXPECT_TRUE(pool.try_reserve(30));
    EXPECT_THROW(pool.allocate(31), tusk::MemoryError);
    EXPECT_THAT([&] { (void)pool.reserve(31); },
                ThrowsMessage<tusk::MemoryError>(AllOf(HasSubstr("request for 31 B"), HasSubstr("70 B reserved"))));
  }
  EXPECT_EQ(pool.reserved_bytes(), 0u);
  EXPECT_EQ(pool.peak_bytes(), 0u);
  pool.free(pool.allocate(100), 100);
}

TEST(Reservation, IsDrawnOnByItsThread) {
  MemoryPool pool("test", 100);
  MemoryPool other("other", 100);
  auto reservation = pool.reserve(80);
  void* block = nullptr;
  {
    const MemoryPool::Draw draw(reservation);
    block = pool.allocate(60);
    EXPECT_EQ(reservation.remaining_bytes(), 20u);
    EXPECT_EQ(pool.current_bytes(), 60u);
    EXPECT_THROW(pool.allocate(41), tusk::MemoryError) << "20 that are reserved and 20 that are free";
    EXPECT_EQ(reservation.remaining_bytes(), 20u);
    other.free(other.allocate(50), 50);
    std::thread([&] { EXPECT_THROW(pool.allocate(21), tusk::MemoryError); }).join();
  }
  EXPECT_THROW(pool.allocate(21), tusk::MemoryError) << "no longer drawn on";
  reservation.release();
  EXPECT_EQ(pool.current_bytes(), 60u);
  pool.free(block, 60);
  EXPECT_EQ(pool.current_bytes(), 0u);
  EXPECT_EQ(pool.peak_bytes(), 60u);
}

TEST(Reservation, DrawsNestAndReservationsMove) {
  MemoryPool pool("test");
  auto first = pool.reserve(10);
  auto second = pool.reserve(10);
  {
    const MemoryPool::Draw outer(first);
    {
      const MemoryPool::Draw inner(second);
      pool.free(pool.allocate(4), 4);
    }
    pool.free(pool.allocate(3), 3);
  }
  EXPECT_EQ(first.remaining_bytes(), 7u);
  EXPECT_EQ(second.remaining_bytes(), 6u);
  first = std::move(second);
  EXPECT_EQ(pool.reserved_bytes(), 6u);
  const auto third = std::move(first);
  EXPECT_EQ(third.remaining_bytes(), 6u);
}

struct KeptMemory : testing::Test {
  void SetUp() override {
    tusk::core::KeptBlocks blocks(kMiB);
    blocks.free(blocks.allocate(kMiB, kMiB), kMiB);
    if (blocks.bytes() == 0) GTEST_SKIP() << "this build keeps no blocks, so that the address sanitizer sees each use";
  }
};

TEST_F(KeptMemory, IsReusedByBlocksOfNearlyTheSameSize) {
  MemoryPool pool("test", 0, 64 * kMiB);
  void* const block = pool.allocate(8 * kMiB);
  pool.free(block, 8 * kMiB);
  EXPECT_EQ(pool.kept_bytes(), 8 * kMiB);
  EXPECT_EQ(pool.allocate(8 * kMiB - 100), block);
  EXPECT_EQ(pool.kept_bytes(), 0u);
  pool.free(block, 8 * kMiB - 100);
  void* const other = pool.allocate(6 * kMiB);
  EXPECT_NE(other, block);
  pool.free(other, 6 * kMiB);
  pool.release_kept();
  EXPECT_EQ(pool.kept_bytes(), 0u);
}

TEST_F(KeptMemory, NeverIsMoreThanItMay) {
  MemoryPool pool("test", 0, 10 * kMiB);
  std::vector<void*> blocks;
  for (int i = 0; i < 6; ++i) blocks.push_back(pool.allocate(4 * kMiB));
  for (void* block : blocks) {
    pool.free(block, 4 * kMiB);
    EXPECT_LE(pool.kept_bytes(), 10 * kMiB);
  }
  EXPECT_EQ(pool.kept_bytes(), 8 * kMiB);
  EXPECT_EQ(pool.allocate(4 * kMiB), blocks[5]) << "the newest comes first, the oldest goes first";
  EXPECT_EQ(pool.allocate(4 * kMiB), blocks[4]);
  for (const int i : {4, 5}) pool.free(blocks[std::size_t(i)], 4 * kMiB);
  pool.free(pool.allocate(11 * kMiB), 11 * kMiB);
  EXPECT_EQ(pool.kept_bytes(), 8 * kMiB);
}

TEST_F(KeptMemory, MakesRoomBelowTheLimit) {
  MemoryPool pool("test", 16 * kMiB, 16 * kMiB);
  pool.free(pool.allocate(12 * kMiB), 12 * kMiB);
  EXPECT_EQ(pool.kept_bytes(), 12 * kMiB);
  void* const block = pool.allocate(8 * kMiB);
  EXPECT_LE(pool.kept_bytes() + pool.current_bytes(), 16 * kMiB);
  pool.free(block, 8 * kMiB);
}

TEST_F(KeptMemory, GoesBackToTheSystem) {
  constexpr std::size_t kSize = 64 * kMiB;
  MemoryPool pool("test", 0, kSize);
  void* const block = pool.allocate(kSize);
  std::memset(block, 1, kSize);
  pool.free(block, kSize);
  const auto before = tusk::process_resident_bytes();
  pool.release_kept();
  EXPECT_LT(tusk::process_resident_bytes() + kSize / 2, before);
}

TEST(Memory, ThreadsAllocateAndFreeAtOnce) {
  MemoryPool pool("test", 24 * kMiB, 8 * kMiB);
  std::atomic<std::uint64_t> allocated_count = 0;
  std::vector<std::thread> workers;
  for (unsigned worker = 0; worker < 4; ++worker) {
    workers.emplace_back([&pool, &allocated_count, worker] {
      std::mt19937 random(worker);
      for (int i = 0; i < 500; ++i) {
        const std::size_t size = random() % (i % 10 == 0 ? 6 * kMiB : 2000);
        try {
          auto* const block = static_cast<unsigned char*>(pool.allocate(size));
          if (size > 0) block[0] = block[size - 1] = 1;
          allocated_count += size > 0;
          const auto reservation = pool.try_reserve(size);
          EXPECT_LE(pool.current_bytes(), pool.limit_bytes());
          pool.free(block, size);
        } catch (const tusk::MemoryError&) {
        }
      }
    });
  }
  for (auto& worker : workers) worker.join();
  EXPECT_EQ(pool.current_bytes(), 0u);
  EXPECT_EQ(pool.reserved_bytes(), 0u);
  EXPECT_LE(pool.peak_bytes(), pool.limit_bytes());
  EXPECT_EQ(pool.allocation_count(), allocated_count);
}

TEST(Memory, AForkedChildAllocates) {
  MemoryPool pool("test", 0, 8 * kMiB);
  std::atomic<bool> is_over = false;
  std::thread busy([&] {
    while (!is_over) pool.free(pool.allocate(kMiB), kMiB);
  });
  for (int i = 0; i < 30; ++i) {
    const pid_t child = fork();
    if (child == 0) {
      alarm(20);
      pool.free(pool.allocate(2 * kMiB), 2 * kMiB);
      _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
  }
  is_over = true;
  busy.join();
}

TEST(Memory, TheDefaultPoolHasALimitBelowTheMachines) {
  EXPECT_GT(tusk::default_memory_pool().limit_bytes(), 0u);
  EXPECT_LT(tusk::default_memory_pool().limit_bytes(), tusk::total_memory_bytes());
}

}  // namespace
