#include "kernels/csv/csv_floats.h"

#include <charconv>
#include <cmath>
#include <string_view>

namespace tusk::kernels {

namespace {

template <class Float>
void append_shortest_float(Float value, double least_with_exponent, std::string& text) {
  if (!std::isfinite(value)) {
    text += std::isnan(value) ? "nan" : value < 0 ? "-inf" : "inf";
    return;
  }
  const double size = std::abs(double(value));
  const bool has_exponent = size != 0 && (size < 1e-4 || size >= least_with_exponent);
  const auto format = has_exponent ? std::chars_format::scientific : std::chars_format::fixed;
  char digits[64];
  const auto end = std::to_chars(digits, digits + sizeof(digits), value, format).ptr;
  const std::string_view written(digits, std::size_t(end - digits));
  text += written;
  if (!has_exponent && written.find('.') == written.npos) text += ".0";
}

}  // namespace

void append_python_float(double value, std::string& text) { append_shortest_float(value, 1e16, text); }
void append_python_float(float value, std::string& text) { append_shortest_float(value, 1e6, text); }

}  // namespace tusk::kernels
