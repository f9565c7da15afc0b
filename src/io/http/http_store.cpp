#include "io/http/http_store.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstring>
#include <mutex>
#include <vector>

#include <fmt/format.h>

#include <tusk/core/error.h>

#include "io/http/http_client.h"

namespace tusk::io {
namespace {

// What the first request asks for, which tells the file's size too.
constexpr std::uint64_t kFirstBytes = 64 * 1024;

std::optional<std::uint64_t> decimal(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

// "bytes 0-99/1234" or "bytes */1234".
struct ContentRange {
  std::uint64_t first = 0;
  std::optional<std::uint64_t> size;
};

ContentRange content_range(const HttpResponse& response) {
  auto text = response.header("content-range");
  ContentRange range;
  if (!text.starts_with("bytes ")) return range;
  text.remove_prefix(6);
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return range;
  range.size = decimal(text.substr(slash + 1));
  range.first = decimal(text.substr(0, text.find('-'))).value_or(0);
  return range;
}

[[noreturn]] void refuse_status(const std::string& address, int status) {
  if (status == 404 || status == 410)
    throw FileNotFoundError(
        fmt::format("a file that is read exists: the server has no '{}' (status {})", address, status));
  const auto* advice = status == 401 || status == 403 ? "; it wants credentials, or doesn't serve this file" : "";
  throw OSError(
      fmt::format("a file that is read is served: '{}' was answered with status {}{}", address, status, advice));
}

HttpResponse request_range(const std::string& address, std::uint64_t first, std::uint64_t count) {
  return http_request("GET", address, {{"Range", fmt::format("bytes={}-{}", first, first + count - 1)}});
}

class HttpFile final : public InputFile {
 public:
  explicit HttpFile(std::string address) : address_(std::move(address)) {
    auto response = request_range(address_, 0, kFirstBytes);
    const auto range = content_range(response);
    if (response.status == 200) {
      size_bytes_ = response.body.size();
    } else if (response.status == 206 && range.size && range.first == 0) {
      size_bytes_ = *range.size;
    } else if (response.status == 416 && range.size == 0) {
      response.body.clear();
    } else {
      refuse_status(address_, response.status);
    }
    beginning_ = std::move(response.body);
  }

  std::uint64_t size_bytes() const override { return size_bytes_; }
  // Whether the server has sent more than was asked for: all.
  bool is_whole() const { return beginning_.size() == size_bytes_ && size_bytes_ > kFirstBytes; }

  std::uint64_t read_at(std::uint64_t offset, std::uint64_t count, void* out) const override {
    if (offset >= size_bytes_ || count == 0) return 0;
    count = std::min(count, size_bytes_ - offset);
    if (offset + count <= beginning_.size()) {
      std::memcpy(out, beginning_.data() + offset, count);
      return count;
    }
    const auto response = request_range(address_, offset, count);
    if (response.status != 206) refuse_status(address_, response.status);
    const auto range = content_range(response);
    if (range.first != offset || range.size != size_bytes_ || response.body.size() != count)
      throw OSError(fmt::format("a file stays as it is while it is read: '{}' has changed", address_));
    std::memcpy(out, response.body.data(), count);
    return count;
  }

 private:
  std::string address_;
  std::uint64_t size_bytes_ = 0;
  std::string beginning_;  // all of the file where the server doesn't know ranges
};

// Files of servers that don't know ranges, which would otherwise be fetched again for every partition: the last few,
// for a minute.
class WholeFiles {
 public:
  std::shared_ptr<const HttpFile> find(const std::string& address) {
    const std::lock_guard lock(mutex_);
    std::erase_if(kept_, [](const Kept& kept) { return Clock::now() - kept.since > kKeptFor; });
    const auto place = std::ranges::find(kept_, address, &Kept::address);
    return place == kept_.end() ? nullptr : place->file;
  }
  void keep(const std::string& address, std::shared_ptr<const HttpFile> file) {
    const std::lock_guard lock(mutex_);
    if (kept_.size() == kMostKept) kept_.erase(kept_.begin());
    kept_.push_back({address, std::move(file), Clock::now()});
  }

 private:
  using Clock = std::chrono::steady_clock;
  struct Kept {
    std::string address;
    std::shared_ptr<const HttpFile> file;
    Clock::time_point since;
  };
  static constexpr std::size_t kMostKept = 4;
  static constexpr auto kKeptFor = std::chrono::minutes(1);

  std::mutex mutex_;
  std::vector<Kept> kept_;
};

std::shared_ptr<const HttpFile> open_http_file(const std::string& address) {
  static auto& whole_files = *new WholeFiles();
  if (auto kept = whole_files.find(address)) return kept;
  auto file = std::make_shared<const HttpFile>(address);
  if (file->is_whole()) whole_files.keep(address, file);
  return file;
}

class HttpStore final : public FileStore {
 public:
  std::shared_ptr<const InputFile> open(const std::string& address) const override { return open_http_file(address); }
  std::optional<FoundFile> find(const std::string& address) const override {
    const auto head = http_request("HEAD", address);
    if (head.status == 404 || head.status == 410) return std::nullopt;
    const auto length = decimal(head.header("content-length"));
    if (head.status == 200 && length) return FoundFile{address, *length};
    return FoundFile{address, open_http_file(address)->size_bytes()};
  }
  std::string written(const std::string& address) const override { return address; }
  bool is_folder(const std::string& /*address*/) const override { return false; }
  std::vector<FoundFile> files_below(const std::string& folder) const override {
    throw ValueError(
        fmt::format("a web server can't be asked which files it has: name those of '{}' one by one", folder));
  }
  // A question mark begins a query.
  bool is_glob(const std::string& address) const override { return address.find('*') != std::string::npos; }
  std::vector<FoundFile> matches(const std::string& glob) const override {
    throw ValueError(
        fmt::format("a web server can't be asked which files it has: name each file instead of '{}'", glob));
  }
  std::string missing_message(const std::string& address) const override {
    return fmt::format("a file that is read exists: the server has no '{}'", address);
  }
};

}  // namespace

std::shared_ptr<const FileStore> http_store() {
  static const auto store = std::make_shared<const HttpStore>();
  return store;
}

}  // namespace tusk::io
