#include "expr/arrays/array_collection.h"

#include <utility>

#include <tusk/core/error.h>

#include "expr/arrays/array_rechunk.h"
#include "expr/arrays/array_sources.h"

namespace tusk::expr {

namespace {

std::vector<NdArray> blocks_of(const std::vector<Value>& results) {
  std::vector<NdArray> blocks;
  blocks.reserve(results.size());
  for (const Value& result : results) blocks.push_back(result.as<NdArray>());
  return blocks;
}

// The chunks that the blocks have, where they weren't known.
Chunks found_chunks(const Chunks& chunks, const std::vector<NdArray>& blocks) {
  const Lengths grid = grid_of(chunks);
  Chunks found = chunks;
  for (std::size_t axis = 0; axis < chunks.size(); ++axis) {
    for (std::int64_t i = 0; i < grid[axis]; ++i) {
      Lengths place(grid.size(), 0);
      place[axis] = i;
      found[axis][std::size_t(i)] = blocks[std::size_t(number_of(grid, place))].shape()[axis];
    }
  }
  return found;
}

}  // namespace

Value ArrayCollection::finish(std::vector<Value> results) const {
  const ArrayForm& form = *node()->meta().array;
  const std::vector<NdArray> blocks = blocks_of(results);
  if (blocks.size() == 1) return Value::of(blocks[0]);
  const Chunks chunks = found_chunks(form.chunks, blocks);
  Chunks whole;
  for (const Lengths& axis : chunks) whole.push_back({length_of(axis)});
  BlockParts parts = parts_of_block(chunks, whole, Lengths(chunks.size(), 0));
  return Value::of(assembled(form.dtype, shape_of(chunks), blocks, parts));
}

std::shared_ptr<Collection> ArrayCollection::rebuilt(std::vector<Value> results) const {
  return std::make_shared<ArrayCollection>(held_blocks(node(), blocks_of(results)));
}

}  // namespace tusk::expr
