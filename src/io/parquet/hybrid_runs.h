// Parquet's hybrid of runs and packed bits: how a page's dictionary codes are written.
//
// A sequence of runs, each with a header: a code that is repeated, or groups of eight codes of `bit_width` bits each.
// https://parquet.apache.org/docs/file-format/data-pages/encodings/ (encoding 3)
#pragma once

#include <cstdint>
#include <span>

namespace tusk::io {

class HybridRuns {
 public:
  HybridRuns() = default;
  // Of bytes that outlive it; bit_width is 0 to 32. Throws parquet::ParquetException.
  HybridRuns(std::span<const std::uint8_t> bytes, int bit_width);

  // The next codes. Throws parquet::ParquetException if the bytes end before.
  void read(std::span<std::uint32_t> codes);
  // Passes over the next codes.
  void skip(std::uint64_t count);

 private:
  void begin_run();
  std::uint64_t read_header();
  // From the packed groups of this run.
  void unpack(std::span<std::uint32_t> codes);
  std::uint32_t packed_code(std::uint64_t place) const;

  std::span<const std::uint8_t> bytes_;  // after the run
  int bit_width_ = 0;
  std::uint64_t left_ = 0;  // codes of the run
  bool is_packed_ = false;
  std::uint32_t repeated_ = 0;
  std::span<const std::uint8_t> packed_;  // the run's groups
  std::uint64_t place_ = 0;               // codes of them that were read
};

}  // namespace tusk::io
