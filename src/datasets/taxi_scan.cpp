#include "datasets/taxi_scan.h"

#include <algorithm>
#include <iterator>
#include <span>

#include <arrow/builder.h>
#include <arrow/record_batch.h>
#include <arrow/type.h>
#include <fmt/format.h>

#include <tusk/core/codec.h>
#include <tusk/core/error.h>

#include "data/arrow_pool.h"
#include "data/arrow_status.h"
#include "datasets/taxi_month.h"

namespace tusk::datasets {

namespace {

constexpr std::int64_t kRecordsAtOnce = 256;  // they stay in the nearest cache
// Fewer than others have: allocators keep small arrays, and ask the system for large ones anew, which takes as long as
// filling them.
constexpr std::int64_t kRowsOfBatch = 8 * 1024;

using Records = std::span<const TaxiRecord>;
using Append = void (*)(Records records, arrow::ArrayBuilder& builder);

struct TaxiColumn {
  const char* name;
  const kernels::TypePtr& (*type)();
  Append append;  // to a builder with room for them
};

// `kScale` makes a member's unit the column's; values are missing where the member `kPresence` is false.
template <class Builder, std::int64_t TaxiRecord::* kMember, auto kScale, bool TaxiRecord::* kPresence = nullptr>
void append_numbers(Records records, arrow::ArrayBuilder& builder) {
  auto& numbers = static_cast<Builder&>(builder);
  for (const TaxiRecord& record : records) {
    if constexpr (kPresence != nullptr) {
      if (!(record.*kPresence)) {
        numbers.UnsafeAppendNull();
        continue;
      }
    }
    numbers.UnsafeAppend(kScale(record.*kMember));
  }
}

void append_stored(Records records, arrow::ArrayBuilder& builder) {
  auto& texts = static_cast<arrow::StringBuilder&>(builder);
  for (const TaxiRecord& record : records) {
    if (record.is_complete) texts.UnsafeAppend(record.is_stored ? "Y" : "N", 1);
    else texts.UnsafeAppendNull();
  }
}

constexpr auto kAsIs = [](std::int64_t value) { return value; };
constexpr auto kHundredths = [](std::int64_t value) { return double(value) / 100; };
constexpr auto kMicroseconds = [](std::int64_t seconds) { return seconds * 1'000'000; };

const kernels::TypePtr& microsecond_type() {
  static const kernels::TypePtr type = arrow::timestamp(arrow::TimeUnit::MICRO);
  return type;
}

template <std::int64_t TaxiRecord::* kMember, bool TaxiRecord::* kPresence = nullptr>
constexpr Append kIntegers = append_numbers<arrow::Int64Builder, kMember, kAsIs, kPresence>;
template <std::int64_t TaxiRecord::* kMember, bool TaxiRecord::* kPresence = nullptr>
constexpr Append kDecimals = append_numbers<arrow::DoubleBuilder, kMember, kHundredths, kPresence>;
template <std::int64_t TaxiRecord::* kMember>
constexpr Append kTimes = append_numbers<arrow::TimestampBuilder, kMember, kMicroseconds>;

// In the order of the Commission's files.
constexpr TaxiColumn kColumns[] = {
    {"VendorID", arrow::int64, kIntegers<&TaxiRecord::vendor, &TaxiRecord::is_complete>},
    {"tpep_pickup_datetime", microsecond_type, kTimes<&TaxiRecord::pickup>},
    {"tpep_dropoff_datetime", microsecond_type, kTimes<&TaxiRecord::dropoff>},
    {"passenger_count", arrow::int64, kIntegers<&TaxiRecord::passengers, &TaxiRecord::is_complete>},
    {"trip_distance", arrow::float64, kDecimals<&TaxiRecord::distance>},
    {"RatecodeID", arrow::int64, kIntegers<&TaxiRecord::rate_code, &TaxiRecord::is_complete>},
    {"store_and_fwd_flag", arrow::utf8, append_stored},
    {"PULocationID", arrow::int64, kIntegers<&TaxiRecord::pickup_zone>},
    {"DOLocationID", arrow::int64, kIntegers<&TaxiRecord::dropoff_zone>},
    {"payment_type", arrow::int64, kIntegers<&TaxiRecord::payment, &TaxiRecord::is_complete>},
    {"fare_amount", arrow::float64, kDecimals<&TaxiRecord::fare>},
    {"extra", arrow::float64, kDecimals<&TaxiRecord::extra>},
    {"mta_tax", arrow::float64, kDecimals<&TaxiRecord::tax>},
    {"tip_amount", arrow::float64, kDecimals<&TaxiRecord::tip>},
    {"tolls_amount", arrow::float64, kDecimals<&TaxiRecord::tolls>},
    {"improvement_surcharge", arrow::float64, kDecimals<&TaxiRecord::improvement>},
    {"total_amount", arrow::float64, kDecimals<&TaxiRecord::total>},
    {"congestion_surcharge", arrow::float64, kDecimals<&TaxiRecord::congestion, &TaxiRecord::has_congestion>},
};

const TaxiColumn& column_named(const std::string& name) {
  const auto* column = std::ranges::find_if(kColumns, [&](const TaxiColumn& each) { return each.name == name; });
  if (column == std::end(kColumns)) throw KeyError(fmt::format("the taxis' records have no column '{}'", name));
  return *column;
}

kernels::SchemaPtr schema_of(std::span<const TaxiColumn> columns) {
  arrow::FieldVector fields;
  for (const TaxiColumn& column : columns) fields.push_back(arrow::field(column.name, column.type()));
  return arrow::schema(std::move(fields));
}

}  // namespace

namespace {

class TaxiReader final : public kernels::BatchReader {
 public:
  TaxiReader(std::uint64_t seed, int month, std::int64_t rows, const std::vector<std::string>& columns)
      : month_(seed, month), rows_(rows) {
    for (const std::string& name : columns) columns_.push_back(column_named(name));
    schema_ = schema_of(columns_);
  }

  kernels::Batch next() override {
    const std::int64_t length = std::min(kRowsOfBatch, rows_ - next_row_);
    if (length <= 0) return nullptr;
    const auto builders = new_builders(length);
    if (!columns_.empty()) append(length, builders);
    next_row_ += length;
    arrow::ArrayVector arrays;
    for (const auto& builder : builders) arrays.push_back(data::value_or_throw(builder->Finish(), kDoing));
    return arrow::RecordBatch::Make(schema_, length, std::move(arrays));
  }

 private:
  using Builders = std::vector<std::unique_ptr<arrow::ArrayBuilder>>;
  static constexpr const char* kDoing = "making taxi records";

  Builders new_builders(std::int64_t length) const {
    Builders builders;
    for (const auto& field : schema_->fields()) {
      builders.push_back(data::value_or_throw(arrow::MakeBuilder(field->type(), data::arrow_pool()), kDoing));
      data::throw_unless_ok(builders.back()->Reserve(length), kDoing);
      if (auto* texts = dynamic_cast<arrow::StringBuilder*>(builders.back().get()))
        data::throw_unless_ok(texts->ReserveData(length), kDoing);
    }
    return builders;
  }

  void append(std::int64_t length, const Builders& builders) const {
    std::vector<TaxiRecord> records(kRecordsAtOnce);
    for (std::int64_t done = 0; done < length; done += kRecordsAtOnce) {
      const std::int64_t count = std::min(kRecordsAtOnce, length - done);
      for (std::int64_t i = 0; i < count; ++i) records[std::size_t(i)] = month_.record(next_row_ + done + i);
      for (std::size_t i = 0; i < builders.size(); ++i)
        columns_[i].append(Records(records).first(std::size_t(count)), *builders[i]);
    }
  }

  TaxiMonth month_;
  std::int64_t rows_;
  std::int64_t next_row_ = 0;
  std::vector<TaxiColumn> columns_;
  kernels::SchemaPtr schema_;
};

struct TaxiScan final : DeclaredAs<TaxiScan, kernels::Scan> {
  static constexpr std::string_view kName = "taxi_records";
  static constexpr auto fields() {
    return std::tuple{field("seed", &TaxiScan::seed), field("rows_per_month", &TaxiScan::rows_per_month),
                      field("first_month", &TaxiScan::first_month), field("month_count", &TaxiScan::month_count)};
  }
  std::uint64_t seed = 0;
  std::int64_t rows_per_month = 0;
  std::string first_month;
  int month_count = 0;

  kernels::SchemaPtr schema() const override { return schema_of(kColumns); }
  std::int64_t partition_count() const override { return month_count; }
  std::optional<std::int64_t> row_count(std::int64_t /*partition*/) const override { return rows_per_month; }
  std::unique_ptr<kernels::BatchReader> open(std::int64_t partition,
                                             const kernels::ScanRequest& request) const override {
    return std::make_unique<TaxiReader>(seed, month_number(first_month) + int(partition),
                                        std::min(rows_per_month, request.rows.value_or(rows_per_month)),
                                        request.columns);
  }
  // They are made.
  std::uint64_t bytes_to_read(const std::vector<std::string>& /*columns*/) const override { return 0; }
};

}  // namespace

kernels::ScanPtr taxi_scan(const TaxiRecords& options) {
  if (options.rows_per_month < 0 || options.month_count < 1)
    throw ValueError(fmt::format("taxi records have at least 0 rows a month, and 1 month: got {} and {}",
                                 options.rows_per_month, options.month_count));
  month_number(options.first_month);
  auto scan = std::make_shared<TaxiScan>();
  scan->seed = options.seed;
  scan->rows_per_month = options.rows_per_month;
  scan->first_month = options.first_month;
  scan->month_count = options.month_count;
  return scan;
}

std::string taxi_file_stem(const TaxiRecords& options, std::int64_t partition) {
  return "yellow_tripdata_" + month_text(month_number(options.first_month) + int(partition));
}

bool has_crlf_line_ends(const TaxiRecords& options, std::int64_t partition) {
  const std::string month = month_text(month_number(options.first_month) + int(partition));
  return month == "2019-01" || month == "2019-02";
}

}  // namespace tusk::datasets
