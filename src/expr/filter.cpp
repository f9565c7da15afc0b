#include "expr/filter.h"

#include <utility>

#include <arrow/array.h>
#include <arrow/compute/api_vector.h>
#include <arrow/compute/exec.h>
#include <arrow/record_batch.h>
#include <arrow/type.h>
#include <fmt/format.h>

#include <tusk/core/codec.h>
#include <tusk/core/error.h>

#include "data/arrow_pool.h"
#include "data/arrow_status.h"
#include "kernels/arrow_compute.h"

namespace tusk::expr {

Meta Filter::meta(Inputs inputs) const {
  aligned_input("filtering", inputs);
  const Meta& mask = inputs[1]->meta();
  if (mask.shape != Shape::Series || value_type(mask)->id() != arrow::Type::BOOL)
    throw TypeError(fmt::format("rows are filtered by a series of truth values: this one has {}",
                                mask.shape == Shape::Series ? value_type(mask)->ToString() : "another shape"));
  Meta meta = inputs[0]->meta();
  meta.rows = rows;
  return meta;
}

kernels::Batch Filter::run(std::span<const Register> inputs, const BatchPlace&) const {
  kernels::initialize_arrow_compute();
  arrow::compute::ExecContext context(data::arrow_pool());
  context.set_use_threads(false);
  const auto& mask = static_cast<const arrow::BooleanArray&>(*inputs[1].batch->column(inputs[1].index_count));
  const std::int64_t kept = mask.true_count();
  if (kept == mask.length()) return inputs[0].batch;
  if (inputs[0].batch->num_columns() == 0)
    return arrow::RecordBatch::Make(inputs[0].batch->schema(), kept, arrow::ArrayVector());
  const arrow::Datum filtered =
      data::value_or_throw(arrow::compute::Filter(inputs[0].batch, inputs[1].batch->column(inputs[1].index_count),
                                                  arrow::compute::FilterOptions::Defaults(), &context),
                           "filtering rows");
  return filtered.record_batch();
}

std::vector<Columns> Filter::needed(Inputs inputs, const Columns& wanted) const {
  return {wanted, {{value_column(inputs[1]->meta()), Need::Values}}};
}

NodePtr filter(const NodePtr& input, const NodePtr& mask) {
  auto op = std::make_shared<Filter>();
  op->rows = combine(input->meta().rows, mask->hash());
  return make_node(std::move(op), {input, mask});
}

}  // namespace tusk::expr
