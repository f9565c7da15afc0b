// A chunked HDF5 data set as a source: chunks are read by their places in the file, joined where they are near, and
// decoded in the caller's thread.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "io/arrays/array_source.h"
#include "io/arrays/hdf5/hdf5_chunk_index.h"
#include "io/arrays/stored_type.h"

namespace tusk::io {

// The index of one data set, read when it is first needed, once a process. Thread-safe.
class Hdf5LazyIndex {
 public:
  std::shared_ptr<const Hdf5ChunkIndex> get(const Hdf5Place& place, const Hdf5IndexPlace& index);

 private:
  std::mutex mutex_;
  std::shared_ptr<const Hdf5ChunkIndex> index_;
};

struct Hdf5Source final : DeclaredAs<Hdf5Source, ArraySource> {
  static constexpr std::string_view kName = "hdf5_array";
  static constexpr auto fields() {
    return std::tuple{field("array", &Hdf5Source::array), field("place", &Hdf5Source::place),
                      field("type", &Hdf5Source::type),   field("codecs", &Hdf5Source::codecs),
                      field("index", &Hdf5Source::index), field("has_plain_edges", &Hdf5Source::has_plain_edges)};
  }
  ArrayInfo array;
  Hdf5Place place;
  StoredType type;
  std::vector<CodecPtr> codecs;
  Hdf5IndexPlace index;
  bool has_plain_edges = false;
  // Not sent: it is read again where it is needed.
  std::shared_ptr<Hdf5LazyIndex> lazy_index = std::make_shared<Hdf5LazyIndex>();

  const ArrayInfo& info() const override { return array; }

 protected:
  NdArray read_selection(const Selection& selection) const override;
  // Reads the index, if that has not been done.
  ReadCost cost_of(const Selection& selection) const override;

 private:
  std::shared_ptr<const Hdf5ChunkIndex> all_chunks() const;
  NdArray decoded(const Hdf5Chunk& chunk, const Shape& place, ConstBytes bytes) const;
  std::vector<CodecPtr> codecs_of(const Hdf5Chunk& chunk, const Shape& place) const;
};

}  // namespace tusk::io
