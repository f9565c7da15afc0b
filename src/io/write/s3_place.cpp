#include "io/write/s3_place.h"

#include <algorithm>
#include <chrono>
#include <sstream>

#include <arrow/buffer.h>
#include <arrow/filesystem/filesystem.h>
#include <arrow/io/interfaces.h>
#include <arrow/result.h>
#include <fmt/format.h>

#include <tusk/core/error.h>

#include "io/s3_store.h"

namespace tusk::io {
namespace {

// What readers of data sets skip begins with "_".
constexpr std::string_view kStaging = "_tusk-";
constexpr std::string_view kStarted = "_started";
constexpr std::string_view kCommitting = "_committing";
// Longer than a run takes: what was begun before is given up.
constexpr auto kLongestS3Run = std::chrono::hours(7 * 24);
constexpr std::int64_t kCopyBytes = std::int64_t(8) << 20;

// What a commit does, as its note says: one line each, "new NAME" or "old NAME".
struct CommitNote {
  std::vector<std::string> added;
  std::vector<std::string> removed;

  std::string text() const {
    std::string lines;
    for (const auto& name : added) lines += "new " + name + "\n";
    for (const auto& name : removed) lines += "old " + name + "\n";
    return lines;
  }
  static CommitNote parse(const std::string& text) {
    CommitNote note;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
      if (line.starts_with("new ")) note.added.push_back(line.substr(4));
      if (line.starts_with("old ")) note.removed.push_back(line.substr(4));
    }
    return note;
  }
};

class S3Place final : public DataSetPlace {
 public:
  explicit S3Place(const DataSetTarget& target)
      : target_(target),
        mode_(target.mode),
        address_(target.folder),
        file_system_(s3_file_system(target.folder, target.storage_options.values)) {
    while (address_.ends_with('/')) address_.pop_back();
    folder_ = s3_path(address_);
    staging_ = staging_of(target.token);
  }

  void prepare() const override {
    const auto bucket = folder_.substr(0, folder_.find('/'));
    if (value(file_system_->GetFileInfo(bucket)).type() == arrow::fs::FileType::NotFound)
      throw FileNotFoundError(
          fmt::format("a data set is written into a bucket that exists: there is no '{}', in which "
                      "'{}' would be",
                      bucket, address_));
    settle_dead_runs();
    if (mode_ == WriteMode::Create && !visible_names().empty()) {
      throw ValueError(
          fmt::format("a data set is written where nothing is: '{}' has objects; overwrite them, append to "
                      "them, or choose another prefix",
                      address_));
    }
    write_object(staging_ + "/" + std::string(kStarted), "");
  }

  std::shared_ptr<arrow::io::OutputStream> create(const std::string& name) const override {
    return value(file_system_->OpenOutputStream(staging_ + "/" + name, nullptr));
  }

  void discard(const std::string& name) const noexcept override {
    (void)file_system_->DeleteFile(staging_ + "/" + name);
  }

  void join(const std::vector<std::string>& parts, const std::string& name) const override {
    const auto stream = create(name);
    for (const auto& part : parts) {
      const auto file = value(file_system_->OpenInputStream(staging_ + "/" + part));
      for (;;) {
        const auto block = value(file->Read(kCopyBytes));
        if (block->size() == 0) break;
        check(stream->Write(block));
      }
    }
    check(stream->Close());
  }

  void abandon() const noexcept override {
    const auto note = file_system_->GetFileInfo(staging_ + "/" + std::string(kCommitting));
    if (note.ok() && note->type() == arrow::fs::FileType::NotFound) (void)file_system_->DeleteDir(staging_);
  }

  std::vector<std::string> commit(const std::vector<std::string>& names) const override {
    CommitNote note{.added = names, .removed = {}};
    if (mode_ == WriteMode::Overwrite) {
      note.removed = visible_names();
      std::erase_if(note.removed, [&](const auto& name) { return std::ranges::find(names, name) != names.end(); });
    } else if (mode_ == WriteMode::ReplaceEach) {
      for (const std::string& name : visible_names())
        if (is_left_over(target_, name, names)) note.removed.push_back(name);
    }
    write_object(staging_ + "/" + std::string(kCommitting), note.text());
    carry_out(note, staging_);
    std::vector<std::string> addresses;
    for (const auto& name : names) addresses.push_back(address_ + "/" + name);
    return addresses;
  }

 private:
  std::string staging_of(const std::string& token) const { return folder_ + "/" + std::string(kStaging) + token; }

  void check(const arrow::Status& status) const {
    if (!status.ok()) throw_s3_error(address_, status, *file_system_);
  }
  template <class T>
  T value(arrow::Result<T> result) const {
    check(result.status());
    return *std::move(result);
  }

  std::vector<arrow::fs::FileInfo> listed(const std::string& folder, bool is_recursive) const {
    arrow::fs::FileSelector selector;
    selector.base_dir = folder;
    selector.recursive = is_recursive;
    selector.allow_not_found = true;
    return value(file_system_->GetFileInfo(selector));
  }

  // The objects of the data set that readers see.
  std::vector<std::string> visible_names() const {
    std::vector<std::string> names;
    for (const auto& info : listed(folder_, true)) {
      auto name = info.path().substr(std::min(info.path().size(), folder_.size() + 1));
      if (info.IsFile() && !name.starts_with('_')) names.push_back(std::move(name));
    }
    return names;
  }

  void write_object(const std::string& path, const std::string& text) const {
    const auto stream = value(file_system_->OpenOutputStream(path, nullptr));
    check(stream->Write(text.data(), std::int64_t(text.size())));
    check(stream->Close());
  }

  // May be repeated: the staged objects go last.
  void carry_out(const CommitNote& note, const std::string& staging) const {
    for (const auto& name : note.added) check(file_system_->CopyFile(staging + "/" + name, folder_ + "/" + name));
    for (const auto& name : note.removed) (void)file_system_->DeleteFile(folder_ + "/" + name);
    check(file_system_->DeleteDir(staging));
  }

  void settle_dead_runs() const {
    for (const auto& info : listed(folder_, false)) {
      if (!info.base_name().starts_with(kStaging)) continue;
      const auto note = file_system_->OpenInputStream(info.path() + "/" + std::string(kCommitting));
      if (note.ok()) {
        const auto text = value((*note)->Read(kCopyBytes))->ToString();
        carry_out(CommitNote::parse(text), info.path());
      } else if (is_given_up(info.path())) {
        check(file_system_->DeleteDir(info.path()));
      }
    }
  }

  bool is_given_up(const std::string& staging) const {
    const auto started = value(file_system_->GetFileInfo(staging + "/" + std::string(kStarted)));
    return started.IsFile() && std::chrono::system_clock::now() - started.mtime() > kLongestS3Run;
  }

  DataSetTarget target_;
  WriteMode mode_;
  std::string address_;
  std::string folder_;  // as the file system names it
  std::string staging_;
  std::shared_ptr<arrow::fs::FileSystem> file_system_;
};

}  // namespace

std::unique_ptr<const DataSetPlace> s3_place(const DataSetTarget& target) { return std::make_unique<S3Place>(target); }

}  // namespace tusk::io
