// quantiles: partials are the values themselves, without the missing ones: a row for each batch, a list for each
// column. Lists need no copy where nothing is missing, and rows of lists are combined by being put one below another.
#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include <arrow/array.h>
#include <arrow/buffer.h>
#include <arrow/record_batch.h>
#include <arrow/table.h>
#include <fmt/format.h>

#include <tusk/core/error.h>

#include "data/arrow_pool.h"
#include "data/arrow_status.h"
#include "kernels/rank_selection.h"
#include "kernels/row_reducers.h"
#include "kernels/row_tables.h"
#include "kernels/row_values.h"

namespace tusk::kernels {
namespace {

// The place of a quantile in the sorted order: between the ranks `low` and `high`, at `weight` of the way.
struct QuantilePlace {
  std::int64_t low, high;
  double weight;
};

// pandas hands percents to NumPy, which divides them by 100: so do we, for the same bits.
QuantilePlace quantile_place(double quantile, std::int64_t size, const std::string& interpolation) {
  const double place = double(size - 1) * (quantile * 100.0 / 100.0);
  const auto low = std::int64_t(std::floor(place));
  const auto high = std::min(low + 1, size - 1);
  const double weight = place - double(low);
  if (interpolation == "linear") return {low, high, weight};
  if (interpolation == "midpoint") return {low, high, weight == 0 ? 0 : 0.5};
  if (interpolation == "lower") return {low, low, 0};
  if (interpolation == "higher") return weight == 0 ? QuantilePlace{low, low, 0} : QuantilePlace{high, high, 0};
  const bool is_nearer_to_low = weight < 0.5 || (weight == 0.5 && low % 2 == 0);
  return is_nearer_to_low ? QuantilePlace{low, low, 0} : QuantilePlace{high, high, 0};
}

// The difference of two values, low <= high. Of integers it is exact where it fits in an uint64: always.
template <class T>
auto distance(T low, T high) {
  if constexpr (std::is_floating_point_v<T>) {
    return high - low;
  } else {
    return std::uint64_t(high) - std::uint64_t(low);
  }
}

// As NumPy's: from the nearer end, so that weights of 0 and 1 give the ends exactly.
template <class T>
double between(T low, T high, double weight) {
  const auto width = double(distance(low, high));
  if (weight >= 0.5) return double(high) - width * (1 - weight);
  return double(low) + width * weight;
}

// Times and durations that a double holds are cut to whole units, as pandas does; those further from zero, where
// pandas rounds to the next double, are exact to half a unit.
std::int64_t time_between(std::int64_t low, std::int64_t high, double weight) {
  constexpr std::int64_t kExactInDouble = std::int64_t{1} << 53;
  if (-kExactInDouble < low && high < kExactInDouble) return std::int64_t(between(low, high, weight));
  const auto width = double(distance(low, high));
  if (weight >= 0.5) return high - std::int64_t(std::round(width * (1 - weight)));
  return low + std::int64_t(std::round(width * weight));
}

bool is_between_values(const std::string& interpolation) {
  return interpolation == "linear" || interpolation == "midpoint";
}

TypePtr quantile_type(const TypePtr& input, const std::string& interpolation) {
  if (is_time(*input) || !is_between_values(interpolation)) return plain_type(input);
  return arrow::float64();
}

template <class T>
std::vector<std::span<const T>> chunks_of_lists(const arrow::ChunkedArray& lists) {
  std::vector<std::span<const T>> chunks;
  for (const auto& chunk : lists.chunks()) {
    const auto& rows = static_cast<const arrow::LargeListArray&>(*chunk);
    const T* values = rows.values()->data()->template GetValues<T>(1);
    for (std::int64_t row = 0; row < rows.length(); ++row) {
      if (rows.value_length(row) == 0) continue;
      chunks.emplace_back(values + rows.value_offset(row), std::size_t(rows.value_length(row)));
    }
  }
  return chunks;
}

std::vector<std::int64_t> ranks_of(const std::vector<QuantilePlace>& places) {
  std::vector<std::int64_t> ranks;
  for (const auto& place : places) ranks.insert(ranks.end(), {place.low, place.high});
  std::ranges::sort(ranks);
  ranks.erase(std::unique(ranks.begin(), ranks.end()), ranks.end());
  return ranks;
}

// Writes the quantiles of one column as words Out, which are doubles, times, or the column's own.
template <class Out, class T, class Between>
ArrayPtr quantile_column(const TypePtr& type, const std::vector<QuantilePlace>& places,
                         std::span<const std::span<const T>> chunks, Between&& combine) {
  const auto ranks = ranks_of(places);
  const auto values = values_of_ranks<T>(chunks, ranks);
  const auto value_at = [&](std::int64_t rank) {
    return values[std::size_t(std::ranges::lower_bound(ranks, rank) - ranks.begin())];
  };
  std::vector<Out> results;
  for (const auto& place : places) {
    results.push_back(Out(combine(value_at(place.low), value_at(place.high), place.weight)));
  }
  return words_array(type, results);
}

class QuantilesPartial final : public PartialReduction {
 public:
  QuantilesPartial(std::vector<int> positions, SchemaPtr schema)
      : positions_(std::move(positions)), schema_(std::move(schema)) {}
  void consume(const Batch& batch) override;
  Table finish() override;

 private:
  std::vector<int> positions_;
  SchemaPtr schema_;
  arrow::RecordBatchVector rows_;
};

struct Quantiles final : DeclaredAs<Quantiles, Reducer> {
  static constexpr std::string_view kName = "quantiles";
  static constexpr auto fields() {
    return std::tuple{field("columns", &Quantiles::columns), field("quantiles", &Quantiles::quantiles),
                      field("interpolation", &Quantiles::interpolation)};
  }
  std::vector<std::string> columns;
  std::vector<double> quantiles;
  std::string interpolation;

  std::vector<std::string> input_columns() const override { return columns; }
  SchemaPtr result_schema(const SchemaPtr& input) const override;
  std::unique_ptr<PartialReduction> begin(const SchemaPtr& input) const override;
  Table combine(std::span<const Table> partials) const override { return stacked(partials); }
  Table finalize(std::span<const Table> partials, const SchemaPtr& input) const override;
  bool is_holistic() const override { return true; }

 private:
  ArrayPtr quantiles_of(const arrow::ChunkedArray& lists, const TypePtr& type) const;
};

// The values without the missing ones: the array itself where none is.
ArrayPtr present_values(const ArrayPtr& array) {
  ArrayPtr result;
  with_word(*array->type(), [&]<class T>(std::type_identity<T>) {
    const RowValues<T> rows(*array->data());
    std::int64_t missing = array->null_count();
    if constexpr (std::is_floating_point_v<T>) {
      for (std::int64_t row = 0; row < rows.size; ++row) missing += rows.values[row] != rows.values[row];
    }
    if (missing == 0) return void(result = array);
    auto words =
        data::value_or_throw(arrow::AllocateBuffer((rows.size + 1) * std::int64_t(sizeof(T)), data::arrow_pool()),
                             "leaving out missing values");
    T* const values = reinterpret_cast<T*>(words->mutable_data());
    std::int64_t size = 0;
    for (std::int64_t row = 0; row < rows.size; ++row) {
      values[size] = rows.values[row];
      size += !rows.is_missing(row);
    }
    result = arrow::MakeArray(arrow::ArrayData::Make(array->type(), size, {nullptr, std::move(words)}, 0));
  });
  return result;
}

void QuantilesPartial::consume(const Batch& batch) {
  if (batch->num_rows() == 0) return;
  arrow::ArrayVector lists;
  for (const int position : positions_) {
    lists.push_back(one_list(present_values(plain_array(batch->column(position)))));
  }
  rows_.push_back(arrow::RecordBatch::Make(schema_, 1, std::move(lists)));
}

Table QuantilesPartial::finish() {
  return Table(data::value_or_throw(arrow::Table::FromRecordBatches(schema_, rows_), "keeping values"));
}

SchemaPtr Quantiles::result_schema(const SchemaPtr& input) const {
  arrow::FieldVector fields;
  for (const auto& name : columns) {
    const auto& type = input->field(column_position(*input, name))->type();
    if (type->id() == arrow::Type::BOOL || !with_word(*plain_type(type), [](auto) {})) {
      throw TypeError(fmt::format("quantiles are of numbers and times: column '{}' is {}", name, type->ToString()));
    }
    fields.push_back(arrow::field(name, quantile_type(type, interpolation)));
  }
  return arrow::schema(std::move(fields));
}

std::unique_ptr<PartialReduction> Quantiles::begin(const SchemaPtr& input) const {
  result_schema(input);
  arrow::FieldVector fields;
  auto positions = column_positions(*input, columns);
  for (const int position : positions) {
    fields.push_back(
        arrow::field(input->field(position)->name(), arrow::large_list(plain_type(input->field(position)->type()))));
  }
  return std::make_unique<QuantilesPartial>(std::move(positions), arrow::schema(std::move(fields)));
}

ArrayPtr Quantiles::quantiles_of(const arrow::ChunkedArray& lists, const TypePtr& type) const {
  const TypePtr result_type = quantile_type(type, interpolation);
  ArrayPtr result;
  with_word(*plain_type(type), [&]<class T>(std::type_identity<T>) {
    const auto chunks = chunks_of_lists<T>(lists);
    std::int64_t size = 0;
    for (const auto& chunk : chunks) size += std::int64_t(chunk.size());
    if (size == 0) return void(result = missing_array(result_type, std::int64_t(quantiles.size())));
    std::vector<QuantilePlace> places;
    for (const double quantile : quantiles) places.push_back(quantile_place(quantile, size, interpolation));
    if (!is_between_values(interpolation)) {
      result = quantile_column<T, T>(result_type, places, chunks, [](T low, T, double) { return low; });
    } else if (is_time(*type)) {
      result = quantile_column<T, T>(result_type, places, chunks, time_between);
    } else {
      result = quantile_column<double, T>(result_type, places, chunks, between<T>);
    }
  });
  return result;
}

Table Quantiles::finalize(std::span<const Table> partials, const SchemaPtr& input) const {
  const auto lists = stacked(partials).arrow();
  const auto schema = result_schema(input);
  arrow::ArrayVector results;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const auto& type = input->field(column_position(*input, columns[i]))->type();
    results.push_back(quantiles_of(*lists->column(int(i)), type));
  }
  return Table(arrow::Table::Make(schema, results, std::int64_t(quantiles.size())));
}

}  // namespace

ReducerPtr quantiles(std::vector<std::string> columns, std::vector<double> quantiles, std::string interpolation) {
  static constexpr std::array kInterpolations{"linear", "lower", "higher", "midpoint", "nearest"};
  if (std::ranges::find(kInterpolations, interpolation) == kInterpolations.end()) {
    throw ValueError(
        fmt::format("interpolation must be linear, lower, higher, midpoint or nearest: '{}'", interpolation));
  }
  for (const double quantile : quantiles) {
    if (!(quantile >= 0 && quantile <= 1)) throw ValueError(fmt::format("quantiles must be from 0 to 1: {}", quantile));
  }
  auto reducer = std::make_shared<Quantiles>();
  reducer->columns = std::move(columns);
  reducer->quantiles = std::move(quantiles);
  reducer->interpolation = std::move(interpolation);
  return reducer;
}

}  // namespace tusk::kernels
