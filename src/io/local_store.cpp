#include "io/local_store.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <span>
#include <system_error>
#include <unistd.h>

#include <fmt/format.h>
#include <sys/stat.h>

#include <tusk/core/error.h>

#include "core/near_names.h"
#include "io/glob.h"

namespace tusk::io {
namespace {

namespace fs = std::filesystem;

std::string reason_of(int error_number) { return std::generic_category().message(error_number); }

std::vector<std::string> names_in(const std::string& folder) {
  std::error_code error;
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder.empty() ? "." : folder, error))
    names.push_back(entry.path().filename().string());
  return names;
}

std::string missing_local_message(const std::string& path) {
  const auto folder = fs::path(path).parent_path();
  std::error_code error;
  if (!fs::is_directory(folder, error))
    return fmt::format("a file that is read exists: there is no '{}', nor its folder '{}'", path, folder.string());
  const auto near = core::did_you_mean(fs::path(path).filename().string(), names_in(folder.string()));
  return fmt::format("a file that is read exists: there is no '{}'{}{}", path, near.empty() ? "" : "; ", near);
}

[[noreturn]] void refuse_to_read(const std::string& path, int error_number) {
  if (error_number == ENOENT || error_number == ENOTDIR) throw FileNotFoundError(missing_local_message(path));
  const auto* advice = error_number == EACCES || error_number == EPERM ? "; ask its owner for permission" : "";
  throw OSError(fmt::format("a file that is read can be opened: '{}': {} (errno {}){}", path, reason_of(error_number),
                            error_number, advice));
}

class LocalFile final : public InputFile {
 public:
  explicit LocalFile(const std::string& path) : path_(path), descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    if (descriptor_ < 0) refuse_to_read(path, errno);
    struct stat status{};
    const bool is_known = ::fstat(descriptor_, &status) == 0;
    if (is_known && S_ISREG(status.st_mode)) {
      size_bytes_ = std::uint64_t(status.st_size);
      return;
    }
    ::close(descriptor_);
    if (is_known && S_ISDIR(status.st_mode))
      throw OSError(
          fmt::format("a file is read, not a folder: '{0}' is a folder; name its files, as in '{0}/*'", path));
    throw OSError(fmt::format("only regular files are read: '{}' is a device or a pipe", path));
  }
  ~LocalFile() override { ::close(descriptor_); }
  LocalFile(const LocalFile&) = delete;
  LocalFile& operator=(const LocalFile&) = delete;

  std::uint64_t size_bytes() const override { return size_bytes_; }

  std::uint64_t read_at(std::uint64_t offset, std::uint64_t count, void* out) const override {
    std::uint64_t done = 0;
    while (done < count) {
      const auto got = ::pread(descriptor_, static_cast<char*>(out) + done, count - done, off_t(offset + done));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) {
        throw OSError(fmt::format("reading '{}' at byte {} failed: {} (errno {})", path_, offset + done,
                                  reason_of(errno), errno));
      }
      if (got == 0) break;
      done += std::uint64_t(got);
    }
    return done;
  }

 private:
  std::string path_;
  int descriptor_;
  std::uint64_t size_bytes_ = 0;
};

void sort_by_address(std::vector<FoundFile>& files) {
  std::ranges::sort(files, {}, &FoundFile::address);
  const auto repeated = std::ranges::unique(files, {}, &FoundFile::address);
  files.erase(repeated.begin(), repeated.end());
}

fs::directory_iterator list_folder(const fs::path& folder) {
  std::error_code error;
  fs::directory_iterator entries(folder, error);
  if (error)
    throw OSError(fmt::format("a folder that is searched can be listed: '{}': {} (errno {})", folder.string(),
                              error.message(), error.value()));
  return entries;
}

void add_if_file(const fs::directory_entry& entry, std::vector<FoundFile>& found) {
  std::error_code error;
  if (!entry.is_regular_file(error)) return;
  const auto size_bytes = entry.file_size(error);
  if (!error) found.push_back({entry.path().string(), size_bytes});
}

bool is_folder_entry(const fs::directory_entry& entry) {
  std::error_code error;
  return entry.is_directory(error);
}

// Adds the files below `folder` that match the parts; `folder` exists.
void add_matches(const fs::path& folder, std::span<const std::string_view> parts, std::vector<FoundFile>& found) {
  const bool is_last = parts.size() == 1;
  if (!is_last && !has_wildcards(parts.front())) {
    std::error_code error;
    const auto next = folder / parts.front();
    if (fs::is_directory(next, error)) add_matches(next, parts.subspan(1), found);
    return;
  }
  const bool is_any_depth = parts.front() == "**";
  if (is_any_depth && !is_last) add_matches(folder, parts.subspan(1), found);
  for (const auto& entry : list_folder(folder)) {
    const auto name = entry.path().filename().string();
    if (!matches_name(parts.front(), name)) continue;
    if (is_last) add_if_file(entry, found);
    if (!is_folder_entry(entry)) continue;
    // A link may lead back to a folder above it.
    if (is_any_depth && !entry.is_symlink()) add_matches(entry.path(), parts, found);
    if (!is_any_depth && !is_last) add_matches(entry.path(), parts.subspan(1), found);
  }
}

void add_files_below(const fs::path& folder, std::vector<FoundFile>& found) {
  for (const auto& entry : list_folder(folder)) {
    add_if_file(entry, found);
    if (is_folder_entry(entry) && !entry.is_symlink()) add_files_below(entry.path(), found);
  }
}

class LocalStore final : public FileStore {
 public:
  std::shared_ptr<const InputFile> open(const std::string& address) const override {
    return std::make_shared<LocalFile>(local_path(address));
  }
  std::optional<FoundFile> find(const std::string& address) const override {
    const auto path = local_path(address);
    struct stat status{};
    if (::stat(path.c_str(), &status) != 0) {
      if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
      refuse_to_read(path, errno);
    }
    if (S_ISDIR(status.st_mode)) return std::nullopt;
    return FoundFile{path, std::uint64_t(status.st_size)};
  }
  bool is_folder(const std::string& address) const override {
    std::error_code error;
    return fs::is_directory(local_path(address), error);
  }
  std::vector<FoundFile> files_below(const std::string& folder) const override {
    std::vector<FoundFile> found;
    add_files_below(local_path(folder), found);
    sort_by_address(found);
    return found;
  }
  bool is_glob(const std::string& address) const override { return has_wildcards(address); }
  std::vector<FoundFile> matches(const std::string& glob) const override {
    const auto pattern = local_path(glob);
    const std::string base(fixed_prefix(pattern));
    std::vector<FoundFile> found;
    std::error_code error;
    if (!fs::is_directory(base, error)) return found;
    add_matches(base, path_parts(std::string_view(pattern).substr(base.size())), found);
    sort_by_address(found);
    return found;
  }
  std::string missing_message(const std::string& address) const override {
    return missing_local_message(local_path(address));
  }
};

}  // namespace

std::shared_ptr<const FileStore> local_store() {
  static const auto store = std::make_shared<const LocalStore>();
  return store;
}

std::string local_path(const std::string& address) {
  std::string path = address.starts_with("file://") ? address.substr(7) : address;
  if (path.starts_with("localhost/")) path.erase(0, std::string_view("localhost").size());
  if (path == "~" || path.starts_with("~/")) {
    const char* home = std::getenv("HOME");
    if (home) path.replace(0, 1, home);
  }
  return fs::absolute(path).string();
}

}  // namespace tusk::io
