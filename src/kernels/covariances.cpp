// covariances: partials hold a row for each pair of columns: how many rows have both, and the means and the sums of
// products of deviations from them, so that no large sums cancel. Two partials are merged by the formulas of Chan,
// Golub and LeVeque (Updating formulae and a pairwise algorithm for computing sample variances, 1979).
#include <algorithm>
#include <cmath>
#include <limits>

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

// Of the rows in which both x and y are there.
struct CoMoments {
  double count = 0;
  double mean_x = 0, mean_y = 0;
  double square_x = 0, square_y = 0, product = 0;  // sums over deviations from the means

  void merge(const CoMoments& other) {
    if (other.count == 0) return;
    const double total = count + other.count;
    const double step_x = other.mean_x - mean_x;
    const double step_y = other.mean_y - mean_y;
    const double weight = count * other.count / total;
    square_x += other.square_x + step_x * step_x * weight;
    square_y += other.square_y + step_y * step_y * weight;
    product += other.product + step_x * step_y * weight;
    mean_x += step_x * other.count / total;
    mean_y += step_y * other.count / total;
    count = total;
  }
};
constexpr int kMomentCount = 6;
static_assert(sizeof(CoMoments) == kMomentCount * sizeof(double));

// A batch's column: its values, 0 where they are missing, and 1 or 0 for whether they are there.
struct WeightedColumn {
  std::vector<double> values;
  std::vector<double> weights;
};

// Correlations leave out infinities too, as pandas does.
WeightedColumn weighted_column(const ArrayPtr& column, bool drops_infinite) {
  WeightedColumn result;
  with_word(*column->type(), [&]<class T>(std::type_identity<T>) {
    const RowValues<T> rows(*column->data());
    result.values.resize(std::size_t(rows.size));
    result.weights.resize(std::size_t(rows.size));
    for (std::int64_t row = 0; row < rows.size; ++row) {
      const auto value = double(rows.values[row]);
      const bool is_there = !rows.is_missing(row) && (!drops_infinite || std::isfinite(value));
      result.values[std::size_t(row)] = is_there ? value : 0;
      result.weights[std::size_t(row)] = is_there;
    }
  });
  return result;
}

// In two passes over the batch, which is in the cache: first the means.
CoMoments co_moments(const WeightedColumn& x, const WeightedColumn& y) {
  CoMoments moments;
  const std::size_t size = x.values.size();
  double sum_x = 0, sum_y = 0;
  for (std::size_t i = 0; i < size; ++i) {
    const double weight = x.weights[i] * y.weights[i];
    moments.count += weight;
    sum_x += weight != 0 ? x.values[i] : 0;
    sum_y += weight != 0 ? y.values[i] : 0;
  }
  if (moments.count == 0) return moments;
  moments.mean_x = sum_x / moments.count, moments.mean_y = sum_y / moments.count;
  for (std::size_t i = 0; i < size; ++i) {
    const bool is_both = x.weights[i] * y.weights[i] != 0;
    const double from_x = is_both ? x.values[i] - moments.mean_x : 0;
    const double from_y = is_both ? y.values[i] - moments.mean_y : 0;
    moments.square_x += from_x * from_x;
    moments.square_y += from_y * from_y;
    moments.product += from_x * from_y;
  }
  return moments;
}

// A table of a row for each pair.
Table moments_table(const std::vector<CoMoments>& pairs) {
  static constexpr const char* kNames[kMomentCount] = {"count", "mean_x", "mean_y", "square_x", "square_y", "product"};
  arrow::FieldVector fields;
  arrow::ArrayVector columns;
  for (int i = 0; i < kMomentCount; ++i) {
    std::vector<double> values;
    for (const auto& pair : pairs) values.push_back((&pair.count)[i]);
    fields.push_back(arrow::field(kNames[i], arrow::float64()));
    columns.push_back(words_array(arrow::float64(), values));
  }
  return Table(arrow::Table::Make(arrow::schema(std::move(fields)), columns, std::int64_t(pairs.size())));
}

std::vector<CoMoments> moments_of(const Table& table) {
  const auto batch = one_batch(table);
  std::vector<CoMoments> pairs(std::size_t(batch->num_rows()));
  for (int i = 0; i < kMomentCount; ++i) {
    const auto* values = batch->column_data(i)->GetValues<double>(1);
    for (std::size_t pair = 0; pair < pairs.size(); ++pair) (&pairs[pair].count)[i] = values[pair];
  }
  return pairs;
}

// Pairs are numbered by rows of the triangle: (0, 0), (0, 1) ... (1, 1) ...
class CovariancesPartial final : public PartialReduction {
 public:
  CovariancesPartial(std::vector<int> positions, bool drops_infinite)
      : positions_(std::move(positions)),
        drops_infinite_(drops_infinite),
        pairs_(positions_.size() * (positions_.size() + 1) / 2) {}
  void consume(const Batch& batch) override {
    std::vector<WeightedColumn> columns;
    for (const int position : positions_) {
      columns.push_back(weighted_column(plain_array(batch->column(position)), drops_infinite_));
    }
    auto pair = pairs_.begin();
    for (std::size_t x = 0; x < columns.size(); ++x) {
      for (std::size_t y = x; y < columns.size(); ++y) (pair++)->merge(co_moments(columns[x], columns[y]));
    }
  }
  Table finish() override { return moments_table(pairs_); }

 private:
  std::vector<int> positions_;
  bool drops_infinite_;
  std::vector<CoMoments> pairs_;
};

struct Covariances final : DeclaredAs<Covariances, Reducer> {
  static constexpr std::string_view kName = "covariances";
  static constexpr auto fields() {
    return std::tuple{field("columns", &Covariances::columns), field("min_periods", &Covariances::min_periods),
                      field("ddof", &Covariances::ddof), field("is_correlation", &Covariances::is_correlation)};
  }
  std::vector<std::string> columns;
  std::int64_t min_periods = 1;
  std::int64_t ddof = 1;
  bool is_correlation = false;

  std::vector<std::string> input_columns() const override { return columns; }
  SchemaPtr result_schema(const SchemaPtr& input) const override;
  std::unique_ptr<PartialReduction> begin(const SchemaPtr& input) const override {
    result_schema(input);
    return std::make_unique<CovariancesPartial>(column_positions(*input, columns), is_correlation);
  }
  Table combine(std::span<const Table> partials) const override { return moments_table(merged(partials)); }
  Table finalize(std::span<const Table> partials, const SchemaPtr& input) const override;

 private:
  std::vector<CoMoments> merged(std::span<const Table> partials) const;
  double entry(const CoMoments& pair) const;
};

SchemaPtr Covariances::result_schema(const SchemaPtr& input) const {
  arrow::FieldVector fields;
  for (const auto& name : columns) {
    const auto& type = input->field(column_position(*input, name))->type();
    if (is_time(*type) || !with_word(*plain_type(type), [](auto) {})) {
      throw TypeError(fmt::format("covariances are of numbers: column '{}' is {}", name, type->ToString()));
    }
    fields.push_back(arrow::field(name, arrow::float64()));
  }
  return arrow::schema(std::move(fields));
}

std::vector<CoMoments> Covariances::merged(std::span<const Table> partials) const {
  auto sums = moments_of(partials.front());
  for (const auto& partial : partials.subspan(1)) {
    const auto more = moments_of(partial);
    for (std::size_t i = 0; i < sums.size(); ++i) sums[i].merge(more[i]);
  }
  return sums;
}

double Covariances::entry(const CoMoments& pair) const {
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  if (pair.count < double(min_periods)) return kNone;
  if (!is_correlation) return pair.count > double(ddof) ? pair.product / (pair.count - double(ddof)) : kNone;
  const double scale = std::sqrt(pair.square_x * pair.square_y);
  return scale == 0 ? kNone : std::clamp(pair.product / scale, -1.0, 1.0);
}

Table Covariances::finalize(std::span<const Table> partials, const SchemaPtr& input) const {
  const auto pairs = merged(partials);
  const std::size_t size = columns.size();
  std::vector<std::vector<double>> matrix(size, std::vector<double>(size));
  auto pair = pairs.begin();
  for (std::size_t x = 0; x < size; ++x) {
    for (std::size_t y = x; y < size; ++y) matrix[x][y] = matrix[y][x] = entry(*pair++);
  }
  arrow::ArrayVector results;
  for (const auto& column : matrix) results.push_back(words_array(arrow::float64(), column));
  return Table(arrow::Table::Make(result_schema(input), results, std::int64_t(size)));
}

}  // namespace

ReducerPtr covariances(std::vector<std::string> columns, std::int64_t min_periods, std::int64_t ddof,
                       bool is_correlation) {
  auto reducer = std::make_shared<Covariances>();
  reducer->columns = std::move(columns);
  reducer->min_periods = min_periods;
  reducer->ddof = ddof;
  reducer->is_correlation = is_correlation;
  return reducer;
}

}  // namespace tusk::kernels
