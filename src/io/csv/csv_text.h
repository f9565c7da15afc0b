// CsvText: a window that moves over the text of a file.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "io/csv/byte_stream.h"

namespace tusk::io {

// The window is as large as one that stays in the cache, and grows where that isn't enough. To be used by one thread.
class CsvText {
 public:
  // A text that begins at `offset` of its file.
  CsvText(std::unique_ptr<ByteStream> stream, std::uint64_t offset) : stream_(std::move(stream)), offset_(offset) {}

  // What is in the window. kCsvPadding bytes more can be read.
  const char* data() const { return bytes_.data() + begin_; }
  std::size_t size() const { return end_ - begin_; }
  // Whether the file ends with it; the last line then has a line end, also if the file has none.
  bool is_last() const { return is_last_; }
  // Of data(), in the file.
  std::uint64_t offset() const { return offset_; }

  // Moves the window's beginning on.
  void advance(std::size_t size) { begin_ += size, offset_ += size; }
  // Moves the window's end on; it then holds more bytes than before. Not to be called when is_last(). Throws ValueError
  // when the window would pass 2 GiB.
  void fill();

 private:
  std::unique_ptr<ByteStream> stream_;
  std::uint64_t offset_;
  std::vector<char> bytes_;
  std::size_t begin_ = 0, end_ = 0;
  bool is_last_ = false;
};

}  // namespace tusk::io
