#include "io/parquet/parquet_scan.h"

#include <cmath>

#include <gmock/gmock.h>

#include "io/parquet/parquet_sink.h"
#include "tests/core/message_of.h"
#include "tests/io/sample_tables.h"
#include "tests/io/temporary_folder.h"

namespace tusk::io {
namespace {

using kernels::ScanBound;
using kernels::ScanRequest;
using test::every_type;
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

class ParquetFiles : public testing::Test {
 protected:
  // Writes a data set of one file a table, and returns its folder.
  std::string write(const std::string& name, const std::vector<Table>& tables, ParquetWriteOptions options = {}) const {
    test::write_all(parquet_sink(folder_.path(name), options), tables);
    return folder_.path(name);
  }
  // 0 to 99, and their squares, in row groups of ten rows.
  std::string write_hundred() const {
    std::vector<std::optional<std::int64_t>> values;
    std::vector<std::optional<double>> squares;
    for (int i = 0; i < 100; ++i) values.emplace_back(i), squares.emplace_back(i * i);
    return write("hundred", {table_of({{"value", integers(values)}, {"square", numbers(squares)}})},
                 {.row_group_rows = 10});
  }
  static kernels::ScanPtr in_row_groups(const std::string& path, std::vector<ScanBound> filters = {}) {
    return open_parquet({path}, {.filters = std::move(filters), .partition_bytes = 1}).scan;
  }

  test::TemporaryFolder folder_;
};

TEST_F(ParquetFiles, GiveBackEveryTypeOfColumn) {
  const auto scan = open_parquet({write("a", {every_type(), every_type()})}).scan;
  EXPECT_EQ(scan->partition_count(), 2);
  EXPECT_EQ(read_partition(*scan, 1, {.columns = scan->schema()->field_names()}), every_type());
  EXPECT_EQ(scan->row_count(1), 3);
}

TEST_F(ParquetFiles, MayHaveNoRows) {
  const Table empty(every_type().arrow()->Slice(0, 0));
  const auto scan = open_parquet({write("a", {empty})}).scan;
  EXPECT_EQ(scan->partition_count(), 1);
  EXPECT_EQ(read_all(*scan), empty);
}

TEST_F(ParquetFiles, GiveTheColumnsAskedForInTheirOrder) {
  const auto scan = open_parquet({write("a", {every_type()})}).scan;
  EXPECT_THAT(read_all(*scan, {.columns = {"truth", "integer"}}).column_names(), ElementsAre("truth", "integer"));
  EXPECT_EQ(read_all(*scan, {.columns = {"integer"}, .rows = 2}).row_count(), 2);
  EXPECT_LT(scan->bytes_to_read({"integer"}), scan->bytes_to_read({"integer", "text"}));
  EXPECT_THAT(message_of<KeyError>([&] { scan->open(0, {.columns = {"intege"}}); }),
              HasSubstr("did you mean integer?"));
}

TEST_F(ParquetFiles, CountRowsWithoutReadingColumns) {
  const auto scan = in_row_groups(write_hundred());
  EXPECT_EQ(scan->partition_count(), 10);
  EXPECT_EQ(scan->bytes_to_read({}), 0);
  std::filesystem::remove_all(folder_.path("hundred"));
  EXPECT_EQ(scan->open(3, {})->next()->num_rows(), 10);
}

TEST_F(ParquetFiles, SkipRowGroupsByTheirStatistics) {
  const auto scan = open_parquet({write_hundred()}).scan;
  EXPECT_EQ(scan->partition_count(), 1);
  const auto rows = [&](const ScanBound& bound) {
    return read_all(*scan, {.columns = {"square"}, .bounds = {bound}}).row_count();
  };
  EXPECT_EQ(rows({"value", "<", Value::of(20)}), 20);
  EXPECT_EQ(rows({"value", "<=", Value::of(20)}), 30);
  EXPECT_EQ(rows({"value", ">", Value::of(88.5)}), 20);
  EXPECT_EQ(rows({"value", ">=", Value::of(90)}), 10);
  EXPECT_EQ(rows({"value", "==", Value::of(55)}), 10);
  EXPECT_EQ(rows({"value", "==", Value::of(1000)}), 0);
  EXPECT_EQ(rows({"value", "!=", Value::of(1)}), 100);
  EXPECT_EQ(rows({"value", "==", Value::of(std::string("x"))}), 100);
  EXPECT_EQ(rows({"unknown", "==", Value::of(1)}), 100);
}

TEST_F(ParquetFiles, LeaveOutPartitionsByFilters) {
  const auto path = write_hundred();
  const auto scan = in_row_groups(path, {{"square", ">", Value::of(2500)}, {"square", "<", Value::of(6400)}});
  EXPECT_EQ(scan->partition_count(), 3);
  const auto none = in_row_groups(path, {{"square", "<", Value::of(-1)}});
  EXPECT_EQ(none->partition_count(), 1);
  EXPECT_EQ(read_all(*none).row_count(), 0);
  EXPECT_THAT(message_of<KeyError>([&] { in_row_groups(path, {{"squar", "<", Value::of(1)}}); }),
              HasSubstr("did you mean square?"));
}

TEST_F(ParquetFiles, CompareTimesAndTextsToo) {
  const auto scan = open_parquet({write("a", {every_type()})}).scan;
  const auto rows = [&](const ScanBound& bound) {
    return read_all(*scan, {.columns = {"integer"}, .bounds = {bound}}).row_count();
  };
  EXPECT_EQ(rows({"time", ">", Value::of(std::string("2019-01-01"))}), 0);
  EXPECT_EQ(rows({"time", ">=", Value::of(std::string("2019-01-01 00:00:00"))}), 3);
  EXPECT_EQ(rows({"text", "<", Value::of(std::string("a"))}), 0);
  EXPECT_EQ(rows({"category", "==", Value::of(std::string("c"))}), 0);
}

TEST_F(ParquetFiles, SayWhatIsKnownOfAColumn) {
  const auto scan = in_row_groups(write_hundred());
  const auto known = scan->statistics(4, "value");
  EXPECT_EQ(known.null_count, 0);
  EXPECT_TRUE(known.min->Equals(arrow::Int64Scalar(40)));
  EXPECT_TRUE(known.max->Equals(arrow::Int64Scalar(49)));
  const auto whole = open_parquet({folder_.path("hundred")}).scan->statistics(0, "value");
  EXPECT_TRUE(whole.min->Equals(arrow::Int64Scalar(0)));
  EXPECT_TRUE(whole.max->Equals(arrow::Int64Scalar(99)));
  EXPECT_EQ(scan->statistics(0, "unknown").min, nullptr);
}

TEST_F(ParquetFiles, TellWhatIsMissingAsTheValuesDo) {
  const double nan = std::nan("");
  const auto table = table_of({{"full", numbers({1, 2, 3})},
                               {"some", integers({1, std::nullopt, 3})},
                               {"none", integers({std::nullopt, std::nullopt, std::nullopt})},
                               {"nan", numbers({1, nan, std::nullopt})},
                               {"text", texts({"a", std::nullopt, "c"})},
                               {"category", test::categories({0, std::nullopt, 1}, {"x", "y"})}});
  const auto scan = open_parquet({write("a", {table})}).scan;
  const auto names = scan->schema()->field_names();
  const auto presence = read_all(*scan, {.columns = names, .presence_only = names});
  EXPECT_EQ(presence.arrow()->schema()->ToString(), scan->schema()->ToString());
  for (const auto& name : names) {
    for (int row = 0; row < 3; ++row) {
      EXPECT_EQ(presence.arrow()->GetColumnByName(name)->chunk(0)->IsValid(row),
                table.arrow()->GetColumnByName(name)->chunk(0)->IsValid(row))
          << name << " " << row;
    }
  }
  const auto& floats = static_cast<const arrow::DoubleArray&>(*presence.arrow()->GetColumnByName("nan")->chunk(0));
  EXPECT_TRUE(std::isnan(floats.Value(1)));
}

TEST_F(ParquetFiles, InFoldersAreReadWithoutWhatIsNoPart) {
  const auto path = write("a", {every_type()});
  folder_.write("a/_metadata", "x");
  folder_.write("a/.hidden", "x");
  folder_.write("a/_SUCCESS/x", "x");
  EXPECT_EQ(open_parquet({path}).scan->partition_count(), 1);
  EXPECT_EQ(open_parquet({path + "/*.parquet"}).scan->partition_count(), 1);
  std::filesystem::remove(path + "/part-00000.parquet");
  EXPECT_THAT(message_of<FileNotFoundError>([&] { open_parquet({path}); }), HasSubstr("has none"));
}

TEST_F(ParquetFiles, GetColumnsFromFolders) {
  const auto table = table_of({{"year", integers({2019, 2020, 2019, std::nullopt})},
                               {"city", texts({"New York", "São=Paulo", std::nullopt, "New York"})},
                               {"value", integers({1, 2, 3, 4})}});
  const auto path = write("a", {table}, {.partition_on = {"year", "city"}});
  const auto scan = open_parquet({path}).scan;
  EXPECT_THAT(scan->schema()->field_names(), ElementsAre("value", "year", "city"));
  EXPECT_EQ(scan->partition_count(), 4);
  EXPECT_TRUE(scan->schema()->GetFieldByName("year")->type()->Equals(arrow::int64()));
  const auto read = read_all(*scan, {.columns = {"year", "value"}});
  EXPECT_EQ(Table(*arrow::Table::FromRecordBatches({*read.arrow()->CombineChunksToBatch()})),
            table_of({{"year", integers({2019, 2019, 2020, std::nullopt})}, {"value", integers({1, 3, 2, 4})}}));
  const auto only =
      read_all(*scan, {.columns = {"city", "value"}, .bounds = {{"city", "==", Value::of(std::string("São=Paulo"))}}});
  ASSERT_EQ(only.row_count(), 1);
  EXPECT_EQ(Table(*only.arrow()->SelectColumns({1})), table_of({{"value", integers({2})}}));
  EXPECT_EQ(open_parquet({path}, {.filters = {{"year", ">=", Value::of(2020)}}}).scan->partition_count(), 1);
}

TEST_F(ParquetFiles, MayDifferInTheKindOfNumbersAndTheOrderOfColumns) {
  write("a", {table_of({{"x", integers({1})}, {"y", std::make_shared<arrow::NullArray>(1)}})});
  write("b", {table_of({{"y", texts({"t"})}, {"x", numbers({2.5})}})});
  const auto scan = open_parquet({folder_.path("a"), folder_.path("b")}).scan;
  EXPECT_EQ(read_partition(*scan, 0, {.columns = {"x", "y"}}),
            table_of({{"x", numbers({1})}, {"y", texts({std::nullopt})}}));
  EXPECT_EQ(read_partition(*scan, 1, {.columns = {"x", "y"}}), table_of({{"x", numbers({2.5})}, {"y", texts({"t"})}}));
}

TEST_F(ParquetFiles, WithOtherColumnsAreNamed) {
  const auto a = write("a", {table_of({{"x", integers({1})}})});
  const auto b = write("b", {table_of({{"x", integers({1})}, {"y", integers({1})}})});
  const auto c = write("c", {table_of({{"x", texts({"1"})}})});
  EXPECT_THAT(message_of<ValueError>([&] { open_parquet({b, a}); }), HasSubstr("a/part-00000.parquet' lacks 'y'"));
  EXPECT_THAT(message_of<ValueError>([&] { open_parquet({a, b}); }), HasSubstr("b/part-00000.parquet' has 'y'"));
  EXPECT_THAT(message_of<TypeError>([&] { open_parquet({a, c}); }), HasSubstr("'x' is string in '" + c));
  EXPECT_THAT(message_of<KeyError>([&] { open_parquet({b}, {.columns = {{"xx"}}}); }), HasSubstr("has no column 'xx'"));
  EXPECT_EQ(open_parquet({a, b}, {.columns = {{"x"}}}).scan->partition_count(), 2);
}

TEST_F(ParquetFiles, ThatAreBrokenAreNamed) {
  const auto path = folder_.path("broken.parquet");
  const auto refusal = [&](std::string_view bytes) {
    folder_.write("broken.parquet", bytes);
    return message_of<ValueError>([&] { open_parquet({path}); });
  };
  EXPECT_THAT(refusal(""), AllOf(HasSubstr(path), HasSubstr("of 0 bytes")));
  EXPECT_THAT(refusal("PAR1 but not for long"), HasSubstr("was cut off"));
  EXPECT_THAT(refusal(std::string("PAR1\x09\0\0\0PAR1", 12)), HasSubstr("would have 9 bytes"));
  EXPECT_THAT(refusal(std::string("PAR1garbage\x07\0\0\0PAR1", 19)), HasSubstr(path));
}

TEST_F(ParquetFiles, AreReadElsewhere) {
  const auto scan = in_row_groups(write_hundred(), {{"value", "<", Value::of(50)}});
  const auto other = test::sent(scan);
  EXPECT_EQ(other->hash(), scan->hash());
  EXPECT_EQ(other->partition_count(), 5);
  EXPECT_EQ(read_all(*other), read_all(*scan));
}

TEST_F(ParquetFiles, KeepPandasIndex) {
  const auto table = table_of({{"x", integers({1})}, {"__index_level_0__", texts({"a"})}});
  const auto path = write("a", {table}, {.index = {{"__index_level_0__", ""}}});
  const auto opened = open_parquet({path}, {.columns = {{"x"}}});
  ASSERT_EQ(opened.index.size(), 1);
  EXPECT_EQ(opened.index[0].column, "__index_level_0__");
  EXPECT_EQ(opened.index[0].name, "");
  EXPECT_THAT(opened.scan->schema()->field_names(), ElementsAre("x", "__index_level_0__"));
  EXPECT_TRUE(open_parquet({path}, {.index = std::vector<std::string>()}).index.empty());
  EXPECT_EQ(open_parquet({path}, {.index = {{"x"}}}).index[0].name, "x");
}

}  // namespace
}  // namespace tusk::io
