#include <tusk/core/serial.h>

#include <cstring>

#include <fmt/core.h>

#include <tusk/core/error.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace tusk {

void ByteWriter::write_text(std::string_view text) {
  write_size(text.size());
  write_bytes(text.data(), text.size());
}

void BufferWriter::write_bytes(const void* data, std::size_t size) {
  const auto* first = static_cast<const std::byte*>(data);
  bytes_.insert(bytes_.end(), first, first + size);
}

struct HashWriter::State {
  XXH3_state_t xxh;
};

HashWriter::HashWriter() = default;

HashWriter::~HashWriter() = default;

void HashWriter::write_bytes(const void* data, std::size_t size) {
  if (!state_ && size <= first_.size() - first_size_) {
    if (size > 0) std::memcpy(first_.data() + first_size_, data, size);
    first_size_ += size;
    return;
  }
  if (!state_) {
    state_ = std::make_unique<State>();
    XXH3_128bits_reset(&state_->xxh);
    XXH3_128bits_update(&state_->xxh, first_.data(), first_size_);
  }
  XXH3_128bits_update(&state_->xxh, data, size);
}

Hash128 HashWriter::hash() const {
  if (!state_) return hash_bytes(first_.data(), first_size_);
  const XXH128_hash_t hash = XXH3_128bits_digest(&state_->xxh);
  return {hash.high64, hash.low64};
}

ByteReader::Level::Level(ByteReader& reader) : reader_(reader) {
  if (reader.depth_ == kDeepest)
    throw ValueError(fmt::format("serialized objects may nest {} deep, and these nest deeper", kDeepest));
  ++reader.depth_;
}

std::span<const std::byte> ByteReader::take(std::size_t size) {
  if (size > bytes_.size()) {
    throw ValueError(fmt::format("serialized bytes end early: {} are needed, {} are left", size, bytes_.size()));
  }
  const auto taken = bytes_.first(size);
  bytes_ = bytes_.subspan(size);
  return taken;
}

void ByteReader::read_bytes(void* data, std::size_t size) {
  const auto taken = take(size);
  if (size > 0) std::memcpy(data, taken.data(), size);
}

template <>
bool ByteReader::read<bool>() {
  const auto byte = read<std::uint8_t>();
  if (byte > 1) throw ValueError(fmt::format("a serialized truth value must be 0 or 1: got {}", byte));
  return byte == 1;
}

std::string ByteReader::read_text() {
  const auto taken = take(read_size());
  return {reinterpret_cast<const char*>(taken.data()), taken.size()};
}

std::size_t ByteReader::read_size(std::size_t element_bytes) {
  const auto count = read<std::uint64_t>();
  if (count > bytes_.size() / element_bytes) {
    throw ValueError(
        fmt::format("a serialized count can't be true: {} elements of at least {} bytes, {} bytes are left", count,
                    element_bytes, bytes_.size()));
  }
  return count;
}

}  // namespace tusk
