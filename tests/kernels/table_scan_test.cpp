#include "kernels/table_scan.h"

#include <arrow/api.h>
#include <gmock/gmock.h>

#include <tusk/core/error.h>

#include "data/arrow_pool.h"

namespace tusk::kernels {
namespace {

using testing::ElementsAre;

Table numbered_rows(std::int64_t count) {
  arrow::Int64Builder numbers(data::arrow_pool());
  arrow::StringBuilder texts(data::arrow_pool());
  for (std::int64_t i = 0; i < count; ++i)
    EXPECT_TRUE(numbers.Append(i).ok() && texts.Append("row " + std::to_string(i)).ok());
  const auto schema = arrow::schema({arrow::field("number", arrow::int64()), arrow::field("text", arrow::utf8())});
  return Table(arrow::Table::Make(schema, {*numbers.Finish(), *texts.Finish()}));
}

Table read_partition(const Scan& scan, std::int64_t partition, const ScanRequest& request) {
  const auto reader = scan.open(partition, request);
  arrow::RecordBatchVector batches;
  while (auto batch = reader->next()) batches.push_back(batch);
  if (batches.empty()) return Table();
  return Table(*arrow::Table::FromRecordBatches(batches));
}

TEST(TableScan, CutsATableIntoNearlyEqualSlices) {
  const auto table = numbered_rows(7);
  const auto scan = table_scan(table, 3);
  EXPECT_EQ(scan->partition_count(), 3);
  EXPECT_EQ(scan->row_count(0), 3);
  EXPECT_EQ(scan->row_count(2), 2);
  EXPECT_EQ(read_partition(*scan, 1, {.columns = {"number", "text"}}), Table(table.arrow()->Slice(3, 2)));
}

TEST(TableScan, GivesTheColumnsAskedForInTheirOrder) {
  const auto scan = table_scan(numbered_rows(4), std::vector<std::int64_t>{0, 1, 1, 4});
  EXPECT_THAT(read_partition(*scan, 2, {.columns = {"text", "number"}}).column_names(), ElementsAre("text", "number"));
  EXPECT_EQ(read_partition(*scan, 2, {.columns = {"text"}, .rows = 2}).row_count(), 2);
  EXPECT_EQ(read_partition(*scan, 1, {.columns = {"text"}}).row_count(), 0);
}

TEST(TableScan, CountsRowsWithoutColumns) {
  const auto scan = table_scan(numbered_rows(2 * kBatchRows + 5), 1);
  const auto reader = scan->open(0, {});
  EXPECT_EQ(reader->next()->num_rows(), kBatchRows);
  EXPECT_EQ(reader->next()->num_rows(), kBatchRows);
  EXPECT_EQ(reader->next()->num_rows(), 5);
  EXPECT_EQ(reader->next(), nullptr);
}

TEST(TableScan, CopiesNothing) {
  const auto table = numbered_rows(10);
  const auto batch = table_scan(table, 2)->open(1, {.columns = {"number"}})->next();
  EXPECT_EQ(batch->column(0)->data()->buffers[1], table.arrow()->column(0)->chunk(0)->data()->buffers[1]);
}

TEST(TableScan, IsReadElsewhere) {
  const auto scan = table_scan(numbered_rows(5), 2);
  BufferWriter writer;
  Codec<ScanPtr>::write(writer, scan);
  ByteReader reader(writer.bytes());
  const auto other = Codec<ScanPtr>::read(reader);
  EXPECT_EQ(other->hash(), scan->hash());
  EXPECT_EQ(read_partition(*other, 1, {.columns = {"number"}}), read_partition(*scan, 1, {.columns = {"number"}}));
}

TEST(TableScan, RefusesWhatItCannotCut) {
  EXPECT_THROW(table_scan(numbered_rows(3), 0), ValueError);
  EXPECT_THROW(table_scan(numbered_rows(3), std::vector<std::int64_t>{0, 2}), ValueError);
  EXPECT_THROW(table_scan(numbered_rows(3), std::vector<std::int64_t>{0, 2, 1, 3}), ValueError);
  EXPECT_THROW(table_scan(numbered_rows(3), 1)->open(0, {.columns = {"numbr"}}), KeyError);
}

}  // namespace
}  // namespace tusk::kernels
