// For every x86-64: four vectors of 16 bytes.
#include <emmintrin.h>

#include "kernels/csv/csv_structure_scan.h"

namespace tusk::kernels {

namespace {

class CsvBytesBaseline {
 public:
  explicit CsvBytesBaseline(char byte) {
    for (auto& part : parts_) part = _mm_set1_epi8(byte);
  }
  explicit CsvBytesBaseline(const char* text) {
    for (int i = 0; i < 4; ++i) parts_[i] = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text) + i);
  }
  std::uint64_t equal(const CsvBytesBaseline& other) const {
    std::uint64_t mask = 0;
    for (int i = 0; i < 4; ++i) {
      mask |= std::uint64_t(unsigned(_mm_movemask_epi8(_mm_cmpeq_epi8(parts_[i], other.parts_[i])))) << (16 * i);
    }
    return mask;
  }
  // Which bytes, as unsigned numbers, are no larger.
  std::uint64_t up_to(char most) const {
    std::uint64_t mask = 0;
    for (int i = 0; i < 4; ++i) {
      const __m128i smaller = _mm_min_epu8(parts_[i], _mm_set1_epi8(most));
      mask |= std::uint64_t(unsigned(_mm_movemask_epi8(_mm_cmpeq_epi8(smaller, parts_[i])))) << (16 * i);
    }
    return mask;
  }
  bool has(const CsvBytesBaseline& byte) const { return equal(byte) != 0; }

 private:
  __m128i parts_[4];
};

}  // namespace

const CsvStructureScans kCsvStructureBaseline = {find_csv_structure_by<CsvBytesBaseline>,
                                                 skip_csv_text_by<CsvBytesBaseline>,
                                                 count_plain_csv_lines_by<CsvBytesBaseline>};

}  // namespace tusk::kernels
