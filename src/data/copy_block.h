// Elements from one place in memory to another, each with strides of its own.
#pragma once

#include <cstddef>

#include <tusk/data/ndarray.h>

namespace tusk::data {

// Copies a block of `shape`; strides are in bytes and may be anything; `item_size` is a power of two up to 16.
void copy_block(const Shape& shape, std::size_t item_size, const std::byte* from, const Strides& from_strides,
                std::byte* to, const Strides& to_strides);

// Writes the element at `item` to every place of a block.
void fill_block(const Shape& shape, std::size_t item_size, const std::byte* item, std::byte* to,
                const Strides& to_strides);

}  // namespace tusk::data
