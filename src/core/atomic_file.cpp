#include <tusk/core/atomic_file.h>

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <system_error>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>
#include <sys/stat.h>

#include <tusk/core/error.h>
#include <tusk/core/hash.h>

namespace tusk {
namespace {

constexpr std::size_t kBufferBytes = 1 << 18;

std::string follow_links(const std::string& path) {
  std::error_code error;
  const auto target = std::filesystem::weakly_canonical(path, error);
  return error ? path : target.string();
}

[[noreturn]] void refuse_to_open(const std::string& path, int error_number) {
  const std::string folder = std::filesystem::absolute(path).parent_path().string();
  const std::string reason = std::generic_category().message(error_number);
  if (error_number == ENOENT || error_number == ENOTDIR) {
    throw FileNotFoundError(
        fmt::format("a file is written into a folder that exists: got '{}', and there is no folder "
                    "'{}'; make it first",
                    path, folder));
  }
  throw OSError(
      fmt::format("a file is written where its folder '{}' lets it: cannot create '{}': {} (errno {}); choose "
                  "another folder",
                  folder, path, reason, error_number));
}

// Beside the target, so that the rename stays on one file system.
std::string temporary_path_for(const std::string& target) {
  return target + "." + unique_hash().hex().substr(0, 8) + ".tmp";
}

// Makes the rename last. A file system that can't do so is no reason to fail: the contents are there.
void flush_folder_of(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  ::fsync(descriptor);
  ::close(descriptor);
}

}  // namespace

AtomicFile::AtomicFile(const std::string& path) : path_(path), target_(follow_links(path)) {
  if (path.empty()) throw FileNotFoundError("a file that is written needs a path: got an empty one");
  struct stat existing{};
  const bool exists = ::stat(target_.c_str(), &existing) == 0;
  if (exists && S_ISDIR(existing.st_mode)) refuse_to_open(path, EISDIR);
  if (exists && !S_ISREG(existing.st_mode)) {
    file_descriptor_ = ::open(target_.c_str(), O_WRONLY | O_CLOEXEC);
  } else {
    temporary_path_ = temporary_path_for(target_);
    file_descriptor_ = ::open(temporary_path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  }
  if (file_descriptor_ < 0) refuse_to_open(path, errno);
  if (exists && !temporary_path_.empty()) (void)::fchmod(file_descriptor_, existing.st_mode & 07777);
}

AtomicFile::~AtomicFile() {
  if (file_descriptor_ < 0) return;
  ::close(file_descriptor_);
  if (!temporary_path_.empty()) ::unlink(temporary_path_.c_str());
}

void AtomicFile::write(std::string_view bytes) {
  TUSK_CHECK(file_descriptor_ >= 0, "a file that was committed takes no more bytes");
  buffer_ += bytes;
  if (buffer_.size() >= kBufferBytes) flush();
}

void AtomicFile::commit() {
  TUSK_CHECK(file_descriptor_ >= 0, "a file is committed once");
  flush();
  if (!temporary_path_.empty()) {
    if (::fsync(file_descriptor_) != 0) fail(errno);
    if (::rename(temporary_path_.c_str(), target_.c_str()) != 0) fail(errno);
    temporary_path_.clear();
    flush_folder_of(target_);
  }
  if (::close(std::exchange(file_descriptor_, -1)) != 0) fail(errno);
}

void AtomicFile::flush() {
  std::string_view left = buffer_;
  while (!left.empty()) {
    const ssize_t count = ::write(file_descriptor_, left.data(), left.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail(errno);
    written_bytes_ += std::uint64_t(count);
    left.remove_prefix(std::size_t(count));
  }
  buffer_.clear();
}

void AtomicFile::fail(int error_number) {
  const bool is_replaced = !temporary_path_.empty();
  const char* advice = error_number == ENOSPC || error_number == EDQUOT ? "free some space or choose another folder"
                                                                        : "choose another folder";
  throw OSError(
      fmt::format("a file is written whole or not at all: writing '{}' stopped after {} bytes: {} (errno {}); {}{}",
                  path_, written_bytes_, std::generic_category().message(error_number), error_number,
                  is_replaced ? "what was there before is unchanged; " : "", advice));
}

void write_file_atomically(const std::string& path, std::string_view contents) {
  AtomicFile file(path);
  file.write(contents);
  file.commit();
}

}  // namespace tusk
