// value_counts() of known categories: each has a count, in their order or by counts.
#include <algorithm>
#include <numeric>
#include <utility>

#include <arrow/array.h>
#include <arrow/builder.h>
#include <arrow/table.h>

#include <tusk/graph/operation.h>

#include "data/arrow_pool.h"
#include "data/arrow_status.h"
#include "dataframe/categories.h"
#include "dataframe/nodes.h"
#include "expr/per_partition.h"
#include "expr/reduce.h"
#include "kernels/row_reducers.h"

namespace tusk::dataframe {

namespace {

template <class Builder, class T>
ArrayPtr counted_array(const std::vector<T>& values) {
  Builder builder(data::arrow_pool());
  data::throw_unless_ok(builder.AppendValues(values), "counting categories");
  return data::value_or_throw(builder.Finish(), "counting categories");
}

struct CountCategories {
  static constexpr std::string_view kName = "count-categories";
  static constexpr auto fields() {
    return std::tuple{field("categories", &CountCategories::categories),
                      field("is_ordered", &CountCategories::is_ordered),
                      field("sorts", &CountCategories::sorts),
                      field("is_ascending", &CountCategories::is_ascending),
                      field("drops_missing", &CountCategories::drops_missing),
                      field("is_normalized", &CountCategories::is_normalized)};
  }
  Table categories;
  bool is_ordered = false;
  bool sorts = true;
  bool is_ascending = false;
  bool drops_missing = true;
  bool is_normalized = false;

  // The input has codes and their counts.
  Value run(const tusk::Inputs& inputs, TaskContext&) const {
    const auto values = categories.arrow()->column(0)->num_chunks() > 0 ? categories.arrow()->column(0)->chunk(0)
                                                                        : kernels::array_of_values({});
    std::vector<std::int64_t> counts(std::size_t(values->length()), 0);
    const std::int64_t missing = add_counts(*inputs[0].as<Table>().arrow(), counts);
    std::vector<std::int32_t> codes(counts.size());
    std::iota(codes.begin(), codes.end(), 0);
    if (missing > 0 && !drops_missing) {
      codes.push_back(std::int32_t(counts.size()));
      counts.push_back(missing);
    }
    const auto count = [&](std::int32_t code) { return counts[std::size_t(code)]; };
    if (sorts && is_ascending) std::ranges::stable_sort(codes, std::ranges::less(), count);
    if (sorts && !is_ascending) std::ranges::stable_sort(codes, std::ranges::greater(), count);
    const ArrayPtr places = counted_array<arrow::Int32Builder>(codes);  // one past the end is nothing
    const ArrayPtr index = kernels::with_places(places, values, is_ordered);
    const ArrayPtr column = counts_of(codes, counts);
    const auto schema = arrow::schema({arrow::field(expr::index_column(0), index->type()),
                                       arrow::field(is_normalized ? "proportion" : "count", column->type())});
    return Value::of(Table(arrow::Table::Make(schema, {index, column})));
  }

 private:
  // Returns how many are missing.
  static std::int64_t add_counts(const arrow::Table& rows, std::vector<std::int64_t>& counts) {
    std::int64_t missing = 0;
    for (std::int64_t row = 0; row < rows.num_rows(); ++row) {
      const auto code = data::value_or_throw(rows.column(0)->GetScalar(row), "counting categories");
      const auto count = data::value_or_throw(rows.column(1)->GetScalar(row), "counting categories");
      const std::int64_t place = std::stoll(code->ToString());
      const std::int64_t added = static_cast<const arrow::Int64Scalar&>(*count).value;
      (place < 0 ? missing : counts[std::size_t(place)]) += added;
    }
    return missing;
  }

  ArrayPtr counts_of(const std::vector<std::int32_t>& codes, const std::vector<std::int64_t>& counts) const {
    std::vector<std::int64_t> made;
    for (const std::int32_t code : codes) made.push_back(counts[std::size_t(code)]);
    if (!is_normalized) return counted_array<arrow::Int64Builder>(made);
    const auto total = double(std::accumulate(counts.begin(), counts.end(), std::int64_t(0)));
    std::vector<double> proportions;
    for (const std::int64_t count : made) proportions.push_back(double(count) / total);
    return counted_array<arrow::DoubleBuilder>(proportions);
  }
};

}  // namespace

Series category_counts(const Series& series, bool sort, bool ascending, bool dropna, bool normalize) {
  const auto& known = needed_categories(series, "value_counts");
  const Series codes = category_codes(series);
  auto reducer = kernels::value_counts(expr::value_column(codes.node()->meta()), false, false, false, false);
  const auto counted = expr::reduce(codes.node(), std::move(reducer), "value-counts");
  const auto field = arrow::field("categories", known.values()->type());
  const Table categories(arrow::Table::Make(arrow::schema({field}), {known.values()}));
  const auto index = std::make_shared<kernels::KnownCategories>(known.values(), known.ordered());
  const std::string name = normalize ? "proportion" : "count";
  const auto schema = arrow::schema(
      {arrow::field(expr::index_column(0), index), arrow::field(name, normalize ? arrow::float64() : arrow::int64())});
  return Series(expr::per_partition(
      {counted}, operation(CountCategories{categories, known.ordered(), sort, ascending, dropna, normalize}),
      "count-categories", {expr::Shape::Series, schema, {series.name()}}));
}

}  // namespace tusk::dataframe
