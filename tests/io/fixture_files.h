// The files of tests/io/fixtures/NAME.tar.gz, unpacked.
#pragma once

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>

#include "io/arrays/codecs/codecs.h"
#include "tests/io/temporary_folder.h"

namespace tusk::test {

class FixtureFiles {
 public:
  explicit FixtureFiles(const std::string& name) {
    const auto tar = unzipped(std::string(TUSK_TEST_FIXTURES) + "/" + name + ".tar.gz");
    for (std::size_t at = 0; at + kBlock <= tar.size() && tar[at] != '\0';) {
      const std::string path(tar.c_str() + at);
      const auto size = std::strtoull(tar.c_str() + at + kSizeField, nullptr, 8);
      folder_.write(path, std::string_view(tar).substr(at + kBlock, size));
      at += kBlock + (size + kBlock - 1) / kBlock * kBlock;
    }
  }

  std::string path(const std::string& name) const { return folder_.path(name); }
  const TemporaryFolder& folder() const { return folder_; }

 private:
  static constexpr std::size_t kBlock = 512;
  static constexpr std::size_t kSizeField = 124;

  static std::string unzipped(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    const std::string zipped{std::istreambuf_iterator<char>(file), {}};
    std::uint32_t size = 0;
    if (zipped.size() < sizeof size) throw OSError("there is no fixture '" + path + "'");
    std::memcpy(&size, zipped.data() + zipped.size() - sizeof size, sizeof size);
    std::string tar(size, '\0');
    io::gzip_codec()->decode(std::as_bytes(std::span(zipped)), std::as_writable_bytes(std::span(tar)));
    return tar;
  }

  TemporaryFolder folder_;
};

// Element i, in C order, is i * 7 % 101.
template <class T>
NdArray patterned(const Shape& shape) {
  NdArray array = NdArray::empty(dtype_of<T>(), shape);
  auto* items = array.mutable_data<T>();
  for (std::int64_t i = 0; i < array.size(); ++i) items[i] = T(i * 7 % 101);
  return array;
}

}  // namespace tusk::test
