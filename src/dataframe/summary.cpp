#include "dataframe/summary.h"

#include <utility>

#include <arrow/array/concatenate.h>
#include <arrow/builder.h>
#include <arrow/table.h>
#include <arrow/type.h>
#include <fmt/format.h>

#include <tusk/core/error.h>

#include "data/arrow_pool.h"
#include "data/arrow_status.h"
#include "dataframe/nodes.h"
#include "dataframe/reshape_row.h"
#include "expr/per_partition.h"
#include "expr/reduce.h"
#include "expr/select.h"
#include "kernels/row_reducers.h"

namespace tusk::dataframe {

namespace {

struct LabelRows {
  static constexpr std::string_view kName = "label-rows";
  static constexpr auto fields() { return std::tuple{field("labels", &LabelRows::labels)}; }
  Table labels;  // one column, the index

  Value run(const tusk::Inputs& inputs, TaskContext&) const {
    const auto table = inputs[0].as<Table>().arrow();
    const auto& labels = *this->labels.arrow();
    return Value::of(
        Table(data::value_or_throw(table->AddColumn(0, labels.field(0), labels.column(0)), "labelling rows")));
  }
};

template <class Builder, class Labels>
expr::NodePtr labelled(const expr::NodePtr& rows, const Labels& labels) {
  Builder builder(data::arrow_pool());
  data::throw_unless_ok(builder.AppendValues(labels), "labelling rows");
  const auto array = data::value_or_throw(builder.Finish(), "labelling rows");
  const auto index = arrow::field(expr::index_column(0), array->type());
  arrow::FieldVector made = {index};
  for (const auto& column : rows->meta().schema->fields()) made.push_back(column);
  const Table table(arrow::Table::Make(arrow::schema({index}), {array}));
  return expr::per_partition({rows}, operation(LabelRows{table}), "label-rows",
                             {expr::Shape::Frame, arrow::schema(std::move(made)), {std::nullopt}});
}

void check_quantiles(const std::vector<double>& quantiles) {
  for (const double q : quantiles) {
    if (!(q >= 0 && q <= 1)) throw ValueError(fmt::format("quantiles lie between 0 and 1: got {}", q));
  }
}

}  // namespace

expr::NodePtr quantile_rows(const expr::NodePtr& input, const std::vector<std::string>& columns,
                            const std::vector<double>& quantiles, const std::string& interpolation) {
  check_quantiles(quantiles);
  const auto rows = expr::reduce(input, kernels::quantiles(columns, quantiles, interpolation), "quantile");
  return labelled<arrow::DoubleBuilder>(rows, quantiles);
}

expr::NodePtr labelled_rows(const expr::NodePtr& rows, const std::vector<std::string>& labels) {
  return labelled<arrow::StringBuilder>(rows, labels);
}

expr::NodePtr aggregated_columns(const expr::NodePtr& frame, const std::vector<std::string>& columns,
                                 const std::string& function, const std::map<std::string, Value>& options) {
  std::vector<kernels::Aggregate> aggregates;
  for (const std::string& column : columns) aggregates.push_back({function, column, column, options});
  const auto row = aggregated(frame, std::move(aggregates), function);
  return rows_of(row, expr::Shape::Series, columns, {std::string(expr::kUnnamed)});
}

}  // namespace tusk::dataframe
