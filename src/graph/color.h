// Colours for pictures, from Oklab, in which equal distances look equal (B. Ottosson, 2020).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace tusk::graph {

struct Color {
  std::uint8_t red = 255, green = 255, blue = 255;

  friend bool operator==(const Color&, const Color&) = default;
  // "#1f77b4".
  std::string hex() const;
};

// From early (0, dark violet) to late (1, light yellow): evenly lighter, so that it also reads in grey.
Color order_color(double place);

// Light colours, neighbours far apart; there are as many as one asks for.
Color layer_color(std::size_t number);

// Black or white, whichever is read more easily on `background` (the contrast ratio of WCAG 2).
Color text_color(const Color& background);

}  // namespace tusk::graph
