#include "kernels/csv/csv_rows.h"

#include <algorithm>

#include <fmt/format.h>

namespace tusk::kernels {

namespace {

bool is_csv_blank(const char* begin, const char* end, char separator) {
  return std::all_of(begin, end, [separator](char byte) {
    return (byte == ' ' || byte == '\t' || byte == '\r') && byte != separator;
  });
}

std::optional<std::vector<std::string_view>> first_csv_line_within(const char* text, std::size_t size,
                                                                   const CsvFormat& format, std::size_t& consumed) {
  std::vector<std::uint32_t> positions(size + kCsvPadding + 1, ~std::uint32_t(0));
  CsvQuoting quoting;
  const auto found = find_csv_structure(text, size, marks_of(format), quoting, positions.data() + 1);
  std::vector<std::string_view> fields;
  bool is_commented = false;
  for (std::size_t i = 1; i <= found.count; ++i) {
    const std::size_t begin = std::uint32_t(positions[i - 1] + 1);
    const bool is_line_end = text[positions[i]] == '\n';
    std::string_view field(text + begin, positions[i] - begin);
    if (is_line_end && field.ends_with('\r')) field.remove_suffix(1);
    const bool begins_comment = format.comment && text[positions[i]] == format.comment;
    if (!std::exchange(is_commented, begins_comment) && !(begins_comment && field.empty() && fields.empty())) {
      fields.push_back(field);
    }
    if (!is_line_end) continue;
    consumed = positions[i] + std::size_t(1);
    const bool is_blank =
        fields.size() == 1 && is_csv_blank(fields[0].data(), fields[0].data() + fields[0].size(), format.separator);
    if (!fields.empty() && !is_blank) return fields;
    fields.clear();
  }
  return std::nullopt;
}

}  // namespace

CsvRowFinder::CsvRowFinder(const CsvFormat& format, std::size_t field_count)
    : format_(format), marks_(marks_of(format, field_count > 0)), field_count_(field_count) {}

CsvRows CsvRowFinder::find(const char* text, std::size_t size, bool is_last, std::size_t limit) {
  if (field_count_ == 0 && limit > size) {
    if (const auto lines = count_plain_csv_lines(text, size, marks_)) return plain_lines(text, size, *lines);
  }
  if (positions_.size() < size + kCsvPadding + 1) positions_.resize(size + kCsvPadding + 1);
  positions_[0] = ~std::uint32_t(0);
  CsvQuoting quoting;
  found_ = find_csv_structure(text, size, marks_, quoting, positions_.data() + 1);
  const bool is_limit_quoted = limit <= size && end_at_limit(text, limit);
  if (is_last && quoting.is_quoted) {
    throw CsvFault(std::size_t(quoting.opened + std::ptrdiff_t(size)), "a quote that is opened must be closed",
                   fmt::format("if {} is no quote here, pass another quotechar", format_.quote));
  }
  while (found_.count > 0 && text[positions_[found_.count]] != '\n') --found_.count;
  CsvRows rows = field_count_ == 0 ? count(text) : is_regular(text) ? regular_rows() : lay_out(text);
  rows.text = text;
  rows.consumed = std::uint32_t(positions_[found_.count] + 1);
  rows.is_limit_quoted = is_limit_quoted;
  return rows;
}

// Leaves out what is behind the line that holds the byte before `limit`. Whether that byte, and more, is quoted.
bool CsvRowFinder::end_at_limit(const char* text, std::size_t limit) {
  const auto begin = positions_.begin() + 1;
  const auto end = begin + std::ptrdiff_t(found_.count);
  const auto is_line_end = [text](std::uint32_t position) { return text[position] == '\n'; };
  const auto last = std::find_if(std::lower_bound(begin, end, limit - 1), end, is_line_end);
  if (last == end) return false;
  found_.count = std::size_t(last + 1 - begin);
  found_.line_ends = std::size_t(std::count_if(begin, last + 1, is_line_end));
  const auto before = std::find_if(std::reverse_iterator(last), std::reverse_iterator(begin), is_line_end);
  const std::size_t line_begin = before == std::reverse_iterator(begin) ? 0 : *before + 1;
  CsvQuoting quoting;
  if (marks_.escape || marks_.comment || limit - 1 < line_begin) return false;
  skip_csv_text(text + line_begin, limit - 1 - line_begin, marks_, quoting);
  const bool is_within_doubled = quoting.closed == -1 && text[limit - 1] == marks_.quote;
  return quoting.is_quoted || is_within_doubled;
}

CsvRows CsvRowFinder::regular_rows() const {
  return {.count = std::int64_t(found_.line_ends),
          .stride = field_count_,
          .before = positions_.data(),
          .ends = positions_.data() + 1};
}

bool CsvRowFinder::is_regular(const char* text) const {
  if (format_.comment || field_count_ == 1 || found_.count != found_.line_ends * field_count_) return false;
  bool is_so = true;
  for (std::size_t i = field_count_; i <= found_.count; i += field_count_) is_so &= text[positions_[i]] == '\n';
  return is_so;
}

CsvRows CsvRowFinder::plain_lines(const char* text, std::size_t size, std::size_t count) {
  const auto last_line_end = std::string_view(text, size).rfind('\n');
  return {.text = text,
          .count = std::int64_t(count),
          .consumed = last_line_end == std::string_view::npos ? 0 : last_line_end + 1};
}

CsvRows CsvRowFinder::count(const char* text) const {
  CsvRows rows;
  for (std::size_t i = 1; i <= found_.count; ++i) {
    const char* const begin = text + std::uint32_t(positions_[i - 1] + 1);
    const char* const end = text + positions_[i];
    if (*end != '\n') {  // a comment: the line is a row if there is something before it
      rows.count += begin != end;
      ++i;
      continue;
    }
    const bool may_be_blank = *begin <= ' ' && format_.skips_blank_lines;
    rows.count += !(may_be_blank && is_csv_blank(begin, end, format_.separator));
  }
  return rows;
}

CsvRows CsvRowFinder::lay_out(const char* text) {
  before_.clear(), ends_.clear();
  for (std::size_t i = 1; i <= found_.count;) i = lay_out_line(text, i);
  return {.count = std::int64_t(ends_.size() / field_count_),
          .stride = field_count_,
          .before = before_.data(),
          .ends = ends_.data()};
}

// Lays out the line whose first field ends at position `first`; returns the index of the next line's.
std::size_t CsvRowFinder::lay_out_line(const char* text, std::size_t first) {
  const auto is_end = [&](std::size_t i) {
    const char byte = text[positions_[i]];
    return byte == '\n' || (format_.comment && byte == format_.comment);
  };
  std::size_t end = first;
  while (!is_end(end)) ++end;
  const bool has_comment = text[positions_[end]] != '\n';
  const char* const begin = text + std::uint32_t(positions_[first - 1] + 1);
  const char* const line_end = text + positions_[end];
  const bool is_left_out =
      has_comment ? begin == line_end && end == first
                  : end == first && format_.skips_blank_lines && is_csv_blank(begin, line_end, format_.separator);
  if (!is_left_out) append_row(text, first, end);
  return end + 1 + has_comment;
}

void CsvRowFinder::append_row(const char* text, std::size_t first, std::size_t end) {
  const std::size_t count = end - first + 1;
  if (count > field_count_ && !format_.ignores_extra_fields) {
    throw CsvFault(std::uint32_t(positions_[first - 1] + 1),
                   fmt::format("a row must not have more fields than the header: {} fields, the header has {}", count,
                               field_count_),
                   "if a text has separators in it, quote it; or name the columns to read in usecols");
  }
  for (std::size_t i = 0; i < field_count_; ++i) {
    const std::size_t position = first + i;
    before_.push_back(position <= end ? positions_[position - 1] : positions_[end] - 1);
    ends_.push_back(position <= end ? positions_[position] : positions_[end]);
  }
  // The carriage return before the line end belongs to the last field that the row has.
  if (count >= field_count_) return;
  auto& last = ends_[ends_.size() - field_count_ + count - 1];
  if (last > std::uint32_t(positions_[end - 1] + 1) && text[last - 1] == '\r') --last;
}

std::optional<std::vector<std::string_view>> first_csv_line(const char* text, std::size_t size, const CsvFormat& format,
                                                            std::size_t& consumed) {
  // Most first lines are short, and the text may be long.
  for (std::size_t tried = std::min<std::size_t>(size, 4096);; tried = std::min(size, 8 * tried)) {
    auto line = first_csv_line_within(text, tried, format, consumed);
    if (line || tried == size) return line;
  }
}

std::string_view plain_csv_text(std::string_view field, const CsvFormat& format, std::string& scratch) {
  const bool is_quoted = format.quote && !field.empty() && field.front() == format.quote;
  const bool is_escaped = format.escape && field.find(format.escape) != field.npos;
  if (!is_quoted && !is_escaped) return field;
  scratch.clear();
  bool is_inside = false, has_closed = false;
  for (std::size_t i = 0; i < field.size(); ++i) {
    const char byte = field[i];
    if (format.escape && byte == format.escape && i + 1 < field.size()) {
      scratch += field[++i];
    } else if (!is_quoted || byte != format.quote) {
      scratch += byte;
    } else if (!is_inside && !has_closed) {
      is_inside = true;
    } else if (!is_inside) {
      scratch += byte;
    } else if (format.doubles_quotes && i + 1 < field.size() && field[i + 1] == format.quote) {
      scratch += field[++i];
    } else {
      is_inside = false, has_closed = true;
    }
  }
  return scratch;
}

}  // namespace tusk::kernels
