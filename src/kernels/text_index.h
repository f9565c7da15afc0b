// TextIndex: numbers distinct texts 0, 1, 2, … in the order in which they are first seen.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tusk::kernels {

class TextIndex {
 public:
  // The number of a text; of a new one, the next number.
  std::uint32_t number_of(std::string_view text);
  // A number for what is no text; the same each time.
  std::uint32_t number_of_none();
  std::uint32_t count() const { return std::uint32_t(ends_.size()); }

 private:
  static constexpr std::uint32_t kNone = ~std::uint32_t(0);
  struct Slot {
    std::uint64_t hash;
    std::uint32_t number;
  };

  std::string_view text(std::uint32_t number) const;
  std::uint32_t add(std::string_view text);
  void grow();

  std::vector<Slot> slots_ = std::vector<Slot>(256, Slot{0, kNone});
  std::string bytes_;                // all texts, one after the other
  std::vector<std::uint64_t> ends_;  // of each in bytes_
  std::uint32_t none_ = kNone;
  std::uint32_t last_ = kNone;
};

}  // namespace tusk::kernels
