#include "io/parquet/parquet_sink.h"

#include <fcntl.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <sys/mount.h>
#include <sys/wait.h>

#include "io/parquet/parquet_scan.h"
#include "tests/core/message_of.h"
#include "tests/io/sample_tables.h"
#include "tests/io/temporary_folder.h"

namespace tusk::io {
namespace {

using test::integers;
using test::message_of;
using test::read_all;
using test::table_of;
using test::texts;
using test::write_all;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

Table value_rows(const std::vector<std::optional<std::int64_t>>& values) {
  return table_of({{"value", integers(values)}});
}

class ParquetWriting : public testing::Test {
 protected:
  kernels::SinkPtr sink(WriteMode mode = WriteMode::Create) const { return parquet_sink(path_, {.mode = mode}); }
  std::vector<std::int64_t> values() const {
    const auto table = read_all(*open_parquet({path_}).scan);
    std::vector<std::int64_t> values;
    for (const auto& chunk : table.arrow()->column(0)->chunks())
      for (const auto& value : static_cast<const arrow::Int64Array&>(*chunk)) values.push_back(value.value_or(-1));
    return values;
  }

  test::TemporaryFolder folder_;
  std::string path_ = folder_.path("out");
};

TEST_F(ParquetWriting, MakesAFileAPartition) {
  EXPECT_THAT(write_all(sink(), {value_rows({1, 2}), value_rows({3})}),
              ElementsAre(path_ + "/part-00000.parquet", path_ + "/part-00001.parquet"));
  EXPECT_THAT(values(), ElementsAre(1, 2, 3));
  EXPECT_THAT(folder_.names(), ElementsAre("out"));
}

TEST_F(ParquetWriting, GoesIntoANewOrEmptyFolder) {
  std::filesystem::create_directories(path_);
  write_all(sink(), {value_rows({1})});
  EXPECT_THAT(message_of<ValueError>([&] { write_all(sink(), {value_rows({2})}); }), HasSubstr("has files; overwrite"));
  EXPECT_THAT(values(), ElementsAre(1));
  folder_.write("file", "x");
  EXPECT_THAT(message_of<ValueError>([&] { write_all(parquet_sink(folder_.path("file")), {value_rows({1})}); }),
              HasSubstr("is a file"));
}

TEST_F(ParquetWriting, DoesNotReplaceAFolderThatIsMoreThanADataSet) {
  for (const std::string folder : {".", "~", "/"}) {
    const auto sink = parquet_sink(folder, {.mode = WriteMode::Overwrite});
    EXPECT_THAT(message_of<ValueError>([&] { sink->prepare(value_rows({}).arrow()->schema(), 1); }),
                HasSubstr("a folder of its own"));
  }
}

TEST_F(ParquetWriting, Appends) {
  write_all(sink(), {value_rows({1}), value_rows({2})});
  EXPECT_THAT(write_all(sink(WriteMode::Append), {value_rows({3})}), ElementsAre(path_ + "/part-00002.parquet"));
  EXPECT_THAT(values(), ElementsAre(1, 2, 3));
  EXPECT_THAT(folder_.names(), ElementsAre("out"));
}

TEST_F(ParquetWriting, OverwritesAllFiles) {
  write_all(sink(), {value_rows({1}), value_rows({2})});
  write_all(sink(WriteMode::Overwrite), {value_rows({3})});
  EXPECT_THAT(values(), ElementsAre(3));
  EXPECT_THAT(folder_.names("out"), ElementsAre("part-00000.parquet"));
  EXPECT_THAT(folder_.names(), ElementsAre("out"));
}

TEST_F(ParquetWriting, ShowsNothingBeforeItIsCommitted) {
  write_all(sink(), {value_rows({1})});
  const auto next = sink(WriteMode::Overwrite);
  const auto schema = value_rows({}).arrow()->schema();
  next->prepare(schema, 2);
  const auto part = next->begin(0, 2, schema);
  part->consume(*value_rows({2}).arrow()->CombineChunksToBatch());
  part->finish();
  EXPECT_THAT(values(), ElementsAre(1));
}

TEST_F(ParquetWriting, LeavesNothingOfAPartitionThatIsDropped) {
  const auto next = sink();
  const auto schema = value_rows({}).arrow()->schema();
  next->prepare(schema, 1);
  next->begin(0, 1, schema)->consume(*value_rows({2}).arrow()->CombineChunksToBatch());
  ASSERT_THAT(folder_.names(), SizeIs(1));
  EXPECT_THAT(folder_.names(folder_.names()[0]), ElementsAre(".owner"));
}

TEST_F(ParquetWriting, CleansUpAfterARunThatDied) {
  write_all(sink(), {value_rows({1})});
  const pid_t child = fork();
  if (child == 0) {
    sink(WriteMode::Overwrite)->prepare(value_rows({}).arrow()->schema(), 1);
    _exit(0);
  }
  ASSERT_EQ(waitpid(child, nullptr, 0), child);
  const auto living = sink(WriteMode::Append);
  living->prepare(value_rows({}).arrow()->schema(), 1);
  EXPECT_THAT(folder_.names(), SizeIs(2));
  write_all(sink(WriteMode::Overwrite), {value_rows({2})});
  EXPECT_THAT(values(), ElementsAre(2));
  EXPECT_THAT(folder_.names(), SizeIs(2));
}

TEST_F(ParquetWriting, BringsBackADataSetThatWasMovedAway) {
  write_all(sink(), {value_rows({1})});
  std::filesystem::rename(path_, folder_.path(".out.abc.tusk-replaced"));
  EXPECT_THROW(write_all(sink(), {value_rows({2})}), ValueError);
  EXPECT_THAT(values(), ElementsAre(1));
  EXPECT_THAT(folder_.names(), ElementsAre("out"));
}

TEST_F(ParquetWriting, SpreadsRowsOverFolders) {
  const auto rows = table_of({{"value", integers({1, 2, 3})}, {"key", texts({"a", "b", "a"})}});
  write_all(parquet_sink(path_, {.partition_on = {"key"}}), {rows, rows});
  EXPECT_THAT(folder_.names("out"), ElementsAre("key=a", "key=b"));
  EXPECT_THAT(values(), ElementsAre(1, 3, 1, 3, 2, 2));
  EXPECT_THAT(message_of<KeyError>([&] { write_all(parquet_sink(path_, {.partition_on = {"kez"}}), {rows}); }),
              HasSubstr("did you mean key?"));
  EXPECT_THROW(write_all(parquet_sink(path_, {.partition_on = {"key", "value"}}), {rows}), ValueError);
}

TEST_F(ParquetWriting, TakesNamesAndCompressions) {
  for (const auto* compression : {"none", "gzip", "zstd", "lz4", "brotli"}) {
    write_all(parquet_sink(path_, {.compression = compression, .mode = WriteMode::Overwrite, .names = {"x.parquet"}}),
              {test::every_type()});
    EXPECT_THAT(folder_.names("out"), ElementsAre("x.parquet"));
    EXPECT_EQ(read_all(*open_parquet({path_}).scan), test::every_type());
  }
  EXPECT_THAT(message_of<ValueError>([&] { parquet_sink(path_, {.compression = "zip"}); }),
              HasSubstr("one of none, snappy"));
  EXPECT_THROW(write_all(parquet_sink(path_, {.names = {"x"}}), {value_rows({1}), value_rows({2})}), ValueError);
}

TEST_F(ParquetWriting, RefusesWhatCannotBeWritten) {
  const auto type = arrow::month_interval();
  const auto months = *arrow::MakeArrayOfNull(type, 1);
  EXPECT_THAT(message_of<TypeError>([&] { write_all(sink(), {table_of({{"months", months}})}); }),
              HasSubstr("'months' is month_interval"));
  EXPECT_THAT(folder_.names(), IsEmpty());
}

TEST_F(ParquetWriting, DoesNotShowCredentials) {
  const auto text = parquet_sink(path_, {.storage_options = {{"secret", "hunter2"}}})->print();
  EXPECT_THAT(text, testing::AllOf(HasSubstr("secret=..."), testing::Not(HasSubstr("hunter2"))));
}

TEST_F(ParquetWriting, SaysThatTheDiskIsFull) {
  std::filesystem::create_directories(path_);
  if (mount("none", path_.c_str(), "tmpfs", 0, "size=1m") != 0) GTEST_SKIP() << "no right to mount a small disk";
  std::vector<std::optional<std::int64_t>> many(500'000);
  for (std::size_t i = 0; i < many.size(); ++i) many[i] = std::int64_t(i * 7919 % 1'000'003);
  const auto full = parquet_sink(path_ + "/data", {.compression = "none"});
  EXPECT_THAT(message_of<OSError>([&] { write_all(full, {value_rows(many)}); }),
              testing::AllOf(HasSubstr(path_ + "/data/part-00000.parquet"), HasSubstr("No space left")));
  EXPECT_EQ(umount(path_.c_str()), 0);
}

}  // namespace
}  // namespace tusk::io
