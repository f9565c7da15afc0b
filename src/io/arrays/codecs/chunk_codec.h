// ChunkCodec: one step of how the bytes of a chunk are encoded: a compressor, a filter, a checksum.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include <tusk/core/declared.h>
#include <tusk/data/ndarray.h>

namespace tusk::io {

using ConstBytes = std::span<const std::byte>;
using Bytes = std::span<std::byte>;

// Immutable; used by several threads at once. Errors say what is wrong with the bytes, not where they come from.
class ChunkCodec : public Declared {
 public:
  // Bytes after encoding so many; nullopt if that depends on what they are.
  virtual std::optional<std::uint64_t> encoded_size(std::uint64_t decoded_size) const { return decoded_size; }
  // The bytes within a checksum, which is verified; nullopt if this is not a checksum. Throws ValueError if it's wrong.
  virtual std::optional<ConstBytes> checked(ConstBytes /*encoded*/) const { return std::nullopt; }
  // Decodes to exactly as many bytes as `out` has. Throws ValueError if the encoded ones are others. Not for checksums.
  virtual void decode(ConstBytes encoded, Bytes out) const;
  // Appends the encoded bytes. Throws NotImplementedError for a codec that is only read.
  virtual void encode(ConstBytes decoded, std::vector<std::byte>& out) const;
};

using CodecPtr = std::shared_ptr<const ChunkCodec>;

// Throws NotImplementedError where a codec would have to decode to a size that can't be known: behind a compressor only
// checksums may follow. `codecs` are in the order of encoding.
void check_codecs(const std::vector<CodecPtr>& codecs);

// Undoes all codecs, the last one first. Needs, beside `out`, at most two buffers of about its size.
void decode_chunk(const std::vector<CodecPtr>& codecs, ConstBytes encoded, Bytes out);
std::vector<std::byte> encode_chunk(const std::vector<CodecPtr>& codecs, ConstBytes decoded);

// A buffer of accounted memory, its contents undefined.
NdArray byte_buffer(std::uint64_t size_bytes);

}  // namespace tusk::io
