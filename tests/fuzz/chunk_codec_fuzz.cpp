// The bytes of a chunk from a stranger: each codec decodes them to the size that is wanted, or says that it can't.
#include <cstring>
#include <vector>

#include <tusk/core/error.h>

#include "io/arrays/codecs/codecs.h"
#include "tests/fuzz/fuzz_target.h"

namespace {

using namespace tusk::io;

constexpr std::size_t kDecodedBytes = 999;

const std::vector<std::vector<CodecPtr>>& pipelines() {
  static const std::vector<std::vector<CodecPtr>> kPipelines = {
      {zlib_codec()},
      {gzip_codec()},
      {zstd_codec()},
      {lz4_codec()},
      {hdf5_lz4_codec()},
      {lzf_codec()},
      {blosc_codec()},
      {shuffle_codec(4), zlib_codec(), fletcher32_codec()},
      {fletcher32_codec(), zstd_codec(), crc32c_codec()},
      {delta_codec({.dtype = tusk::DType::Int8}), shuffle_codec(2)},
      {}};
  return kPipelines;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const ConstBytes bytes(reinterpret_cast<const std::byte*>(data) + 1, size - 1);
  std::vector<std::byte> out(kDecodedBytes);
  try {
    decode_chunk(pipelines()[data[0] % pipelines().size()], bytes, out);
  } catch (const tusk::Error&) {  // says what is wrong
  }
  return 0;
}

std::vector<FuzzBytes> fuzz_seeds() {
  FuzzBytes decoded(kDecodedBytes);
  for (std::size_t i = 0; i < decoded.size(); ++i) decoded[i] = std::byte(i / 7 * 3);
  std::vector<FuzzBytes> seeds;
  for (std::size_t i = 0; i < pipelines().size(); ++i) {
    FuzzBytes seed;
    try {
      seed = encode_chunk(pipelines()[i], decoded);
    } catch (const tusk::NotImplementedError&) {  // a codec that is only read
      seed.assign(64, std::byte(i));
    }
    seed.insert(seed.begin(), std::byte(i));
    seeds.push_back(std::move(seed));
  }
  return seeds;
}
