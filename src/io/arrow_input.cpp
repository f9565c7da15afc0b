#include "io/arrow_input.h"

#include <exception>
#include <utility>

#include <arrow/buffer.h>
#include <arrow/io/interfaces.h>

#include "data/arrow_pool.h"

namespace tusk::io {
namespace {

class ArrowInput final : public arrow::io::RandomAccessFile {
 public:
  explicit ArrowInput(std::shared_ptr<const InputFile> file) : file_(std::move(file)) {}

  arrow::Result<std::int64_t> GetSize() override { return std::int64_t(file_->size_bytes()); }

  arrow::Result<std::int64_t> ReadAt(std::int64_t position, std::int64_t count, void* out) override {
    try {
      return std::int64_t(file_->read_at(std::uint64_t(position), std::uint64_t(count), out));
    } catch (const std::exception& error) {
      return arrow::Status::IOError(error.what());
    }
  }
  arrow::Result<std::shared_ptr<arrow::Buffer>> ReadAt(std::int64_t position, std::int64_t count) override {
    ARROW_ASSIGN_OR_RAISE(auto buffer, arrow::AllocateResizableBuffer(count, data::arrow_pool()));
    ARROW_ASSIGN_OR_RAISE(const auto got, ReadAt(position, count, buffer->mutable_data()));
    if (got < count) ARROW_RETURN_NOT_OK(buffer->Resize(got));
    return std::shared_ptr<arrow::Buffer>(std::move(buffer));
  }

  arrow::Result<std::int64_t> Read(std::int64_t count, void* out) override {
    ARROW_ASSIGN_OR_RAISE(const auto got, ReadAt(position_, count, out));
    position_ += got;
    return got;
  }
  arrow::Result<std::shared_ptr<arrow::Buffer>> Read(std::int64_t count) override {
    ARROW_ASSIGN_OR_RAISE(auto buffer, ReadAt(position_, count));
    position_ += buffer->size();
    return buffer;
  }
  arrow::Status Seek(std::int64_t position) override {
    position_ = position;
    return arrow::Status::OK();
  }
  arrow::Result<std::int64_t> Tell() const override { return position_; }
  arrow::Status Close() override { return arrow::Status::OK(); }
  bool closed() const override { return false; }

 private:
  std::shared_ptr<const InputFile> file_;
  std::int64_t position_ = 0;
};

}  // namespace

std::shared_ptr<arrow::io::RandomAccessFile> arrow_input(std::shared_ptr<const InputFile> file) {
  return std::make_shared<ArrowInput>(std::move(file));
}

}  // namespace tusk::io
