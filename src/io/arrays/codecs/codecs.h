// The codecs there are. Levels matter to writing alone.
#pragma once

#include <string>

#include "io/arrays/codecs/chunk_codec.h"
#include "io/arrays/stored_type.h"

namespace tusk::io {

// Deflate in zlib's or gzip's wrapping, by libdeflate.
CodecPtr zlib_codec(int level = 4);
CodecPtr gzip_codec(int level = 5);
CodecPtr zstd_codec(int level = 0);
// One LZ4 block behind its decoded size in four bytes, as numcodecs writes it.
CodecPtr lz4_codec();
// Blocks behind their sizes, as the HDF5 filter writes them
// (https://github.com/nexusformat/HDF5-External-Filter-Plugins).
CodecPtr hdf5_lz4_codec();
// LZF without a header, as the HDF5 filter writes it.
CodecPtr lzf_codec();
// Blosc 1 with any of its compressors. `shuffle`: 0 none, 1 bytes, 2 bits.
CodecPtr blosc_codec(const std::string& compressor = "lz4", int level = 5, int shuffle = 1, int item_size = 1);

// The first bytes of all elements, then the second ones, and so on.
CodecPtr shuffle_codec(std::int64_t item_size);
// Differences between neighbours.
CodecPtr delta_codec(const StoredType& type);
// round((x - offset) * scale) as another type.
CodecPtr scale_offset_codec(const StoredType& type, const StoredType& encoded, double scale, double offset);

// Checksums of four bytes at the end.
CodecPtr crc32c_codec();
CodecPtr fletcher32_codec();

}  // namespace tusk::io
