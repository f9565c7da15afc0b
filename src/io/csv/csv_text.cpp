#include "io/csv/csv_text.h"

#include <algorithm>
#include <cstring>

#include <tusk/core/error.h>

#include "kernels/csv/csv_format.h"

namespace tusk::io {

namespace {

// Text and positions of a piece stay in a core's second-level cache.
constexpr std::size_t kCsvPieceBytes = std::size_t(128) << 10;
constexpr std::size_t kMostCsvBytes = std::size_t(1) << 31;

}  // namespace

void CsvText::fill() {
  const std::size_t kept = size();
  const std::size_t room = std::max(2 * kept, kCsvPieceBytes);
  if (room > kMostCsvBytes) throw ValueError("a row of a CSV file must be shorter than 1 GiB; is a quote left open?");
  if (kept > 0) std::memmove(bytes_.data(), data(), kept);
  if (bytes_.size() < room + kernels::kCsvPadding) bytes_.resize(room + kernels::kCsvPadding);
  begin_ = 0, end_ = kept + stream_->read(bytes_.data() + kept, room - kept - 1);
  is_last_ = end_ < room - 1;
  if (is_last_ && end_ > 0 && bytes_[end_ - 1] != '\n') bytes_[end_++] = '\n';
}

}  // namespace tusk::io
