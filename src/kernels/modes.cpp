// modes: partials are one row, and for each column two lists: its different values, and how often each is there.
#include <algorithm>

#include <arrow/array.h>
#include <arrow/array/concatenate.h>
#include <arrow/compute/api_vector.h>
#include <arrow/compute/exec.h>
#include <arrow/record_batch.h>
#include <arrow/table.h>

#include "data/arrow_pool.h"
#include "data/arrow_status.h"
#include "kernels/arrow_compute.h"
#include "kernels/counted_values.h"
#include "kernels/row_reducers.h"
#include "kernels/row_tables.h"

namespace tusk::kernels {
namespace {

// One row: the values and the counts of each column, in turn.
Table lists_table(const std::vector<std::string>& names, const std::vector<CountedValues>& counted) {
  arrow::FieldVector fields;
  arrow::ArrayVector lists;
  for (std::size_t i = 0; i < counted.size(); ++i) {
    lists.push_back(one_list(counted[i].values()));
    fields.push_back(arrow::field(names[i], lists.back()->type()));
    lists.push_back(one_list(words_array(arrow::int64(), counted[i].counts())));
    fields.push_back(arrow::field("count of " + names[i], lists.back()->type()));
  }
  return Table(arrow::Table::Make(arrow::schema(std::move(fields)), lists, 1));
}

// The values of that row's list.
ArrayPtr list_of(const arrow::RecordBatch& batch, int column, std::int64_t row) {
  return static_cast<const arrow::LargeListArray&>(*batch.column(column)).value_slice(row);
}

ArrayPtr ascending(const ArrayPtr& values) {
  initialize_arrow_compute();
  arrow::compute::ExecContext context(data::arrow_pool());
  context.set_use_threads(false);
  const auto order = arrow::compute::SortIndices(*values, arrow::compute::SortOrder::Ascending, &context);
  const auto places = data::value_or_throw(order, "sorting modes");
  const auto* words = places->data()->GetValues<std::uint64_t>(1);
  return taken_values(values, std::vector<std::int64_t>(words, words + places->length()));
}

ArrayPtr most_frequent(const CountedValues& counted) {
  const auto counts = counted.counts();
  if (counts.empty()) return counted.values();
  const auto most = *std::ranges::max_element(counts);
  std::vector<std::int64_t> places;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] == most) places.push_back(std::int64_t(i));
  }
  return ascending(taken_values(counted.values(), places));
}

ArrayPtr padded(const ArrayPtr& values, std::int64_t size) {
  if (values->length() == size) return values;
  const ArrayPtr rest = missing_array(values->type(), size - values->length());
  return data::value_or_throw(arrow::Concatenate({values, rest}, data::arrow_pool()), "making a column");
}

struct Modes final : DeclaredAs<Modes, Reducer> {
  static constexpr std::string_view kName = "modes";
  static constexpr auto fields() {
    return std::tuple{field("columns", &Modes::columns), field("drops_missing", &Modes::drops_missing)};
  }
  std::vector<std::string> columns;
  bool drops_missing = true;

  std::vector<std::string> input_columns() const override { return columns; }
  SchemaPtr result_schema(const SchemaPtr& input) const override;
  std::unique_ptr<PartialReduction> begin(const SchemaPtr& input) const override;
  Table combine(std::span<const Table> partials) const override { return lists_table(columns, counted(partials)); }
  Table finalize(std::span<const Table> partials, const SchemaPtr& input) const override;

 private:
  std::vector<CountedValues> counted(std::span<const Table> partials) const;
};

class ModesPartial final : public PartialReduction {
 public:
  ModesPartial(const SchemaPtr& input, const std::vector<std::string>& names, bool drops_missing)
      : names_(names), positions_(column_positions(*input, names)) {
    for (const int position : positions_) {
      counted_.emplace_back(input->field(position)->type(), drops_missing, "modes are");
    }
  }
  void consume(const Batch& batch) override {
    for (std::size_t i = 0; i < counted_.size(); ++i) counted_[i].add(batch->column(positions_[i]));
  }
  Table finish() override { return lists_table(names_, counted_); }

 private:
  std::vector<std::string> names_;
  std::vector<int> positions_;
  std::vector<CountedValues> counted_;
};

SchemaPtr Modes::result_schema(const SchemaPtr& input) const {
  arrow::FieldVector fields;
  for (const auto& name : columns) {
    const auto& type = input->field(column_position(*input, name))->type();
    CountedValues(type, drops_missing, "modes are");
    fields.push_back(arrow::field(name, decoded_type(type)));
  }
  return arrow::schema(std::move(fields));
}

std::unique_ptr<PartialReduction> Modes::begin(const SchemaPtr& input) const {
  return std::make_unique<ModesPartial>(input, columns, drops_missing);
}

std::vector<CountedValues> Modes::counted(std::span<const Table> partials) const {
  std::vector<CountedValues> sums;
  const auto batch = one_batch(stacked(partials));
  for (int i = 0; i < int(columns.size()); ++i) {
    const auto& lists = static_cast<const arrow::LargeListType&>(*batch->column(2 * i)->type());
    auto& sum = sums.emplace_back(lists.value_type(), drops_missing, "modes are");
    for (std::int64_t row = 0; row < batch->num_rows(); ++row) {
      sum.add(list_of(*batch, 2 * i, row), list_of(*batch, 2 * i + 1, row)->data()->GetValues<std::int64_t>(1));
    }
  }
  return sums;
}

Table Modes::finalize(std::span<const Table> partials, const SchemaPtr& input) const {
  arrow::ArrayVector results;
  std::int64_t size = 0;
  for (const auto& sum : counted(partials)) {
    results.push_back(most_frequent(sum));
    size = std::max(size, results.back()->length());
  }
  for (auto& result : results) result = padded(result, size);
  return Table(arrow::Table::Make(result_schema(input), results, size));
}

}  // namespace

ReducerPtr modes(std::vector<std::string> columns, bool drops_missing) {
  auto reducer = std::make_shared<Modes>();
  reducer->columns = std::move(columns);
  reducer->drops_missing = drops_missing;
  return reducer;
}

}  // namespace tusk::kernels
