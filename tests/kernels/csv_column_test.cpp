#include "kernels/csv/csv_column.h"

#include <arrow/api.h>
#include <gmock/gmock.h>

#include <tusk/core/error.h>

#include "tests/kernels/csv_text.h"

namespace tusk::kernels {
namespace {

using test::pandas_format;
using test::parsed;

// The values of one column, as Arrow prints them, from a text with a field a line.
std::string values(std::string_view text, const TypePtr& type, const CsvFormat& format = pandas_format()) {
  const auto batch = parsed(text, {{.name = "a", .position = 0, .type = type}}, 1, format);
  EXPECT_TRUE(batch->ValidateFull().ok()) << batch->ValidateFull();
  std::string line;
  for (std::int64_t i = 0; i < batch->num_rows(); ++i) {
    line += (i ? "|" : "") + batch->column(0)->GetScalar(i).ValueOrDie()->ToString();
  }
  return line;
}

std::string fault(std::string_view text, const TypePtr& type) {
  try {
    values(text, type);
  } catch (const CsvFault& error) {
    return error.rule() + "; " + error.advice();
  }
  return "none";
}

TEST(CsvColumn, ReadsTheTypesOfAFrame) {
  EXPECT_EQ(values("1\n-22\r\n\"3\"\n 4 \n1234567890123\n", arrow::int64()), "1|-22|3|4|1234567890123");
  EXPECT_EQ(values("1.5\n+2e3\n\"-0.25\"\n7\n", arrow::float64()), "1.5|2000|-0.25|7");
  EXPECT_EQ(values("True\nFALSE\n\"true\"\n", arrow::boolean()), "true|false|true");
  EXPECT_EQ(values("2019-01-15 03:36:12\n2019-01-15\n", arrow::timestamp(arrow::TimeUnit::MICRO)),
            "2019-01-15 03:36:12.000000|2019-01-15 00:00:00.000000");
  EXPECT_EQ(values("255\n0\n", arrow::uint8()), "255|0");
  EXPECT_EQ(values("18446744073709551615\n", arrow::uint64()), "18446744073709551615");
  EXPECT_EQ(values("2019-01-15\n", arrow::date32()), "2019-01-15");
}

TEST(CsvColumn, ReadsTexts) {
  EXPECT_EQ(values("a\n\"b\"\"c\"\nthis text is longer than sixteen bytes\né\n", arrow::utf8()),
            "a|b\"c|this text is longer than sixteen bytes|é");
  EXPECT_EQ(fault("a\n\xFF\n", arrow::utf8()),
            "text must be UTF-8: column 'a' has other bytes; convert the file to UTF-8, or leave the column out with "
            "usecols");
}

TEST(CsvColumn, KnowsWhatIsMissing) {
  EXPECT_EQ(values("1\nNA\n\"\"\nnan\n", arrow::int64()), "1|null|null|null");
  EXPECT_EQ(values("x\nNA\n\"None\"\nNAN\n", arrow::utf8()), "x|null|null|NAN");
  EXPECT_EQ(values("x\n\"\"\nNA\n", arrow::utf8(), CsvFormat()), "x||NA");
  CsvFormat format = pandas_format();
  format.missing_texts.push_back("-1");
  EXPECT_EQ(values("-1.0\n-1\n1\n", arrow::float64(), format), "null|null|1");
}

TEST(CsvColumn, SortsTheDictionaryThatGrowsFromBatchToBatch) {
  const CsvColumn column{
      .name = "a", .position = 0, .type = arrow::dictionary(arrow::int32(), arrow::utf8()), .is_presence_only = false};
  CsvBatchBuilder builder({column}, std::make_shared<CsvParsing>(pandas_format()));
  CsvRowFinder finder(pandas_format(), 1);
  std::vector<std::string> dictionaries;
  for (const char* text : {"y\nx\ny\n", "y\nz\nNA\n"}) {
    const std::string bytes = test::padded(text);
    const auto rows = finder.find(bytes.data(), 6 + (text[4] == 'N'), true);
    builder.append(rows, 0, rows.count);
    const auto batch = builder.finish();
    std::string categories;
    const auto& read = static_cast<const arrow::DictionaryArray&>(*batch->column(0));
    for (std::int64_t i = 0; i < read.dictionary()->length(); ++i)
      categories += static_cast<const arrow::StringArray&>(*read.dictionary()).GetView(i);
    for (std::int64_t row = 0; row < read.length(); ++row)
      categories += read.IsNull(row) ? " null" : " " + std::to_string(read.GetValueIndex(row));
    dictionaries.push_back(categories);
  }
  EXPECT_THAT(dictionaries, testing::ElementsAre("xy 1 0 1", "xyz 1 2 null"));
}

TEST(CsvColumn, FindsOnlyWhatIsMissingWhereNothingElseIsAsked) {
  const std::vector<CsvColumn> columns = {{"a", 0, arrow::int64(), true}, {"b", 1, arrow::utf8(), true}};
  const auto batch = parsed("1,x\n,NA\nnot a number,\"\"\n", columns, 2);
  ASSERT_TRUE(batch->ValidateFull().ok());
  EXPECT_EQ(batch->column(0)->null_count(), 1);
  EXPECT_EQ(batch->column(1)->null_count(), 2);
  EXPECT_TRUE(batch->column(0)->IsNull(1));
}

TEST(CsvColumn, SaysWhichValueContradictsItsType) {
  EXPECT_EQ(
      fault("1\n1.5\n", arrow::int64()),
      "a column must have one type, which its dtype or the sample tells: column 'a' is int64, but has '1.5'; pass "
      "dtype={'a': 'float64'}");
  EXPECT_EQ(fault("1\n\"x,y\"\n", arrow::float64()),
            "a column must have one type, which its dtype or the sample tells: column 'a' is float64, but has 'x,y'; "
            "pass dtype={'a': 'str'}");
  EXPECT_EQ(fault("2019-02-29\n", arrow::timestamp(arrow::TimeUnit::MICRO)),
            "a column must have one type, which its dtype or the sample tells: column 'a' is datetime64[us], but has "
            "'2019-02-29'; pass dtype={'a': 'str'}");
  EXPECT_EQ(
      fault("256\n", arrow::uint8()),
      "a column must have one type, which its dtype or the sample tells: column 'a' is uint8, but has '256'; pass "
      "dtype={'a': 'int64'}");
}

TEST(CsvColumn, RefusesTypesThatCsvLacks) {
  EXPECT_THROW(values("1\n", arrow::list(arrow::int64())), TypeError);
  EXPECT_THROW(values("1\n", arrow::timestamp(arrow::TimeUnit::MICRO, "UTC")), TypeError);
}

}  // namespace
}  // namespace tusk::kernels
