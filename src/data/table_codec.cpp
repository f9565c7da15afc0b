#include <algorithm>
#include <exception>
#include <span>

#include <arrow/buffer.h>
#include <arrow/io/memory.h>
#include <arrow/ipc/options.h>
#include <arrow/ipc/reader.h>
#include <arrow/ipc/writer.h>
#include <arrow/memory_pool.h>
#include <arrow/table.h>
#include <fmt/core.h>

#include <tusk/core/error.h>
#include <tusk/data/table.h>

#include "data/arrow_pool.h"
#include "data/arrow_status.h"

namespace tusk {

namespace {

// An Arrow stream into a ByteWriter, whose exceptions must not cross Arrow's frames.
class WriterStream final : public arrow::io::OutputStream {
 public:
  explicit WriterStream(ByteWriter& writer) : writer_(writer) {}

  using arrow::io::OutputStream::Write;
  arrow::Status Write(const void* data, std::int64_t size) override {
    try {
      writer_.write_bytes(data, std::size_t(size));
    } catch (...) {
      error_ = std::current_exception();
      return arrow::Status::IOError("the writer failed");
    }
    position_ += size;
    return arrow::Status::OK();
  }
  arrow::Status Close() override { return arrow::Status::OK(); }
  arrow::Result<std::int64_t> Tell() const override { return position_; }
  bool closed() const override { return false; }
  void rethrow() const {
    if (error_) std::rethrow_exception(error_);
  }

 private:
  ByteWriter& writer_;
  std::int64_t position_ = 0;
  std::exception_ptr error_;
};

// What this thread may still allocate while it reads a table: a few bytes could announce an immense buffer.
thread_local std::int64_t bytes_allowed = 0;

class ReadingPool final : public arrow::ProxyMemoryPool {
 public:
  ReadingPool() : arrow::ProxyMemoryPool(data::arrow_pool()) {}

  using arrow::ProxyMemoryPool::Allocate;
  using arrow::ProxyMemoryPool::Reallocate;
  arrow::Status Allocate(std::int64_t size, std::int64_t alignment, std::uint8_t** out) override {
    if (size > bytes_allowed) return arrow::Status::Invalid("it would need more memory than its bytes explain");
    bytes_allowed -= size;
    return arrow::ProxyMemoryPool::Allocate(size, alignment, out);
  }
  arrow::Status Reallocate(std::int64_t old_size, std::int64_t new_size, std::int64_t alignment,
                           std::uint8_t** ptr) override {
    if (new_size - old_size > bytes_allowed)
      return arrow::Status::Invalid("it would need more memory than its bytes explain");
    bytes_allowed -= std::max<std::int64_t>(new_size - old_size, 0);
    return arrow::ProxyMemoryPool::Reallocate(old_size, new_size, alignment, ptr);
  }
};

// Never destroyed: tables may outlive everything else.
arrow::MemoryPool* reading_pool() {
  static auto& pool = *new ReadingPool();
  return &pool;
}

arrow::Status write_stream(const arrow::Table& table, arrow::io::OutputStream* stream) {
  auto options = arrow::ipc::IpcWriteOptions::Defaults();
  options.memory_pool = data::arrow_pool();
  options.use_threads = false;
  options.allow_64bit = true;
  options.alignment = 64;
  ARROW_ASSIGN_OR_RAISE(const auto writer, arrow::ipc::MakeStreamWriter(stream, table.schema(), options));
  ARROW_RETURN_NOT_OK(writer->WriteTable(table));
  return writer->Close();
}

arrow::Result<std::shared_ptr<arrow::Table>> read_stream(std::span<const std::byte> bytes) {
  auto options = arrow::ipc::IpcReadOptions::Defaults();
  options.memory_pool = reading_pool();
  options.use_threads = false;
  options.ensure_alignment = arrow::ipc::Alignment::kDataTypeSpecificAlignment;
  ARROW_ASSIGN_OR_RAISE(std::shared_ptr<arrow::Buffer> copy,
                        arrow::AllocateBuffer(std::int64_t(bytes.size()), data::arrow_pool()));
  std::copy(bytes.begin(), bytes.end(), reinterpret_cast<std::byte*>(copy->mutable_data()));
  const auto stream = std::make_shared<arrow::io::BufferReader>(std::move(copy));
  ARROW_ASSIGN_OR_RAISE(const auto reader, arrow::ipc::RecordBatchStreamReader::Open(stream, options));
  ARROW_ASSIGN_OR_RAISE(auto table, reader->ToTable());
  ARROW_RETURN_NOT_OK(table->ValidateFull());
  return table;
}

}  // namespace

void Codec<Table>::write(ByteWriter& writer, const Table& table) {
  arrow::io::MockOutputStream measured;
  data::throw_unless_ok(write_stream(*table.arrow(), &measured), "measuring a table");
  writer.write_size(std::size_t(measured.GetExtentBytesWritten()));
  WriterStream stream(writer);
  const arrow::Status status = write_stream(*table.arrow(), &stream);
  stream.rethrow();
  data::throw_unless_ok(status, "writing a table");
}

Table Codec<Table>::read(ByteReader& reader) {
  const auto bytes = reader.take(reader.read_size());
  bytes_allowed = 2 * std::int64_t(bytes.size()) + (std::int64_t(1) << 16);
  auto table = read_stream(bytes);
  if (table.status().IsOutOfMemory()) data::throw_status(table.status(), "reading a table");
  if (!table.ok())
    throw ValueError(fmt::format("the bytes of a serialized table can't be read: {}", table.status().message()));
  return Table(*std::move(table));
}

}  // namespace tusk
