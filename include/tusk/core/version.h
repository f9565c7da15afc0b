// Which Tusk this is.
#pragma once

#include <string_view>

namespace tusk {

// Of the library that is loaded: "0.1.0".
std::string_view version();

}  // namespace tusk
