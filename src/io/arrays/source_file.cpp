#include "io/arrays/source_file.h"

#include <algorithm>
#include <list>
#include <mutex>

#include <fmt/format.h>

#include <tusk/core/error.h>

#include "core/fork_safe_mutex.h"

namespace tusk::io {
namespace {

// Thousands of files can't all be open; opening one costs microseconds here, but a way over the network elsewhere.
class OpenFiles {
 public:
  using File = std::shared_ptr<const InputFile>;

  File find(const SourceFile& file) {
    const std::lock_guard lock(mutex_);
    const auto place = std::ranges::find_if(kept_, [&](const Kept& kept) {
      return kept.address == file.address && kept.size_bytes == file.size_bytes &&
             kept.options == file.storage_options.values;
    });
    if (place == kept_.end()) return nullptr;
    kept_.splice(kept_.begin(), kept_, place);
    return kept_.front().file;
  }
  void keep(const SourceFile& file, File opened) {
    std::list<Kept> dropped;  // closed outside of the lock
    const std::lock_guard lock(mutex_);
    kept_.push_front({file.address, file.size_bytes, file.storage_options.values, std::move(opened)});
    if (kept_.size() > kMostOpen) dropped.splice(dropped.begin(), kept_, std::prev(kept_.end()));
  }
  void forget(const std::string& address) {
    std::list<Kept> dropped;
    const std::lock_guard lock(mutex_);
    for (auto place = kept_.begin(); place != kept_.end();) {
      const auto next = std::next(place);
      if (place->address == address) dropped.splice(dropped.begin(), kept_, place);
      place = next;
    }
  }

 private:
  struct Kept {
    std::string address;
    std::uint64_t size_bytes;
    StorageOptions options;
    File file;
  };
  static constexpr std::size_t kMostOpen = 128;

  core::ForkSafeMutex mutex_;
  std::list<Kept> kept_;
};

OpenFiles& open_files() {
  static auto& files = *new OpenFiles();
  return files;
}

}  // namespace

std::shared_ptr<const InputFile> SourceFile::open() const {
  if (auto kept = open_files().find(*this)) return kept;
  auto opened = open_input(address, storage_options.values);
  if (opened->size_bytes() != size_bytes) {
    throw OSError(
        fmt::format("a file stays as it is while its arrays are in use: '{}' had {} bytes and has {}; open it "
                    "again",
                    address, size_bytes, opened->size_bytes()));
  }
  open_files().keep(*this, opened);
  return opened;
}

void SourceFile::read(std::uint64_t offset, std::uint64_t count, void* out) const {
  read_exactly(*open(), address, offset, count, out);
}

void read_exactly(const InputFile& file, const std::string& address, std::uint64_t offset, std::uint64_t count,
                  void* out) {
  const auto got = file.read_at(offset, count, out);
  if (got == count) return;
  throw OSError(fmt::format("a file is as long as its header says: '{}' ends at byte {}, of {} bytes wanted from {} on",
                            address, offset + got, count, offset));
}

SourceFile source_file(const std::string& address, const StorageOptions& options) {
  open_files().forget(address);
  auto opened = open_input(address, options);
  SourceFile file{address, opened->size_bytes(), {options}};
  open_files().keep(file, std::move(opened));
  return file;
}

std::string stem_of(const std::string& address) {
  auto name = address.substr(address.find_last_of('/') + 1);
  name = name.substr(0, name.find('?'));
  const auto dot = name.rfind('.');
  return dot == std::string::npos || dot == 0 ? name : name.substr(0, dot);
}

}  // namespace tusk::io
