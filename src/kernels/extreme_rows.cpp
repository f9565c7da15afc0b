// extreme_rows: a row is looked at again only if its first column reaches the worst of the best rows so far, so that
// after a few batches nearly all rows cost one comparison. Candidates gather until they are several times the wanted
// rows, and are then cut down to them.
#include <algorithm>
#include <bit>
#include <compare>
#include <numeric>
#include <optional>

#include <arrow/array.h>
#include <arrow/record_batch.h>
#include <arrow/table.h>
#include <fmt/format.h>

#include <tusk/core/error.h>

#include "data/arrow_status.h"
#include "kernels/order_bits.h"
#include "kernels/row_reducers.h"
#include "kernels/row_tables.h"
#include "kernels/row_values.h"

namespace tusk::kernels {
namespace {

// Candidates are cut down to the wanted rows when they are so many times as many, and at least so many.
constexpr std::int64_t kCandidatesPerRow = 4;
constexpr std::int64_t kFewestToCut = 4096;

// How good a value is: greater is better, whichever end is wanted; missing is worst.
struct Goodness {
  bool is_present = false;
  std::uint64_t bits = 0;
  auto operator<=>(const Goodness&) const = default;
};

// Which of equally good rows are kept.
enum class KeptTies { kFirst, kLast, kAll };

std::optional<KeptTies> kept_ties(std::string_view keep) {
  if (keep == "first") return KeptTies::kFirst;
  if (keep == "last") return KeptTies::kLast;
  if (keep == "all") return KeptTies::kAll;
  return std::nullopt;
}

// 0.0 and -0.0 are equally good.
template <class T>
std::uint64_t goodness_bits(T value, bool is_largest) {
  if constexpr (std::is_floating_point_v<T>) value += T{0};
  const auto bits = order_bits(value);
  return is_largest ? bits : OrderWord<T>(~bits);
}

template <class T>
T value_of_goodness(std::uint64_t bits, bool is_largest) {
  const auto word = OrderWord<T>(bits);
  return from_order_bits<T>(is_largest ? word : OrderWord<T>(~word));
}

// Appends the rows that are present and pass `is_candidate`. Blocks without any are passed over in a loop that the
// compiler vectorizes.
template <class T, class Test>
void append_candidates(const RowValues<T>& rows, Test is_candidate, std::vector<std::int64_t>& candidates) {
  constexpr std::int64_t kBlock = 256;
  for (std::int64_t begin = 0; begin < rows.size; begin += kBlock) {
    const std::int64_t end = std::min(begin + kBlock, rows.size);
    unsigned found = 0;
    for (std::int64_t row = begin; row < end; ++row) found |= unsigned(is_candidate(rows.values[row]));
    if (!found) continue;
    for (std::int64_t row = begin; row < end; ++row) {
      if (is_candidate(rows.values[row]) && !rows.is_missing(row)) candidates.push_back(row);
    }
  }
}

// What is wanted, of which columns.
struct Extremes {
  std::vector<int> positions;
  std::int64_t count;
  bool is_largest;
  KeptTies ties;
};

class ExtremeRowsPartial final : public PartialReduction {
 public:
  ExtremeRowsPartial(Extremes wanted, SchemaPtr schema)
      : wanted_(std::move(wanted)), schema_(std::move(schema)), goodness_(wanted_.positions.size()) {}
  void consume(const Batch& batch) override;
  // The best rows, in the order of the input.
  Table finish() override;
  std::optional<ScanBound> wanted_rows() const override;
  // The best rows, best first.
  Table finish_sorted();

 private:
  void add(const Batch& batch);
  std::vector<std::int64_t> candidates_of(const arrow::Array& column) const;
  void keep(const Batch& batch, const arrow::ArrayVector& columns, const std::vector<std::int64_t>& candidates);
  // By the columns alone: rows that are equally good are equivalent.
  std::strong_ordering order_of(std::int64_t a, std::int64_t b) const;
  bool is_better(std::int64_t a, std::int64_t b) const;
  std::vector<std::int64_t> best_places() const;
  // A later row that is only as good as the worst one can still win by the next column, or by being the last.
  bool can_equal_win() const { return wanted_.positions.size() > 1 || wanted_.ties != KeptTies::kFirst; }
  void cut_down();
  void keep_only(const std::vector<std::int64_t>& places);
  std::int64_t held() const { return goodness_.empty() ? 0 : std::int64_t(goodness_.front().size()); }

  Extremes wanted_;
  SchemaPtr schema_;
  arrow::RecordBatchVector batches_;             // the candidates' rows
  std::vector<std::vector<Goodness>> goodness_;  // of each column, for each candidate
  Goodness threshold_;                           // what the first column must reach; missing: anything will do
  std::int64_t cut_at_ = std::max(kFewestToCut, kCandidatesPerRow* wanted_.count);  // candidates
};

std::vector<std::int64_t> ExtremeRowsPartial::candidates_of(const arrow::Array& column) const {
  std::vector<std::int64_t> candidates;
  if (!threshold_.is_present) {
    candidates.resize(std::size_t(column.length()));
    std::iota(candidates.begin(), candidates.end(), 0);
    return candidates;
  }
  const bool can_equal_win = this->can_equal_win();
  with_word(*column.type(), [&]<class T>(std::type_identity<T>) {
    const RowValues<T> rows(*column.data());
    const T least = value_of_goodness<T>(threshold_.bits, wanted_.is_largest);
    if (wanted_.is_largest && can_equal_win) append_candidates(rows, [=](T x) { return x >= least; }, candidates);
    if (wanted_.is_largest && !can_equal_win) append_candidates(rows, [=](T x) { return x > least; }, candidates);
    if (!wanted_.is_largest && can_equal_win) append_candidates(rows, [=](T x) { return x <= least; }, candidates);
    if (!wanted_.is_largest && !can_equal_win) append_candidates(rows, [=](T x) { return x < least; }, candidates);
  });
  return candidates;
}

// Until a threshold is known all rows are candidates, so they come a few at a time.
void ExtremeRowsPartial::consume(const Batch& batch) {
  std::int64_t done = 0;
  for (; !threshold_.is_present && done < batch->num_rows(); done += kFewestToCut)
    add(batch->Slice(done, kFewestToCut));
  if (done < batch->num_rows()) add(done == 0 ? batch : batch->Slice(done));
}

void ExtremeRowsPartial::add(const Batch& batch) {
  if (batch->num_rows() == 0 || wanted_.count == 0) return;
  const ArrayPtr first = plain_array(batch->column(wanted_.positions.front()));
  const auto candidates = candidates_of(*first);
  if (candidates.empty()) return;
  arrow::ArrayVector columns{first};
  for (std::size_t i = 1; i < wanted_.positions.size(); ++i) {
    columns.push_back(plain_array(batch->column(wanted_.positions[i])));
  }
  keep(batch, columns, candidates);
  if (held() >= cut_at_) cut_down();
}

void ExtremeRowsPartial::keep(const Batch& batch, const arrow::ArrayVector& columns,
                              const std::vector<std::int64_t>& candidates) {
  const bool is_all = std::int64_t(candidates.size()) == batch->num_rows();
  batches_.push_back(is_all ? batch : taken_rows(batch, candidates));
  for (std::size_t i = 0; i < columns.size(); ++i) {
    with_word(*columns[i]->type(), [&]<class T>(std::type_identity<T>) {
      const RowValues<T> rows(*columns[i]->data());
      for (const auto row : candidates) {
        goodness_[i].push_back(
            rows.is_missing(row) ? Goodness{} : Goodness{true, goodness_bits(rows.values[row], wanted_.is_largest)});
      }
    });
  }
}

std::strong_ordering ExtremeRowsPartial::order_of(std::int64_t a, std::int64_t b) const {
  for (const auto& column : goodness_) {
    const auto order = column[std::size_t(a)] <=> column[std::size_t(b)];
    if (order != 0) return order;
  }
  return std::strong_ordering::equal;
}

bool ExtremeRowsPartial::is_better(std::int64_t a, std::int64_t b) const {
  const auto order = order_of(a, b);
  if (order != 0) return order > 0;
  return wanted_.ties == KeptTies::kLast ? a > b : a < b;
}

std::vector<std::int64_t> ExtremeRowsPartial::best_places() const {
  std::vector<std::int64_t> places(static_cast<std::size_t>(held()));
  std::iota(places.begin(), places.end(), 0);
  if (std::int64_t(places.size()) <= wanted_.count) return places;
  auto end = places.begin() + wanted_.count;
  std::nth_element(places.begin(), end, places.end(), [&](auto a, auto b) { return is_better(a, b); });
  if (wanted_.ties == KeptTies::kAll && wanted_.count > 0) {
    const auto worst = *std::max_element(places.begin(), end, [&](auto a, auto b) { return is_better(a, b); });
    end = std::partition(end, places.end(), [&](auto place) { return order_of(place, worst) == 0; });
  }
  places.erase(end, places.end());
  std::ranges::sort(places);
  return places;
}

void ExtremeRowsPartial::cut_down() {
  keep_only(best_places());
  if (held() > 0 && held() >= wanted_.count) threshold_ = *std::ranges::min_element(goodness_.front());
  cut_at_ = std::max(kFewestToCut, kCandidatesPerRow * std::max(wanted_.count, held()));
}

void ExtremeRowsPartial::keep_only(const std::vector<std::int64_t>& places) {
  if (batches_.empty()) return;
  const auto table = data::value_or_throw(arrow::Table::FromRecordBatches(schema_, batches_), "keeping rows");
  batches_ = {taken_rows(one_batch(Table(table)), places)};
  for (auto& column : goodness_) {
    std::vector<Goodness> kept;
    kept.reserve(places.size());
    for (const auto place : places) kept.push_back(column[std::size_t(place)]);
    column = std::move(kept);
  }
}

Table ExtremeRowsPartial::finish() {
  cut_down();
  return Table(data::value_or_throw(arrow::Table::FromRecordBatches(schema_, batches_), "keeping rows"));
}

std::optional<ScanBound> ExtremeRowsPartial::wanted_rows() const {
  const auto& column = schema_->field(wanted_.positions.front());
  const auto id = column->type()->id();
  if (!threshold_.is_present || !(arrow::is_integer(id) || arrow::is_floating(id))) return std::nullopt;
  ScanBound bound{column->name(), wanted_.is_largest ? ">" : "<", Value()};
  if (can_equal_win()) bound.comparison += '=';
  with_word(*plain_type(column->type()), [&]<class T>(std::type_identity<T>) {
    bound.literal = Value::of(value_of_goodness<T>(threshold_.bits, wanted_.is_largest));
  });
  return bound;
}

Table ExtremeRowsPartial::finish_sorted() {
  auto places = best_places();
  // As pandas: of fewer rows nothing is chosen, and the sort is stable.
  if (held() < wanted_.count) wanted_.ties = KeptTies::kFirst;
  std::ranges::sort(places, [&](auto a, auto b) { return is_better(a, b); });
  keep_only(places);
  return Table(data::value_or_throw(arrow::Table::FromRecordBatches(schema_, batches_), "keeping rows"));
}

struct ExtremeRows final : DeclaredAs<ExtremeRows, Reducer> {
  static constexpr std::string_view kName = "extreme_rows";
  static constexpr auto fields() {
    return std::tuple{field("columns", &ExtremeRows::columns), field("count", &ExtremeRows::count),
                      field("is_largest", &ExtremeRows::is_largest), field("keep", &ExtremeRows::keep)};
  }
  std::vector<std::string> columns;
  std::int64_t count = 0;
  bool is_largest = true;
  std::string keep;

  // All columns of the rows are kept; these are the ones that decide.
  std::vector<std::string> input_columns() const override { return columns; }
  SchemaPtr result_schema(const SchemaPtr& input) const override;
  std::unique_ptr<PartialReduction> begin(const SchemaPtr& input) const override { return started(input); }
  Table combine(std::span<const Table> partials) const override { return reduced(partials)->finish(); }
  Table finalize(std::span<const Table> partials, const SchemaPtr&) const override {
    return reduced(partials)->finish_sorted();
  }

 private:
  std::unique_ptr<ExtremeRowsPartial> started(const SchemaPtr& schema) const {
    result_schema(schema);
    return std::make_unique<ExtremeRowsPartial>(
        Extremes{column_positions(*schema, columns), count, is_largest, *kept_ties(keep)}, schema);
  }
  std::unique_ptr<ExtremeRowsPartial> reduced(std::span<const Table> partials) const;
};

SchemaPtr ExtremeRows::result_schema(const SchemaPtr& input) const {
  for (const auto& name : columns) {
    const auto& type = input->field(column_position(*input, name))->type();
    if (with_word(*plain_type(type), [](auto) {})) continue;
    throw TypeError(
        fmt::format("rows are the largest by numbers and times: column '{}' is {}", name, type->ToString()));
  }
  return input;
}

std::unique_ptr<ExtremeRowsPartial> ExtremeRows::reduced(std::span<const Table> partials) const {
  auto reduction = started(partials.front().arrow()->schema());
  for (const auto& partial : partials) reduction->consume(one_batch(partial));
  return reduction;
}

}  // namespace

ReducerPtr extreme_rows(std::vector<std::string> columns, std::int64_t count, bool is_largest, std::string keep) {
  if (columns.empty()) throw ValueError("the largest rows need a column to decide: none is named");
  if (!kept_ties(keep)) throw ValueError(fmt::format("keep must be first, last or all: '{}'", keep));
  auto reducer = std::make_shared<ExtremeRows>();
  reducer->columns = std::move(columns);
  reducer->count = std::max<std::int64_t>(count, 0);
  reducer->is_largest = is_largest;
  reducer->keep = std::move(keep);
  return reducer;
}

}  // namespace tusk::kernels
