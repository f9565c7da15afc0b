// Texts whose sizes are known before they are written.
#pragma once

#include <cstring>
#include <limits>
#include <string_view>

#include <arrow/array/data.h>
#include <arrow/array/util.h>

#include "kernels/elementwise/operands.h"

namespace tusk::kernels::elementwise {

// a * b and a + b, or the greatest number if they are greater. Neither is negative.
std::int64_t saturated_product(std::int64_t a, std::int64_t b);
std::int64_t saturated_sum(std::int64_t a, std::int64_t b);

// Throws MemoryError: a column's offsets can't say so many bytes.
[[noreturn]] void refuse_size(const Function& function, std::int64_t size_bytes, std::int64_t most_bytes);

template <class Offset, class Size, class Write>
ArrayPtr sized_texts(const Function& function, const TypePtr& type, std::int64_t length, const BufferPtr& validity,
                     Size&& size_of, Write&& write) {
  const BufferPtr offsets = allocate((length + 1) * std::int64_t(sizeof(Offset)));
  auto* ends = reinterpret_cast<Offset*>(offsets->mutable_data());
  const auto is_there = [&](std::int64_t i) { return !validity || (validity->data()[i / 8] >> (i % 8) & 1) != 0; };
  ends[0] = 0;
  for (std::int64_t i = 0; i < length; ++i) {
    const std::int64_t end = saturated_sum(ends[i], is_there(i) ? size_of(i) : 0);
    constexpr auto kMost = std::int64_t(std::numeric_limits<Offset>::max());
    if (end > kMost || end == std::numeric_limits<std::int64_t>::max()) refuse_size(function, end, kMost);
    ends[i + 1] = Offset(end);
  }
  const BufferPtr bytes = allocate(ends[length]);
  char* out = reinterpret_cast<char*>(bytes->mutable_data());
  for (std::int64_t i = 0; i < length; ++i) {
    if (is_there(i)) write(i, out + ends[i]);
  }
  return arrow::MakeArray(arrow::ArrayData::Make(type, length, {validity, offsets, bytes}));
}

// The array of texts of `type` (utf8 or large_utf8): text i has size_of(i) bytes, and write(i, out) writes them;
// missing where `validity` (nullptr: nowhere) has a zero. Memory is taken once; what no column can hold throws
// MemoryError before.
template <class Size, class Write>
ArrayPtr written_texts(const Function& function, const TypePtr& type, std::int64_t length, const BufferPtr& validity,
                       Size&& size_of, Write&& write) {
  if (type->id() == arrow::Type::LARGE_STRING)
    return sized_texts<std::int64_t>(function, type, length, validity, size_of, write);
  return sized_texts<std::int32_t>(function, type, length, validity, size_of, write);
}

// Writes a text so many times; returns where it ended.
inline char* write_repeated(std::string_view text, std::int64_t times, char* out) {
  if (text.empty()) return out;
  if (text.size() == 1) return static_cast<char*>(std::memset(out, text[0], std::size_t(times))) + times;
  for (; times > 0; --times) out = static_cast<char*>(std::memcpy(out, text.data(), text.size())) + text.size();
  return out;
}

inline char* write_text(std::string_view text, char* out) { return write_repeated(text, 1, out); }

// text * count, row by row; none of a negative count. `type` is the texts'.
ArrayPtr repeated_text(const Function& function, const arrow::Datum& text, const arrow::Datum& count,
                       const TypePtr& type, std::int64_t length);

}  // namespace tusk::kernels::elementwise
