// Text as JSON, safe wherever it is put.
#pragma once

#include <string>
#include <string_view>

namespace tusk::diagnostics {

// The text in quotes, with everything escaped that JSON, or a <script> of an HTML page around it, could misunderstand.
// Bytes that are no UTF-8 become U+FFFD.
std::string json_text(std::string_view text);

}  // namespace tusk::diagnostics
