#include "io/csv/byte_stream.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#include <arrow/buffer.h>
#include <arrow/io/compressed.h>
#include <arrow/io/interfaces.h>
#include <arrow/util/compression.h>
#include <fmt/format.h>

#include <tusk/core/error.h>

#include "data/arrow_pool.h"
#include "data/arrow_status.h"

namespace tusk::io {

namespace {

class FileStream final : public ByteStream {
 public:
  FileStream(std::shared_ptr<const InputFile> file, std::uint64_t offset) : file_(std::move(file)), offset_(offset) {}
  std::size_t read(void* out, std::size_t count) override {
    const auto got = file_->read_at(offset_, count, out);
    offset_ += got;
    return std::size_t(got);
  }

 private:
  std::shared_ptr<const InputFile> file_;
  std::uint64_t offset_;
};

// For files that answer slowly: reads a few MiB at a time, whatever is asked for.
class ReadAheadStream final : public ByteStream {
 public:
  explicit ReadAheadStream(std::unique_ptr<ByteStream> inner) : inner_(std::move(inner)) {}
  std::size_t read(void* out, std::size_t count) override {
    std::size_t done = 0;
    while (done < count) {
      if (begin_ == end_ && !fill()) break;
      const std::size_t taken = std::min(count - done, end_ - begin_);
      std::memcpy(static_cast<char*>(out) + done, bytes_.data() + begin_, taken);
      done += taken, begin_ += taken;
    }
    return done;
  }

 private:
  // The first read is small: often only a file's head is wanted.
  bool fill() {
    constexpr std::size_t kFirst = std::size_t(256) << 10, kMost = std::size_t(8) << 20;
    bytes_.resize(std::clamp(4 * bytes_.size(), kFirst, kMost));
    begin_ = 0, end_ = inner_->read(bytes_.data(), bytes_.size());
    return end_ > 0;
  }

  std::unique_ptr<ByteStream> inner_;
  std::vector<char> bytes_;
  std::size_t begin_ = 0, end_ = 0;
};

// A stream of ours as Arrow's.
class ArrowStream final : public arrow::io::InputStream {
 public:
  explicit ArrowStream(std::unique_ptr<ByteStream> stream) : stream_(std::move(stream)) {}

  arrow::Result<std::int64_t> Read(std::int64_t count, void* out) override {
    try {
      const auto got = std::int64_t(stream_->read(out, std::size_t(count)));
      position_ += got;
      return got;
    } catch (const std::exception& error) {
      return arrow::Status::IOError(error.what());
    }
  }
  arrow::Result<std::shared_ptr<arrow::Buffer>> Read(std::int64_t count) override {
    ARROW_ASSIGN_OR_RAISE(auto buffer, arrow::AllocateResizableBuffer(count, data::arrow_pool()));
    ARROW_ASSIGN_OR_RAISE(const auto got, Read(count, buffer->mutable_data()));
    ARROW_RETURN_NOT_OK(buffer->Resize(got));
    return std::shared_ptr<arrow::Buffer>(std::move(buffer));
  }
  arrow::Status Close() override {
    is_closed_ = true;
    return arrow::Status::OK();
  }
  bool closed() const override { return is_closed_; }
  arrow::Result<std::int64_t> Tell() const override { return position_; }

 private:
  std::unique_ptr<ByteStream> stream_;
  std::int64_t position_ = 0;
  bool is_closed_ = false;
};

class DecompressedStream final : public ByteStream {
 public:
  DecompressedStream(const TextFile& file, std::unique_ptr<ByteStream> inner) : address_(file.address) {
    const auto type = data::value_or_throw(arrow::util::Codec::GetCompressionType(file.compression), "opening a file");
    codec_ = data::value_or_throw(arrow::util::Codec::Create(type), "opening a file");
    stream_ =
        data::value_or_throw(arrow::io::CompressedInputStream::Make(
                                 codec_.get(), std::make_shared<ArrowStream>(std::move(inner)), data::arrow_pool()),
                             "opening a file");
  }
  std::size_t read(void* out, std::size_t count) override {
    const auto got = stream_->Read(std::int64_t(count), out);
    if (got.ok()) return std::size_t(*got);
    throw OSError(
        fmt::format("a compressed file must be whole, and of the compression that its name tells: '{}': {}; "
                    "else pass compression=",
                    address_, got.status().message()));
  }

 private:
  std::string address_;
  std::unique_ptr<arrow::util::Codec> codec_;
  std::shared_ptr<arrow::io::CompressedInputStream> stream_;
};

struct CompressionName {
  std::string_view name, ending, arrow_name;  // no Arrow name: there is no codec
};
constexpr std::array kCompressionNames = {
    CompressionName{"gzip", ".gz", "gzip"}, CompressionName{"zstd", ".zst", "zstd"},
    CompressionName{"bz2", ".bz2", "bz2"},  CompressionName{"lz4", ".lz4", "lz4"},
    CompressionName{"xz", ".xz", ""},       CompressionName{"zip", ".zip", ""},
};

}  // namespace

std::string compression_of(const std::string& address, const std::string& compression) {
  if (compression.empty() || compression == "none") return {};
  const bool is_inferred = compression == "infer";
  for (const auto& known : kCompressionNames) {
    if (is_inferred ? !address.ends_with(known.ending) : compression != known.name) continue;
    if (known.arrow_name.empty()) {
      throw NotImplementedError(fmt::format("files may be compressed by gzip, zstd, bz2 and lz4: '{}' is {}; unpack it",
                                            address, known.name));
    }
    return std::string(known.arrow_name);
  }
  if (is_inferred) return {};
  throw ValueError(fmt::format("compression must be infer, gzip, zstd, bz2, lz4 or none: '{}'", compression));
}

bool is_local_address(const std::string& address) {
  return address.find("://") == address.npos || address.starts_with("file://");
}

std::unique_ptr<ByteStream> open_stream(const TextFile& file, std::uint64_t offset, const StorageOptions& options) {
  std::unique_ptr<ByteStream> stream = std::make_unique<FileStream>(open_input(file.address, options), offset);
  if (!is_local_address(file.address)) stream = std::make_unique<ReadAheadStream>(std::move(stream));
  if (file.compression.empty()) return stream;
  TUSK_CHECK(offset == 0, "a compressed file is read from its beginning");
  return std::make_unique<DecompressedStream>(file, std::move(stream));
}

}  // namespace tusk::io
