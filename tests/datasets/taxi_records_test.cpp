#include <tusk/datasets/taxi_records.h>

#include <chrono>
#include <filesystem>
#include <fstream>

#include <arrow/api.h>
#include <gmock/gmock.h>

#include <tusk/core/error.h>

#include "datasets/taxi_month.h"
#include "datasets/taxi_scan.h"

namespace tusk::datasets {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::EndsWith;
using testing::Gt;
using testing::HasSubstr;
using testing::Lt;

constexpr std::int64_t kRows = 50'000;

// How many of the first rows of a month are so.
template <class Predicate>
std::int64_t count(const char* month, Predicate is_so, std::int64_t rows = kRows) {
  const TaxiMonth records(0, month_number(month));
  std::int64_t count = 0;
  for (std::int64_t row = 0; row < rows; ++row) count += is_so(records.record(row)) ? 1 : 0;
  return count;
}

std::string month_of_pickup(const TaxiRecord& record) {
  const std::chrono::year_month_day day{
      std::chrono::floor<std::chrono::days>(std::chrono::sys_seconds(std::chrono::seconds(record.pickup)))};
  return month_text(12 * int(day.year()) + int(unsigned(day.month())) - 1);
}

Table read_month(const TaxiRecords& options, std::int64_t partition) {
  const auto scan = taxi_scan(options);
  const auto reader = scan->open(partition, {.columns = scan->schema()->field_names()});
  arrow::RecordBatchVector batches;
  while (auto batch = reader->next()) batches.push_back(batch);
  return Table(*arrow::Table::FromRecordBatches(batches));
}

std::string contents(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(TaxiRecords, HaveTheColumnsOfTheCommissionInTheirOrder) {
  EXPECT_EQ(taxi_scan({})->schema()->ToString(), R"(VendorID: int64
tpep_pickup_datetime: timestamp[us]
tpep_dropoff_datetime: timestamp[us]
passenger_count: int64
trip_distance: double
RatecodeID: int64
store_and_fwd_flag: string
PULocationID: int64
DOLocationID: int64
payment_type: int64
fare_amount: double
extra: double
mta_tax: double
tip_amount: double
tolls_amount: double
improvement_surcharge: double
total_amount: double
congestion_surcharge: double)");
  EXPECT_EQ(taxi_records({.month_count = 3}).npartitions(), 3);
}

TEST(TaxiRecords, DependOnSeedMonthAndRowAlone) {
  const Table march = read_month({.rows_per_month = 20'000, .first_month = "2019-03"}, 0);
  EXPECT_EQ(read_month({.rows_per_month = 20'000, .first_month = "2018-12"}, 3), march);
  EXPECT_EQ(read_month({.rows_per_month = 9'000, .first_month = "2019-03"}, 0), Table(march.arrow()->Slice(0, 9'000)));
  EXPECT_FALSE(read_month({.rows_per_month = 20'000, .first_month = "2019-03", .seed = 1}, 0) == march);
}

TEST(TaxiRecords, MissTheCongestionSurchargeThroughout2018) {
  const auto has_congestion = [](const TaxiRecord& record) { return record.has_congestion; };
  EXPECT_EQ(count("2018-12", has_congestion), 0);
  EXPECT_NEAR(double(count("2019-01", has_congestion)) / kRows, 0.367, 0.01);
  EXPECT_EQ(count("2019-02", has_congestion), kRows);
}

TEST(TaxiRecords, MissFiveColumnsTogetherFrom2019_07On) {
  const auto is_incomplete = [](const TaxiRecord& record) { return !record.is_complete; };
  EXPECT_EQ(count("2019-06", is_incomplete), 0);
  EXPECT_NEAR(double(count("2019-07", is_incomplete)) / kRows, 0.0062, 0.002);
  EXPECT_NEAR(double(count("2020-05", is_incomplete)) / kRows, 0.1675, 0.01);

  const auto table = read_month({.rows_per_month = 1000, .first_month = "2020-05"}, 0).arrow();
  const auto nulls = table->GetColumnByName("VendorID")->null_count();
  EXPECT_GT(nulls, 0);
  for (const char* name : {"passenger_count", "RatecodeID", "store_and_fwd_flag", "payment_type"})
    EXPECT_EQ(table->GetColumnByName(name)->null_count(), nulls) << name;
}

TEST(TaxiRecords, AreNegativeWhereATripIsCancelled) {
  const auto is_negative = [](const TaxiRecord& record) { return record.fare < 0 && record.total < 0; };
  EXPECT_NEAR(double(count("2018-03", is_negative)) / kRows, 0.0019, 0.001);
}

TEST(TaxiRecords, BeginOutsideTheMonthNowAndThen) {
  const auto is_outside = [](const TaxiRecord& record) { return month_of_pickup(record) != "2018-02"; };
  EXPECT_THAT(count("2018-02", is_outside, 200'000), AllOf(Gt(0), Lt(40)));
}

TEST(TaxiRecords, EndBeforeTheyBeginOrADayLaterNowAndThen) {
  const auto is_backward = [](const TaxiRecord& record) { return record.dropoff < record.pickup; };
  EXPECT_THAT(count("2018-02", is_backward, 200'000), AllOf(Gt(0), Lt(40)));
  const auto lasts_a_day = [](const TaxiRecord& record) { return record.dropoff - record.pickup > 82'000; };
  EXPECT_NEAR(double(count("2018-02", lasts_a_day)) / kRows, 0.002, 0.001);
}

TEST(TaxiRecords, HaveOneAbsurdFareInTheWhole) {
  EXPECT_EQ(TaxiMonth(0, month_number("2018-08")).record(kAbsurdRow).fare, 42'949'020);
  const auto is_absurd = [](const TaxiRecord& record) { return record.fare > 100'000; };
  EXPECT_EQ(count("2018-08", is_absurd), 1);
  EXPECT_EQ(count("2018-09", is_absurd), 0);
}

TEST(TaxiRecords, AreWrittenAsTheCommissionPublishesThem) {
  const std::string folder = testing::TempDir() + "tusk_taxi_csv";
  const auto paths = write_taxi_csv(folder, {.rows_per_month = 1, .first_month = "2018-12", .month_count = 2});
  ASSERT_THAT(paths, ElementsAre(EndsWith("/yellow_tripdata_2018-12.csv"), EndsWith("/yellow_tripdata_2019-01.csv")));
  const std::string header =
      "VendorID,tpep_pickup_datetime,tpep_dropoff_datetime,passenger_count,trip_distance,RatecodeID,"
      "store_and_fwd_flag,PULocationID,DOLocationID,payment_type,fare_amount,extra,mta_tax,tip_amount,tolls_amount,"
      "improvement_surcharge,total_amount,congestion_surcharge";
  EXPECT_EQ(
      contents(paths[0]),
      header + "\n2,2018-12-19 18:15:05,2018-12-19 18:30:58,1,3.03,1,N,236,48,2,13.5,1.0,0.5,0.0,0.0,0.3,15.3,\n");
  EXPECT_EQ(
      contents(paths[1]),
      header +
          "\r\n1,2019-01-06 14:07:49,2019-01-06 14:14:18,1,1.5,1,N,263,142,1,7.5,0.0,0.5,1.66,0.0,0.3,9.96,0.0\r\n");
  std::filesystem::remove_all(folder);
}

TEST(TaxiRecords, AreWrittenAsParquetFilesOfTheSameNames) {
  const std::string folder = testing::TempDir() + "tusk_taxi_parquet";
  const auto paths = write_taxi_parquet(folder, {.rows_per_month = 10, .month_count = 2});
  EXPECT_THAT(paths,
              ElementsAre(EndsWith("/yellow_tripdata_2018-01.parquet"), EndsWith("/yellow_tripdata_2018-02.parquet")));
  for (const auto& path : paths) EXPECT_TRUE(std::filesystem::exists(path)) << path;
  std::filesystem::remove_all(folder);
}

TEST(TaxiRecords, RefuseMonthsThatAreNone) {
  try {
    taxi_records({.first_month = "2018-13"});
    FAIL();
  } catch (const ValueError& error) {
    EXPECT_THAT(error.what(), HasSubstr("a month is written like 2018-01: got '2018-13'"));
  }
  EXPECT_THROW(taxi_records({.first_month = "2018"}), ValueError);
  EXPECT_THROW(taxi_records({.month_count = 0}), ValueError);
  EXPECT_THROW(taxi_records({.rows_per_month = -1}), ValueError);
}

}  // namespace
}  // namespace tusk::datasets
