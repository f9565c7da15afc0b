#include <tusk/datasets/timeseries.h>

#include <algorithm>

#include <arrow/api.h>
#include <gmock/gmock.h>

#include <tusk/core/error.h>

#include "datasets/timeseries_scan.h"

namespace tusk::datasets {
namespace {

using testing::ElementsAre;

constexpr TimeSteps kSteps{.start = 0, .step = 1'000'000, .rows_per_partition = 1000, .partition_count = 100};

arrow::ArrayVector read_column(const TimeSteps& steps, const std::string& column) {
  const auto scan = timeseries_scan(steps, 0);
  arrow::ArrayVector arrays;
  for (std::int64_t i = 0; i < scan->partition_count(); ++i) {
    const auto reader = scan->open(i, {.columns = {column}});
    while (const auto batch = reader->next()) arrays.push_back(batch->column(0));
  }
  return arrays;
}

TEST(TimeSeries, HasTheColumnsThatDasksUsersKnow) {
  const DataFrame frame = timeseries();
  EXPECT_THAT(frame.columns(), ElementsAre("name", "id", "x", "y"));
  EXPECT_EQ(frame.npartitions(), 30);
  EXPECT_EQ(frame.divisions().size(), 31);
}

TEST(TimeSeries, StepsFromStartByFreq) {
  const DataFrame frame = timeseries({.end = "2000-01-03", .freq = "6h"});
  EXPECT_EQ(frame.length(), 8);
  const auto times = frame.reset_index().compute().arrow()->GetColumnByName("timestamp");
  EXPECT_EQ((*times->GetScalar(5))->ToString(), "2000-01-02 06:00:00.000000");
}

TEST(TimeSeries, DependsOnSeedAndRowNotOnPartitions) {
  auto other = kSteps;
  other.rows_per_partition = 25'000;
  other.partition_count = 4;
  for (const char* column : {"name", "id", "x", "y"})
    EXPECT_TRUE(
        arrow::ChunkedArray(read_column(kSteps, column)).Equals(arrow::ChunkedArray(read_column(other, column))))
        << column;
}

TEST(TimeSeries, DrawsIdsFromThePoissonDistribution) {
  double sum = 0, squares = 0;
  for (const auto& array : read_column(kSteps, "id")) {
    for (std::int64_t i = 0; i < array->length(); ++i) {
      const double distance = double(static_cast<const arrow::Int64Array&>(*array).Value(i)) - 1000;
      sum += distance;
      squares += distance * distance;
    }
  }
  EXPECT_NEAR(sum / 100'000, 0, 0.4);  // four standard errors
  EXPECT_NEAR(squares / 100'000, 1000, 18);
}

TEST(TimeSeries, DrawsXFromMinusOneToOne) {
  double sum = 0, least = 0, greatest = 0;
  for (const auto& array : read_column(kSteps, "x")) {
    for (std::int64_t i = 0; i < array->length(); ++i) {
      const double x = static_cast<const arrow::DoubleArray&>(*array).Value(i);
      sum += x;
      least = std::min(least, x);
      greatest = std::max(greatest, x);
    }
  }
  EXPECT_NEAR(sum / 100'000, 0, 0.008);
  EXPECT_NEAR(least, -1, 0.001);
  EXPECT_NEAR(greatest, 1, 0.001);
  EXPECT_GE(least, -1);
  EXPECT_LT(greatest, 1);
}

TEST(TimeSeries, RefusesTimesThatMakeNoSense) {
  EXPECT_THROW(timeseries({.start = "yesterday"}), ValueError);
  EXPECT_THROW(timeseries({.end = "1999-12-31"}), ValueError);
  EXPECT_THROW(timeseries({.freq = "0s"}), ValueError);
  EXPECT_THROW(timeseries({.freq = "7s"}), ValueError);
}

}  // namespace
}  // namespace tusk::datasets
