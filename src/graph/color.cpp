#include "graph/color.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <fmt/format.h>

namespace tusk::graph {

namespace {

// The transfer function of sRGB (IEC 61966-2-1), and its inverse.
double encoded(double linear) {
  return linear <= 0.0031308 ? 12.92 * linear : 1.055 * std::pow(linear, 1 / 2.4) - 0.055;
}
double decoded(double value) { return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4); }

struct LinearColor {
  double red, green, blue;

  bool is_shown() const { return std::min({red, green, blue}) >= 0 && std::max({red, green, blue}) <= 1; }
};

LinearColor from_oklch(double lightness, double chroma, double hue_degrees) {
  const double hue = hue_degrees * std::numbers::pi / 180;
  const double a = chroma * std::cos(hue), b = chroma * std::sin(hue);
  const double l = std::pow(lightness + 0.3963377774 * a + 0.2158037573 * b, 3);
  const double m = std::pow(lightness - 0.1055613458 * a - 0.0638541728 * b, 3);
  const double s = std::pow(lightness - 0.0894841775 * a - 1.2914855480 * b, 3);
  return {4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
          -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
          -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s};
}

std::uint8_t channel(double linear) { return std::uint8_t(std::lround(255 * encoded(linear))); }

// With less chroma where screens can't show so much.
Color shown_color(double lightness, double chroma, double hue_degrees) {
  LinearColor color = from_oklch(lightness, chroma, hue_degrees);
  while (!color.is_shown()) color = from_oklch(lightness, chroma *= 0.98, hue_degrees);
  return {channel(color.red), channel(color.green), channel(color.blue)};
}

double luminance(const Color& color) {
  return 0.2126 * decoded(color.red / 255.0) + 0.7152 * decoded(color.green / 255.0) +
         0.0722 * decoded(color.blue / 255.0);
}

}  // namespace

std::string Color::hex() const { return fmt::format("#{:02x}{:02x}{:02x}", red, green, blue); }

Color order_color(double place) { return shown_color(0.36 + 0.55 * place, 0.13, 300 - 195 * place); }

Color layer_color(std::size_t number) {
  constexpr double kGoldenAngle = 137.50776405003785;
  return shown_color(0.86, 0.075, 235 + kGoldenAngle * double(number));
}

Color text_color(const Color& background) {
  constexpr Color kBlack{0, 0, 0}, kWhite{255, 255, 255};
  const double light = luminance(background) + 0.05;
  return light / 0.05 >= 1.05 / light ? kBlack : kWhite;
}

}  // namespace tusk::graph
