// Bytes of elements, sorted by their place in the element, and back.
#pragma once

#include <cstddef>

namespace tusk::io {

// Undoes shuffle(): `size` bytes, of which those behind the last whole element stay as they are. No overlap.
void unshuffle(const std::byte* shuffled, std::size_t size, std::size_t item_size, std::byte* out);
void shuffle(const std::byte* items, std::size_t size, std::size_t item_size, std::byte* out);

}  // namespace tusk::io
