#include "ml/least_squares.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <arrow/array.h>
#include <arrow/builder.h>
#include <arrow/compute/cast.h>
#include <arrow/compute/exec.h>
#include <arrow/record_batch.h>
#include <arrow/table.h>
#include <arrow/type.h>
#include <arrow/type_traits.h>
#include <fmt/format.h>

#include <tusk/core/error.h>

#include "data/arrow_pool.h"
#include "data/arrow_status.h"
#include "kernels/arrow_compute.h"
#include "ml/triangular_factor.h"

namespace tusk::ml {

namespace {

// Rows that are decomposed at once: with a few columns they lie in the first-level cache.
constexpr std::size_t kBlockRows = 512;

Table column_table(const std::vector<double>& values) {
  arrow::DoubleBuilder builder(data::arrow_pool());
  data::throw_unless_ok(builder.AppendValues(values), "keeping a regression");
  const auto array = data::value_or_throw(builder.Finish(), "keeping a regression");
  return Table(arrow::Table::Make(arrow::schema({arrow::field("value", arrow::float64())}), {array}));
}

// What is known of some rows: how many, their means, and the factor of their deviations.
class Moments {
 public:
  explicit Moments(std::size_t width) : means_(width), factor_(width) {}

  static Moments of(const Table& table, std::size_t width) {
    Moments moments(width);
    const auto column = table.arrow()->column(0);
    std::vector<double> values;
    for (const auto& chunk : column->chunks()) {
      const auto& array = static_cast<const arrow::DoubleArray&>(*chunk);
      values.insert(values.end(), array.raw_values(), array.raw_values() + array.length());
    }
    TUSK_CHECK(values.size() == 1 + width + width * width, "a regression's partial result has its size");
    moments.count_ = values[0];
    std::copy_n(values.begin() + 1, width, moments.means_.begin());
    std::copy_n(values.begin() + std::ptrdiff_t(1 + width), width * width, moments.factor_.cells.begin());
    return moments;
  }

  Table table() const {
    std::vector<double> values = {count_};
    values.insert(values.end(), means_.begin(), means_.end());
    values.insert(values.end(), factor_.cells.begin(), factor_.cells.end());
    return column_table(values);
  }

  double count() const { return count_; }
  const std::vector<double>& means() const { return means_; }
  const SquareMatrix& factor() const { return factor_; }

  // `columns` are `rows` values each. `is_centred` is false for a regression without an intercept.
  void add(const std::vector<const double*>& columns, std::size_t rows, bool is_centred) {
    const std::size_t width = means_.size();
    Moments added(width);
    added.count_ = double(rows);
    if (is_centred) {
      for (std::size_t column = 0; column < width; ++column) added.means_[column] = mean_of(columns[column], rows);
    }
    std::vector<double> block(width * kBlockRows);
    for (std::size_t begin = 0; begin < rows; begin += kBlockRows) {
      const std::size_t count = std::min(kBlockRows, rows - begin);
      for (std::size_t column = 0; column < width; ++column) {
        for (std::size_t i = 0; i < count; ++i)
          block[column * count + i] = columns[column][begin + i] - added.means_[column];
      }
      add_rows(added.factor_, std::span(block).first(width * count), count);
    }
    merge(added);
  }

  void merge(const Moments& other) {
    if (other.count_ == 0) return;
    const std::size_t width = means_.size();
    const double total = count_ + other.count_;
    // The other's factor, and a row for the distance of the means.
    std::vector<double> rows(width * (width + 1));
    for (std::size_t column = 0; column < width; ++column) {
      for (std::size_t row = 0; row <= column; ++row) rows[column * (width + 1) + row] = other.factor_.at(row, column);
      const double distance = other.means_[column] - means_[column];
      rows[column * (width + 1) + width] = std::sqrt(count_ * (other.count_ / total)) * distance;
      means_[column] += distance * (other.count_ / total);
    }
    add_rows(factor_, rows, width + 1);
    count_ = total;
  }

 private:
  static double mean_of(const double* values, std::size_t count) {
    double sum = 0, compensation = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const double next = values[i] - compensation, raised = sum + next;
      compensation = (raised - sum) - next;
      sum = raised;
    }
    return sum / double(count);
  }

  double count_ = 0;
  std::vector<double> means_;
  SquareMatrix factor_;
};

[[noreturn]] void fail_value(const std::string& column, const char* what) {
  throw ValueError(
      fmt::format("a regression is fitted to finite numbers: the column '{}' has {}; leave such rows out (dropna, a "
                  "filter) or fill "
                  "them first (fillna)",
                  column, what));
}

std::shared_ptr<arrow::Array> as_doubles(const arrow::RecordBatch& batch, const std::string& column) {
  auto array = batch.GetColumnByName(column);
  if (array->null_count() > 0) fail_value(column, "a missing value");
  if (array->type_id() != arrow::Type::DOUBLE) {
    kernels::initialize_arrow_compute();
    arrow::compute::ExecContext context(data::arrow_pool());
    context.set_use_threads(false);
    array = data::value_or_throw(
        arrow::compute::Cast(*array, arrow::float64(), arrow::compute::CastOptions::Unsafe(), &context),
        "taking a column as numbers");
  }
  const auto& doubles = static_cast<const arrow::DoubleArray&>(*array);
  double sum = 0;  // stays 0 unless a value is NaN or infinite
  for (std::int64_t i = 0; i < doubles.length(); ++i) sum += doubles.raw_values()[i] * 0;
  if (sum != 0) fail_value(column, "NaN or an infinity");
  return array;
}

class PartialMoments final : public kernels::PartialReduction {
 public:
  PartialMoments(std::vector<std::string> columns, bool is_centred)
      : columns_(std::move(columns)), is_centred_(is_centred), moments_(columns_.size()) {}

  void consume(const kernels::Batch& batch) override {
    if (batch->num_rows() == 0) return;
    arrow::ArrayVector arrays;
    std::vector<const double*> values;
    for (const std::string& column : columns_) {
      arrays.push_back(as_doubles(*batch, column));
      values.push_back(static_cast<const arrow::DoubleArray&>(*arrays.back()).raw_values());
    }
    moments_.add(values, std::size_t(batch->num_rows()), is_centred_);
  }
  Table finish() override { return moments_.table(); }

 private:
  std::vector<std::string> columns_;
  bool is_centred_;
  Moments moments_;
};

struct LeastSquares final : DeclaredAs<LeastSquares, kernels::Reducer> {
  static constexpr std::string_view kName = "least-squares";
  static constexpr auto fields() {
    return std::tuple{field("features", &LeastSquares::features), field("target", &LeastSquares::target),
                      field("fit_intercept", &LeastSquares::fit_intercept)};
  }
  std::vector<std::string> features;
  std::string target;
  bool fit_intercept = true;

  std::vector<std::string> input_columns() const override {
    std::vector<std::string> columns = features;
    columns.push_back(target);
    return columns;
  }

  kernels::SchemaPtr result_schema(const kernels::SchemaPtr& input) const override {
    for (const std::string& column : input_columns()) {
      const auto field = input->GetFieldByName(column);
      if (!field) throw KeyError(fmt::format("there is no column '{}'", column));
      const auto id = field->type()->id();
      if (!arrow::is_integer(id) && !arrow::is_floating(id) && id != arrow::Type::BOOL)
        throw TypeError(fmt::format("a regression is fitted to columns of numbers: '{}' has {}; convert it first",
                                    column, field->type()->ToString()));
    }
    return arrow::schema({arrow::field("value", arrow::float64())});
  }

  std::unique_ptr<kernels::PartialReduction> begin(const kernels::SchemaPtr&) const override {
    return std::make_unique<PartialMoments>(input_columns(), fit_intercept);
  }

  Moments merged(std::span<const Table> partials) const {
    Moments all(features.size() + 1);
    for (const Table& partial : partials) all.merge(Moments::of(partial, features.size() + 1));
    return all;
  }

  Table combine(std::span<const Table> partials) const override { return merged(partials).table(); }

  Table finalize(std::span<const Table> partials, const kernels::SchemaPtr&) const override {
    const Moments all = merged(partials);
    const std::size_t count = features.size();
    if (all.count() == 0) throw ValueError("a regression is fitted to one row at least: there is none");
    std::vector<double> right(count);
    for (std::size_t row = 0; row < count; ++row) right[row] = all.factor().at(row, count);
    const double tolerance = std::max(all.count(), double(count)) * std::numeric_limits<double>::epsilon();
    const auto coefficients = least_squares_solution(all.factor(), count, right, tolerance);
    std::vector<double> values = {fit_intercept ? all.means()[count] : 0};
    for (std::size_t i = 0; i < count; ++i) {
      values[0] -= fit_intercept ? all.means()[i] * coefficients[i] : 0;
      values.push_back(coefficients[i]);
    }
    return column_table(values);
  }
};

}  // namespace

kernels::ReducerPtr least_squares(std::vector<std::string> features, std::string target, bool fit_intercept) {
  auto reducer = std::make_shared<LeastSquares>();
  reducer->features = std::move(features);
  reducer->target = std::move(target);
  reducer->fit_intercept = fit_intercept;
  return reducer;
}

}  // namespace tusk::ml
