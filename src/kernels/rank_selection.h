// Rank selection: the values at some places of the sorted order, without sorting.
//
// A pass counts the values in 65,536 ranges of equal width between the least and the greatest order pattern
// (kernels/order_bits.h); a second pass collects the few ranges that hold a wanted rank, and these are narrowed again,
// or partly sorted once they are small. So it takes three readings of the values (least and greatest, counts,
// collecting), and one for each further 16 bits in which many values agree; memory is that of the collected values.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace tusk::kernels {

// The values of rank `ranks` (ascending, without repetition, below the number of values; 0 is the least) among those
// of all chunks, which hold no NaN.
template <class T>
std::vector<T> values_of_ranks(std::span<const std::span<const T>> chunks, std::span<const std::int64_t> ranks);

}  // namespace tusk::kernels
