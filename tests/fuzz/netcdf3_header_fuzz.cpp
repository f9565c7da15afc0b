// The header of a NetCDF 3 file from a stranger: parsed, found to go on, or refused.
#include <cstdlib>
#include <initializer_list>
#include <string>
#include <string_view>

#include <tusk/core/error.h>

#include "io/arrays/netcdf3/netcdf3_header.h"
#include "tests/fuzz/fuzz_target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  try {
    const auto header = tusk::io::parse_netcdf3_header(bytes);
    if (!header) return 0;
    for (const auto& variable : header->variables)
      for (const auto dimension : variable.dimensions)
        if (dimension >= header->dimensions.size()) std::abort();
  } catch (const tusk::Error&) {  // says what is wrong
  }
  return 0;
}

namespace {

// Numbers of `width` bytes for sizes and of four for tags, names padded to four bytes.
class HeaderText {
 public:
  explicit HeaderText(char version) : width_(version == 5 ? 8 : 4), offset_width_(version == 1 ? 4 : 8) {
    text_ = {'C', 'D', 'F', version};
  }
  HeaderText& tag(std::uint64_t value) { return number(value, 4); }
  HeaderText& size(std::uint64_t value) { return number(value, width_); }
  HeaderText& offset(std::uint64_t value) { return number(value, offset_width_); }
  HeaderText& name(const std::string& name) {
    size(name.size());
    text_ += name + std::string((4 - name.size() % 4) % 4, '\0');
    return *this;
  }
  FuzzBytes bytes() const {
    FuzzBytes bytes;
    for (const char byte : text_) bytes.push_back(std::byte(byte));
    return bytes;
  }

 private:
  HeaderText& number(std::uint64_t value, int width) {
    for (int i = width; i-- > 0;) text_ += char(value >> (8 * i) & 0xFF);
    return *this;
  }
  std::string text_;
  int width_, offset_width_;
};

}  // namespace

std::vector<FuzzBytes> fuzz_seeds() {
  std::vector<FuzzBytes> seeds;
  for (const char version : {1, 2, 5}) {
    HeaderText header(version);
    header.size(2).tag(10).size(2).name("time").size(0).name("x").size(3);
    header.tag(12).size(1).name("title").tag(2).size(3).tag(0x61626300);
    header.tag(11).size(2);
    header.name("t").size(2).size(0).size(1).tag(12).size(1).name("scale").tag(5).size(1).tag(0x3F000000);
    header.tag(3).size(8).offset(200);
    header.name("x").size(1).size(1).tag(0).size(0).tag(6).size(24).offset(160);
    seeds.push_back(header.bytes());
  }
  return seeds;
}
