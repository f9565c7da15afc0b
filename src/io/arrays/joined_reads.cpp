#include "io/arrays/joined_reads.h"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include <tusk/core/error.h>

namespace tusk::io {
namespace {

// How far reads are joined. On this machine no further than what stays in a core's cache until it is decoded.
struct JoinLimits {
  std::uint64_t gap_bytes;
  std::uint64_t read_bytes;
};
constexpr JoinLimits kLocalLimits{64 << 10, 512 << 10};
constexpr JoinLimits kRemoteLimits{1 << 20, 8 << 20};

std::vector<std::size_t> in_file_order(const std::vector<ByteRange>& ranges) {
  std::vector<std::size_t> order(ranges.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return ranges[i].offset; });
  return order;
}

void check_ranges(const std::string& address, std::uint64_t file_bytes, const std::vector<ByteRange>& ranges) {
  for (const auto& range : ranges) {
    if (range.offset <= file_bytes && range.size <= file_bytes - range.offset) continue;
    throw ValueError(
        fmt::format("chunks lie in their file: '{}' has {} bytes, and a chunk of {} bytes from {} on; it "
                    "may have been cut off",
                    address, file_bytes, range.size, range.offset));
  }
}

}  // namespace

void read_joined(const std::string& address, const InputFile& file, const std::vector<ByteRange>& ranges,
                 const VisitRange& visit) {
  check_ranges(address, file.size_bytes(), ranges);
  const auto& limits = address.find("://") == std::string::npos ? kLocalLimits : kRemoteLimits;
  const auto order = in_file_order(ranges);
  NdArray buffer;
  for (std::size_t begin = 0; begin < order.size();) {
    const auto first = ranges[order[begin]].offset;
    auto last = first + ranges[order[begin]].size;
    auto end = begin + 1;
    for (; end < order.size(); ++end) {
      const auto& next = ranges[order[end]];
      const auto joined_last = std::max(last, next.offset + next.size);
      if (next.offset > last + limits.gap_bytes || joined_last - first > limits.read_bytes) break;
      last = joined_last;
    }
    const auto size = last - first;
    if (std::uint64_t(buffer.size()) < size || buffer.dtype() != DType::UInt8) buffer = byte_buffer(size);
    auto* const bytes = static_cast<std::byte*>(buffer.mutable_data());
    if (const auto got = file.read_at(first, size, bytes); got != size)
      throw OSError(
          fmt::format("a file stays as long as it is while it is read: '{}' ends at byte {}", address, first + got));
    for (; begin < end; ++begin) {
      const auto& range = ranges[order[begin]];
      visit(order[begin], {bytes + (range.offset - first), range.size});
    }
  }
}

}  // namespace tusk::io
