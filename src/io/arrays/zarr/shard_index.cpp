#include "io/arrays/zarr/shard_index.h"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>

#include <tusk/core/error.h>

namespace tusk::io {
namespace {

constexpr std::uint64_t kEntryBytes = 16;

// Shards have at least one chunk, and no more than a shape can have elements.
std::uint64_t chunks_in_shard(const ZarrArray& array) {
  std::uint64_t count = 1;
  for (std::size_t axis = 0; axis < array.shards->shape.size(); ++axis)
    count *= std::uint64_t(array.shards->shape[axis] / array.info.chunk_shape[axis]);
  return count;
}

}  // namespace

ShardIndex read_shard_index(const ZarrArray& array, const std::string& address, const InputFile& file) {
  const auto count = chunks_in_shard(array);
  auto stored_bytes = count * kEntryBytes;
  for (const auto& codec : array.shards->index_codecs) stored_bytes = codec->encoded_size(stored_bytes).value();
  if (count > file.size_bytes() / kEntryBytes || stored_bytes > file.size_bytes()) {
    throw ValueError(fmt::format("a shard holds an index of {} chunks: '{}' has {} bytes; it may have been cut off",
                                 count, address, file.size_bytes()));
  }
  ShardIndex index(count);
  const Bytes out(reinterpret_cast<std::byte*>(index.data()), count * kEntryBytes);
  const auto offset = array.shards->is_index_first ? 0 : file.size_bytes() - stored_bytes;
  read_joined(address, file, {{offset, stored_bytes}}, [&](std::size_t, ConstBytes bytes) {
    try {
      decode_chunk(array.shards->index_codecs, bytes, out);
    } catch (const ValueError& error) {
      throw ValueError(fmt::format("the index of shard '{}' can't be decoded: {}", address, error.what()));
    }
  });
  return index;
}

ShardIndexes::Index ShardIndexes::find(const Shape& shard) {
  const std::lock_guard lock(mutex_);
  const auto place = std::ranges::find(kept_, shard, &std::pair<Shape, Index>::first);
  if (place == kept_.end()) return nullptr;
  kept_.splice(kept_.begin(), kept_, place);
  return kept_.front().second;
}

void ShardIndexes::keep(const Shape& shard, Index index) {
  const std::lock_guard lock(mutex_);
  kept_.emplace_front(shard, std::move(index));
  if (kept_.size() > kMostKept) kept_.pop_back();
}

}  // namespace tusk::io
