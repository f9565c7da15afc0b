// Bytes in and out: the one canonical form in which operations and values leave the process, and are hashed.
//
// Little-endian, fixed widths, lengths as 64 bits, no padding, no alignment. A reader checks every length against
// what is left, so hostile bytes give a ValueError and never a wild read or a huge allocation.
#pragma once

#include <array>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <tusk/core/hash.h>

namespace tusk {

static_assert(std::endian::native == std::endian::little,
              "the byte form is little-endian, as is every machine we build for");

// Not long double: its bytes differ from machine to machine.
template <class T>
concept Arithmetic = std::is_arithmetic_v<T> && sizeof(T) <= 8;

// Takes bytes one piece after the other. Not thread-safe.
class ByteWriter {
 public:
  virtual ~ByteWriter() = default;
  virtual void write_bytes(const void* data, std::size_t size) = 0;

  template <Arithmetic T>
  void write(T value) {
    write_bytes(&value, sizeof(T));
  }
  // The length, then the characters.
  void write_text(std::string_view text);
  void write_size(std::size_t size) { write(std::uint64_t(size)); }
};

// Keeps the bytes.
class BufferWriter final : public ByteWriter {
 public:
  void write_bytes(const void* data, std::size_t size) override;
  const std::vector<std::byte>& bytes() const& { return bytes_; }
  std::vector<std::byte> bytes() && { return std::move(bytes_); }

 private:
  std::vector<std::byte> bytes_;
};

// Keeps only their hash, in constant memory. Up to 256 bytes it allocates nothing.
class HashWriter final : public ByteWriter {
 public:
  HashWriter();
  ~HashWriter() override;
  void write_bytes(const void* data, std::size_t size) override;
  Hash128 hash() const;

 private:
  struct State;
  std::array<std::byte, 256> first_;  // all there is, as long as there is no state
  std::size_t first_size_ = 0;
  std::unique_ptr<State> state_;
};

// Reads what a BufferWriter wrote. Throws ValueError when the bytes end early or a length can't be true.
class ByteReader {
 public:
  // How deep objects may lie in each other in the bytes.
  static constexpr int kDeepest = 1000;

  // Goes one level deeper while it lives: for whatever may hold an object of its own kind. Throws ValueError below
  // the deepest level, since hostile bytes would otherwise exhaust the stack.
  class Level {
   public:
    explicit Level(ByteReader& reader);
    ~Level() { --reader_.depth_; }
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;

   private:
    ByteReader& reader_;
  };

  explicit ByteReader(std::span<const std::byte> bytes) : bytes_(bytes) {}

  void read_bytes(void* data, std::size_t size);
  // A view of the next `size` bytes, valid as long as the bytes that are read from.
  std::span<const std::byte> take(std::size_t size);

  template <Arithmetic T>
  T read() {
    T value;
    read_bytes(&value, sizeof(T));
    return value;
  }
  std::string read_text();
  // A count of elements that take at least `element_bytes` (1 or more) each: refused when so many can't follow.
  std::size_t read_size(std::size_t element_bytes = 1);
  std::size_t remaining() const { return bytes_.size(); }

 private:
  std::span<const std::byte> bytes_;
  int depth_ = 0;
};

// One byte, 0 or 1; throws ValueError on any other.
template <>
bool ByteReader::read<bool>();

}  // namespace tusk
