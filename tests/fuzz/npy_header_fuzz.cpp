// The header of an npy file from a stranger: parsed or refused, and what it says lies in the file.
#include <cstdlib>
#include <string>
#include <string_view>

#include <tusk/core/error.h>

#include "io/arrays/npy/npy_header.h"
#include "io/arrays/stored_type.h"
#include "tests/fuzz/fuzz_target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  try {
    const auto header = tusk::io::parse_npy_header(bytes);
    if (header.data_offset > size) std::abort();
    for (const auto length : header.shape)
      if (length < 0) std::abort();
    (void)tusk::io::stored_type_of(header.type);
  } catch (const tusk::Error&) {  // says what is wrong
  }
  return 0;
}

std::vector<FuzzBytes> fuzz_seeds() {
  std::vector<FuzzBytes> seeds;
  for (const std::string type : {"<f4", ">i2", "|b1", "<M8[ns]", "|O"}) {
    for (const auto& shape : {tusk::Shape{}, tusk::Shape{3}, tusk::Shape{744, 361, 1440}}) {
      FuzzBytes seed;
      for (const char byte : tusk::io::npy_header(type, shape)) seed.push_back(std::byte(byte));
      seeds.push_back(std::move(seed));
    }
  }
  return seeds;
}
