// Small tables of every kind of column, and their way through scans and sinks.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <arrow/api.h>
#include <gtest/gtest.h>

#include <tusk/data/table.h>

#include "data/arrow_pool.h"
#include "kernels/scan.h"
#include "kernels/sink.h"

namespace tusk::test {

template <class Builder, class T>
std::shared_ptr<arrow::Array> array_of(const std::shared_ptr<arrow::DataType>& type,
                                       const std::vector<std::optional<T>>& values) {
  Builder builder(type, data::arrow_pool());
  for (const auto& value : values) EXPECT_TRUE((value ? builder.Append(*value) : builder.AppendNull()).ok());
  return *builder.Finish();
}

inline std::shared_ptr<arrow::Array> integers(const std::vector<std::optional<std::int64_t>>& values) {
  return array_of<arrow::Int64Builder, std::int64_t>(arrow::int64(), values);
}
inline std::shared_ptr<arrow::Array> numbers(const std::vector<std::optional<double>>& values) {
  return array_of<arrow::DoubleBuilder, double>(arrow::float64(), values);
}
inline std::shared_ptr<arrow::Array> texts(const std::vector<std::optional<std::string>>& values) {
  return array_of<arrow::StringBuilder, std::string>(arrow::utf8(), values);
}
inline std::shared_ptr<arrow::Array> booleans(const std::vector<std::optional<bool>>& values) {
  return array_of<arrow::BooleanBuilder, bool>(arrow::boolean(), values);
}
inline std::shared_ptr<arrow::Array> times(const std::vector<std::optional<std::int64_t>>& values,
                                           arrow::TimeUnit::type unit = arrow::TimeUnit::MICRO) {
  return array_of<arrow::TimestampBuilder, std::int64_t>(arrow::timestamp(unit), values);
}
inline std::shared_ptr<arrow::Array> categories(const std::vector<std::optional<int>>& codes,
                                                const std::vector<std::optional<std::string>>& names) {
  const auto indices = array_of<arrow::Int32Builder, int>(arrow::int32(), codes);
  return *arrow::DictionaryArray::FromArrays(arrow::dictionary(arrow::int32(), arrow::utf8()), indices, texts(names));
}

using NamedColumns = std::vector<std::pair<std::string, std::shared_ptr<arrow::Array>>>;

inline Table table_of(const NamedColumns& columns) {
  arrow::FieldVector fields;
  arrow::ArrayVector arrays;
  for (const auto& [name, array] : columns) {
    fields.push_back(arrow::field(name, array->type()));
    arrays.push_back(array);
  }
  return Table(arrow::Table::Make(arrow::schema(fields), arrays));
}

// Three rows of each type, with nulls, and text beyond ASCII.
inline Table every_type() {
  return table_of({{"integer", integers({1, std::nullopt, 9007199254740993})},
                   {"number", numbers({1.5, std::nullopt, -0.0})},
                   {"text", texts({"naïve", std::nullopt, "日本 \"x\", y"})},
                   {"truth", booleans({true, std::nullopt, false})},
                   {"time", times({1546300800000000, std::nullopt, -1})},
                   {"category", categories({1, std::nullopt, 0}, {"b", "a"})}});
}

inline Table read_partition(const kernels::Scan& scan, std::int64_t partition, const kernels::ScanRequest& request) {
  const auto reader = scan.open(partition, request);
  arrow::RecordBatchVector batches;
  while (auto batch = reader->next()) {
    EXPECT_TRUE(batch->ValidateFull().ok());
    batches.push_back(batch);
  }
  arrow::FieldVector fields;
  for (const auto& name : request.columns) fields.push_back(scan.schema()->GetFieldByName(name));
  return Table(*arrow::Table::FromRecordBatches(arrow::schema(fields), batches));
}

// All partitions, one after the other.
inline Table read_all(const kernels::Scan& scan, kernels::ScanRequest request) {
  std::vector<std::shared_ptr<arrow::Table>> tables;
  for (std::int64_t i = 0; i < scan.partition_count(); ++i) tables.push_back(read_partition(scan, i, request).arrow());
  return Table(*arrow::ConcatenateTables(tables));
}
inline Table read_all(const kernels::Scan& scan) {
  return read_all(scan, kernels::ScanRequest{.columns = scan.schema()->field_names()});
}

// Through its bytes, as to another process.
template <class Interface>
std::shared_ptr<const Interface> sent(const std::shared_ptr<const Interface>& object) {
  BufferWriter writer;
  Codec<std::shared_ptr<const Interface>>::write(writer, object);
  ByteReader reader(writer.bytes());
  return Codec<std::shared_ptr<const Interface>>::read(reader);
}

// Writes each table as a partition; returns the addresses.
inline std::vector<std::string> write_all(const kernels::SinkPtr& sink, const std::vector<Table>& partitions) {
  const auto schema = partitions.front().arrow()->schema();
  const auto count = std::int64_t(partitions.size());
  sink->prepare(schema, count);
  std::vector<Table> receipts;
  for (std::int64_t i = 0; i < count; ++i) {
    const auto part = sent(sink)->begin(i, count, schema);
    arrow::TableBatchReader batches(*partitions[std::size_t(i)].arrow());
    kernels::Batch batch;
    while (batches.ReadNext(&batch).ok() && batch) part->consume(batch);
    receipts.push_back(part->finish());
  }
  const auto addresses = sent(sink)->commit(receipts);
  std::vector<std::string> result;
  for (const auto& chunk : addresses.arrow()->GetColumnByName("path")->chunks())
    for (const auto& address : static_cast<const arrow::StringArray&>(*chunk)) result.emplace_back(*address);
  return result;
}

}  // namespace tusk::test
