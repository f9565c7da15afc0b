// For AVX2 with BMI: two vectors of 32 bytes. Compiled for that instruction set, as its name says
// (cmake/TuskLayer.cmake).
#include <immintrin.h>

#include "kernels/csv/csv_structure_scan.h"

namespace tusk::kernels {

namespace {

class CsvBytesAvx2 {
 public:
  explicit CsvBytesAvx2(char byte) : low_(_mm256_set1_epi8(byte)), high_(low_) {}
  explicit CsvBytesAvx2(const char* text)
      : low_(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(text))),
        high_(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(text) + 1)) {}
  std::uint64_t equal(const CsvBytesAvx2& other) const {
    const auto low = std::uint32_t(_mm256_movemask_epi8(_mm256_cmpeq_epi8(low_, other.low_)));
    const auto high = std::uint32_t(_mm256_movemask_epi8(_mm256_cmpeq_epi8(high_, other.high_)));
    return low | std::uint64_t(high) << 32;
  }
  // Which bytes, as unsigned numbers, are no larger.
  std::uint64_t up_to(char most) const {
    const CsvBytesAvx2 smaller(_mm256_min_epu8(low_, _mm256_set1_epi8(most)),
                               _mm256_min_epu8(high_, _mm256_set1_epi8(most)));
    return equal(smaller);
  }
  bool has(const CsvBytesAvx2& byte) const {
    const __m256i found = _mm256_or_si256(_mm256_cmpeq_epi8(low_, byte.low_), _mm256_cmpeq_epi8(high_, byte.high_));
    return !_mm256_testz_si256(found, found);
  }

 private:
  CsvBytesAvx2(__m256i low, __m256i high) : low_(low), high_(high) {}

  __m256i low_, high_;
};

}  // namespace

const CsvStructureScans kCsvStructureAvx2 = {find_csv_structure_by<CsvBytesAvx2>, skip_csv_text_by<CsvBytesAvx2>,
                                             count_plain_csv_lines_by<CsvBytesAvx2>};

}  // namespace tusk::kernels
