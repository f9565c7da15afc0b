// UTF-8, the encoding of all text that Tusk reads.
#pragma once

#include <cstddef>
#include <string_view>

namespace tusk::core {

// How many bytes at the beginning of `text` are UTF-8 (RFC 3629): all of them, or the offset of the first that isn't.
std::size_t utf8_prefix_bytes(std::string_view text);

}  // namespace tusk::core
