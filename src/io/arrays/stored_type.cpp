#include "io/arrays/stored_type.h"

#include <cstdint>
#include <cstring>

#include <fmt/format.h>

namespace tusk::io {
namespace {

template <class Word>
Word swapped(Word word) {
  if constexpr (sizeof(Word) == 2) return __builtin_bswap16(word);
  else if constexpr (sizeof(Word) == 4) return __builtin_bswap32(word);
  else return __builtin_bswap64(word);
}

template <class Word>
void swap_words(std::byte* items, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    Word word;
    std::memcpy(&word, items + i * sizeof(Word), sizeof(Word));
    word = swapped(word);
    std::memcpy(items + i * sizeof(Word), &word, sizeof(Word));
  }
}

std::optional<DType> dtype_of_kind(char kind, std::string_view size) {
  if (kind == 'b' && size == "1") return DType::Bool;
  const std::size_t width = size == "1" ? 1 : size == "2" ? 2 : size == "4" ? 4 : size == "8" ? 8 : 0;
  if (kind == 'f' && width == 4) return DType::Float32;
  if (kind == 'f' && width == 8) return DType::Float64;
  if (kind == 'c' && width == 8) return DType::Complex64;
  if (kind == 'c' && size == "16") return DType::Complex128;
  if (width == 0 || (kind != 'i' && kind != 'u')) return std::nullopt;
  const int place = width == 1 ? 0 : width == 2 ? 1 : width == 4 ? 2 : 3;
  return DType(int(kind == 'i' ? DType::Int8 : DType::UInt8) + place);
}

// "[ns]" of "M8[ns]".
std::optional<std::string_view> time_unit(std::string_view text) {
  if (!text.starts_with("8[") || !text.ends_with(']')) return std::nullopt;
  return text.substr(1);
}

}  // namespace

void StoredType::make_native(std::byte* items, std::size_t count) const {
  if (dtype == DType::Bool) {
    for (std::size_t i = 0; i < count; ++i) items[i] = std::byte(items[i] != std::byte(0));
    return;
  }
  if (!is_swapped) return;
  const std::size_t parts = is_complex(dtype) ? 2 : 1;
  switch (item_size() / parts) {
    case 2: return swap_words<std::uint16_t>(items, count * parts);
    case 4: return swap_words<std::uint32_t>(items, count * parts);
    case 8: return swap_words<std::uint64_t>(items, count * parts);
    default: return;
  }
}

std::optional<StoredType> stored_type_of(std::string_view numpy_text) {
  if (numpy_text.size() < 3 || std::string_view("<>|=").find(numpy_text[0]) == std::string_view::npos)
    return std::nullopt;
  StoredType type;
  type.is_swapped = numpy_text[0] == '>';
  const char kind = numpy_text[1];
  const auto rest = numpy_text.substr(2);
  if (kind == 'M' || kind == 'm') {
    const auto unit = time_unit(rest);
    if (!unit) return std::nullopt;
    type.dtype = DType::Int64;
    type.note = fmt::format("{}{}", kind == 'M' ? "datetime64" : "timedelta64", *unit);
    return type;
  }
  const auto dtype = dtype_of_kind(kind, rest);
  if (!dtype) return std::nullopt;
  type.dtype = *dtype;
  if (type.item_size() == 1) type.is_swapped = false;
  return type;
}

std::string numpy_text_of(DType dtype) {
  const char kind = dtype == DType::Bool         ? 'b'
                    : is_signed_integer(dtype)   ? 'i'
                    : is_unsigned_integer(dtype) ? 'u'
                    : is_floating(dtype)         ? 'f'
                                                 : 'c';
  return fmt::format("{}{}{}", item_size(dtype) == 1 ? '|' : '<', kind, item_size(dtype));
}

}  // namespace tusk::io
