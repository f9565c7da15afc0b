// Tables written row by row, and reducers run over them in several partitions.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <arrow/api.h>
#include <gtest/gtest.h>

#include "data/arrow_pool.h"
#include "kernels/reducer.h"

namespace tusk::test {

using Column = std::pair<std::string, std::shared_ptr<arrow::Array>>;

template <class Builder, class T>
std::shared_ptr<arrow::Array> array_of(const std::vector<std::optional<T>>& values) {
  Builder builder(data::arrow_pool());
  for (const auto& value : values) EXPECT_TRUE((value ? builder.Append(*value) : builder.AppendNull()).ok());
  return *builder.Finish();
}
inline Column numbers(const std::string& name, const std::vector<std::optional<double>>& values) {
  return {name, array_of<arrow::DoubleBuilder>(values)};
}
inline Column integers(const std::string& name, const std::vector<std::optional<std::int64_t>>& values) {
  return {name, array_of<arrow::Int64Builder>(values)};
}
inline Column texts(const std::string& name, const std::vector<std::optional<std::string>>& values) {
  return {name, array_of<arrow::StringBuilder>(values)};
}

inline Table table_of(const std::vector<Column>& columns) {
  arrow::FieldVector fields;
  arrow::ArrayVector arrays;
  for (const auto& [name, array] : columns) {
    fields.push_back(arrow::field(name, array->type()));
    arrays.push_back(array);
  }
  return Table(arrow::Table::Make(arrow::schema(fields), arrays));
}

// Runs the reducer over partitions of `partition_rows` rows, in batches of two rows, and combines them two by two. The
// last partition is empty.
inline Table reduced(const kernels::ReducerPtr& reducer, const Table& input, std::int64_t partition_rows) {
  const auto schema = input.arrow()->schema();
  std::vector<Table> partials;
  for (std::int64_t begin = 0; begin <= input.row_count(); begin += partition_rows) {
    const auto rows = input.arrow()->Slice(begin, partition_rows);
    arrow::TableBatchReader batches(*rows);
    batches.set_chunksize(2);
    auto partial = reducer->begin(schema);
    for (auto batch = *batches.Next(); batch; batch = *batches.Next()) partial->consume(batch);
    partials.push_back(partial->finish());
  }
  while (partials.size() > 2) {
    std::vector<Table> combined;
    const std::span<const Table> all(partials);
    for (std::size_t i = 0; i < all.size(); i += 2) {
      combined.push_back(reducer->combine(all.subspan(i, std::min<std::size_t>(2, all.size() - i))));
    }
    partials = std::move(combined);
  }
  const Table result = reducer->finalize(partials, schema);
  EXPECT_TRUE(result.arrow()->schema()->Equals(*reducer->result_schema(schema), false));
  EXPECT_TRUE(result.arrow()->ValidateFull().ok());
  return result;
}

// The same for partitions of one, three and all rows, which must agree.
inline Table reduced(const kernels::ReducerPtr& reducer, const Table& input) {
  const Table whole = reduced(reducer, input, input.row_count() + 1);
  EXPECT_EQ(reduced(reducer, input, 1), whole);
  EXPECT_EQ(reduced(reducer, input, 3), whole);
  return whole;
}

}  // namespace tusk::test
