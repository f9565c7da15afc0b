#include "kernels/csv/csv_structure.h"

#include <tusk/core/error.h>

#include "kernels/csv/csv_structure_scan.h"

namespace tusk::kernels {

namespace {

const CsvStructureScans& csv_structure_scans() {
  static const bool has_avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
                               __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt");
  return has_avx2 ? kCsvStructureAvx2 : kCsvStructureBaseline;
}

// Byte by byte, for texts with escapes or comments.
class CharacterScan {
 public:
  CharacterScan(const char* text, std::size_t size, const CsvMarks& marks, CsvQuoting& quoting, std::uint32_t* out)
      : text_(text), size_(size), marks_(marks), quoting_(quoting), first_(out), out_(out) {}

  CsvPositions run() {
    for (place_ = 0; place_ < size_; ++place_) {
      step(text_[place_]);
      quoting_.before = text_[place_];
    }
    end_csv_quoting(text_, size_, quoting_);
    return {std::size_t(out_ - first_), line_ends_};
  }

 private:
  void step(char byte) {
    if (is_commented_) return byte == '\n' ? end_line() : void();
    if (marks_.escape && byte == marks_.escape && place_ + 1 < size_) return void(++place_);
    if (marks_.quote && byte == marks_.quote) return meet_quote();
    if (quoting_.is_quoted) return;
    if (byte == '\n') return end_line();
    if (marks_.comment && byte == marks_.comment) {
      is_commented_ = true;
      write();
    } else if (byte == marks_.separator && marks_.finds_separators) {
      write();
    }
  }

  void meet_quote() {
    const auto place = std::ptrdiff_t(place_);
    const bool is_doubled = !quoting_.is_quoted && marks_.doubles_quotes && quoting_.closed == place - 1;
    if (quoting_.is_quoted) {
      quoting_.is_quoted = false;
      quoting_.closed = place;
    } else if (is_doubled || quoting_.before == marks_.separator || quoting_.before == '\n') {
      quoting_.is_quoted = true;
      if (!is_doubled) quoting_.opened = place;
    }
  }
  void end_line() {
    is_commented_ = false;
    ++line_ends_;
    write();
  }
  void write() { *out_++ = std::uint32_t(place_); }

  const char* text_;
  std::size_t size_;
  const CsvMarks& marks_;
  CsvQuoting& quoting_;
  std::uint32_t* first_;
  std::uint32_t* out_;
  std::size_t place_ = 0;
  std::size_t line_ends_ = 0;
  bool is_commented_ = false;
};

bool needs_characters(const CsvMarks& marks) { return marks.escape || marks.comment; }

}  // namespace

CsvMarks marks_of(const CsvFormat& format, bool finds_separators) {
  return {format.separator, format.quote, format.doubles_quotes, format.escape, format.comment, finds_separators};
}

CsvPositions find_csv_structure(const char* text, std::size_t size, const CsvMarks& marks, CsvQuoting& quoting,
                                std::uint32_t* out) {
  if (needs_characters(marks)) return CharacterScan(text, size, marks, quoting, out).run();
  return csv_structure_scans().find(text, size, marks, quoting, out);
}

std::optional<std::size_t> count_plain_csv_lines(const char* text, std::size_t size, const CsvMarks& marks) {
  if (needs_characters(marks)) return std::nullopt;
  return csv_structure_scans().count_lines(text, size, marks.quote);
}

void skip_csv_text(const char* text, std::size_t size, const CsvMarks& marks, CsvQuoting& quoting) {
  TUSK_CHECK(!needs_characters(marks), "texts with escapes or comments can't be entered in the middle");
  if (marks.quote) return csv_structure_scans().skip(text, size, marks, quoting);
  if (size) quoting.before = text[size - 1];
}

}  // namespace tusk::kernels
