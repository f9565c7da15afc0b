// A range of a file in whole lines: how formats of lines are cut into partitions.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "io/input_file.h"

namespace tusk::io {

// Gives the lines that begin in [begin, end) of a file, piece by piece; pieces end with a line, and lines are as long
// as they need to be. To be used by one thread.
class LineBlocks {
 public:
  LineBlocks(std::shared_ptr<const InputFile> file, std::uint64_t begin, std::uint64_t end, std::uint64_t piece_bytes);
  // The next piece; nullopt after the last one.
  std::optional<std::string> next();
  // Where in the file the last piece began.
  std::uint64_t piece_offset() const { return piece_offset_; }

 private:
  bool read_more();
  void skip_partial_line();

  std::shared_ptr<const InputFile> file_;
  std::uint64_t position_;  // of what is read next
  std::uint64_t end_;
  std::uint64_t piece_bytes_;
  std::uint64_t piece_offset_ = 0;
  std::string buffer_;  // what was read of lines that aren't given yet
};

// The number, from 1, of the line that begins at that offset.
std::uint64_t line_number(const InputFile& file, std::uint64_t offset);

}  // namespace tusk::io
