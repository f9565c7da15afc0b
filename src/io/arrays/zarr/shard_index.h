// Where the chunks of a shard lie.
#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "io/arrays/joined_reads.h"
#include "io/arrays/zarr/zarr_array.h"

namespace tusk::io {

// One range a chunk, in C order; a chunk that was never written has offset and size 2^64 - 1.
using ShardIndex = std::vector<ByteRange>;

inline bool is_missing(const ByteRange& range) { return ~range.offset == 0 && ~range.size == 0; }

// Throws ValueError naming the file if it is too short for an index, or the index is broken.
ShardIndex read_shard_index(const ZarrArray& array, const std::string& address, const InputFile& file);

// The indexes that were read last. Thread-safe.
class ShardIndexes {
 public:
  using Index = std::shared_ptr<const ShardIndex>;
  Index find(const Shape& shard);
  void keep(const Shape& shard, Index index);

 private:
  static constexpr std::size_t kMostKept = 64;
  std::mutex mutex_;
  std::list<std::pair<Shape, Index>> kept_;
};

}  // namespace tusk::io
