#include "dataframe/map_partitions.h"

#include <utility>

#include <arrow/table.h>
#include <arrow/type.h>
#include <fmt/format.h>

#include <tusk/core/error.h>
#include <tusk/dataframe/from_delayed.h>
#include <tusk/graph/literal.h>

#include "expr/operation_reducer.h"
#include "expr/task_results.h"

namespace tusk {

namespace {

// Calls a function, and refuses a result with other columns than were said.
struct CallForPartition {
  static constexpr std::string_view kName = "call-for-partition";
  static constexpr auto fields() {
    return std::tuple{field("name", &CallForPartition::name), field("function", &CallForPartition::function),
                      field("empty", &CallForPartition::empty)};
  }
  std::string name;
  expr::TableStep function;
  Table empty;

  Value run(const tusk::Inputs& inputs, TaskContext& context) const {
    const Table made = function.operation->run(inputs, context).as<Table>();
    if (!made.arrow()->schema()->Equals(*empty.arrow()->schema(), false))
      throw TypeError(fmt::format("a function of partitions gives the columns that it said: {} gave ({}), not ({})",
                                  name, made.arrow()->schema()->ToString(), empty.arrow()->schema()->ToString()));
    return Value::of(Table(made.arrow()->ReplaceSchemaMetadata(nullptr)));
  }
};

}  // namespace

namespace dataframe {

expr::NodePtr call_for_partitions(std::vector<expr::NodePtr> inputs, const FunctionPtr& function,
                                  std::vector<Argument> arguments, const expr::PartitionResult& result) {
  return expr::per_partition(
      std::move(inputs),
      operation(
          CallForPartition{function->name, {call(function, std::move(arguments))}, expr::empty_table(result.schema)}),
      function->name, result);
}

expr::NodePtr from_tasks(std::vector<expr::TaskResult> tasks, const expr::PartitionResult& result) {
  return expr::per_partition({expr::task_results(std::move(tasks), "parts")},
                             operation(CallForPartition{"a task", {alias()}, expr::empty_table(result.schema)}),
                             "from-delayed", result);
}

}  // namespace dataframe

namespace {

std::vector<expr::IndexName> index_names_in(const Table& result, const std::vector<expr::IndexName>& known) {
  std::vector<expr::IndexName> names;
  const std::vector<std::string> columns = result.column_names();
  while (names.size() < columns.size() && columns[names.size()] == expr::index_column(names.size()))
    names.push_back(names.size() < known.size() ? known[names.size()] : std::nullopt);
  return names;
}

expr::PartitionResult result_of(const Table& result, const std::vector<expr::IndexName>& known) {
  return {expr::Shape::Frame, result.arrow()->schema()->RemoveMetadata(), index_names_in(result, known)};
}

}  // namespace

DataFrame DataFrame::map_partitions(const FunctionPtr& function, const Table& result,
                                    const std::vector<Value>& arguments) const {
  std::vector<Argument> all = {Argument::of_input(0)};
  for (const Value& value : arguments) all.push_back(Argument::of_constant(value));
  return DataFrame(dataframe::call_for_partitions({node()}, function, std::move(all),
                                                  result_of(result, node()->meta().index_names)));
}

DataFrame from_delayed(const std::vector<DelayedTable>& parts, const Table& result) {
  std::vector<expr::TaskResult> tasks;
  for (const DelayedTable& part : parts) tasks.push_back({part.task, hash_of(part.key.quoted())});
  return DataFrame(dataframe::from_tasks(std::move(tasks), result_of(result, {})));
}

}  // namespace tusk
