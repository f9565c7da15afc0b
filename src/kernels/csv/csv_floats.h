// Floats as Python prints them.
#pragma once

#include <string>

namespace tusk::kernels {

// Appends the shortest digits that read as the same number: "0.1", "2.0", "1e+16", "inf".
void append_python_float(double value, std::string& text);
// Of a NumPy float32, which turns to exponents earlier: "1.234567e+06".
void append_python_float(float value, std::string& text);

}  // namespace tusk::kernels
