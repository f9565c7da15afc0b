#include "io/csv/csv_head.h"

#include <algorithm>
#include <cstring>
#include <set>

#include <fmt/format.h>

#include <tusk/core/error.h>

#include "kernels/csv/csv_rows.h"

namespace tusk::io {

namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// Names that come again get a number, and empty ones a name, as in pandas.
std::vector<std::string> distinct_names(const std::vector<std::string>& written) {
  std::vector<std::string> names;
  std::set<std::string> taken(written.begin(), written.end());
  std::set<std::string> met;
  for (std::size_t i = 0; i < written.size(); ++i) {
    std::string name = written[i].empty() ? fmt::format("Unnamed: {}", i) : written[i];
    if (met.contains(name)) {
      std::size_t number = 1;
      while (taken.contains(fmt::format("{}.{}", name, number))) ++number;
      name = fmt::format("{}.{}", name, number);
      taken.insert(name);
    }
    met.insert(name);
    names.push_back(std::move(name));
  }
  return names;
}

std::vector<std::string> header_names(const std::vector<std::string_view>& line, const kernels::CsvFormat& format) {
  std::vector<std::string> names;
  std::string scratch;
  for (const auto field : line) names.emplace_back(kernels::plain_csv_text(field, format, scratch));
  return distinct_names(names);
}

std::vector<std::string> numbered_names(std::size_t count) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < count; ++i) names.push_back(std::to_string(i));
  return names;
}

// Where the text goes on after `count` lines; nothing if it has fewer.
std::optional<std::size_t> after_lines(std::string_view text, std::size_t offset, std::int64_t count) {
  for (; count > 0; --count) {
    const auto line_end = text.find('\n', offset);
    if (line_end == text.npos) return std::nullopt;
    offset = line_end + 1;
  }
  return offset;
}

// Passes over the lines to skip, where the text goes on with one.
class SkippedLines {
 public:
  explicit SkippedLines(const std::vector<std::int64_t>& numbers) : numbers_(numbers) {}

  // Where the next line begins that is not skipped; nothing if the text ends before.
  std::optional<std::size_t> pass(std::string_view text, std::size_t offset) {
    while (next_ < numbers_.size() && numbers_[next_] == line_) {
      const auto behind = after_lines(text, offset, 1);
      if (!behind) return std::nullopt;
      offset = *behind;
      ++next_, ++line_;
    }
    return offset;
  }
  void take_lines(std::string_view lines) { line_ += std::ranges::count(lines, '\n'); }
  void check_end() const {
    if (next_ == numbers_.size()) return;
    throw NotImplementedError(
        fmt::format("lines are skipped before the names and right behind them: line {} is to be skipped, and the rows "
                    "begin in line {}; lines are counted from 0",
                    numbers_[next_], line_));
  }

 private:
  const std::vector<std::int64_t>& numbers_;
  std::size_t next_ = 0;
  std::int64_t line_ = 0;
};

}  // namespace

std::optional<CsvHead> read_csv_head(const char* text, std::size_t size, const CsvHeadRules& rules,
                                     const kernels::CsvFormat& format) {
  const std::string_view all(text, size);
  SkippedLines skipped(rules.skipped_lines);
  auto begin = after_lines(all, all.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0, rules.skiprows);
  if (begin) begin = skipped.pass(all, *begin);
  if (!begin) return std::nullopt;
  const bool has_header = rules.header >= 0;
  if (!has_header) skipped.check_end();
  if (!has_header && !rules.names.empty()) return CsvHead{rules.names, *begin};
  std::size_t offset = *begin;
  std::vector<std::string_view> line;
  for (std::int64_t row = 0; row <= std::max<std::int64_t>(rules.header, 0); ++row) {
    std::size_t consumed = 0;
    auto found = kernels::first_csv_line(text + offset, size - offset, format, consumed);
    if (!found) return std::nullopt;
    line = *std::move(found);
    skipped.take_lines(all.substr(offset, consumed));
    offset += consumed;
    if (!has_header) break;
    const auto behind = skipped.pass(all, offset);
    if (!behind) return std::nullopt;
    offset = *behind;
  }
  if (has_header) skipped.check_end();
  CsvHead head{.names = rules.names, .size_bytes = has_header ? offset : *begin};
  if (rules.names.empty()) head.names = has_header ? header_names(line, format) : numbered_names(line.size());
  if (head.names.size() != line.size()) {
    throw ValueError(
        fmt::format("names must be one for each column: {} names, {} columns", head.names.size(), line.size()));
  }
  return head;
}

}  // namespace tusk::io
