#include "io/write/local_output.h"

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <system_error>
#include <unistd.h>
#include <utility>

#include <arrow/io/interfaces.h>
#include <arrow/result.h>
#include <fmt/format.h>

#include <tusk/core/error.h>

namespace tusk::io {
namespace {

std::string write_failure(const std::string& shown, std::int64_t position, int error_number) {
  const bool is_full = error_number == ENOSPC || error_number == EDQUOT;
  return fmt::format("writing '{}' stopped after {} bytes: {} (errno {}); what was there before is unchanged{}", shown,
                     position, std::generic_category().message(error_number), error_number,
                     is_full ? "; free some space or choose another folder" : "");
}

class LocalOutput final : public arrow::io::OutputStream {
 public:
  LocalOutput(const std::string& path, std::string shown)
      : shown_(std::move(shown)), descriptor_(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)) {
    if (descriptor_ < 0)
      throw OSError(fmt::format("a file that is written can be created: '{}': {} (errno {})", shown_,
                                std::generic_category().message(errno), errno));
  }
  ~LocalOutput() override {
    if (descriptor_ >= 0) ::close(descriptor_);
  }

  using arrow::io::OutputStream::Write;
  arrow::Status Write(const void* data, std::int64_t size) override {
    const auto* next = static_cast<const char*>(data);
    while (size > 0) {
      const auto count = ::write(descriptor_, next, std::size_t(size));
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return arrow::Status::IOError(write_failure(shown_, position_, errno));
      next += count;
      size -= count;
      position_ += count;
    }
    return arrow::Status::OK();
  }
  arrow::Status Close() override {
    if (descriptor_ < 0) return arrow::Status::OK();
    const bool is_on_disk = ::fsync(descriptor_) == 0;
    const int sync_error = errno;
    const bool is_closed = ::close(std::exchange(descriptor_, -1)) == 0;
    if (!is_on_disk) return arrow::Status::IOError(write_failure(shown_, position_, sync_error));
    if (!is_closed) return arrow::Status::IOError(write_failure(shown_, position_, errno));
    return arrow::Status::OK();
  }
  arrow::Result<std::int64_t> Tell() const override { return position_; }
  bool closed() const override { return descriptor_ < 0; }

 private:
  std::string shown_;
  int descriptor_;
  std::int64_t position_ = 0;
};

}  // namespace

std::shared_ptr<arrow::io::OutputStream> local_output(const std::string& path, const std::string& shown) {
  std::error_code error;
  std::filesystem::create_directories(std::filesystem::path(path).parent_path(), error);
  return std::make_shared<LocalOutput>(path, shown);
}

}  // namespace tusk::io
