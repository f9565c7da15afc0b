#include <cmath>

#include <arrow/api.h>
#include <gmock/gmock.h>

#include <tusk/core/error.h>

#include "kernels/csv/format_csv.h"

namespace tusk::kernels {
namespace {

template <class Builder, class Value>
std::shared_ptr<arrow::Array> column(const std::shared_ptr<arrow::DataType>& type,
                                     const std::vector<std::optional<Value>>& values) {
  Builder builder(type, arrow::default_memory_pool());
  for (const auto& value : values) EXPECT_TRUE((value ? builder.Append(*value) : builder.AppendNull()).ok());
  return *builder.Finish();
}

std::string csv_of(const std::vector<std::shared_ptr<arrow::Array>>& columns, const CsvTextOptions& options = {}) {
  arrow::FieldVector fields;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    fields.push_back(arrow::field(std::string(1, char('a' + i)), columns[i]->type()));
  }
  const auto batch = arrow::RecordBatch::Make(arrow::schema(fields), columns[0]->length(), columns);
  std::string text;
  append_csv_header(*batch->schema(), options, text);
  append_csv_rows(batch, options, text);
  return text;
}

std::shared_ptr<arrow::Array> doubles(const std::vector<std::optional<double>>& values) {
  return column<arrow::DoubleBuilder>(arrow::float64(), values);
}
std::shared_ptr<arrow::Array> texts(const std::vector<std::optional<std::string>>& values) {
  return column<arrow::StringBuilder>(arrow::utf8(), values);
}
std::shared_ptr<arrow::Array> times(arrow::TimeUnit::type unit,
                                    const std::vector<std::optional<std::int64_t>>& values) {
  return column<arrow::TimestampBuilder>(arrow::timestamp(unit), values);
}

// Expected texts are those of pandas' to_csv(index=False).
TEST(FormatCsv, WritesFloatsAsPythonDoes) {
  EXPECT_EQ(csv_of({doubles({0.1, 1e16, 1e15, 123456789012345680.0, 1e-5, 0.0001, -0.0, INFINITY, 2.0,
                             9007199254740993.0, 1.5e300})}),
            "a\n0.1\n1e+16\n1000000000000000.0\n1.2345678901234568e+17\n1e-05\n0.0001\n-0.0\ninf\n2.0\n"
            "9007199254740992.0\n1.5e+300\n");
  EXPECT_EQ(csv_of({doubles({1.234, 1e10, NAN})}, {.float_format = "%.2f"}), "a\n1.23\n10000000000.00\n\"\"\n");
}

TEST(FormatCsv, QuotesWhatWouldBeReadOtherwise) {
  const auto some = texts({"a", "b,c", "d\"e", "x\ny", "", std::nullopt, " ", "a\rb"});
  EXPECT_EQ(csv_of({some, some}),
            "a,b\na,a\n\"b,c\",\"b,c\"\n\"d\"\"e\",\"d\"\"e\"\n\"x\ny\",\"x\ny\"\n,\n,\n , \na\rb,a\rb\n");
  EXPECT_EQ(csv_of({texts({"", std::nullopt, "b,c"})}, {.sep = ";"}), "a\n\"\"\n\"\"\nb,c\n");
  EXPECT_EQ(csv_of({texts({std::nullopt})}, {.na_rep = "NA", .lineterminator = "\r\n"}), "a\r\nNA\r\n");
}

TEST(FormatCsv, WritesTimesToThePartThatACopyNeeds) {
  using arrow::TimeUnit;
  EXPECT_EQ(csv_of({times(TimeUnit::SECOND, {1546303600, std::nullopt, -86400})}),
            "a\n2019-01-01 00:46:40\n\"\"\n1969-12-31 00:00:00\n");
  EXPECT_EQ(csv_of({times(TimeUnit::MICRO, {1546300800000000})}), "a\n2019-01-01\n");
  EXPECT_EQ(csv_of({times(TimeUnit::MICRO, {1546300800500000})}), "a\n2019-01-01 00:00:00.500\n");
  EXPECT_EQ(csv_of({times(TimeUnit::NANO, {-1})}), "a\n1969-12-31 23:59:59.999999999\n");
  EXPECT_EQ(csv_of({times(TimeUnit::MICRO, {1546300800500000})}, {.date_format = "%d/%m/%Y %H:%M:%S.%f"}),
            "a\n01/01/2019 00:00:00.500000\n");
}

TEST(FormatCsv, WritesDurationsInDays) {
  const auto durations = [](const std::vector<std::optional<std::int64_t>>& milliseconds) {
    return csv_of({column<arrow::DurationBuilder>(arrow::duration(arrow::TimeUnit::MILLI), milliseconds)});
  };
  EXPECT_EQ(durations({367000, -1000, 86400000}), "a\n0 days 00:06:07\n-1 days +23:59:59\n1 days 00:00:00\n");
  EXPECT_EQ(durations({86400 * 3500, -250}), "a\n3 days 12:00:00.000000\n-1 days +23:59:59.750000\n");
  EXPECT_EQ(durations({86400 * 3000, -86400 * 2000}), "a\n3 days\n-2 days\n");
}

TEST(FormatCsv, RefusesWhatItCannotWrite) {
  const auto lists = arrow::schema({arrow::field("a", arrow::list(arrow::int64()))});
  EXPECT_THROW(check_csv_text(*lists, {}), TypeError);
  const auto numbers = arrow::schema({arrow::field("a", arrow::int64())});
  EXPECT_THROW(check_csv_text(*numbers, {.sep = ""}), ValueError);
  for (const char* format : {"%s", "%d", "2", "%.2f%n", "%"}) {
    EXPECT_THROW(check_csv_text(*numbers, {.float_format = format}), ValueError) << format;
  }
}

}  // namespace
}  // namespace tusk::kernels
