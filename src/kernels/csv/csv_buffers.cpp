#include "kernels/csv/csv_buffers.h"

#include <cstring>

#include <tusk/core/error.h>

#include "data/arrow_pool.h"
#include "data/arrow_status.h"
#include "kernels/batch.h"

namespace tusk::kernels {

std::unique_ptr<arrow::ResizableBuffer> make_csv_buffer(std::int64_t size_bytes) {
  return data::value_or_throw(arrow::AllocateResizableBuffer(size_bytes, data::arrow_pool()), "reading CSV");
}

void shrink_csv_buffer(arrow::ResizableBuffer& buffer, std::int64_t size_bytes) {
  data::throw_unless_ok(buffer.Resize(size_bytes, /*shrink_to_fit=*/true), "reading CSV");
}

std::shared_ptr<arrow::Buffer> pack_csv_bits(const std::uint8_t* bytes, std::int64_t count) {
  // Byte i, 0 or 1, comes to bit i of the product's highest byte.
  constexpr std::uint64_t kToHighest = 0x0102040810204080;
  auto bits = make_csv_buffer((count + 7) / 8);
  for (std::int64_t i = 0; i < count; i += 8) {
    std::uint64_t eight;
    std::memcpy(&eight, bytes + i, 8);
    bits->mutable_data()[i / 8] = std::uint8_t(((eight & 0x0101010101010101) * kToHighest) >> 56);
  }
  if (count % 8) bits->mutable_data()[count / 8] &= std::uint8_t((1 << count % 8) - 1);
  return bits;
}

std::shared_ptr<arrow::Buffer> shared_csv_zeros(std::int64_t size_bytes) {
  static const std::shared_ptr<arrow::Buffer> zeros = [] {
    auto buffer = make_csv_buffer((kBatchRows + 1) * std::int64_t(sizeof(std::int64_t)));
    std::memset(buffer->mutable_data(), 0, std::size_t(buffer->size()));
    return std::shared_ptr<arrow::Buffer>(std::move(buffer));
  }();
  TUSK_CHECK(size_bytes <= zeros->size(), "a batch has too many rows");
  return arrow::SliceBuffer(zeros, 0, size_bytes);
}

void CsvValidity::begin() {
  if (!is_valid_) is_valid_ = make_csv_buffer(kBatchRows);
  std::memset(is_valid_->mutable_data(), 1, std::size_t(kBatchRows));
}

std::shared_ptr<arrow::Buffer> CsvValidity::finish(std::int64_t count) {
  if (missing_count_ == 0) return nullptr;
  missing_count_ = 0;
  return pack_csv_bits(is_valid_->data(), count);
}

}  // namespace tusk::kernels
