// Several ranges of a file, those that lie near each other read in one go.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "io/arrays/codecs/chunk_codec.h"
#include "io/input_file.h"

namespace tusk::io {

struct ByteRange {
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
};

// Calls `visit(i, bytes)` for each range, in the order in which they lie in the file; the bytes live until it returns.
// Jumps over gaps of more than 64 KiB, or 1 MiB where each read is a way over the network. Throws ValueError naming the
// file for a range that isn't in it, OSError if the file ends earlier than it should.
using VisitRange = std::function<void(std::size_t i, ConstBytes bytes)>;
void read_joined(const std::string& address, const InputFile& file, const std::vector<ByteRange>& ranges,
                 const VisitRange& visit);

}  // namespace tusk::io
