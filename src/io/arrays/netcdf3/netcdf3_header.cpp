#include "io/arrays/netcdf3/netcdf3_header.h"

#include <algorithm>
#include <cstring>
#include <limits>

#include <fmt/format.h>

#include <tusk/core/error.h>
#include <tusk/data/dtype_dispatch.h>

namespace tusk::io {
namespace {

constexpr std::uint64_t kChar = 2;

// Thrown where the bytes end before the header.
struct HeaderGoesOn {};

StoredType type_of_number(std::uint64_t number) {
  switch (number) {
    case 1: return {DType::Int8};
    case kChar: return {DType::UInt8, false, "char"};
    case 3: return {DType::Int16, true};
    case 4: return {DType::Int32, true};
    case 5: return {DType::Float32, true};
    case 6: return {DType::Float64, true};
    case 7: return {DType::UInt8};
    case 8: return {DType::UInt16, true};
    case 9: return {DType::UInt32, true};
    case 10: return {DType::Int64, true};
    case 11: return {DType::UInt64, true};
    default: throw ValueError(fmt::format("the types of NetCDF 3 have numbers 1 to 11: got {}", number));
  }
}

class HeaderParser {
 public:
  explicit HeaderParser(std::string_view bytes) : bytes_(bytes) {}

  NetCdf3Header parse() {
    if (!is_netcdf3(take(4)))
      throw ValueError("a NetCDF 3 file begins with CDF and version 1, 2 or 5: this one does not");
    version_ = bytes_[3];
    const auto records = size();
    const auto unknown = version_ == 5 ? ~std::uint64_t(0) : 0xFFFFFFFF;
    list(kDimensions, [&] { add_dimension(records == unknown ? -1 : length_of(records)); });
    header_.attributes = attributes();
    list(kVariables, [&] { add_variable(); });
    return std::move(header_);
  }

 private:
  static constexpr std::uint64_t kDimensions = 10, kVariables = 11, kAttributes = 12;

  std::string_view take(std::uint64_t count) {
    if (count > bytes_.size() - place_) throw HeaderGoesOn();
    const auto taken = bytes_.substr(place_, count);
    place_ += count;
    return taken;
  }
  // What is padded to a multiple of four bytes.
  std::string_view take_padded(std::uint64_t count) {
    const auto taken = take(count);
    take((4 - count % 4) % 4);
    return taken;
  }
  std::uint64_t number(int byte_count) {
    std::uint64_t value = 0;
    for (const char byte : take(std::uint64_t(byte_count))) value = value << 8 | static_cast<unsigned char>(byte);
    return value;
  }
  std::uint64_t size() { return number(version_ == 5 ? 8 : 4); }
  static std::int64_t length_of(std::uint64_t size) {
    if (size > std::uint64_t(std::numeric_limits<std::int64_t>::max()))
      throw ValueError(fmt::format("a length in a NetCDF 3 file is below 2^63: got {}", size));
    return std::int64_t(size);
  }
  std::string name() { return std::string(take_padded(size())); }

  template <class Parse>
  void list(std::uint64_t tag, Parse parse) {
    const auto found = number(4);
    const auto count = size();
    if (found != tag && !(found == 0 && count == 0))
      throw ValueError(fmt::format("a NetCDF 3 header lists dimensions, attributes and variables: tag {} instead of {}",
                                   found, tag));
    for (std::uint64_t i = 0; i < count; ++i) parse();
  }

  void add_dimension(std::int64_t record_count) {
    Dimension dimension{.name = name(), .length = 0, .is_unlimited = false};
    dimension.length = length_of(size());
    if (dimension.length == 0) dimension.length = record_count, dimension.is_unlimited = true;
    header_.dimensions.push_back(std::move(dimension));
  }

  Attributes attributes() {
    Attributes attributes;
    list(kAttributes, [&] {
      auto key = name();
      attributes.emplace_back(std::move(key), attribute_value());
    });
    return attributes;
  }
  Value attribute_value() {
    const auto kind = number(4);
    const auto type = type_of_number(kind);
    const auto count = size();
    if (count > bytes_.size()) throw HeaderGoesOn();
    const auto bytes = take_padded(count * type.item_size());
    if (kind == kChar) return Value::of(std::string(bytes.substr(0, bytes.find_last_not_of('\0') + 1)));
    auto array = NdArray::empty(type.dtype, {std::int64_t(count)});
    auto* const items = static_cast<std::byte*>(array.mutable_data());
    if (count > 0) std::memcpy(items, bytes.data(), bytes.size());
    type.make_native(items, count);
    if (count != 1) return Value::of(array);
    return visit_dtype(type.dtype, [&]<class T>() { return Value::of(*array.data<T>()); });
  }

  void add_variable() {
    NetCdf3Variable variable;
    variable.name = name();
    const auto rank = size();
    if (rank > NdArray::kMostAxes)
      throw ValueError(fmt::format("arrays have at most 64 axes: variable '{}' has {}", variable.name, rank));
    for (std::uint64_t axis = 0; axis < rank; ++axis) {
      const auto dimension = size();
      if (dimension >= header_.dimensions.size() || (axis > 0 && header_.dimensions[dimension].is_unlimited))
        throw ValueError(
            fmt::format("the axes of variable '{}' are dimensions of the file, of which only the first may "
                        "be unlimited",
                        variable.name));
      variable.dimensions.push_back(dimension);
    }
    variable.attributes = attributes();
    variable.type = type_of_number(number(4));
    size();  // of the variable in bytes: can't be true of large ones, so it is worked out
    variable.begin = number(version_ == 1 ? 4 : 8);
    header_.variables.push_back(std::move(variable));
  }

  std::string_view bytes_;
  std::size_t place_ = 0;
  char version_ = 0;
  NetCdf3Header header_;
};

}  // namespace

bool is_netcdf3(std::string_view beginning) {
  return beginning.size() >= 4 && beginning.starts_with("CDF") &&
         (beginning[3] == 1 || beginning[3] == 2 || beginning[3] == 5);
}

std::optional<NetCdf3Header> parse_netcdf3_header(std::string_view beginning) {
  try {
    return HeaderParser(beginning).parse();
  } catch (const HeaderGoesOn&) {
    return std::nullopt;
  }
}

}  // namespace tusk::io
