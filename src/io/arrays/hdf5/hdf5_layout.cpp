#include "io/arrays/hdf5/hdf5_layout.h"

#include <fmt/format.h>

#include <tusk/core/error.h>

#include "io/arrays/codecs/codecs.h"

namespace tusk::io {
namespace {

constexpr std::string_view kHdf5Filters =
    "deflate, shuffle, fletcher32, lzf, zstd (32015), lz4 (32004) and blosc (32001)";

Hdf5LayoutKind layout_kind(int kind) {
  if (kind == 3) throw NotImplementedError("virtual data sets, which are made of others, are not read");
  if (kind > 3) throw ValueError(fmt::format("the layout of an HDF5 data set is 0 to 3: got {}", kind));
  return Hdf5LayoutKind(kind);
}

void set_chunk_shape(std::vector<std::uint64_t> lengths, Hdf5Layout& layout) {
  if (lengths.empty()) throw ValueError("chunks of an HDF5 data set have a shape");
  layout.item_bytes = lengths.back();
  lengths.pop_back();
  for (const auto length : lengths) {
    if (length == 0 || length >> 32)
      throw ValueError("chunks of an HDF5 data set have 1 to 2^32 - 1 elements along an axis");
    layout.chunk_shape.push_back(std::int64_t(length));
  }
}

// Versions 1 and 2.
Hdf5Layout parse_old_layout(const Hdf5Message& message, Hdf5Cursor cursor) {
  Hdf5Layout layout;
  const auto rank = cursor.byte();
  layout.kind = layout_kind(cursor.byte());
  cursor.skip(5);
  if (layout.kind != Hdf5LayoutKind::Compact) layout.address = cursor.address();
  std::vector<std::uint64_t> lengths;
  for (int axis = 0; axis < rank; ++axis) lengths.push_back(cursor.word());
  if (layout.kind == Hdf5LayoutKind::Chunked) {
    set_chunk_shape(lengths, layout);
  } else if (layout.kind == Hdf5LayoutKind::Compact) {
    layout.size_bytes = cursor.word();
    layout.address = message.address + cursor.place();
  } else {
    layout.size_bytes = kHdf5Undefined;  // as many as the shape says
  }
  return layout;
}

void parse_index(Hdf5Cursor& cursor, bool is_filtered, Hdf5Layout& layout) {
  const int kind = cursor.byte();
  if (kind < 1 || kind > 5) throw ValueError(fmt::format("the index of HDF5 chunks is 1 to 5: got {}", kind));
  layout.index = Hdf5IndexKind(kind);
  switch (layout.index) {
    case Hdf5IndexKind::SingleChunk:
      if (is_filtered) layout.single_chunk_bytes = cursor.length(), layout.single_chunk_mask = cursor.word();
      break;
    case Hdf5IndexKind::FixedArray: cursor.skip(1); break;
    case Hdf5IndexKind::ExtensibleArray: cursor.skip(5); break;
    case Hdf5IndexKind::Tree2: cursor.skip(6); break;
    default: break;
  }
  layout.address = cursor.address();
}

}  // namespace

Hdf5Layout parse_hdf5_layout(const Hdf5Message& message, Hdf5Cursor cursor) {
  const auto version = cursor.byte();
  if (version < 1 || version > 5) throw ValueError(fmt::format("HDF5 layouts have version 1 to 5: got {}", version));
  if (version < 3) return parse_old_layout(message, cursor);
  Hdf5Layout layout;
  layout.kind = layout_kind(cursor.byte());
  if (layout.kind == Hdf5LayoutKind::Compact) {
    layout.size_bytes = cursor.half();
    layout.address = message.address + cursor.place();
    return layout;
  }
  if (layout.kind == Hdf5LayoutKind::Contiguous) {
    layout.address = cursor.address();
    layout.size_bytes = cursor.length();
    return layout;
  }
  const auto flags = version >= 4 ? cursor.byte() : 0;
  layout.has_plain_edges = flags & 1;
  const auto rank = cursor.byte();
  const std::size_t length_bytes = version >= 4 ? cursor.byte() : 4;
  if (length_bytes < 1 || length_bytes > 8) throw ValueError("lengths of HDF5 chunks have 1 to 8 bytes");
  if (version == 3) layout.address = cursor.address();
  std::vector<std::uint64_t> lengths;
  for (int axis = 0; axis < rank; ++axis) lengths.push_back(cursor.number(length_bytes));
  set_chunk_shape(lengths, layout);
  if (version >= 4) parse_index(cursor, flags & 2, layout);
  return layout;
}

std::vector<CodecPtr> parse_hdf5_filters(Hdf5Cursor cursor, std::uint64_t item_bytes) {
  constexpr int kFirstRegistered = 256;
  const auto version = cursor.byte();
  if (version != 1 && version != 2) throw ValueError(fmt::format("HDF5 filters have version 1 or 2: got {}", version));
  const auto count = cursor.byte();
  if (version == 1) cursor.skip(6);
  std::vector<CodecPtr> codecs;
  for (int i = 0; i < count; ++i) {
    const int id = cursor.half();
    const std::size_t name_bytes = version == 1 || id >= kFirstRegistered ? cursor.half() : 0;
    cursor.skip(2);
    const std::size_t value_count = cursor.half();
    const auto name_text = cursor.take(name_bytes);
    const auto values = cursor.take(4 * value_count);
    if (version == 1 && value_count % 2 == 1) cursor.skip(4);
    switch (id) {
      case 1: codecs.push_back(zlib_codec()); break;
      case 2: {
        const auto shuffled = value_count > 0 ? Hdf5Cursor(values, {}).word() : item_bytes;
        codecs.push_back(shuffle_codec(std::int64_t(shuffled)));
        break;
      }
      case 3: codecs.push_back(fletcher32_codec()); break;
      case 32000: codecs.push_back(lzf_codec()); break;
      case 32001: codecs.push_back(blosc_codec()); break;
      case 32004: codecs.push_back(hdf5_lz4_codec()); break;
      case 32015: codecs.push_back(zstd_codec()); break;
      default: {
        std::string name(reinterpret_cast<const char*>(name_text.data()), name_text.size());
        name.resize(std::min(name.size(), name.find('\0')));
        throw NotImplementedError(
            fmt::format("the filters of HDF5 chunks are {}: got {} '{}'", kHdf5Filters, id, name));
      }
    }
  }
  return codecs;
}

}  // namespace tusk::io
