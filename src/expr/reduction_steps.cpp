#include "expr/reduction_steps.h"

#include <utility>

#include <arrow/table.h>

namespace tusk::expr {

namespace {

std::vector<Table> tables_of(const tusk::Inputs& inputs, int item) {
  std::vector<Table> tables;
  tables.reserve(inputs.size());
  for (std::size_t i = 0; i < inputs.size(); ++i)
    tables.push_back(item < 0 ? inputs[i].as<Table>()
                              : inputs[i].if_boxed<Sequence>()->at(std::size_t(item)).as<Table>());
  return tables;
}

}  // namespace

Value CombinePartials::run(const tusk::Inputs& inputs, TaskContext&) const {
  return Value::of(reducer->combine(tables_of(inputs, item)));
}

Value SplitPartial::run(const tusk::Inputs& inputs, TaskContext&) const {
  Sequence pieces;
  for (Table& piece : reducer->split(tables_of(inputs, item)[0], count)) pieces.push_back(Value::of(std::move(piece)));
  return Value::of(std::move(pieces));
}

Value FinalizePartials::run(const tusk::Inputs& inputs, TaskContext&) const {
  return Value::of(reducer->finalize(tables_of(inputs, item), empty.arrow()->schema()));
}

Value CommitSink::run(const tusk::Inputs& inputs, TaskContext&) const {
  return Value::of(sink->commit(tables_of(inputs, -1)));
}

}  // namespace tusk::expr
