#include <algorithm>
#include <blosc.h>
#include <cstring>
#include <libdeflate.h>
#include <lz4.h>
#include <memory>
#include <zstd.h>

#include <fmt/format.h>

#include <tusk/core/error.h>

#include "io/arrays/codecs/codecs.h"

namespace tusk::io {
namespace {

[[noreturn]] void refuse_bytes(std::string_view codec, std::size_t wanted) {
  throw ValueError(fmt::format("it is not {} that decodes to {} bytes", codec, wanted));
}

// One a thread: they are expensive to make.
libdeflate_decompressor* inflater() {
  thread_local const std::unique_ptr<libdeflate_decompressor, decltype(&libdeflate_free_decompressor)> kept(
      libdeflate_alloc_decompressor(), &libdeflate_free_decompressor);
  if (!kept) throw MemoryError("the system has no memory for a decompressor");
  return kept.get();
}

template <class Compress>
void append_deflated(int level, std::size_t bound, std::vector<std::byte>& out, Compress compress) {
  const std::unique_ptr<libdeflate_compressor, decltype(&libdeflate_free_compressor)> compressor(
      libdeflate_alloc_compressor(level), &libdeflate_free_compressor);
  if (!compressor) throw ValueError(fmt::format("the level of deflate is 0 to 12: got {}", level));
  const auto before = out.size();
  out.resize(before + bound);
  out.resize(before + compress(compressor.get(), out.data() + before, bound));
}

struct ZlibCodec final : DeclaredAs<ZlibCodec, ChunkCodec> {
  static constexpr std::string_view kName = "zlib";
  static constexpr auto fields() { return std::tuple{field("level", &ZlibCodec::level)}; }
  int level = 4;

  std::optional<std::uint64_t> encoded_size(std::uint64_t /*decoded_size*/) const override { return std::nullopt; }
  void decode(ConstBytes encoded, Bytes out) const override {
    const auto result =
        libdeflate_zlib_decompress(inflater(), encoded.data(), encoded.size(), out.data(), out.size(), nullptr);
    if (result != LIBDEFLATE_SUCCESS) refuse_bytes(kName, out.size());
  }
  void encode(ConstBytes decoded, std::vector<std::byte>& out) const override {
    append_deflated(level, libdeflate_zlib_compress_bound(nullptr, decoded.size()), out,
                    [&](auto* compressor, auto* to, std::size_t bound) {
                      return libdeflate_zlib_compress(compressor, decoded.data(), decoded.size(), to, bound);
                    });
  }
};

struct GzipCodec final : DeclaredAs<GzipCodec, ChunkCodec> {
  static constexpr std::string_view kName = "gzip";
  static constexpr auto fields() { return std::tuple{field("level", &GzipCodec::level)}; }
  int level = 5;

  std::optional<std::uint64_t> encoded_size(std::uint64_t /*decoded_size*/) const override { return std::nullopt; }
  void decode(ConstBytes encoded, Bytes out) const override {
    const auto result =
        libdeflate_gzip_decompress(inflater(), encoded.data(), encoded.size(), out.data(), out.size(), nullptr);
    if (result != LIBDEFLATE_SUCCESS) refuse_bytes(kName, out.size());
  }
  void encode(ConstBytes decoded, std::vector<std::byte>& out) const override {
    append_deflated(level, libdeflate_gzip_compress_bound(nullptr, decoded.size()), out,
                    [&](auto* compressor, auto* to, std::size_t bound) {
                      return libdeflate_gzip_compress(compressor, decoded.data(), decoded.size(), to, bound);
                    });
  }
};

struct ZstdCodec final : DeclaredAs<ZstdCodec, ChunkCodec> {
  static constexpr std::string_view kName = "zstd";
  static constexpr auto fields() { return std::tuple{field("level", &ZstdCodec::level)}; }
  int level = 0;

  std::optional<std::uint64_t> encoded_size(std::uint64_t /*decoded_size*/) const override { return std::nullopt; }
  void decode(ConstBytes encoded, Bytes out) const override {
    thread_local const std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context(ZSTD_createDCtx(), &ZSTD_freeDCtx);
    if (!context) throw MemoryError("the system has no memory for a decompressor");
    const auto size = ZSTD_decompressDCtx(context.get(), out.data(), out.size(), encoded.data(), encoded.size());
    if (ZSTD_isError(size) || size != out.size()) refuse_bytes(kName, out.size());
  }
  void encode(ConstBytes decoded, std::vector<std::byte>& out) const override {
    const auto before = out.size();
    out.resize(before + ZSTD_compressBound(decoded.size()));
    const auto size = ZSTD_compress(out.data() + before, out.size() - before, decoded.data(), decoded.size(), level);
    TUSK_CHECK(!ZSTD_isError(size), "a buffer of the bound's size takes every result");
    out.resize(before + size);
  }
};

std::uint32_t little_endian_32(const std::byte* bytes) {
  std::uint32_t value;
  std::memcpy(&value, bytes, sizeof value);
  return value;
}

std::uint64_t big_endian(const std::byte* bytes, int count) {
  std::uint64_t value = 0;
  for (int i = 0; i < count; ++i) value = value << 8 | std::to_integer<std::uint64_t>(bytes[i]);
  return value;
}

// Decodes one block, and says whether it had exactly that size.
bool decode_lz4_block(ConstBytes block, Bytes out) {
  if (block.size() > LZ4_MAX_INPUT_SIZE || out.size() > LZ4_MAX_INPUT_SIZE) return false;
  return LZ4_decompress_safe(reinterpret_cast<const char*>(block.data()), reinterpret_cast<char*>(out.data()),
                             int(block.size()), int(out.size())) == int(out.size());
}

struct Lz4Codec final : DeclaredAs<Lz4Codec, ChunkCodec> {
  static constexpr std::string_view kName = "lz4";
  static constexpr auto fields() { return std::tuple{}; }

  std::optional<std::uint64_t> encoded_size(std::uint64_t /*decoded_size*/) const override { return std::nullopt; }
  void decode(ConstBytes encoded, Bytes out) const override {
    constexpr std::size_t kSizeBytes = 4;
    const bool has_size = encoded.size() >= kSizeBytes && little_endian_32(encoded.data()) == out.size();
    if (!has_size || !decode_lz4_block(encoded.subspan(kSizeBytes), out)) refuse_bytes(kName, out.size());
  }
};

struct Hdf5Lz4Codec final : DeclaredAs<Hdf5Lz4Codec, ChunkCodec> {
  static constexpr std::string_view kName = "hdf5_lz4";
  static constexpr auto fields() { return std::tuple{}; }

  std::optional<std::uint64_t> encoded_size(std::uint64_t /*decoded_size*/) const override { return std::nullopt; }
  void decode(ConstBytes encoded, Bytes out) const override {
    constexpr std::size_t kHeaderBytes = 12, kSizeBytes = 4;
    if (encoded.size() < kHeaderBytes || big_endian(encoded.data(), 8) != out.size()) refuse_bytes(kName, out.size());
    const auto block_bytes = big_endian(encoded.data() + 8, 4);
    auto left = encoded.subspan(kHeaderBytes);
    for (std::size_t done = 0; done < out.size();) {
      const auto size = std::min<std::size_t>(block_bytes, out.size() - done);
      const auto stored = left.size() < kSizeBytes ? 0 : big_endian(left.data(), 4);
      if (size == 0 || stored == 0 || stored > left.size() - kSizeBytes) refuse_bytes(kName, out.size());
      const auto block = left.subspan(kSizeBytes, stored);
      if (stored == size) std::memcpy(out.data() + done, block.data(), size);
      else if (!decode_lz4_block(block, out.subspan(done, size))) refuse_bytes(kName, out.size());
      left = left.subspan(kSizeBytes + stored);
      done += size;
    }
  }
};

struct LzfCodec final : DeclaredAs<LzfCodec, ChunkCodec> {
  static constexpr std::string_view kName = "lzf";
  static constexpr auto fields() { return std::tuple{}; }

  std::optional<std::uint64_t> encoded_size(std::uint64_t /*decoded_size*/) const override { return std::nullopt; }
  void decode(ConstBytes encoded, Bytes out) const override {
    // What does not shrink is stored as it is.
    if (encoded.size() == out.size()) {
      std::memcpy(out.data(), encoded.data(), out.size());
      return;
    }
    std::size_t from = 0, to = 0;
    const auto next = [&] {
      if (from == encoded.size()) refuse_bytes(kName, out.size());
      return std::to_integer<std::size_t>(encoded[from++]);
    };
    while (from < encoded.size()) {
      const auto control = next();
      if (control < 32) {
        const auto count = control + 1;
        if (count > encoded.size() - from || count > out.size() - to) refuse_bytes(kName, out.size());
        std::memcpy(out.data() + to, encoded.data() + from, count);
        from += count, to += count;
        continue;
      }
      auto count = (control >> 5) + 2;
      if (count == 9) count += next();
      const auto back = ((control & 31) << 8) + next() + 1;
      if (back > to || count > out.size() - to) refuse_bytes(kName, out.size());
      for (; count > 0; --count, ++to) out[to] = out[to - back];
    }
    if (to != out.size()) refuse_bytes(kName, out.size());
  }
};

struct BloscCodec final : DeclaredAs<BloscCodec, ChunkCodec> {
  static constexpr std::string_view kName = "blosc";
  static constexpr auto fields() {
    return std::tuple{field("compressor", &BloscCodec::compressor), field("level", &BloscCodec::level),
                      field("shuffle", &BloscCodec::shuffle), field("item_size", &BloscCodec::item_size)};
  }
  std::string compressor = "lz4";
  int level = 5;
  int shuffle = 1;
  int item_size = 1;

  std::optional<std::uint64_t> encoded_size(std::uint64_t /*decoded_size*/) const override { return std::nullopt; }
  void decode(ConstBytes encoded, Bytes out) const override {
    std::size_t size = 0;
    const bool is_whole = blosc_cbuffer_validate(encoded.data(), encoded.size(), &size) == 0 && size == out.size();
    if (!is_whole) refuse_bytes(kName, out.size());
    if (size == 0) return;
    const auto got = blosc_decompress_ctx(encoded.data(), out.data(), out.size(), /*numinternalthreads=*/1);
    if (got <= 0 || std::size_t(got) != out.size()) refuse_bytes(kName, out.size());
  }
  void encode(ConstBytes decoded, std::vector<std::byte>& out) const override {
    const auto before = out.size();
    out.resize(before + decoded.size() + BLOSC_MAX_OVERHEAD);
    const int size = blosc_compress_ctx(level, shuffle, std::size_t(item_size), decoded.size(), decoded.data(),
                                        out.data() + before, out.size() - before, compressor.c_str(), /*blocksize=*/0,
                                        /*numinternalthreads=*/1);
    if (size <= 0)
      throw ValueError(
          fmt::format("blosc's compressors are {}, and chunks have at most {} bytes: got '{}' and {} bytes",
                      blosc_list_compressors(), BLOSC_MAX_BUFFERSIZE, compressor, decoded.size()));
    out.resize(before + std::size_t(size));
  }
};

}  // namespace

CodecPtr zlib_codec(int level) {
  auto codec = std::make_shared<ZlibCodec>();
  codec->level = level;
  return codec;
}
CodecPtr gzip_codec(int level) {
  auto codec = std::make_shared<GzipCodec>();
  codec->level = level;
  return codec;
}
CodecPtr zstd_codec(int level) {
  auto codec = std::make_shared<ZstdCodec>();
  codec->level = level;
  return codec;
}
CodecPtr lz4_codec() { return std::make_shared<Lz4Codec>(); }
CodecPtr hdf5_lz4_codec() { return std::make_shared<Hdf5Lz4Codec>(); }
CodecPtr lzf_codec() { return std::make_shared<LzfCodec>(); }
CodecPtr blosc_codec(const std::string& compressor, int level, int shuffle, int item_size) {
  auto codec = std::make_shared<BloscCodec>();
  codec->compressor = compressor;
  codec->level = level;
  codec->shuffle = shuffle;
  codec->item_size = item_size;
  return codec;
}

}  // namespace tusk::io
