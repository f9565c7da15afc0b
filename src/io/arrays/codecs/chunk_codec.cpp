#include "io/arrays/codecs/chunk_codec.h"

#include <cstring>

#include <fmt/format.h>

#include <tusk/core/error.h>

namespace tusk::io {
namespace {

// encoded sizes: sizes[i] goes into codec i, as long as no compressor stands before it.
std::vector<std::uint64_t> sizes_before(const std::vector<CodecPtr>& codecs, std::uint64_t decoded_size) {
  std::vector<std::uint64_t> sizes;
  for (const auto& codec : codecs) {
    sizes.push_back(decoded_size);
    const auto encoded = codec->encoded_size(decoded_size);
    if (!encoded) break;
    decoded_size = *encoded;
  }
  return sizes;
}

}  // namespace

void ChunkCodec::decode(ConstBytes /*encoded*/, Bytes /*out*/) const {
  TUSK_CHECK(checked({}), "a codec that decodes nothing is a checksum");
}

void ChunkCodec::encode(ConstBytes /*decoded*/, std::vector<std::byte>& /*out*/) const {
  throw NotImplementedError(fmt::format("chunks are not written with the codec {}", type_name()));
}

void check_codecs(const std::vector<CodecPtr>& codecs) {
  bool is_compressed = false;
  for (const auto& codec : codecs) {
    // Of checksums alone, the size before them is known from that behind them.
    const bool is_checksum = codec->encoded_size(0).value_or(0) > 0;
    if (is_compressed && !is_checksum)
      throw NotImplementedError(
          fmt::format("behind a compressor only checksums are read: codec {} stands behind one", codec->type_name()));
    is_compressed = is_compressed || !codec->encoded_size(0);
  }
}

void decode_chunk(const std::vector<CodecPtr>& codecs, ConstBytes encoded, Bytes out) {
  const auto sizes = sizes_before(codecs, out.size());
  NdArray buffer;
  bool is_out = false;
  for (std::size_t i = codecs.size(); i-- > 0;) {
    if (const auto inner = codecs[i]->checked(encoded)) {
      encoded = *inner;
      continue;
    }
    bool is_last = true;
    for (std::size_t before = 0; before < i; ++before)
      is_last = is_last && codecs[before]->encoded_size(0).value_or(0) > 0;
    if (is_last && sizes[i] == out.size()) {
      codecs[i]->decode(encoded, out);
      encoded = out;
      is_out = true;
      continue;
    }
    auto next = byte_buffer(sizes.at(i));
    const Bytes bytes(static_cast<std::byte*>(next.mutable_data()), sizes[i]);
    codecs[i]->decode(encoded, bytes);
    encoded = bytes;
    buffer = std::move(next);
  }
  if (is_out) return;
  if (encoded.size() != out.size())
    throw ValueError(fmt::format("it has {} bytes instead of {}", encoded.size(), out.size()));
  std::memcpy(out.data(), encoded.data(), out.size());
}

std::vector<std::byte> encode_chunk(const std::vector<CodecPtr>& codecs, ConstBytes decoded) {
  std::vector<std::byte> bytes(decoded.begin(), decoded.end());
  for (const auto& codec : codecs) {
    std::vector<std::byte> encoded;
    codec->encode(bytes, encoded);
    bytes = std::move(encoded);
  }
  return bytes;
}

NdArray byte_buffer(std::uint64_t size_bytes) { return NdArray::empty(DType::UInt8, {std::int64_t(size_bytes)}); }

}  // namespace tusk::io
