// Reductions about columns as they lie: bytes, order, about how many values.
#include <utility>

#include <arrow/array/util.h>
#include <arrow/scalar.h>
#include <arrow/table.h>
#include <arrow/type.h>
#include <arrow/util/byte_size.h>

#include <tusk/dataframe/data_frame.h>

#include "data/arrow_status.h"
#include "dataframe/nodes.h"
#include "dataframe/reshape_row.h"
#include "expr/per_partition.h"
#include "expr/reduce.h"
#include "kernels/order_reducers.h"

namespace tusk {

namespace {

std::vector<std::string> index_levels(const expr::Meta& meta) {
  std::vector<std::string> levels;
  for (std::size_t level = 0; level < meta.index_count(); ++level) levels.push_back(expr::index_column(level));
  return levels;
}

// The bytes of a partition as one row, a column "bytes".
struct PartitionBytes {
  static constexpr std::string_view kName = "partition-bytes";
  static constexpr auto fields() { return std::tuple{field("empty", &PartitionBytes::empty)}; }
  Table empty;  // of the result

  Value run(const tusk::Inputs& inputs, TaskContext&) const {
    const auto bytes =
        data::value_or_throw(arrow::util::ReferencedBufferSize(*inputs[0].as<Table>().arrow()), "adding bytes");
    const auto row = data::value_or_throw(arrow::MakeArrayFromScalar(arrow::Int64Scalar(bytes), 1), "adding bytes");
    return Value::of(Table(arrow::Table::Make(empty.arrow()->schema(), {row})));
  }
};

Series bytes_by_partition(const expr::NodePtr& input, bool index) {
  const auto schema = arrow::schema({arrow::field(std::string(expr::kUnnamed), arrow::int64())});
  return Series(expr::per_partition({index ? input : dataframe::without_index(input)},
                                    operation(PartitionBytes{expr::empty_table(schema)}), "memory-usage-per-partition",
                                    {expr::Shape::Series, schema}));
}

// The bytes of all those columns together.
Scalar bytes_of(const expr::NodePtr& input, std::vector<std::string> columns) {
  const auto row = expr::reduce(input, kernels::buffer_sizes({{"bytes", std::move(columns)}}), "memory-usage");
  return Scalar(dataframe::scalar_of(row, "bytes"));
}

Scalar estimated_count(const expr::NodePtr& input) {
  const auto row =
      expr::reduce(input, kernels::distinct_count_estimate(expr::value_columns(input->meta())), "nunique-approx");
  return Scalar(dataframe::scalar_of(row, "count"));
}

Scalar monotonic_truth(const Series& series, const std::string& direction) {
  const auto row =
      expr::reduce(series.node(), kernels::monotonic(expr::value_column(series.node()->meta())), "is-monotonic");
  return Scalar(dataframe::scalar_of(row, direction));
}

}  // namespace

Scalar Series::is_monotonic_increasing() const { return monotonic_truth(*this, "increasing"); }
Scalar Series::is_monotonic_decreasing() const { return monotonic_truth(*this, "decreasing"); }
Scalar Series::nunique_approx() const { return estimated_count(dropna().node()); }

Scalar Series::memory_usage(bool index) const {
  std::vector<std::string> columns = index ? index_levels(node()->meta()) : std::vector<std::string>();
  columns.push_back(expr::value_column(node()->meta()));
  return bytes_of(node(), std::move(columns));
}

Series Series::memory_usage_per_partition(bool index) const { return bytes_by_partition(node(), index); }

Series DataFrame::memory_usage(bool index) const {
  std::vector<kernels::SizedColumns> sizes;
  std::vector<std::string> labels;
  if (index) {
    sizes.push_back({"Index", index_levels(node()->meta())});
    labels.push_back("Index");
  }
  for (const std::string& column : columns()) {
    sizes.push_back({column, {column}});
    labels.push_back(column);
  }
  const auto row = expr::reduce(node(), kernels::buffer_sizes(std::move(sizes)), "memory-usage");
  return Series(dataframe::rows_of(row, expr::Shape::Series, labels, {std::string(expr::kUnnamed)}));
}

Series DataFrame::memory_usage_per_partition(bool index) const { return bytes_by_partition(node(), index); }
Scalar DataFrame::nbytes() const { return bytes_of(node(), columns()); }
Scalar DataFrame::nunique_approx() const { return estimated_count(node()); }

}  // namespace tusk
