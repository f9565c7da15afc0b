#include "datasets/timeseries_scan.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include <arrow/builder.h>
#include <arrow/record_batch.h>
#include <arrow/type.h>
#include <fmt/format.h>

#include <tusk/core/codec.h>
#include <tusk/core/error.h>

#include "data/arrow_pool.h"
#include "data/arrow_status.h"
#include "expr/meta.h"
#include "kernels/philox.h"

namespace tusk::datasets {

namespace {

constexpr const char* kDoing = "making a time series";

constexpr std::array<std::string_view, 26> kNames = {
    "Alice", "Bob",   "Charlie", "Dan",     "Edith",   "Frank",  "George",   "Hannah", "Ingrid",
    "Jerry", "Kevin", "Laura",   "Michael", "Norbert", "Oliver", "Patricia", "Quinn",  "Ray",
    "Sarah", "Tim",   "Ursula",  "Victor",  "Wendy",   "Xavier", "Yvonne",   "Zelda"};

constexpr double kMeanId = 1000;
constexpr int kFirstId = 700, kLastId = 1300;  // fewer than one of 10^19 lie outside

// At i: the probability that an id is at most kFirstId + i.
std::array<double, kLastId - kFirstId + 1> id_distribution() {
  std::array<double, kLastId - kFirstId + 1> distribution{};
  double sum = 0;
  for (std::size_t i = 0; i < distribution.size(); ++i) {
    const double id = double(kFirstId) + double(i);
    sum += std::exp(id * std::log(kMeanId) - kMeanId - std::lgamma(id + 1));
    distribution[i] = sum;
  }
  distribution.back() = 1;
  return distribution;
}

std::int64_t id_of(double uniform) {
  static const auto distribution = id_distribution();
  return kFirstId + (std::ranges::upper_bound(distribution, uniform) - distribution.begin());
}

// Which of a row's random words a column is made from.
enum class Words : std::uint32_t { NameAndId, XAndY };

kernels::PhiloxBlock words_of(std::int64_t row, Words words, std::uint64_t seed) {
  return kernels::philox({std::uint32_t(row), std::uint32_t(row >> 32), std::uint32_t(words), 0}, seed);
}

// Rows of the whole series.
struct RowRange {
  std::int64_t first;
  std::int64_t count;
};

using Made = std::shared_ptr<arrow::Array>;

template <class Builder, class ValueOf>
Made column_of_rows(const RowRange& rows, Builder builder, const ValueOf& value_of) {
  data::throw_unless_ok(builder.Reserve(rows.count), kDoing);
  for (std::int64_t i = 0; i < rows.count; ++i) data::throw_unless_ok(builder.Append(value_of(rows.first + i)), kDoing);
  return data::value_or_throw(builder.Finish(), kDoing);
}

Made make_times(const RowRange& rows, const TimeSteps& steps, std::uint64_t /*seed*/) {
  return column_of_rows(rows, arrow::TimestampBuilder(arrow::timestamp(arrow::TimeUnit::MICRO), data::arrow_pool()),
                        [&](std::int64_t row) { return steps.start + row * steps.step; });
}

Made make_names(const RowRange& rows, const TimeSteps& /*steps*/, std::uint64_t seed) {
  return column_of_rows(rows, arrow::StringBuilder(data::arrow_pool()), [&](std::int64_t row) {
    return kNames[(std::uint64_t(words_of(row, Words::NameAndId, seed)[0]) * kNames.size()) >> 32];
  });
}

Made make_ids(const RowRange& rows, const TimeSteps& /*steps*/, std::uint64_t seed) {
  return column_of_rows(rows, arrow::Int64Builder(data::arrow_pool()), [&](std::int64_t row) {
    const auto words = words_of(row, Words::NameAndId, seed);
    return id_of(kernels::uniform(words[2], words[3]));
  });
}

template <std::size_t kWord>
Made make_uniform(const RowRange& rows, const TimeSteps& /*steps*/, std::uint64_t seed) {
  return column_of_rows(rows, arrow::DoubleBuilder(data::arrow_pool()), [&](std::int64_t row) {
    const auto words = words_of(row, Words::XAndY, seed);
    return 2 * kernels::uniform(words[kWord], words[kWord + 1]) - 1;
  });
}

struct TimeSeriesColumn {
  std::string name;
  kernels::TypePtr type;
  Made (*make)(const RowRange& rows, const TimeSteps& steps, std::uint64_t seed);
};

const std::vector<TimeSeriesColumn>& timeseries_columns() {
  static const std::vector<TimeSeriesColumn> columns = {
      {expr::index_column(0), arrow::timestamp(arrow::TimeUnit::MICRO), make_times},
      {"name", arrow::utf8(), make_names},
      {"id", arrow::int64(), make_ids},
      {"x", arrow::float64(), make_uniform<0>},
      {"y", arrow::float64(), make_uniform<2>}};
  return columns;
}

kernels::SchemaPtr timeseries_schema(const std::vector<TimeSeriesColumn>& columns) {
  arrow::FieldVector fields;
  for (const auto& column : columns) fields.push_back(arrow::field(column.name, column.type));
  return arrow::schema(std::move(fields));
}

}  // namespace

namespace {

class TimeSeriesReader final : public kernels::BatchReader {
 public:
  TimeSeriesReader(const TimeSteps& steps, std::uint64_t seed, const RowRange& rows,
                   const std::vector<std::string>& columns)
      : steps_(steps), seed_(seed), rows_(rows) {
    for (const std::string& name : columns) {
      const auto column = std::ranges::find(timeseries_columns(), name, &TimeSeriesColumn::name);
      if (column == timeseries_columns().end()) throw KeyError(fmt::format("a time series has no column '{}'", name));
      columns_.push_back(*column);
    }
    schema_ = timeseries_schema(columns_);
  }

  kernels::Batch next() override {
    const RowRange batch{rows_.first, std::min(kernels::kBatchRows, rows_.count)};
    if (batch.count <= 0) return nullptr;
    rows_ = {rows_.first + batch.count, rows_.count - batch.count};
    arrow::ArrayVector arrays;
    for (const auto& column : columns_) arrays.push_back(column.make(batch, steps_, seed_));
    return arrow::RecordBatch::Make(schema_, batch.count, std::move(arrays));
  }

 private:
  TimeSteps steps_;
  std::uint64_t seed_;
  RowRange rows_;  // that are still to come
  std::vector<TimeSeriesColumn> columns_;
  kernels::SchemaPtr schema_;
};

struct TimeSeriesScan final : DeclaredAs<TimeSeriesScan, kernels::Scan> {
  static constexpr std::string_view kName = "timeseries";
  static constexpr auto fields() {
    return std::tuple{field("steps", &TimeSeriesScan::steps), field("seed", &TimeSeriesScan::seed)};
  }
  TimeSteps steps;
  std::uint64_t seed = 0;

  kernels::SchemaPtr schema() const override { return timeseries_schema(timeseries_columns()); }
  std::int64_t partition_count() const override { return steps.partition_count; }
  std::optional<std::int64_t> row_count(std::int64_t /*partition*/) const override { return steps.rows_per_partition; }
  std::unique_ptr<kernels::BatchReader> open(std::int64_t partition,
                                             const kernels::ScanRequest& request) const override {
    const RowRange rows{partition * steps.rows_per_partition,
                        std::min(steps.rows_per_partition, request.rows.value_or(steps.rows_per_partition))};
    return std::make_unique<TimeSeriesReader>(steps, seed, rows, request.columns);
  }
  // They are made.
  std::uint64_t bytes_to_read(const std::vector<std::string>& /*columns*/) const override { return 0; }
};

}  // namespace

kernels::ScanPtr timeseries_scan(const TimeSteps& steps, std::uint64_t seed) {
  auto scan = std::make_shared<TimeSeriesScan>();
  scan->steps = steps;
  scan->seed = seed;
  return scan;
}

}  // namespace tusk::datasets
