#include "expr/assign.h"

#include <algorithm>
#include <utility>

#include <arrow/array.h>
#include <arrow/array/util.h>
#include <arrow/record_batch.h>
#include <arrow/type.h>

#include <tusk/core/codec.h>

#include "data/arrow_pool.h"
#include "data/arrow_status.h"

namespace tusk::expr {

namespace {

// Where a frame without the column gets it.
int place_before(const std::vector<std::string>& following, const arrow::Schema& schema) {
  for (const std::string& column : following) {
    if (const int place = schema.GetFieldIndex(column); place >= 0) return place;
  }
  return schema.num_fields();
}

}  // namespace

Meta Assign::meta(Inputs inputs) const {
  aligned_input("assigning a column", inputs);
  Meta meta = inputs[0]->meta();
  const auto added = arrow::field(column, value_type(inputs[1]->meta()));
  arrow::FieldVector all = meta.schema->fields();
  const int place = meta.schema->GetFieldIndex(column);
  if (place < 0) all.insert(all.begin() + place_before(following, *meta.schema), added);
  else all[std::size_t(place)] = added;
  meta.schema = arrow::schema(std::move(all));
  return meta;
}

kernels::Batch Assign::run(std::span<const Register> inputs, const BatchPlace&) const {
  const kernels::Batch& batch = inputs[0].batch;
  const int value_place = inputs[1].index_count;
  std::shared_ptr<arrow::Array> values = inputs[1].batch->column(value_place);
  if (inputs[1].shape == Shape::Scalar) {
    const auto scalar = data::value_or_throw(values->GetScalar(0), "assigning a scalar");
    values = data::value_or_throw(arrow::MakeArrayFromScalar(*scalar, batch->num_rows(), data::arrow_pool()),
                                  "assigning a scalar");
  }
  const auto added = arrow::field(column, values->type());
  const int place = batch->schema()->GetFieldIndex(column);
  return data::value_or_throw(
      place < 0 ? batch->AddColumn(place_before(following, *batch->schema()), added, std::move(values))
                : batch->SetColumn(place, added, std::move(values)),
      "assigning a column");
}

std::vector<Columns> Assign::needed(Inputs inputs, const Columns& wanted) const {
  Columns others = wanted;
  others.erase(column);
  const auto place = wanted.find(column);
  if (place == wanted.end()) return {others, {}};
  // Without the rest of the frame the rows would be gone, which nothing else of it stands for.
  return {others, {{value_column(inputs[1]->meta()), place->second}}};
}

std::optional<OpPtr> Assign::narrowed(Inputs inputs, const Columns& wanted) const {
  if (!wanted.contains(column)) return nullptr;
  const auto names = inputs[0]->meta().schema->field_names();
  const auto place = std::ranges::find(names, column);
  if (place == names.end() || place + 1 == names.end()) return std::nullopt;
  auto narrow = std::make_shared<Assign>(*this);
  narrow->following.assign(place + 1, names.end());
  return narrow;
}

NodePtr assign(const NodePtr& frame, std::string column, const NodePtr& values) {
  auto op = std::make_shared<Assign>();
  op->column = std::move(column);
  return make_node(std::move(op), {frame, values});
}

}  // namespace tusk::expr
