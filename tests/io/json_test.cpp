#include <gmock/gmock.h>

#include "io/json/json_scan.h"
#include "io/json/json_sink.h"
#include "tests/core/message_of.h"
#include "tests/io/sample_tables.h"
#include "tests/io/temporary_folder.h"

namespace tusk::io {
namespace {

using test::integers;
using test::message_of;
using test::numbers;
using test::read_all;
using test::read_partition;
using test::table_of;
using test::texts;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

class JsonLines : public testing::Test {
 protected:
  kernels::ScanPtr open(std::string_view text, const JsonOptions& options = {}) const {
    return open_json_lines({folder_.write("a.json", text)}, options);
  }

  test::TemporaryFolder folder_;
};

TEST_F(JsonLines, AreObjectsWhoseNamesAreColumns) {
  const auto scan = open("{\"x\": 1, \"y\": \"é\"}\r\n\n{\"y\": null, \"x\": -2}\n{\"z\": true, \"x\": 3}");
  const auto read = read_all(*scan);
  EXPECT_EQ(read, table_of({{"x", integers({1, -2, 3})},
                            {"y", texts({"é", std::nullopt, std::nullopt})},
                            {"z", test::booleans({std::nullopt, std::nullopt, true})}}));
}

TEST_F(JsonLines, KeepTextsThatLookLikeTimesUnlessATypeIsGiven) {
  const std::string_view line = "{\"t\": \"2019-01-01 00:46:40\", \"n\": 1}\n";
  EXPECT_EQ(read_all(*open(line)), table_of({{"t", texts({"2019-01-01 00:46:40"})}, {"n", integers({1})}}));
  const auto typed = open(line, {.types = {{"t", arrow::timestamp(arrow::TimeUnit::MICRO)}, {"n", arrow::float64()}}});
  EXPECT_EQ(read_all(*typed), table_of({{"t", test::times({1546303600000000})}, {"n", numbers({1})}}));
}

TEST_F(JsonLines, AreCutBetweenLines) {
  std::string text;
  std::vector<std::optional<std::int64_t>> values;
  for (int i = 0; i < 15; ++i) {
    values.emplace_back(i * i);
    text += "{\"x\":" + std::to_string(i * i) + "}\n";
  }
  for (const bool ends_with_newline : {true, false}) {
    if (!ends_with_newline) text.pop_back();
    for (std::uint64_t block_bytes = 1; block_bytes < 20; ++block_bytes) {
      const auto scan = open(text, {.block_bytes = block_bytes});
      EXPECT_EQ(read_all(*scan), table_of({{"x", integers(values)}})) << block_bytes;
    }
  }
}

TEST_F(JsonLines, GiveWhatIsAskedFor) {
  const auto scan = open("{\"x\": 1, \"y\": 2}\n{\"x\": 3, \"y\": 4}\n");
  EXPECT_EQ(read_all(*scan, {.columns = {"y"}, .rows = 1}), table_of({{"y", integers({2})}}));
  EXPECT_EQ(scan->open(0, {})->next()->num_rows(), 2);
  EXPECT_EQ(scan->bytes_to_read({"x"}), 34);
  EXPECT_EQ(read_all(*test::sent(scan)), read_all(*scan));
  EXPECT_THAT(message_of<KeyError>([&] { scan->open(0, {.columns = {"z"}}); }), HasSubstr("there is no 'z'"));
}

TEST_F(JsonLines, NameTheLineThatIsWrong) {
  const auto refusal = [&](const std::string& text, const JsonOptions& options = {}) {
    return message_of<ValueError>([&] { read_all(*open(text, options)); });
  };
  EXPECT_THAT(refusal("{\"x\": 1}\n{\"x\": 2\n"), AllOf(HasSubstr("a.json', line 2"), HasSubstr("JSON parse error")));
  const JsonOptions small{.block_bytes = 8, .sample_bytes = 4};
  EXPECT_THAT(refusal("{\"x\": 1}\n{\"x\": 2}\n\n{\"x\": \"three\"}\n", small), HasSubstr("line 4"));
  EXPECT_THAT(refusal("{\"x\": 1}\n{\"x\": 2}\n{\"x\": 1.5}\n", small), HasSubstr("line 3"));
  EXPECT_THAT(refusal("{\"x\": 1}\n{\"y\": 2}\n", small), AllOf(HasSubstr("line 2"), HasSubstr("y")));
  EXPECT_THAT(refusal(""), HasSubstr("a.json' is empty"));
}

TEST_F(JsonLines, AreWrittenAsPandasDoes) {
  test::write_all(json_sink(folder_.path("out")), {test::every_type()});
  EXPECT_THAT(folder_.names("out"), ElementsAre("part-0.json"));
  EXPECT_EQ(
      folder_.text_of("out/part-0.json"),
      "{\"integer\":1,\"number\":1.5,\"text\":\"naïve\",\"truth\":true,\"time\":1546300800000,\"category\":\"a\"}\n"
      "{\"integer\":null,\"number\":null,\"text\":null,\"truth\":null,\"time\":null,\"category\":null}\n"
      "{\"integer\":9007199254740993,\"number\":-0.0,\"text\":\"日本 \\\"x\\\", y\",\"truth\":false,\"time\":-1,"
      "\"category\":\"b\"}\n");
}

TEST_F(JsonLines, AreWrittenUnderNamesWithNumbers) {
  const auto row = table_of({{"t", test::times({1546303600123456})}});
  const auto sink = json_sink(folder_.path("x-*.jsonl"), {.date_format = "iso"});
  EXPECT_THAT(test::write_all(sink, {row, row}), ElementsAre(folder_.path("x-0.jsonl"), folder_.path("x-1.jsonl")));
  EXPECT_EQ(folder_.text_of("x-1.jsonl"), "{\"t\":\"2019-01-01T00:46:40.123\"}\n");
  EXPECT_THAT(folder_.names(), ElementsAre("x-0.jsonl", "x-1.jsonl"));
  EXPECT_THROW(json_sink("a", {.date_format = "x"}), ValueError);
  EXPECT_THROW(json_sink("a*/b*"), ValueError);
}

}  // namespace
}  // namespace tusk::io
