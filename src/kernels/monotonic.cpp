// monotonic: a partial is one row: the first and the last value as lists, empty if there is none, and two truths.
#include <utility>

#include <arrow/array.h>
#include <arrow/builder.h>
#include <arrow/record_batch.h>
#include <arrow/table.h>
#include <fmt/format.h>

#include <tusk/core/error.h>

#include "data/arrow_pool.h"
#include "data/arrow_status.h"
#include "kernels/order_reducers.h"
#include "kernels/ordered/columnwise.h"
#include "kernels/ordered/text_rows.h"
#include "kernels/row_tables.h"

namespace tusk::kernels {
namespace {

ArrayPtr one_truth(bool truth) {
  arrow::BooleanBuilder builder(data::arrow_pool());
  data::throw_unless_ok(builder.Append(truth), "comparing rows");
  return data::value_or_throw(builder.Finish(), "comparing rows");
}

// What is known of the order of some rows.
struct RowOrder {
  ArrayPtr first, last;  // of plain values
  bool is_increasing = true, is_decreasing = true;

  template <class Rows>
  void compare(const Rows& rows, std::int64_t size) {
    for (std::int64_t row = 0; row < size; ++row) {
      if (rows.is_missing(row)) is_increasing = is_decreasing = false;
      if (row == 0 || !(is_increasing || is_decreasing)) continue;
      is_increasing = is_increasing && !(rows.values[row] < rows.values[row - 1]);
      is_decreasing = is_decreasing && !(rows.values[row - 1] < rows.values[row]);
    }
  }

  void compare(const ArrayPtr& values) {
    if (const auto* texts = dynamic_cast<const arrow::StringArray*>(values.get()))
      return compare(ordered::TextRows<arrow::StringArray>(*texts), values->length());
    if (const auto* texts = dynamic_cast<const arrow::LargeStringArray*>(values.get()))
      return compare(ordered::TextRows<arrow::LargeStringArray>(*texts), values->length());
    if (values->type_id() == arrow::Type::NA) is_increasing = is_decreasing = values->length() == 0;
    with_word(*values->type(),
              [&]<class T>(std::type_identity<T>) { compare(RowValues<T>(*values->data()), values->length()); });
  }

  // Rows that come next: all of them, or what is known of them.
  void add(const ArrayPtr& next_first, const ArrayPtr& next_last) {
    if (next_first->length() == 0) return;
    if (last->length() > 0) compare(ordered::joined({last, next_first}));
    if (first->length() == 0) first = ordered::joined({next_first});
    last = ordered::joined({next_last});
  }

  Table partial() const {
    const arrow::ArrayVector columns = {one_list(first), one_list(last), one_truth(is_increasing),
                                        one_truth(is_decreasing)};
    return Table(arrow::Table::Make(
        arrow::schema({arrow::field("first", columns[0]->type()), arrow::field("last", columns[1]->type()),
                       arrow::field("increasing", arrow::boolean()), arrow::field("decreasing", arrow::boolean())}),
        columns, 1));
  }
};

class MonotonicPartial final : public PartialReduction {
 public:
  MonotonicPartial(int position, const TypePtr& type) : position_(position) {
    order_.first = order_.last = missing_array(plain_type(type), 0);
  }
  void consume(const Batch& batch) override {
    const ArrayPtr values = plain_array(batch->column(position_));
    order_.compare(values);
    if (values->length() > 0) order_.add(values->Slice(0, 1), values->Slice(values->length() - 1));
  }
  Table finish() override { return order_.partial(); }

 private:
  int position_;
  RowOrder order_;
};

RowOrder order_of(std::span<const Table> partials) {
  const Batch rows = one_batch(stacked(partials));
  const auto list = [&](int column, std::int64_t row) {
    return static_cast<const arrow::LargeListArray&>(*rows->column(column)).value_slice(row);
  };
  RowOrder order;
  order.first = list(0, 0), order.last = list(1, 0);
  for (std::int64_t row = 0; row < rows->num_rows(); ++row) {
    order.is_increasing = order.is_increasing && static_cast<const arrow::BooleanArray&>(*rows->column(2)).Value(row);
    order.is_decreasing = order.is_decreasing && static_cast<const arrow::BooleanArray&>(*rows->column(3)).Value(row);
    if (row > 0) order.add(list(0, row), list(1, row));
  }
  return order;
}

struct Monotonic final : DeclaredAs<Monotonic, Reducer> {
  static constexpr std::string_view kName = "monotonic";
  static constexpr auto fields() { return std::tuple{field("column", &Monotonic::column)}; }
  std::string column;

  std::vector<std::string> input_columns() const override { return {column}; }
  SchemaPtr result_schema(const SchemaPtr& input) const override {
    const auto& type = input->field(column_position(*input, column))->type();
    const TypePtr plain = plain_type(type);
    const bool is_text = plain->id() == arrow::Type::STRING || plain->id() == arrow::Type::LARGE_STRING;
    if (!is_text && plain->id() != arrow::Type::NA && !with_word(*plain, [](auto) {}))
      throw TypeError(
          fmt::format("numbers, times and texts are in an order: column '{}' is {}", column, type->ToString()));
    return arrow::schema({arrow::field("increasing", arrow::boolean()), arrow::field("decreasing", arrow::boolean())});
  }
  std::unique_ptr<PartialReduction> begin(const SchemaPtr& input) const override {
    const int position = column_position(*input, column);
    return std::make_unique<MonotonicPartial>(position, input->field(position)->type());
  }
  Table combine(std::span<const Table> partials) const override { return order_of(partials).partial(); }
  Table finalize(std::span<const Table> partials, const SchemaPtr& input) const override {
    const RowOrder order = order_of(partials);
    return Table(arrow::Table::Make(
        result_schema(input), arrow::ArrayVector{one_truth(order.is_increasing), one_truth(order.is_decreasing)}, 1));
  }
};

}  // namespace

ReducerPtr monotonic(std::string column) {
  auto reducer = std::make_shared<Monotonic>();
  reducer->column = std::move(column);
  return reducer;
}

}  // namespace tusk::kernels
