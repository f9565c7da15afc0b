#include "io/arrays/hdf5/hdf5_type.h"

#include <algorithm>

#include <fmt/format.h>

#include <tusk/core/error.h>

#include "data/array_layout.h"

namespace tusk::io {
namespace {

constexpr int kDeepestType = 16;

std::optional<StoredType> number_type(char kind, std::uint32_t size, bool is_big_endian) {
  return stored_type_of(fmt::format("{}{}{}", is_big_endian ? '>' : '<', kind, size));
}

class TypeParser {
 public:
  explicit TypeParser(Hdf5Cursor cursor) : cursor_(cursor) {}

  Hdf5Type parse(int depth = 0) {
    if (depth > kDeepestType) throw ValueError(fmt::format("HDF5 datatypes nest at most {} deep", kDeepestType));
    const auto head = cursor_.byte();
    const auto version = head >> 4;
    const auto bits = std::uint32_t(cursor_.number(3));
    Hdf5Type type;
    type.kind = Hdf5Class(head & 0x0F);
    type.size = cursor_.word();
    switch (type.kind) {
      case Hdf5Class::Integer: parse_integer(bits, type); break;
      case Hdf5Class::Float: parse_float(bits, type); break;
      case Hdf5Class::String:
        type.is_text = true;
        type.is_padded_with_spaces = (bits & 0x0F) == 2;
        break;
      case Hdf5Class::Compound: parse_compound(version, bits & 0xFFFF, depth, type); break;
      case Hdf5Class::Enum: parse_enum(version, bits & 0xFFFF, depth, type); break;
      case Hdf5Class::Sequence:
        type.is_text = (bits & 0x0F) == 1;
        parse(depth + 1);
        break;
      case Hdf5Class::Bitfield: cursor_.skip(4); break;
      case Hdf5Class::Time: cursor_.skip(2); break;
      case Hdf5Class::Opaque: cursor_.skip(bits & 0xFF); break;
      case Hdf5Class::Array: parse_array(version, depth); break;
      default: break;
    }
    return type;
  }

 private:
  void parse_integer(std::uint32_t bits, Hdf5Type& type) {
    const auto offset = cursor_.half(), precision = cursor_.half();
    if (offset == 0 && precision == 8 * type.size)
      type.numbers = number_type(bits & 8 ? 'i' : 'u', type.size, bits & 1);
  }
  void parse_float(std::uint32_t bits, Hdf5Type& type) {
    const auto offset = cursor_.half(), precision = cursor_.half();
    cursor_.skip(4);
    const auto bias = cursor_.word();
    const bool is_ieee = (type.size == 4 && bias == 127) || (type.size == 8 && bias == 1023);
    if (is_ieee && offset == 0 && precision == 8 * type.size && !(bits & 0x40))
      type.numbers = number_type('f', type.size, bits & 1);
  }
  void parse_array(int version, int depth) {
    const auto rank = cursor_.byte();
    cursor_.skip(version < 3 ? 3 + 8 * std::size_t(rank) : 4 * std::size_t(rank));
    parse(depth + 1);
  }

  void parse_compound(int version, std::uint32_t count, int depth, Hdf5Type& type) {
    std::vector<std::string> names;
    std::vector<Hdf5Type> members;
    std::vector<std::uint64_t> offsets;
    std::size_t offset_bytes = 4;
    if (version >= 3)
      for (offset_bytes = 1; offset_bytes < 4 && type.size >> (8 * offset_bytes) != 0;) ++offset_bytes;
    for (std::uint32_t i = 0; i < count; ++i) {
      names.push_back(cursor_.text(version < 3 ? 8 : 1));
      offsets.push_back(cursor_.number(offset_bytes));
      bool is_array = false;
      if (version == 1) {
        is_array = cursor_.byte() > 0;
        cursor_.skip(27);
      }
      members.push_back(parse(depth + 1));
      if (is_array) members.back().numbers.reset();
    }
    if (names != std::vector<std::string>{"r", "i"} || offsets[0] != 0) return;
    const auto &real = members[0], &imaginary = members[1];
    const bool is_complex = real.numbers && imaginary.numbers && is_floating(real.numbers->dtype) &&
                            real.numbers->dtype == imaginary.numbers->dtype &&
                            real.numbers->is_swapped == imaginary.numbers->is_swapped && offsets[1] == real.size &&
                            type.size == 2 * real.size;
    if (is_complex) type.numbers = number_type('c', type.size, real.numbers->is_swapped);
  }

  void parse_enum(int version, std::uint32_t count, int depth, Hdf5Type& type) {
    const auto values = parse(depth + 1);
    std::vector<std::string> names;
    for (std::uint32_t i = 0; i < count; ++i) names.push_back(cursor_.text(version < 3 ? 8 : 1));
    const auto numbers = cursor_.take(std::uint64_t(count) * values.size);
    type.numbers = values.numbers;
    const bool is_truth = values.size == 1 && names == std::vector<std::string>{"FALSE", "TRUE"} &&
                          numbers[0] == std::byte(0) && numbers[1] == std::byte(1);
    if (is_truth) type.numbers = StoredType{.dtype = DType::Bool};
  }

  Hdf5Cursor cursor_;
};

}  // namespace

Hdf5Type parse_hdf5_type(Hdf5Cursor cursor) {
  auto type = TypeParser(cursor).parse();
  if (type.size == 0) throw ValueError("elements of an HDF5 data set have at least a byte");
  return type;
}

std::string description(const Hdf5Type& type) {
  if (type.kind == Hdf5Class::String) return fmt::format("texts of {} bytes", type.size);
  if (type.is_text) return "texts";
  switch (type.kind) {
    case Hdf5Class::Integer:
      return fmt::format("integers of {} bytes with unused bits, or of a width there isn't", type.size);
    case Hdf5Class::Float: return fmt::format("floats of {} bytes", type.size);
    case Hdf5Class::Compound: return "structures";
    case Hdf5Class::Reference: return "references";
    case Hdf5Class::Sequence: return "lists of varying length";
    case Hdf5Class::Array: return "small arrays";
    case Hdf5Class::Enum: return "enumerations";
    default: return "times, bits or opaque bytes";
  }
}

std::int64_t Hdf5Space::element_count() const { return is_null ? 0 : data::element_count(shape); }

Hdf5Space parse_hdf5_space(Hdf5Cursor cursor) {
  const auto version = cursor.byte();
  const auto rank = cursor.byte();
  const auto flags = cursor.byte();
  if (version != 1 && version != 2)
    throw ValueError(fmt::format("HDF5 dataspaces have version 1 or 2: got {}", version));
  if (rank > NdArray::kMostAxes) throw ValueError(fmt::format("arrays have at most 64 axes: got {}", rank));
  Hdf5Space space;
  space.is_null = version == 2 && cursor.byte() == 2;
  if (version == 1) cursor.skip(5);
  for (int axis = 0; axis < rank; ++axis) space.shape.push_back(std::int64_t(cursor.length()));
  space.most = space.shape;
  if (flags & 1)
    for (auto& length : space.most) {
      length = std::int64_t(cursor.length());
      if (cursor.sizes().length < 8 && std::uint64_t(length) + 1 == std::uint64_t(1) << 8 * cursor.sizes().length)
        length = -1;
    }
  // Elements of a byte: what they really are is checked where that is known.
  data::check_shape(DType::UInt8, space.shape);
  return space;
}

}  // namespace tusk::io
