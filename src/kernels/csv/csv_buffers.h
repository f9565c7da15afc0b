// The buffers that a column's values are written into, a batch at a time.
#pragma once

#include <memory>

#include <arrow/buffer.h>

namespace tusk::kernels {

// A buffer of at least `size_bytes` from the accounted pool; its contents are undefined.
std::unique_ptr<arrow::ResizableBuffer> make_csv_buffer(std::int64_t size_bytes);
// Gives back what is beyond `size_bytes`.
void shrink_csv_buffer(arrow::ResizableBuffer& buffer, std::int64_t size_bytes);
// A bit for each byte: 1 where it isn't 0. `bytes` is readable up to the next multiple of 8.
std::shared_ptr<arrow::Buffer> pack_csv_bits(const std::uint8_t* bytes, std::int64_t count);
// `size_bytes` zeros, which all columns without values share. `size_bytes` is at most that of a batch of 8-byte values.
std::shared_ptr<arrow::Buffer> shared_csv_zeros(std::int64_t size_bytes);

// Which values of a batch are missing. Costs nothing for those that aren't.
class CsvValidity {
 public:
  void set_missing(std::int64_t row) {
    if (missing_count_ == 0) begin();
    missing_count_ += is_valid_->mutable_data()[row];
    is_valid_->mutable_data()[row] = 0;
  }
  std::int64_t missing_count() const { return missing_count_; }
  // The bitmap of the first `count` rows, nullptr if all are there; and begins anew.
  std::shared_ptr<arrow::Buffer> finish(std::int64_t count);

 private:
  void begin();

  std::unique_ptr<arrow::ResizableBuffer> is_valid_;  // a byte a row, once there is a missing one
  std::int64_t missing_count_ = 0;
};

}  // namespace tusk::kernels
