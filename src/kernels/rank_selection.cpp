#include "kernels/rank_selection.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <limits>

#include "kernels/order_bits.h"

namespace tusk::kernels {
namespace {

constexpr int kBucketBits = 16;
constexpr std::size_t kBuckets = std::size_t{1} << kBucketBits;
// So few values are sorted in part rather than counted.
constexpr std::int64_t kFewValues = 16 * 1024;

// Ranges of equal width of order patterns; all patterns from `least` on.
template <class T>
struct Ranges {
  std::size_t bucket(T value) const { return std::size_t(OrderWord<T>(order_bits(value) - least) >> shift); }

  OrderWord<T> least;
  int shift;
};

// In lanes of their own, so that no comparison waits for the one before.
template <class T>
void widen(std::span<const T> chunk, T& least, T& greatest) {
  constexpr std::size_t kLanes = 8;
  std::array<T, kLanes> lows, highs;
  lows.fill(least), highs.fill(greatest);
  std::size_t i = 0;
  for (; i + kLanes <= chunk.size(); i += kLanes) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      const T value = chunk[i + lane];
      lows[lane] = value < lows[lane] ? value : lows[lane];
      highs[lane] = value > highs[lane] ? value : highs[lane];
    }
  }
  for (; i < chunk.size(); ++i) lows[0] = std::min(lows[0], chunk[i]), highs[0] = std::max(highs[0], chunk[i]);
  least = std::ranges::min(lows), greatest = std::ranges::max(highs);
}

template <class T>
Ranges<T> ranges_of(std::span<const std::span<const T>> chunks) {
  T least = std::numeric_limits<T>::max();
  T greatest = std::numeric_limits<T>::lowest();
  if constexpr (std::is_floating_point_v<T>) {
    least = std::numeric_limits<T>::infinity();
    greatest = -least;
  }
  for (const auto& chunk : chunks) widen(chunk, least, greatest);
  // 0.0 and -0.0 compare equal, but have two patterns: the range must hold both.
  if (std::is_floating_point_v<T> && least == T{}) least = T(-0.0);
  if (std::is_floating_point_v<T> && greatest == T{}) greatest = T(0.0);
  const OrderWord<T> width = OrderWord<T>(order_bits(greatest) - order_bits(least));
  return {order_bits(least), std::max(0, int(std::bit_width(width)) - kBucketBits)};
}

// Two tables take turns, so that a run of equal values does not wait for its own increments.
template <class T>
std::vector<std::int64_t> bucket_counts(std::span<const std::span<const T>> chunks, Ranges<T> ranges) {
  std::vector<std::int64_t> counts(kBuckets), others(kBuckets);
  for (const auto& chunk : chunks) {
    std::size_t i = 0;
    for (; i + 2 <= chunk.size(); i += 2) {
      ++counts[ranges.bucket(chunk[i])];
      ++others[ranges.bucket(chunk[i + 1])];
    }
    if (i < chunk.size()) ++counts[ranges.bucket(chunk[i])];
  }
  for (std::size_t i = 0; i < kBuckets; ++i) counts[i] += others[i];
  return counts;
}

// A range that holds wanted ranks, and later its values.
template <class T>
struct WantedBucket {
  std::size_t bucket;
  std::vector<std::int64_t> ranks;  // within the bucket
  std::vector<T> values;
};

template <class T>
std::vector<WantedBucket<T>> wanted_buckets(const std::vector<std::int64_t>& counts,
                                            std::span<const std::int64_t> ranks) {
  std::vector<WantedBucket<T>> wanted;
  std::int64_t below = 0;
  std::size_t next = 0;
  for (std::size_t bucket = 0; next < ranks.size(); ++bucket) {
    const std::int64_t above = below + counts[bucket];
    if (ranks[next] < above) wanted.push_back({bucket, {}, {}});
    for (; next < ranks.size() && ranks[next] < above; ++next) wanted.back().ranks.push_back(ranks[next] - below);
    below = above;
  }
  return wanted;
}

// Writes each value behind the last one of its bucket, and goes on only where it is wanted: no branch to mispredict.
// The bucket of what nobody wants is slot 0.
template <class T>
void collect(std::span<const std::span<const T>> chunks, Ranges<T> ranges, const std::vector<std::int64_t>& counts,
             std::vector<WantedBucket<T>>& wanted) {
  std::vector<std::uint32_t> slot_of_bucket(kBuckets);
  T unwanted{};
  std::vector<T*> ends{&unwanted};
  std::vector<std::uint8_t> steps{0};
  for (auto& one : wanted) {
    one.values.resize(std::size_t(counts[one.bucket]));
    slot_of_bucket[one.bucket] = std::uint32_t(ends.size());
    ends.push_back(one.values.data());
    steps.push_back(1);
  }
  for (const auto& chunk : chunks) {
    for (const T value : chunk) {
      const auto slot = slot_of_bucket[ranges.bucket(value)];
      *ends[slot] = value;
      ends[slot] += steps[slot];
    }
  }
}

template <class T>
void append_by_partial_sort(std::span<T> values, std::span<const std::int64_t> ranks, std::vector<T>& found) {
  auto from = values.begin();
  for (const auto rank : ranks) {
    const auto place = values.begin() + rank;
    std::nth_element(from, place, values.end());
    found.push_back(*place);
    from = place + 1;
  }
}

template <class T>
void append_values_of_ranks(std::span<const std::span<const T>> chunks, std::span<const std::int64_t> ranks,
                            std::vector<T>& found) {
  const auto ranges = ranges_of(chunks);
  const auto counts = bucket_counts(chunks, ranges);
  auto wanted = wanted_buckets<T>(counts, ranks);
  if (ranges.shift == 0) {
    for (const auto& one : wanted) {
      found.insert(found.end(), one.ranks.size(), from_order_bits<T>(OrderWord<T>(ranges.least + one.bucket)));
    }
    return;
  }
  collect(chunks, ranges, counts, wanted);
  for (auto& one : wanted) {
    if (std::int64_t(one.values.size()) <= kFewValues) {
      append_by_partial_sort(std::span(one.values), std::span<const std::int64_t>(one.ranks), found);
    } else {
      const std::array<std::span<const T>, 1> narrowed{one.values};
      append_values_of_ranks<T>(narrowed, one.ranks, found);
    }
    one.values = {};
  }
}

}  // namespace

template <class T>
std::vector<T> values_of_ranks(std::span<const std::span<const T>> chunks, std::span<const std::int64_t> ranks) {
  std::vector<T> found;
  found.reserve(ranks.size());
  if (!ranks.empty()) append_values_of_ranks(chunks, ranks, found);
  return found;
}

template std::vector<std::int8_t> values_of_ranks(std::span<const std::span<const std::int8_t>>,
                                                  std::span<const std::int64_t>);
template std::vector<std::int16_t> values_of_ranks(std::span<const std::span<const std::int16_t>>,
                                                   std::span<const std::int64_t>);
template std::vector<std::int32_t> values_of_ranks(std::span<const std::span<const std::int32_t>>,
                                                   std::span<const std::int64_t>);
template std::vector<std::int64_t> values_of_ranks(std::span<const std::span<const std::int64_t>>,
                                                   std::span<const std::int64_t>);
template std::vector<std::uint8_t> values_of_ranks(std::span<const std::span<const std::uint8_t>>,
                                                   std::span<const std::int64_t>);
template std::vector<std::uint16_t> values_of_ranks(std::span<const std::span<const std::uint16_t>>,
                                                    std::span<const std::int64_t>);
template std::vector<std::uint32_t> values_of_ranks(std::span<const std::span<const std::uint32_t>>,
                                                    std::span<const std::int64_t>);
template std::vector<std::uint64_t> values_of_ranks(std::span<const std::span<const std::uint64_t>>,
                                                    std::span<const std::int64_t>);
template std::vector<float> values_of_ranks(std::span<const std::span<const float>>, std::span<const std::int64_t>);
template std::vector<double> values_of_ranks(std::span<const std::span<const double>>, std::span<const std::int64_t>);

}  // namespace tusk::kernels
