#include "io/write/local_place.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <stdio.h>
#include <system_error>
#include <unistd.h>

#include <arrow/io/interfaces.h>
#include <fmt/format.h>

#include <tusk/core/error.h>

#include "data/arrow_status.h"
#include "io/local_store.h"
#include "io/write/local_output.h"

namespace tusk::io {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kWriting = ".tusk-writing";
// A data set that was moved away, where the system can't let two folders change places at once.
constexpr std::string_view kReplaced = ".tusk-replaced";
// Who writes into a hidden folder: host and process, so that the next run can tell whether it is still at it.
constexpr const char* kOwnerFile = ".owner";
// A hidden folder of another host, or without an owner, is left alone this long.
constexpr auto kLongestRun = std::chrono::hours(7 * 24);

[[noreturn]] void refuse_to_write(const fs::path& path, const std::error_code& error) {
  throw OSError(fmt::format("a data set is written where that is allowed: '{}': {} (errno {})", path.string(),
                            error.message(), error.value()));
}

void check(const std::error_code& error, const fs::path& path) {
  if (error) refuse_to_write(path, error);
}

std::string host_name() {
  char name[256] = {};
  return ::gethostname(name, sizeof(name) - 1) == 0 ? name : "";
}

// When a process began, in ticks after the machine's start: tells it from a later one of the same number. Field 22 of
// /proc/PID/stat, counted after the name, which may contain anything.
std::string process_start(pid_t process) {
  std::ifstream file(fmt::format("/proc/{}/stat", process));
  std::string line;
  std::getline(file, line);
  auto place = line.rfind(')');
  for (int fields = 2; place != std::string::npos && fields < 22; ++fields) place = line.find(' ', place + 1);
  if (place == std::string::npos) return {};
  return line.substr(place + 1, line.find(' ', place + 1) - place - 1);
}

void write_owner(const fs::path& folder) {
  std::ofstream file(folder / kOwnerFile);
  file << host_name() << ' ' << ::getpid() << ' ' << process_start(::getpid()) << '\n';
  if (!file.flush()) refuse_to_write(folder, std::error_code(errno, std::generic_category()));
}

bool is_abandoned(const fs::path& folder) {
  std::ifstream file(folder / kOwnerFile);
  std::string host;
  std::string start;
  pid_t process = 0;
  if (file >> host >> process >> start && host == host_name()) return process_start(process) != start;
  std::error_code error;
  const auto written = fs::last_write_time(folder, error);
  return !error && fs::file_time_type::clock::now() - written > kLongestRun;
}

bool has_entries(const fs::path& folder) {
  std::error_code error;
  return fs::exists(folder, error) && !fs::is_empty(folder, error);
}

bool is_within(const fs::path& path, const fs::path& folder) {
  return std::ranges::mismatch(folder, path).in1 == folder.end();
}

// A data set's folder is replaced as a whole: not what somebody lives in.
void refuse_precious_folder(const fs::path& folder) {
  std::error_code error;
  const char* home = std::getenv("HOME");
  for (const auto& precious : {fs::current_path(error), fs::path(home ? home : "/")}) {
    if (!is_within(fs::weakly_canonical(precious, error), folder)) continue;
    throw ValueError(fmt::format("a data set has a folder of its own: '{}' is or holds '{}'; name a folder in it",
                                 folder.string(), precious.string()));
  }
}

void flush_folder(const fs::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  ::fsync(descriptor);
  ::close(descriptor);
}

std::error_code last_error() { return {errno, std::generic_category()}; }

// Links the files below `from` to the same places below `to`; copies where links can't be made.
void link_files(const fs::path& from, const fs::path& to) {
  for (const auto& entry : fs::recursive_directory_iterator(from)) {
    const auto target = to / entry.path().lexically_relative(from);
    std::error_code error;
    if (entry.is_directory()) {
      fs::create_directories(target, error);
      check(error, target);
      continue;
    }
    if (fs::exists(target))
      throw OSError(fmt::format("files that are appended have new names: '{}' is there; another run has appended too",
                                entry.path().string()));
    fs::create_hard_link(entry.path(), target, error);
    if (error) fs::copy_file(entry.path(), target, error);
    check(error, target);
  }
}

class LocalPlace final : public DataSetPlace {
 public:
  explicit LocalPlace(const DataSetTarget& target) : target_(target), mode_(target.mode) {
    auto path = local_path(target.folder);
    while (path.size() > 1 && path.ends_with('/')) path.pop_back();
    std::error_code error;
    folder_ = fs::weakly_canonical(path, error);
    if (error) folder_ = path;
    prefix_ = is_beside() ? "." + folder_.filename().string() + "." : ".";
    hidden_ = parent() / (prefix_ + target.token + std::string(kWriting));
    replaced_ = parent() / (prefix_ + target.token + std::string(kReplaced));
  }

  void prepare() const override {
    std::error_code error;
    if (is_beside()) refuse_precious_folder(folder_);
    bring_back_replaced();
    if (fs::exists(folder_, error) && !fs::is_directory(folder_, error))
      throw ValueError(fmt::format("a data set is a folder: '{}' is a file", folder_.string()));
    if (mode_ == WriteMode::Create && has_entries(folder_)) {
      throw ValueError(
          fmt::format("a data set is written into a new or empty folder: '{}' has files; overwrite them, "
                      "append to them, or choose another folder",
                      folder_.string()));
    }
    fs::create_directories(parent(), error);
    check(error, parent());
    remove_abandoned();
    make_hidden_folder();
    write_owner(hidden_);
  }

  std::shared_ptr<arrow::io::OutputStream> create(const std::string& name) const override {
    make_hidden_folder();
    return local_output((hidden_ / name).string(), (folder_ / name).string());
  }

  void discard(const std::string& name) const noexcept override {
    std::error_code error;
    fs::remove(hidden_ / name, error);
  }

  void join(const std::vector<std::string>& parts, const std::string& name) const override {
    const auto stream = create(name);
    std::string block(1 << 20, '\0');
    for (const auto& part : parts) {
      const auto file = open_input((hidden_ / part).string());
      for (std::uint64_t offset = 0; const auto count = file->read_at(offset, block.size(), block.data());
           offset += count)
        data::throw_unless_ok(stream->Write(block.data(), std::int64_t(count)), "joining parts");
      discard(part);
    }
    data::throw_unless_ok(stream->Close(), "joining parts");
  }

  void abandon() const noexcept override {
    std::error_code error;
    fs::remove_all(hidden_, error);
  }

  std::vector<std::string> commit(const std::vector<std::string>& names) const override {
    make_hidden_folder();
    std::error_code error;
    fs::remove(hidden_ / kOwnerFile, error);
    if (!is_beside()) move_each(names);
    else if (has_entries(folder_)) change_places();
    else become_data_set();
    flush_folder(parent());
    std::vector<std::string> addresses;
    for (const auto& name : names) addresses.push_back((folder_ / name).string());
    return addresses;
  }

 private:
  bool is_beside() const { return mode_ != WriteMode::ReplaceEach; }
  fs::path parent() const { return is_beside() ? folder_.parent_path() : folder_; }

  void make_hidden_folder() const {
    std::error_code error;
    fs::create_directories(hidden_, error);
    check(error, folder_);
  }

  // The hidden folders of that suffix that any run has made for this data set.
  std::vector<fs::path> hidden_folders(std::string_view suffix) const {
    std::error_code error;
    std::vector<fs::path> folders;
    for (const auto& entry : fs::directory_iterator(parent(), error)) {
      const auto name = entry.path().filename().string();
      if (name.starts_with(prefix_) && name.ends_with(suffix)) folders.push_back(entry.path());
    }
    return folders;
  }

  void remove_abandoned() const {
    std::error_code error;
    for (const auto& folder : hidden_folders(kWriting))
      if (is_abandoned(folder)) fs::remove_all(folder, error);
  }

  // A run that died between moving the old data set away and moving the new one in has left none.
  void bring_back_replaced() const {
    std::error_code error;
    for (const auto& folder : hidden_folders(kReplaced)) {
      if (fs::exists(folder_, error)) fs::remove_all(folder, error);
      else fs::rename(folder, folder_, error);
    }
  }

  void move_each(const std::vector<std::string>& names) const {
    std::error_code error;
    for (const auto& name : names) {
      fs::create_directories((folder_ / name).parent_path(), error);
      check(error, folder_ / name);
      if (::rename((hidden_ / name).c_str(), (folder_ / name).c_str()) != 0)
        refuse_to_write(folder_ / name, last_error());
    }
    remove_left_over(names);
    fs::remove_all(hidden_, error);
  }

  void remove_left_over(const std::vector<std::string>& names) const {
    std::error_code error;
    std::vector<fs::path> left;
    for (const auto& entry : fs::directory_iterator(folder_, error))
      if (entry.is_regular_file(error) && is_left_over(target_, entry.path().filename().string(), names))
        left.push_back(entry.path());
    for (const fs::path& path : left) fs::remove(path, error);
  }

  // The folder isn't there, or empty.
  void become_data_set() const {
    if (::rename(hidden_.c_str(), folder_.c_str()) != 0) refuse_to_write(folder_, last_error());
  }

  // Afterwards the old data set lies in the hidden folder, and goes.
  void change_places() const {
    if (mode_ == WriteMode::Append) link_files(folder_, hidden_);
    flush_folder(hidden_);
    std::error_code error;
    if (::renameat2(AT_FDCWD, hidden_.c_str(), AT_FDCWD, folder_.c_str(), RENAME_EXCHANGE) == 0) {
      fs::remove_all(hidden_, error);
      return;
    }
    if (::rename(folder_.c_str(), replaced_.c_str()) != 0) refuse_to_write(folder_, last_error());
    if (::rename(hidden_.c_str(), folder_.c_str()) != 0) refuse_to_write(folder_, last_error());
    fs::remove_all(replaced_, error);
  }

  DataSetTarget target_;
  WriteMode mode_;
  fs::path folder_;
  std::string prefix_;  // of the names of hidden folders for this data set
  fs::path hidden_;
  fs::path replaced_;
};

}  // namespace

std::unique_ptr<const DataSetPlace> local_place(const DataSetTarget& target) {
  return std::make_unique<LocalPlace>(target);
}

}  // namespace tusk::io
