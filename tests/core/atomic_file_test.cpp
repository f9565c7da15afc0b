#include <tusk/core/atomic_file.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <unistd.h>

#include <gmock/gmock.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include <tusk/core/error.h>

namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::ThrowsMessage;

class AtomicFiles : public testing::Test {
 protected:
  AtomicFiles() : folder_(fs::temp_directory_path() / ("tusk_atomic_file_" + std::to_string(::getpid()))) {
    fs::create_directories(folder_);
  }
  ~AtomicFiles() override { fs::remove_all(folder_); }

  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  static std::string read(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  std::size_t file_count() const { return std::size_t(std::distance(fs::directory_iterator(folder_), {})); }

  fs::path folder_;
};

TEST_F(AtomicFiles, HaveTheirContentsOnceCommitted) {
  tusk::AtomicFile file(path("a.txt"));
  file.write("one ");
  file.write("two");
  EXPECT_FALSE(fs::exists(path("a.txt")));
  file.commit();
  EXPECT_EQ(read(path("a.txt")), "one two");
  EXPECT_EQ(file_count(), 1u);
}

TEST_F(AtomicFiles, LeaveNothingWithoutCommit) {
  {
    tusk::AtomicFile(path("a.txt")).write("lost");
  }
  EXPECT_EQ(file_count(), 0u);
}

TEST_F(AtomicFiles, ReplaceAFileAndKeepItsMode) {
  std::ofstream(path("a.txt")) << "old";
  ::chmod(path("a.txt").c_str(), 0640);
  tusk::write_file_atomically(path("a.txt"), "new");
  struct stat status{};
  ::stat(path("a.txt").c_str(), &status);
  EXPECT_EQ(read(path("a.txt")), "new");
  EXPECT_EQ(status.st_mode & 07777, 0640u);
}

TEST_F(AtomicFiles, FollowALinkInsteadOfReplacingIt) {
  std::ofstream(path("target.txt")) << "old";
  fs::create_symlink("target.txt", path("link.txt"));
  tusk::write_file_atomically(path("link.txt"), "new");
  EXPECT_TRUE(fs::is_symlink(path("link.txt")));
  EXPECT_EQ(read(path("target.txt")), "new");
}

TEST_F(AtomicFiles, NameTheFolderThatIsMissing) {
  EXPECT_THAT([&] { tusk::AtomicFile file(path("no/a.txt")); },
              ThrowsMessage<tusk::FileNotFoundError>(
                  AllOf(HasSubstr(path("no/a.txt")), HasSubstr("there is no folder '" + path("no") + "'"))));
}

TEST_F(AtomicFiles, NeedAPath) {
  EXPECT_THAT([] { tusk::AtomicFile(""); }, ThrowsMessage<tusk::FileNotFoundError>(HasSubstr("got an empty one")));
}

TEST_F(AtomicFiles, RefuseAFolder) {
  EXPECT_THAT([&] { tusk::AtomicFile file(folder_.string()); },
              ThrowsMessage<tusk::OSError>(HasSubstr("Is a directory")));
}

TEST_F(AtomicFiles, WriteToADeviceWithoutReplacingIt) {
  tusk::write_file_atomically("/dev/null", "gone");
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
}

TEST_F(AtomicFiles, SayWhyADeviceTookNothing) {
  if (!fs::exists("/dev/full")) GTEST_SKIP() << "there is no /dev/full here";
  EXPECT_THAT([] { tusk::write_file_atomically("/dev/full", "much"); },
              ThrowsMessage<tusk::OSError>(
                  AllOf(HasSubstr("'/dev/full'"), HasSubstr("after 0 bytes"), HasSubstr("No space left on device"))));
}

TEST_F(AtomicFiles, LeaveTheOldFileWhenTheDiskIsFull) {
  if (::mount("tmpfs", folder_.c_str(), "tmpfs", 0, "size=1m") != 0) {
    GTEST_SKIP() << "a small disk can be mounted only as root: " << std::strerror(errno);
  }
  tusk::write_file_atomically(path("a.txt"), "old");
  const std::string much(3 << 20, 'x');
  EXPECT_THAT([&] { tusk::write_file_atomically(path("a.txt"), much); },
              ThrowsMessage<tusk::OSError>(AllOf(HasSubstr(path("a.txt")), HasSubstr("bytes: No space left on device"),
                                                 HasSubstr("unchanged"))));
  EXPECT_EQ(read(path("a.txt")), "old");
  EXPECT_EQ(file_count(), 1u);
  ::umount(folder_.c_str());
}

}  // namespace
