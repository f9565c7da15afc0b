// The structure of a CSV text: the separators and line ends that stand outside of quotes.
//
// 64 bytes at a time become bit masks, and the masks positions; a quote opens only where a field begins, and closes
// once, as in pandas' parser. The work is done by the widest vectors that the machine has, chosen once a process.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "kernels/csv/csv_format.h"

namespace tusk::kernels {

// What a scan must know of the text before it.
struct CsvQuoting {
  bool is_quoted = false;
  char before = '\n';  // the last byte
  // Where the last quotes that opened and closed stand, counted from the end of the text: -1 is its last byte.
  std::ptrdiff_t opened = -2;
  std::ptrdiff_t closed = -2;
};

struct CsvMarks {
  char separator;
  char quote;  // '\0': none
  bool doubles_quotes;
  char escape;                   // '\0': none
  char comment;                  // '\0': none
  bool finds_separators = true;  // else line ends only
};
CsvMarks marks_of(const CsvFormat& format, bool finds_separators = true);

struct CsvPositions {
  std::size_t count = 0;      // of separators and line ends
  std::size_t line_ends = 0;  // of them
};

// Writes the positions in text[0, size) to `out`, which has room for size + kCsvPadding of them, and moves `quoting` on
// behind the text. `text` has kCsvPadding bytes more, and `size` is below 2^32. With comments, a position may be that
// of the character that begins one; the next is the line's end.
CsvPositions find_csv_structure(const char* text, std::size_t size, const CsvMarks& marks, CsvQuoting& quoting,
                                std::uint32_t* out);

// The lines that end in a text without any quote; nothing if it has one, or a line that begins with a space or a
// control character, and so may be blank; nor for texts with escapes or comments. Reads as find_csv_structure does.
std::optional<std::size_t> count_plain_csv_lines(const char* text, std::size_t size, const CsvMarks& marks);

// Moves `quoting` over the text without finding anything, several times as fast.
void skip_csv_text(const char* text, std::size_t size, const CsvMarks& marks, CsvQuoting& quoting);

}  // namespace tusk::kernels
