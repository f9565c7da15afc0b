#include "io/csv/csv_quote_index.h"

#include <algorithm>
#include <mutex>
#include <vector>

namespace tusk::io {

std::pair<std::uint64_t, kernels::CsvQuoting> CsvQuoteIndex::nearest(const std::string& address, std::uint64_t begin,
                                                                     std::uint64_t offset) {
  const std::lock_guard lock(mutex_);
  const auto& known = known_[address];
  const auto after = known.upper_bound(offset);
  if (after == known.begin()) return {begin, {}};
  return *std::prev(after);
}

kernels::CsvQuoting CsvQuoteIndex::before(const TextFile& file, std::uint64_t begin, std::uint64_t offset,
                                          const kernels::CsvMarks& marks, const StorageOptions& options) {
  constexpr std::size_t kPiece = std::size_t(256) << 10;
  auto [at, quoting] = nearest(file.address, begin, offset);
  const auto stream = open_stream(file, at, options);
  std::vector<char> bytes(kPiece + kernels::kCsvPadding);
  while (at < offset) {
    const std::size_t got = stream->read(bytes.data(), std::size_t(std::min<std::uint64_t>(kPiece, offset - at)));
    if (got == 0) break;
    kernels::skip_csv_text(bytes.data(), got, marks, quoting);
    at += got;
  }
  const std::lock_guard lock(mutex_);
  known_[file.address].emplace(offset, quoting);
  return quoting;
}

}  // namespace tusk::io
