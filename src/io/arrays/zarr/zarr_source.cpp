#include "io/arrays/zarr/zarr_source.h"

#include <algorithm>
#include <map>
#include <optional>

#include <fmt/format.h>

#include <tusk/core/error.h>

#include "data/array_layout.h"
#include "io/arrays/chunk_grid.h"
#include "io/arrays/zarr/shard_index.h"
#include "io/file_store.h"
#include "io/sent_options.h"

namespace tusk::io {
namespace {

struct ZarrSource final : DeclaredAs<ZarrSource, ArraySource> {
  static constexpr std::string_view kName = "zarr";
  static constexpr auto fields() {
    return std::tuple{field("array", &ZarrSource::array), field("address", &ZarrSource::address),
                      field("storage_options", &ZarrSource::storage_options)};
  }
  ZarrArray array;
  std::string address;
  SentOptions storage_options;
  // Not sent: they are read again where they are needed.
  std::shared_ptr<ShardIndexes> shard_indexes = std::make_shared<ShardIndexes>();

  const ArrayInfo& info() const override { return array.info; }

  void load(const std::vector<Shape>& chunks, const TakeChunk& take) const {
    if (array.shards) return load_from_shards(chunks, take);
    for (std::size_t i = 0; i < chunks.size(); ++i) {
      const auto name = address + array.names.name(chunks[i]);
      const auto file = open_if_there(name);
      if (!file) {
        take(i, nullptr);
        continue;
      }
      read_joined(name, *file, {{0, file->size_bytes()}},
                  [&](std::size_t, ConstBytes bytes) { take_decoded(name, i, bytes, take); });
    }
  }

  void load_from_shards(const std::vector<Shape>& chunks, const TakeChunk& take) const {
    std::map<Shape, std::vector<std::size_t>> by_shard;
    for (std::size_t i = 0; i < chunks.size(); ++i) by_shard[shard_of(chunks[i])].push_back(i);
    for (const auto& [shard, members] : by_shard) load_from_shard(shard, members, chunks, take);
  }

  void load_from_shard(const Shape& shard, const std::vector<std::size_t>& members, const std::vector<Shape>& chunks,
                       const TakeChunk& take) const {
    const auto name = address + array.names.name(shard);
    const auto file = open_if_there(name);
    const auto index = file ? index_of(shard, name, *file) : nullptr;
    std::vector<std::size_t> there;
    std::vector<ByteRange> ranges;
    for (const auto i : members) {
      const auto range = index ? (*index)[place_in_shard(chunks[i])] : ByteRange{~std::uint64_t(0), ~std::uint64_t(0)};
      if (is_missing(range)) {
        take(i, nullptr);
        continue;
      }
      there.push_back(i);
      ranges.push_back(range);
    }
    if (there.empty()) return;
    read_joined(name, *file, ranges,
                [&](std::size_t k, ConstBytes bytes) { take_decoded(name, there[k], bytes, take); });
  }

 protected:
  NdArray read_selection(const Selection& selection) const override {
    return read_chunks(array.info, selection, [&](const auto& chunks, const auto& take) { load(chunks, take); });
  }
  ReadCost cost_of(const Selection& selection) const override {
    const auto count = ChunkGrid(array.info.chunk_shape, selection).chunk_count();
    const auto bytes =
        std::uint64_t(count) * std::uint64_t(data::element_count(array.info.chunk_shape)) * array.type.item_size();
    return {count, bytes, bytes};
  }

 private:
  std::shared_ptr<const InputFile> open_if_there(const std::string& name) const {
    try {
      return open_input(name, storage_options.values);
    } catch (const FileNotFoundError&) {
      return nullptr;
    }
  }

  Shape chunks_per_shard() const {
    Shape counts;
    for (std::size_t axis = 0; axis < array.shards->shape.size(); ++axis)
      counts.push_back(array.shards->shape[axis] / array.info.chunk_shape[axis]);
    return counts;
  }
  Shape shard_of(const Shape& chunk) const {
    const auto counts = chunks_per_shard();
    auto shard = chunk;
    for (std::size_t axis = 0; axis < shard.size(); ++axis) shard[axis] /= counts[axis];
    return shard;
  }
  std::size_t place_in_shard(const Shape& chunk) const {
    const auto counts = chunks_per_shard();
    std::int64_t place = 0;
    for (std::size_t axis = 0; axis < chunk.size(); ++axis) place = place * counts[axis] + chunk[axis] % counts[axis];
    return std::size_t(place);
  }
  ShardIndexes::Index index_of(const Shape& shard, const std::string& name, const InputFile& file) const {
    if (auto kept = shard_indexes->find(shard)) return kept;
    auto index = std::make_shared<const ShardIndex>(read_shard_index(array, name, file));
    shard_indexes->keep(shard, index);
    return index;
  }

  void take_decoded(const std::string& name, std::size_t i, ConstBytes bytes, const TakeChunk& take) const {
    Shape shape;
    for (const auto axis : array.axis_order) shape.push_back(array.info.chunk_shape[std::size_t(axis)]);
    auto chunk = NdArray::empty(array.type.dtype, shape);
    auto* const items = static_cast<std::byte*>(chunk.mutable_data());
    try {
      decode_chunk(array.codecs, bytes, {items, std::size_t(chunk.size()) * array.type.item_size()});
    } catch (const ValueError& error) {
      throw ValueError(fmt::format("array '{}': chunk '{}' can't be decoded: {}", array.info.name, name, error.what()));
    }
    array.type.make_native(items, std::size_t(chunk.size()));
    if (std::ranges::is_sorted(array.axis_order)) return take(i, &chunk);
    Strides strides(shape.size());
    for (std::size_t place = 0; place < shape.size(); ++place)
      strides[std::size_t(array.axis_order[place])] = chunk.strides()[place];
    const auto turned = NdArray::wrap(array.type.dtype, array.info.chunk_shape, strides, chunk.data(), chunk.owner());
    take(i, &turned);
  }
};

}  // namespace

ArraySourcePtr zarr_source(ZarrArray array, const std::string& address, const StorageOptions& options) {
  auto source = std::make_shared<ZarrSource>();
  source->array = std::move(array);
  source->address = address;
  source->storage_options.values = options;
  return source;
}

}  // namespace tusk::io
