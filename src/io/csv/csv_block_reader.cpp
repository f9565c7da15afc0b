#include "io/csv/csv_block_reader.h"

#include <algorithm>
#include <limits>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tusk/core/error.h>

namespace tusk::io {

namespace {

std::int64_t csv_line_number(const TextFile& file, std::uint64_t offset, const StorageOptions& options) {
  std::int64_t line = 1;
  const auto stream = open_stream(file, 0, options);
  std::vector<char> bytes(std::size_t(256) << 10);
  while (offset > 0) {
    const std::size_t got = stream->read(bytes.data(), std::size_t(std::min<std::uint64_t>(bytes.size(), offset)));
    if (got == 0) break;
    line += std::count(bytes.begin(), bytes.begin() + std::ptrdiff_t(got), '\n');
    offset -= got;
  }
  return line;
}

class CsvBlockReader final : public kernels::BatchReader {
 public:
  CsvBlockReader(CsvBlock block, const CsvFileKind& kind, CsvWanted wanted, std::shared_ptr<CsvQuoteIndex> quotes)
      : block_(std::move(block)),
        kind_(kind),
        quotes_(std::move(quotes)),
        rows_wanted_(wanted.rows.value_or(std::numeric_limits<std::int64_t>::max())),
        finder_(kind_.format, wanted.columns.empty() ? 0 : kind_.names.size()),
        builder_(wanted.columns, std::make_shared<kernels::CsvParsing>(kind_.format)) {}

  kernels::Batch next() override {
    try {
      if (!text_) start();
      while (!builder_.is_full() && has_rows()) append_rows();
    } catch (const kernels::CsvFault& fault) {
      throw_csv_fault(fault, block_.file, rows_offset_ + fault.offset(), kind_.storage_options);
    }
    return builder_.length() > 0 ? builder_.finish() : nullptr;
  }

 private:
  void append_rows() {
    const std::int64_t end = std::min(rows_.count, next_row_ + rows_wanted_);
    const std::int64_t appended = builder_.append(rows_, next_row_, end) - next_row_;
    next_row_ += appended;
    rows_wanted_ -= appended;
  }

  // Whether there is a row to append: finds the next ones.
  bool has_rows() {
    while (rows_wanted_ > 0) {
      if (next_row_ < rows_.count) return true;
      if (is_done_) return false;
      find_rows();
    }
    return false;
  }

  void find_rows() {
    text_->advance(rows_.consumed);
    rows_ = {};
    next_row_ = 0;
    while (rows_.consumed == 0) {
      if (!text_->is_last() && text_->size() < piece_bytes_) text_->fill();
      if (text_->offset() >= block_.end || text_->size() == 0) return void(is_done_ = true);
      rows_offset_ = text_->offset();
      const std::size_t size = std::min(text_->size(), piece_bytes_);
      const bool is_last = text_->is_last() && size == text_->size();
      rows_ = finder_.find(text_->data(), size, is_last, std::size_t(block_.end - rows_offset_));
      if (rows_.is_limit_quoted && !quotes_) refuse_cut();
      if (rows_.consumed > 0) return;
      if (is_last) throw kernels::CsvFault(0, "a file must not end with an escape character");
      piece_bytes_ = 2 * size;
    }
  }

  void start() {
    if (block_.begin == 0) return start_file();
    // The line that holds the byte before the block belongs to the block before.
    const std::uint64_t offset = block_.begin - 1;
    const std::uint64_t head_bytes = known_head_bytes();
    if (head_bytes > offset) {
      text_.emplace(open_stream(block_.file, head_bytes, kind_.storage_options), head_bytes);
      return;
    }
    kernels::CsvQuoting quoting = quoting_before(offset, head_bytes);
    text_.emplace(open_stream(block_.file, offset, kind_.storage_options), offset);
    skip_line(quoting);
  }

  void skip_line(kernels::CsvQuoting& quoting) {
    const auto marks = kernels::marks_of(kind_.format, /*finds_separators=*/false);
    std::vector<std::uint32_t> positions;
    std::size_t line_ends = 0;
    while (line_ends == 0 && !text_->is_last()) {
      text_->fill();
      positions.resize(text_->size() + kernels::kCsvPadding);
      line_ends = find_csv_structure(text_->data(), text_->size(), marks, quoting, positions.data()).count;
      text_->advance(line_ends > 0 ? positions[0] + std::size_t(1) : text_->size());
    }
  }

  // Of the file's head, where it matters: it may go on behind the first of very small blocks, and lines that are
  // skipped may have quotes that mean nothing.
  std::uint64_t known_head_bytes() const {
    constexpr std::uint64_t kLongestHead = std::uint64_t(64) << 10;
    if (block_.begin > kLongestHead && kind_.head.skiprows == 0 && kind_.head.skipped_lines.empty()) return 0;
    CsvText text(open_stream(block_.file, 0, kind_.storage_options), 0);
    text.fill();
    const auto head = read_csv_head(text.data(), text.size(), kind_.head, kind_.format);
    return head ? head->size_bytes : 0;
  }

  kernels::CsvQuoting quoting_before(std::uint64_t offset, std::uint64_t head_bytes) const {
    if (quotes_) return quotes_->before(block_.file, head_bytes, offset, marks_of(kind_.format), kind_.storage_options);
    kernels::CsvQuoting quoting;
    if (offset > 0) open_stream(block_.file, offset - 1, kind_.storage_options)->read(&quoting.before, 1);
    return quoting;
  }

  void start_file() {
    text_.emplace(open_stream(block_.file, 0, kind_.storage_options), 0);
    std::optional<CsvHead> head;
    while (!head) {
      if (text_->is_last()) {
        throw ValueError(fmt::format("a CSV file must have a header: '{}' has {} bytes and none", block_.file.address,
                                     text_->size()));
      }
      text_->fill();
      head = read_csv_head(text_->data(), text_->size(), kind_.head, kind_.format);
    }
    check_csv_head(*head, block_.file, kind_);
    text_->advance(head->size_bytes);
  }

  [[noreturn]] void refuse_cut() const {
    throw ValueError(
        fmt::format("a quoted text of a remote file must not go over the end of a block: '{}', byte {}; "
                    "pass blocksize=None",
                    block_.file.address, block_.end));
  }

  const CsvBlock block_;
  const CsvFileKind kind_;
  const std::shared_ptr<CsvQuoteIndex> quotes_;
  std::int64_t rows_wanted_;
  kernels::CsvRowFinder finder_;
  kernels::CsvBatchBuilder builder_;
  std::optional<CsvText> text_;
  kernels::CsvRows rows_;
  std::int64_t next_row_ = 0;
  // Rows are found so many bytes at a time: text, positions and values then stay in a core's first-level cache while
  // each column runs over them. A longer row makes it more.
  std::size_t piece_bytes_ = std::size_t(16) << 10;
  std::uint64_t rows_offset_ = 0;  // of rows_.text, in the file
  bool is_done_ = false;
};

}  // namespace

std::unique_ptr<kernels::BatchReader> read_csv_block(CsvBlock block, const CsvFileKind& kind, CsvWanted wanted,
                                                     std::shared_ptr<CsvQuoteIndex> quotes) {
  return std::make_unique<CsvBlockReader>(std::move(block), kind, std::move(wanted), std::move(quotes));
}

void check_csv_head(const CsvHead& head, const TextFile& file, const CsvFileKind& kind) {
  if (head.names == kind.names) return;
  throw ValueError(fmt::format("all files must have the columns of the first: '{}' has {}, but '{}' has {}",
                               file.address, fmt::join(head.names, ", "), kind.first_address,
                               fmt::join(kind.names, ", ")));
}

void throw_csv_fault(const kernels::CsvFault& fault, const TextFile& file, std::uint64_t offset,
                     const StorageOptions& options) {
  throw ValueError(fmt::format("{}, in '{}', line {}{}{}", fault.rule(), file.address,
                               csv_line_number(file, offset, options), fault.advice().empty() ? "" : "; ",
                               fault.advice()));
}

}  // namespace tusk::io
