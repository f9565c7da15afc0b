#include "expr/arrays/array_sources.h"

#include <algorithm>
#include <type_traits>
#include <utility>

#include <fmt/format.h>

#include <tusk/core/codec.h>
#include <tusk/core/error.h>
#include <tusk/data/dtype_dispatch.h>
#include <tusk/graph/operation.h>

namespace tusk::expr {

namespace {

// Integers are kept as such: a double does not hold all of them.
template <class T>
T number_as(const Value& value) {
  if (is_floating(value.dtype())) return T(value.as<double>());
  if (is_unsigned_integer(value.dtype())) return T(value.as<std::uint64_t>());
  return T(value.as<std::int64_t>());
}

}  // namespace

Meta HeldBlocks::meta(Inputs) const { TUSK_CHECK(false, "held blocks have the meta of what they stand for"); }

OperationPtr GeneratedArray::block_operation() const { return operation(GenerateBlock{dtype, chunks, start, step}); }

NodePtr array_values(NdArray values, Chunks chunks) {
  if (shape_of(chunks) != values.shape())
    throw ValueError(fmt::format("chunks add up to the shape: got {} for shape {}", chunks_text(chunks),
                                 shape_text(values.shape())));
  auto op = std::make_shared<ArrayValues>();
  op->values = std::move(values);
  op->chunks = std::move(chunks);
  return make_node(std::move(op));
}

NodePtr generated_array(std::string word, DType dtype, Chunks chunks, Value start, Value step) {
  auto op = std::make_shared<GeneratedArray>();
  op->word = std::move(word);
  op->dtype = dtype;
  op->chunks = std::move(chunks);
  op->start = std::move(start);
  op->step = std::move(step);
  return make_node(std::move(op));
}

NodePtr held_blocks(const NodePtr& node, std::vector<NdArray> blocks) {
  TUSK_CHECK(std::int64_t(blocks.size()) == node->meta().partition_count, "there is one array a block");
  auto op = std::make_shared<HeldBlocks>();
  op->blocks = std::move(blocks);
  return std::make_shared<const Node>(std::move(op), std::vector<NodePtr>(), node->meta(), node->hash());
}

Value GenerateBlock::run(const tusk::Inputs&, TaskContext& context) const {
  const Lengths grid = grid_of(chunks);
  const Lengths place = place_of(grid, context.index());
  NdArray block = NdArray::empty(dtype, block_shape(chunks, place));
  const std::int64_t first = chunks.size() == 1 ? starts_of(chunks[0])[std::size_t(place[0])] : 0;
  visit_dtype(dtype, [&]<class T>() {
    T* out = block.mutable_data<T>();
    if constexpr (std::is_integral_v<T>) {
      const T own_start = number_as<T>(start), own_step = number_as<T>(step);
      for (std::int64_t i = 0; i < block.size(); ++i)
        out[i] = T(std::uint64_t(own_start) + std::uint64_t(own_step) * std::uint64_t(first + i));
    } else if constexpr (std::is_floating_point_v<T>) {
      const double own_start = number_as<double>(start), own_step = number_as<double>(step);
      for (std::int64_t i = 0; i < block.size(); ++i)
        out[i] = T(own_step == 0 ? own_start : own_start + own_step * double(first + i));
    } else {
      std::fill_n(out, block.size(), T(number_as<double>(start)));
    }
  });
  return Value::of(std::move(block));
}

}  // namespace tusk::expr
