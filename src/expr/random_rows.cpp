#include "expr/random_rows.h"

#include <utility>

#include <arrow/builder.h>
#include <arrow/record_batch.h>
#include <arrow/type.h>
#include <fmt/format.h>

#include <tusk/core/codec.h>
#include <tusk/core/error.h>

#include "data/arrow_pool.h"
#include "data/arrow_status.h"
#include "kernels/philox.h"

namespace tusk::expr {

Meta RandomRows::meta(Inputs inputs) const {
  Meta meta = inputs[0]->meta();
  meta.shape = Shape::Series;
  meta.index_names.clear();
  meta.schema = arrow::schema({arrow::field(std::string(kUnnamed), arrow::boolean())});
  return meta;
}

std::int64_t RandomRows::number_of(std::int64_t partition) const {
  return partitions.empty() ? partition : partitions[std::size_t(partition)];
}

kernels::Batch RandomRows::run(std::span<const Register> inputs, const BatchPlace& place) const {
  const std::int64_t rows = inputs[0].batch->num_rows();
  const auto partition = std::uint32_t(number_of(place.partition));
  arrow::BooleanBuilder builder(data::arrow_pool());
  data::throw_unless_ok(builder.Reserve(rows), "choosing rows");
  for (std::int64_t i = 0; i < rows; ++i) {
    const auto row = std::uint64_t(place.first_row + i);
    const auto random = kernels::philox({std::uint32_t(row), std::uint32_t(row >> 32), partition, 0}, seed);
    builder.UnsafeAppend(kernels::uniform(random[0], random[1]) < share);
  }
  return arrow::RecordBatch::Make(arrow::schema({arrow::field(std::string(kUnnamed), arrow::boolean())}), rows,
                                  {data::value_or_throw(builder.Finish(), "choosing rows")});
}

// Only how many rows there are.
std::vector<Columns> RandomRows::needed(Inputs, const Columns&) const { return {{}}; }

NodePtr random_rows(const NodePtr& input, std::uint64_t seed, double share) {
  if (!(share >= 0 && share <= 1)) throw ValueError(fmt::format("a share of rows lies between 0 and 1: got {}", share));
  auto op = std::make_shared<RandomRows>();
  op->seed = seed;
  op->share = share;
  return make_node(std::move(op), {input});
}

}  // namespace tusk::expr
