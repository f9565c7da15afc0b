#include "kernels/csv/missing_texts.h"

#include <algorithm>

namespace tusk::kernels {

MissingTexts::MissingTexts(const std::vector<std::string>& texts) : texts_(texts) {
  lengths_.fill(1);
  std::sort(texts_.begin(), texts_.end());
  for (const auto& text : texts_) {
    if (!text.empty()) lengths_[std::uint8_t(text[0])] |= std::uint64_t(1) << (text.size() % 64);
  }
}

bool MissingTexts::is_listed(std::string_view text) const {
  return std::binary_search(texts_.begin(), texts_.end(), text, std::less<>());
}

}  // namespace tusk::kernels
