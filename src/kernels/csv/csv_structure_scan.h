// The scan behind csv_structure.h, over a vector of 64 bytes that an instruction set brings. Compiled once for each.
#pragma once

#include <bit>
#include <optional>

#include "kernels/csv/csv_structure.h"

namespace tusk::kernels {

struct CsvStructureScans {
  CsvPositions (*find)(const char*, std::size_t, const CsvMarks&, CsvQuoting&, std::uint32_t*);
  void (*skip)(const char*, std::size_t, const CsvMarks&, CsvQuoting&);
  std::optional<std::size_t> (*count_lines)(const char*, std::size_t, char);
};
extern const CsvStructureScans kCsvStructureBaseline;
extern const CsvStructureScans kCsvStructureAvx2;

namespace {

// Moves `quoting` over 64 bytes with the quotes `quotes`; returns the bytes that are inside of quotes.
inline std::uint64_t csv_quoted_mask(const char* text, std::ptrdiff_t offset, std::uint64_t quotes,
                                     const CsvMarks& marks, CsvQuoting& quoting) {
  std::uint64_t quoted = 0;
  int opened = 0;
  for (; quotes; quotes &= quotes - 1) {
    const int bit = std::countr_zero(quotes);
    const std::ptrdiff_t place = offset + bit;
    if (quoting.is_quoted) {
      quoted |= (~std::uint64_t(0) << opened) & ((std::uint64_t(1) << bit) - 1);
      quoting.is_quoted = false;
      quoting.closed = place;
      continue;
    }
    const char before = place > 0 ? text[place - 1] : quoting.before;
    const bool is_doubled = marks.doubles_quotes && quoting.closed == place - 1;
    if (!is_doubled && before != marks.separator && before != '\n') continue;
    if (!is_doubled) quoting.opened = place;
    quoting.is_quoted = true;
    opened = bit;
  }
  if (quoting.is_quoted) quoted |= ~std::uint64_t(0) << opened;
  return quoted;
}

// To be called behind `size` bytes of text.
inline void end_csv_quoting(const char* text, std::size_t size, CsvQuoting& quoting) {
  if (size) quoting.before = text[size - 1];
  quoting.opened -= std::ptrdiff_t(size);
  quoting.closed -= std::ptrdiff_t(size);
}

// Eight positions are written at once, though there may be fewer: the loop then runs as often for most words.
inline std::uint32_t* write_csv_positions(std::uint64_t bits, std::uint32_t offset, std::uint32_t* out) {
  std::uint32_t* const end = out + std::popcount(bits);
  do {
#pragma GCC unroll 8
    for (int i = 0; i < 8; ++i) {
      out[i] = offset + std::uint32_t(std::countr_zero(bits));
      bits &= bits - 1;
    }
    out += 8;
  } while (bits);
  return end;
}

template <class Vector>
CsvPositions find_csv_structure_by(const char* text, std::size_t size, const CsvMarks& marks, CsvQuoting& quoting,
                                   std::uint32_t* out) {
  const Vector separator(marks.finds_separators ? marks.separator : '\n');
  const Vector line_end('\n');
  const Vector quote(marks.quote);
  const bool has_quotes = marks.quote != '\0';
  bool is_quoted = quoting.is_quoted;
  std::uint32_t* const first = out;
  std::size_t line_ends = 0;
  for (std::size_t offset = 0; offset < size; offset += 64) {
    const Vector bytes(text + offset);
    std::uint64_t lines = bytes.equal(line_end);
    std::uint64_t ends = lines | bytes.equal(separator);
    const bool is_cut = size - offset < 64;
    if (is_cut || is_quoted || (has_quotes && bytes.has(quote))) [[unlikely]] {
      const std::uint64_t inside = is_cut ? (std::uint64_t(1) << (size - offset)) - 1 : ~std::uint64_t(0);
      const std::uint64_t quotes = has_quotes ? bytes.equal(quote) & inside : 0;
      const std::uint64_t looked_at = inside & ~csv_quoted_mask(text, std::ptrdiff_t(offset), quotes, marks, quoting);
      is_quoted = quoting.is_quoted;
      lines &= looked_at, ends &= looked_at;
    }
    line_ends += std::size_t(std::popcount(lines));
    out = write_csv_positions(ends, std::uint32_t(offset), out);
  }
  end_csv_quoting(text, size, quoting);
  return {std::size_t(out - first), line_ends};
}

template <class Vector>
void skip_csv_text_by(const char* text, std::size_t size, const CsvMarks& marks, CsvQuoting& quoting) {
  const Vector quote(marks.quote);
  for (std::size_t offset = 0; offset < size; offset += 64) {
    const Vector bytes(text + offset);
    if (bytes.has(quote)) {
      std::uint64_t quotes = bytes.equal(quote);
      if (size - offset < 64) quotes &= ~std::uint64_t(0) >> (64 - (size - offset));
      csv_quoted_mask(text, std::ptrdiff_t(offset), quotes, marks, quoting);
    }
  }
  end_csv_quoting(text, size, quoting);
}

template <class Vector>
std::optional<std::size_t> count_plain_csv_lines_by(const char* text, std::size_t size, char quote) {
  const Vector line_end('\n'), quotes(quote);
  std::size_t count = 0;
  std::uint64_t begins = 1;  // whether the next 64 bytes' first one begins a line
  for (std::size_t offset = 0; offset < size; offset += 64) {
    const Vector bytes(text + offset);
    const std::uint64_t inside = size - offset < 64 ? (std::uint64_t(1) << (size - offset)) - 1 : ~std::uint64_t(0);
    const std::uint64_t lines = bytes.equal(line_end) & inside;
    begins |= lines << 1;
    if (begins & bytes.up_to(' ') & inside) return std::nullopt;
    if (quote && (bytes.equal(quotes) & inside)) return std::nullopt;
    begins = lines >> 63;
    count += std::size_t(std::popcount(lines));
  }
  return count;
}

}  // namespace
}  // namespace tusk::kernels
