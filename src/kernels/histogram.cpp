// histogram: each value's bin. Between edges at equal distances the bin is computed, then corrected by comparing with
// the edges, so that the counts are those of searching.
#include <algorithm>
#include <cmath>

#include <arrow/array.h>
#include <arrow/record_batch.h>
#include <arrow/table.h>
#include <fmt/format.h>

#include <tusk/core/error.h>

#include "kernels/row_reducers.h"
#include "kernels/row_tables.h"
#include "kernels/row_values.h"

namespace tusk::kernels {
namespace {

// The edges are at equal distances, but for rounding.
bool is_even(const std::vector<double>& edges) {
  const double width = (edges.back() - edges.front()) / double(edges.size() - 1);
  if (!(width > 0) || !std::isfinite(width)) return false;
  for (std::size_t i = 0; i < edges.size(); ++i) {
    if (std::abs(edges[i] - (edges.front() + double(i) * width)) > 0.25 * width) return false;
  }
  return true;
}

SchemaPtr counts_schema() { return arrow::schema({arrow::field("count", arrow::int64())}); }

Table counts_table(const std::vector<std::int64_t>& counts) {
  return Table(arrow::Table::Make(counts_schema(), arrow::ArrayVector{words_array(arrow::int64(), counts)},
                                  std::int64_t(counts.size())));
}

class HistogramPartial final : public PartialReduction {
 public:
  HistogramPartial(int position, const std::vector<double>& edges)
      : position_(position),
        edges_(edges),
        is_even_(is_even(edges)),
        bins_per_unit_(double(edges.size() - 1) / (edges.back() - edges.front())),
        counts_(edges.size() - 1) {}

  void consume(const Batch& batch) override {
    const ArrayPtr column = plain_array(batch->column(position_));
    with_word(*column->type(), [&]<class T>(std::type_identity<T>) { count(RowValues<T>(*column->data())); });
  }
  Table finish() override { return counts_table(counts_); }

 private:
  template <class T>
  void count(const RowValues<T>& rows) {
    const double first = edges_.front();
    const double last = edges_.back();
    for (std::int64_t row = 0; row < rows.size; ++row) {
      const auto value = double(rows.values[row]);
      // False for NaN.
      if (!(value >= first && value <= last) || (rows.validity && rows.is_missing(row))) continue;
      ++counts_[is_even_ ? even_bin(value) : searched_bin(value)];
    }
  }
  // The computed bin is off by one at most.
  std::size_t even_bin(double value) const {
    auto bin = std::min(std::size_t((value - edges_.front()) * bins_per_unit_), counts_.size() - 1);
    bin -= value < edges_[bin];
    bin += value >= edges_[bin + 1] && bin + 1 < counts_.size();
    return bin;
  }
  std::size_t searched_bin(double value) const {
    const auto above = std::size_t(std::ranges::upper_bound(edges_, value) - edges_.begin());
    return std::min(above - 1, counts_.size() - 1);
  }

  int position_;
  std::vector<double> edges_;
  bool is_even_;
  double bins_per_unit_;
  std::vector<std::int64_t> counts_;
};

struct Histogram final : DeclaredAs<Histogram, Reducer> {
  static constexpr std::string_view kName = "histogram";
  static constexpr auto fields() {
    return std::tuple{field("column", &Histogram::column), field("edges", &Histogram::edges)};
  }
  std::string column;
  std::vector<double> edges;

  std::vector<std::string> input_columns() const override { return {column}; }
  SchemaPtr result_schema(const SchemaPtr& input) const override {
    const auto& type = input->field(column_position(*input, column))->type();
    if (is_time(*type) || !with_word(*plain_type(type), [](auto) {})) {
      throw TypeError(fmt::format("a histogram is of numbers: column '{}' is {}", column, type->ToString()));
    }
    return counts_schema();
  }
  std::unique_ptr<PartialReduction> begin(const SchemaPtr& input) const override {
    result_schema(input);
    return std::make_unique<HistogramPartial>(column_position(*input, column), edges);
  }
  Table combine(std::span<const Table> partials) const override {
    std::vector<std::int64_t> sums(edges.size() - 1);
    for (const auto& partial : partials) {
      const auto batch = one_batch(partial);
      const auto* counts = batch->column_data(0)->GetValues<std::int64_t>(1);
      for (std::size_t bin = 0; bin < sums.size(); ++bin) sums[bin] += counts[bin];
    }
    return counts_table(sums);
  }
  Table finalize(std::span<const Table> partials, const SchemaPtr&) const override { return combine(partials); }
};

}  // namespace

ReducerPtr histogram(std::string column, std::vector<double> edges) {
  if (edges.size() < 2) throw ValueError(fmt::format("a histogram needs two edges or more: {}", edges.size()));
  if (!std::ranges::is_sorted(edges) || std::ranges::any_of(edges, [](double edge) { return std::isnan(edge); })) {
    throw ValueError("a histogram's edges must ascend");
  }
  auto reducer = std::make_shared<Histogram>();
  reducer->column = std::move(column);
  reducer->edges = std::move(edges);
  return reducer;
}

}  // namespace tusk::kernels
