#include <tusk/core/machine.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <sched.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include <gmock/gmock.h>

#include "core/cgroup.h"

namespace {

struct Groups {
  const char* name;
  std::map<std::string, std::string> files;
  std::optional<std::uint64_t> memory_bytes;
  std::optional<double> cpu_quota;
};

class ControlGroups : public testing::TestWithParam<Groups> {
 protected:
  ControlGroups() : root_(testing::TempDir() + "tusk-cgroup-" + std::to_string(getpid())) {
    std::filesystem::remove_all(root_);
    for (const auto& [name, text] : GetParam().files) {
      const auto path = std::filesystem::path(root_ + name);
      std::filesystem::create_directories(path.parent_path());
      std::ofstream(path) << text << "\n";
    }
  }
  ~ControlGroups() override { std::filesystem::remove_all(root_); }

  std::string root_;
};

TEST_P(ControlGroups, GiveTheSmallestOfTheirLimits) {
  EXPECT_EQ(tusk::core::cgroup_memory_bytes(root_), GetParam().memory_bytes);
  EXPECT_EQ(tusk::core::cgroup_cpu_quota(root_), GetParam().cpu_quota);
}

INSTANTIATE_TEST_SUITE_P(Machine, ControlGroups,
                         testing::Values(Groups{"NoGroups", {}, {}, {}},
                                         Groups{"Version2",
                                                {{"/proc/self/cgroup", "0::/user/job"},
                                                 {"/sys/fs/cgroup/user/job/memory.max", "1000"},
                                                 {"/sys/fs/cgroup/user/job/cpu.max", "150000 100000"}},
                                                1000,
                                                1.5},
                                         Groups{"OuterGroupOfVersion2",
                                                {{"/proc/self/cgroup", "0::/user/job"},
                                                 {"/sys/fs/cgroup/user/job/memory.max", "max"},
                                                 {"/sys/fs/cgroup/user/memory.max", "500"},
                                                 {"/sys/fs/cgroup/user/cpu.max", "max 100000"},
                                                 {"/sys/fs/cgroup/cpu.max", "50000 100000"}},
                                                500,
                                                0.5},
                                         Groups{"PathOfTheHost",
                                                {{"/proc/self/cgroup", "0::/docker/0123"},
                                                 {"/sys/fs/cgroup/memory.max", "700"},
                                                 {"/sys/fs/cgroup/cpu.max", "200000 100000"}},
                                                700,
                                                2.0},
                                         Groups{"Version1",
                                                {{"/proc/self/cgroup", "5:cpu,cpuacct:/job\n4:memory:/job\n3:cpuset:/"},
                                                 {"/sys/fs/cgroup/memory/job/memory.limit_in_bytes", "900"},
                                                 {"/sys/fs/cgroup/cpu/job/cpu.cfs_quota_us", "300000"},
                                                 {"/sys/fs/cgroup/cpu/job/cpu.cfs_period_us", "100000"}},
                                                900,
                                                3.0},
                                         Groups{"Version1WithoutLimits",
                                                {{"/proc/self/cgroup", "5:cpu,cpuacct:/\n4:memory:/"},
                                                 {"/sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712"},
                                                 {"/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1"},
                                                 {"/sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000"}},
                                                9223372036854771712u,
                                                {}},
                                         Groups{"Mixed",
                                                {{"/proc/self/cgroup", "4:memory:/a\n0::/b"},
                                                 {"/sys/fs/cgroup/memory/a/memory.limit_in_bytes", "900"},
                                                 {"/sys/fs/cgroup/unified/b/cpu.max", "100000 100000"}},
                                                900,
                                                1.0},
                                         Groups{"Nonsense",
                                                {{"/proc/self/cgroup", "no colons\n::\n0::/../../x\n"},
                                                 {"/sys/fs/cgroup/memory.max", "many"},
                                                 {"/sys/fs/cgroup/cpu.max", "1"}},
                                                {},
                                                {}}),
                         [](const auto& info) { return info.param.name; });

TEST(Machine, CountsTheCoresThatTheProcessMayRunOn) {
  EXPECT_GE(tusk::cpu_count(), 1);
  std::thread([] {
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(sched_getcpu(), &one);
    ASSERT_EQ(sched_setaffinity(0, sizeof one, &one), 0);
    EXPECT_EQ(tusk::cpu_count(), 1);
  }).join();
}

TEST(Machine, KnowsItsMemoryAndWhatTheProcessHolds) {
  EXPECT_GT(tusk::process_resident_bytes(), 0u);
  EXPECT_LT(tusk::process_resident_bytes(), tusk::total_memory_bytes());
  const auto before = tusk::process_resident_bytes();
  std::vector<char> block(64 << 20, 1);
  EXPECT_GE(tusk::process_resident_bytes(), before + (60 << 20));
  EXPECT_EQ(block.back(), 1);
}

}  // namespace
