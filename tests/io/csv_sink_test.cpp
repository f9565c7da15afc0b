#include "io/write/csv_sink.h"

#include <gmock/gmock.h>

#include "tests/core/message_of.h"
#include "tests/io/sample_tables.h"
#include "tests/io/temporary_folder.h"

namespace tusk::io {
namespace {

using test::integers;
using test::message_of;
using test::table_of;
using test::texts;
using test::write_all;
using testing::ElementsAre;
using testing::HasSubstr;

class CsvWriting : public testing::Test {
 protected:
  test::TemporaryFolder folder_;
  Table rows_ = table_of({{"x", integers({1, std::nullopt})}, {"name", texts({"a,b", "é"})}});
};

TEST_F(CsvWriting, MakesAFileAPartition) {
  EXPECT_THAT(write_all(csv_sink(folder_.path("out/part-*.csv")), {rows_, rows_}),
              ElementsAre(folder_.path("out/part-0.csv"), folder_.path("out/part-1.csv")));
  EXPECT_THAT(folder_.names("out"), ElementsAre("part-0.csv", "part-1.csv"));
  EXPECT_EQ(folder_.text_of("out/part-1.csv"), "x,name\n1,\"a,b\"\n,é\n");
}

TEST_F(CsvWriting, NumbersFilesSoThatTheirNamesSort) {
  const auto sink = csv_sink(folder_.path("out"), {.has_header = false});
  const auto addresses = write_all(sink, std::vector<Table>(11, rows_));
  EXPECT_EQ(addresses.front(), folder_.path("out/part-00.csv"));
  EXPECT_EQ(addresses.back(), folder_.path("out/part-10.csv"));
}

TEST_F(CsvWriting, MakesOneFileWithOneHeader) {
  const auto sink = csv_sink(folder_.path("all.csv"), {.is_single_file = true, .has_byte_order_mark = true});
  EXPECT_THAT(write_all(sink, {rows_, rows_}), ElementsAre(folder_.path("all.csv")));
  EXPECT_EQ(folder_.text_of("all.csv"), "\xEF\xBB\xBFx,name\n1,\"a,b\"\n,é\n1,\"a,b\"\n,é\n");
  EXPECT_THAT(folder_.names(), ElementsAre("all.csv"));
}

TEST_F(CsvWriting, ReplacesAnEarlierDataSetAndKeepsOtherFiles) {
  for (const char* name : {"part-0.csv", "part-1.csv", "part-12.csv", "part-x.csv", "part-1.txt"})
    folder_.write(name, "old");
  const auto sink = csv_sink(folder_.path("part-*.csv"));
  sink->prepare(rows_.arrow()->schema(), 1);
  EXPECT_EQ(folder_.text_of("part-0.csv"), "old");
  write_all(sink, {rows_});
  EXPECT_NE(folder_.text_of("part-0.csv"), "old");
  EXPECT_THAT(folder_.names(), ElementsAre("part-0.csv", "part-1.txt", "part-x.csv"));
}

TEST_F(CsvWriting, RefusesWhatCsvCannotHold) {
  const auto lists = *arrow::MakeArrayOfNull(arrow::list(arrow::int64()), 1);
  EXPECT_THAT(message_of<TypeError>([&] { write_all(csv_sink(folder_.path("out")), {table_of({{"l", lists}})}); }),
              HasSubstr("l"));
  EXPECT_THROW(csv_sink("out", {.is_single_file = true, .mode = WriteMode::Append}), ValueError);
}

}  // namespace
}  // namespace tusk::io
