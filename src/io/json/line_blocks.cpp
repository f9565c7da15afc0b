#include "io/json/line_blocks.h"

#include <algorithm>
#include <utility>

namespace tusk::io {
namespace {

constexpr std::uint64_t kCountingBytes = std::uint64_t(1) << 20;

}  // namespace

LineBlocks::LineBlocks(std::shared_ptr<const InputFile> file, std::uint64_t begin, std::uint64_t end,
                       std::uint64_t piece_bytes)
    : file_(std::move(file)), position_(begin), end_(std::min(end, file_->size_bytes())), piece_bytes_(piece_bytes) {
  if (begin > 0) skip_partial_line();
}

// The line in which the range begins belongs to the range before, unless it begins right there.
void LineBlocks::skip_partial_line() {
  --position_;
  for (;;) {
    const auto newline = buffer_.find('\n');
    if (newline != std::string::npos) {
      buffer_.erase(0, newline + 1);
      return;
    }
    buffer_.clear();
    if (!read_more()) return;
  }
}

bool LineBlocks::read_more() {
  const auto kept = buffer_.size();
  buffer_.resize(kept + piece_bytes_);
  const auto count = file_->read_at(position_, piece_bytes_, buffer_.data() + kept);
  buffer_.resize(kept + count);
  position_ += count;
  return count > 0;
}

std::optional<std::string> LineBlocks::next() {
  const auto offset = position_ - buffer_.size();
  if (offset >= end_) return std::nullopt;
  piece_offset_ = offset;
  // Lines that begin before the end are wanted: up to the first newline at or after the byte before it.
  const auto wanted = end_ - offset;
  for (;;) {
    if (buffer_.size() >= wanted) {
      const auto newline = buffer_.find('\n', wanted - 1);
      if (newline != std::string::npos) {
        auto piece = buffer_.substr(0, newline + 1);
        // What follows is no part of this range.
        buffer_.erase(0, newline + 1);
        end_ = offset;
        return piece;
      }
    } else if (const auto newline = buffer_.rfind('\n');
               buffer_.size() >= piece_bytes_ && newline != std::string::npos) {
      auto piece = buffer_.substr(0, newline + 1);
      buffer_.erase(0, newline + 1);
      return piece;
    }
    if (!read_more()) break;
  }
  end_ = offset;
  if (buffer_.empty()) return std::nullopt;
  return std::exchange(buffer_, {});
}

std::uint64_t line_number(const InputFile& file, std::uint64_t offset) {
  std::uint64_t line = 1;
  std::string block(kCountingBytes, '\0');
  for (std::uint64_t done = 0; done < offset;) {
    const auto count = file.read_at(done, std::min(kCountingBytes, offset - done), block.data());
    if (count == 0) break;
    line += std::uint64_t(std::count(block.begin(), block.begin() + std::ptrdiff_t(count), '\n'));
    done += count;
  }
  return line;
}

}  // namespace tusk::io
