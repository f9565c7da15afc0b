#include "kernels/csv/csv_rows.h"

#include <random>

#include <gmock/gmock.h>

#include "kernels/csv/csv_structure_scan.h"
#include "tests/kernels/csv_text.h"

namespace tusk::kernels {
namespace {

using test::padded;
using testing::ElementsAre;
using Lines = std::vector<std::vector<std::string>>;

Lines lines(std::string_view text, std::size_t field_count, const CsvFormat& format = {}) {
  const std::string bytes = padded(text);
  CsvRowFinder finder(format, field_count);
  const CsvRows rows = finder.find(bytes.data(), text.size(), /*is_last=*/true);
  Lines found;
  for (std::int64_t row = 0; row < rows.count; ++row) {
    auto& line = found.emplace_back();
    for (std::size_t field = 0; field < field_count; ++field) {
      const std::size_t begin = rows.begin_of(row, field);
      line.emplace_back(bytes, begin, rows.end_of(row, field) - begin);
    }
  }
  CsvRowFinder counter(format, 0);
  EXPECT_EQ(counter.find(bytes.data(), text.size(), /*is_last=*/true).count, rows.count);
  return found;
}

std::string fault(std::string_view text, std::size_t field_count) {
  try {
    lines(text, field_count);
  } catch (const CsvFault& error) {
    return std::to_string(error.offset()) + ": " + error.rule();
  }
  return "none";
}

TEST(CsvRows, SplitsLinesAtSeparators) {
  EXPECT_EQ(lines("a,b\nc,\n", 2), (Lines{{"a", "b"}, {"c", ""}}));
  EXPECT_EQ(lines("", 2), Lines{});
}

TEST(CsvRows, LeavesOutBlankLinesAndFillsShortOnes) {
  EXPECT_EQ(lines("a,b\n\n  \t\nc\n\r\nd,e\n", 2), (Lines{{"a", "b"}, {"c", ""}, {"d", "e"}}));
  EXPECT_EQ(lines("a\n\nb\n", 1), (Lines{{"a"}, {"b"}}));
  EXPECT_EQ(lines("a\n\nb\n", 1, {.skips_blank_lines = false}), (Lines{{"a"}, {""}, {"b"}}));
  EXPECT_EQ(lines("a,b\n\n", 2, {.skips_blank_lines = false}), (Lines{{"a", "b"}, {"", ""}}));
}

TEST(CsvRows, FindsNoStructureInsideQuotes) {
  EXPECT_EQ(lines("\"a,\nb\",c\n", 2), (Lines{{"\"a,\nb\"", "c"}}));
  EXPECT_EQ(lines("\"a\"\",\"\"\n\",c\n", 2), (Lines{{"\"a\"\",\"\"\n\"", "c"}}));
  EXPECT_EQ(lines("5\" pipe,\"x\"y\"z\n", 2), (Lines{{"5\" pipe", "\"x\"y\"z"}}));
  EXPECT_EQ(lines("'a,b',c\n", 2, {.quote = '\''}), (Lines{{"'a,b'", "c"}}));
  EXPECT_EQ(lines("\"a,b\n", 2, {.quote = '\0'}), (Lines{{"\"a", "b"}}));
}

TEST(CsvRows, KnowsEscapesAndComments) {
  EXPECT_EQ(lines("a\\,b,c\n", 2, {.escape = '\\'}), (Lines{{"a\\,b", "c"}}));
  EXPECT_EQ(lines("#x\na,b#c,d\n#\ne,f\n", 2, {.comment = '#'}), (Lines{{"a", "b"}, {"e", "f"}}));
}

TEST(CsvRows, NamesRowsWithTooManyFields) {
  EXPECT_EQ(fault("a,b\nc,d,e\n", 2), "4: a row must not have more fields than the header: 3 fields, the header has 2");
  EXPECT_EQ(lines("a,b,c\n", 2, {.ignores_extra_fields = true}), (Lines{{"a", "b"}}));
}

TEST(CsvRows, NamesTheQuoteThatIsLeftOpen) {
  EXPECT_EQ(fault("a,b\nc,\"d\"\"\n\n", 2), "6: a quote that is opened must be closed");
}

TEST(CsvRows, GivesTheFirstLineThatHasSomething) {
  std::size_t consumed = 0;
  const std::string bytes = padded("\n#no\n\"a\",b\r\nc\n");
  const auto line = first_csv_line(bytes.data(), bytes.size() - kCsvPadding, {.comment = '#'}, consumed);
  EXPECT_THAT(line.value(), ElementsAre("\"a\"", "b"));
  EXPECT_EQ(consumed, 12);
}

TEST(CsvRows, ReadsQuotedTextsAsPandasDoes) {
  std::string scratch;
  EXPECT_EQ(plain_csv_text("\"a\"\"b\"", {}, scratch), "a\"b");
  EXPECT_EQ(plain_csv_text("\"x\"y", {}, scratch), "xy");
  EXPECT_EQ(plain_csv_text("5\" p", {}, scratch), "5\" p");
  EXPECT_EQ(plain_csv_text("\"x\"\"y\"", {.doubles_quotes = false}, scratch), "x\"y\"");
  EXPECT_EQ(plain_csv_text("c\\,d", {.escape = '\\'}, scratch), "c,d");
}

// Every way to scan gives the same: with each instruction set, byte by byte, and in two parts.
TEST(CsvStructure, IsTheSameHoweverItIsFound) {
  constexpr std::uint32_t kSeed = 7;
  std::mt19937 random(kSeed);
  const CsvMarks marks = marks_of(CsvFormat());
  CsvMarks marks_by_characters = marks;
  marks_by_characters.comment = '\x01';
  for (int i = 0; i < 3000; ++i) {
    std::string text;
    for (std::size_t size = random() % 300; size > 0; --size) text += "\"\",\nab"[random() % 6];
    const std::string bytes = padded(text);
    const auto found = [&](auto find, std::size_t cut, const CsvMarks& with) {
      std::vector<std::uint32_t> all;
      CsvQuoting quoting;
      for (const auto& [begin, end] : {std::pair(std::size_t(0), cut), std::pair(cut, text.size())}) {
        std::vector<std::uint32_t> part(end - begin + kCsvPadding);
        const auto count = find(bytes.data() + begin, end - begin, with, quoting, part.data()).count;
        for (std::size_t j = 0; j < count; ++j) all.push_back(part[j] + std::uint32_t(begin));
      }
      return all;
    };
    const std::size_t cut = random() % (text.size() + 1);
    const auto expected = found(find_csv_structure, text.size(), marks_by_characters);
    ASSERT_EQ(found(kCsvStructureBaseline.find, text.size(), marks), expected) << text << "\nseed " << kSeed;
    ASSERT_EQ(found(find_csv_structure, text.size(), marks), expected) << text << "\nseed " << kSeed;
    ASSERT_EQ(found(find_csv_structure, cut, marks), expected) << cut << " in " << text << "\nseed " << kSeed;
    CsvQuoting skipped, scanned;
    std::vector<std::uint32_t> out(text.size() + kCsvPadding);
    skip_csv_text(bytes.data(), cut, marks, skipped);
    find_csv_structure(bytes.data(), cut, marks, scanned, out.data());
    ASSERT_EQ(skipped.is_quoted, scanned.is_quoted);
    ASSERT_EQ(skipped.before, scanned.before);
    ASSERT_EQ(skipped.closed, scanned.closed);
  }
}

TEST(CsvStructure, CountsLinesThatAreSurelyRows) {
  const auto count = [](std::string_view text, const CsvFormat& format = {}) {
    const std::string bytes = padded(text);
    const auto baseline = kCsvStructureBaseline.count_lines(bytes.data(), text.size(), format.quote);
    const auto chosen = count_plain_csv_lines(bytes.data(), text.size(), marks_of(format));
    EXPECT_TRUE(chosen == baseline || format.comment);
    return chosen;
  };
  const std::string line(63, 'x');
  EXPECT_EQ(count("a,b\nc,d\ne"), 2);
  EXPECT_EQ(count(line + "\n" + line + "\n"), 2);
  EXPECT_EQ(count(line + "\n\n" + line + "\n"), std::nullopt);
  EXPECT_EQ(count("a\n\r\nb\n"), std::nullopt);
  EXPECT_EQ(count("a\n\"b\"\n"), std::nullopt);
  EXPECT_EQ(count("a\n\"b\"\n", {.quote = '\0'}), 2);
  EXPECT_EQ(count("a\n", {.comment = '#'}), std::nullopt);
}

}  // namespace
}  // namespace tusk::kernels
