// Arrow's compute functions, which must be entered into Arrow's register before they are called by name.
#pragma once

namespace tusk::kernels {

// Thread-safe; a second call costs nothing.
void initialize_arrow_compute();

}  // namespace tusk::kernels
