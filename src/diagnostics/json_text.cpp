#include "diagnostics/json_text.h"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace tusk::diagnostics {
namespace {

// Printable ASCII without what JSON or HTML gives a meaning.
bool is_plain(char c) { return c >= 0x20 && c < 0x7f && c != '"' && c != '\\' && c != '<' && c != '>' && c != '&'; }

}  // namespace

std::string json_text(std::string_view text) {
  if (std::all_of(text.begin(), text.end(), is_plain)) return '"' + std::string(text) + '"';
  const std::string quoted = nlohmann::json(text).dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
  std::string safe;
  for (const char c : quoted) {
    if (c == '<') safe += "\\u003c";
    else if (c == '>') safe += "\\u003e";
    else if (c == '&') safe += "\\u0026";
    else safe += c;
  }
  return safe;
}

}  // namespace tusk::diagnostics
