#include "io/arrays/hdf5/hdf5_object.h"

#include <algorithm>
#include <cstring>
#include <deque>

#include <fmt/format.h>

#include <tusk/core/error.h>

namespace tusk::io {
namespace {

constexpr std::uint8_t kIsShared = 0x02;
constexpr int kMostShares = 8;

// Messages of one block of a header.
struct MessageBlock {
  std::uint64_t address;
  std::uint64_t size;
};

class ObjectReader {
 public:
  ObjectReader(Hdf5File& file, int depth) : file_(file), depth_(depth) {}

  Hdf5Object read(std::uint64_t address) {
    const auto bytes = file_.read_up_to(address, 64);
    auto cursor = file_.cursor(bytes);
    is_version_2_ = bytes.size() >= 4 && std::memcmp(bytes.data(), "OHDR", 4) == 0;
    if (is_version_2_) begin_version_2(address, cursor);
    else begin_version_1(address, cursor);
    while (!blocks_.empty()) {
      const auto block = blocks_.front();
      blocks_.pop_front();
      read_block(block);
    }
    return std::move(object_);
  }

 private:
  void begin_version_1(std::uint64_t address, Hdf5Cursor cursor) {
    if (cursor.byte() != 1) throw ValueError(fmt::format("an HDF5 object has a header: there is none at {}", address));
    cursor.skip(7);
    const auto size = cursor.word();
    blocks_.push_back({address + 16, size});
  }
  void begin_version_2(std::uint64_t address, Hdf5Cursor cursor) {
    cursor.expect("OHDR");
    if (const auto version = cursor.byte(); version != 2)
      throw ValueError(fmt::format("HDF5 object headers have version 1 or 2: got {}", version));
    const auto flags = cursor.byte();
    if (flags & 0x20) cursor.skip(16);
    if (flags & 0x10) cursor.skip(4);
    has_order_ = flags & 0x04;
    const auto size = cursor.number(std::size_t(1) << (flags & 3));
    blocks_.push_back({address + cursor.place(), size});
  }

  void read_block(const MessageBlock& block) {
    const auto bytes = file_.read(block.address, block.size);
    auto cursor = file_.cursor(bytes);
    const std::size_t header_bytes = !is_version_2_ ? 8 : has_order_ ? 6 : 4;
    while (cursor.left() >= header_bytes) {
      const auto type = is_version_2_ ? cursor.byte() : cursor.half();
      const auto size = cursor.half();
      const auto flags = cursor.byte();
      cursor.skip(header_bytes - (is_version_2_ ? 4 : 5));
      if (size > cursor.left()) break;  // the gap of a version 2 block
      const auto address = block.address + cursor.place();
      take_message(Hdf5MessageType(type), flags, address, cursor.take(size));
    }
  }

  void take_message(Hdf5MessageType type, std::uint8_t flags, std::uint64_t address, ConstBytes bytes) {
    Hdf5Cursor cursor(bytes, file_.place().sizes);
    if (type == Hdf5MessageType::Continuation) {
      MessageBlock next{cursor.address(), cursor.length()};
      constexpr std::uint64_t kSignatureBytes = 4;
      if (is_version_2_) {
        const auto signature = file_.read(next.address, kSignatureBytes);
        file_.cursor(signature).expect("OCHK");
        if (next.size < 2 * kSignatureBytes) throw ValueError("a block of an HDF5 object header holds a checksum");
        next = {next.address + kSignatureBytes, next.size - 2 * kSignatureBytes};
      }
      blocks_.push_back(next);
      return;
    }
    if (flags & kIsShared && is_wanted(type)) {
      if (depth_ == kMostShares) throw ValueError("a shared message of an HDF5 file stands for one that is not shared");
      object_.messages.push_back(ObjectReader(file_, depth_ + 1).shared(type, cursor));
      return;
    }
    object_.messages.push_back({type, address, {bytes.begin(), bytes.end()}});
  }

  static bool is_wanted(Hdf5MessageType type) {
    return type == Hdf5MessageType::Datatype || type == Hdf5MessageType::Dataspace ||
           type == Hdf5MessageType::FillValue || type == Hdf5MessageType::Filters || type == Hdf5MessageType::Attribute;
  }

 public:
  Hdf5Message shared(Hdf5MessageType type, Hdf5Cursor cursor) {
    const auto version = cursor.byte();
    const auto kind = cursor.byte();
    if (version == 1) cursor.skip(6);
    if (version == 3 && kind == 1)
      throw NotImplementedError("messages in the heap of shared messages of an HDF5 file are not read");
    const auto object = read(cursor.address());
    if (const auto* message = object.find(type)) return *message;
    throw ValueError("a shared message of an HDF5 file is where it points to");
  }

 private:
  Hdf5File& file_;
  int depth_;
  bool is_version_2_ = false;
  bool has_order_ = false;
  std::deque<MessageBlock> blocks_;
  Hdf5Object object_;
};

}  // namespace

const Hdf5Message* Hdf5Object::find(Hdf5MessageType type) const {
  const auto place = std::ranges::find(messages, type, &Hdf5Message::type);
  return place == messages.end() ? nullptr : &*place;
}

Hdf5Object read_hdf5_object(Hdf5File& file, std::uint64_t address) { return ObjectReader(file, 0).read(address); }

Hdf5Message shared_message(Hdf5File& file, Hdf5MessageType type, Hdf5Cursor cursor) {
  return ObjectReader(file, 1).shared(type, cursor);
}

}  // namespace tusk::io
