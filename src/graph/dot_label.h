// Texts in Graphviz's language.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tusk::graph {

// The text between double quotes, so that `dot` shows it as it is: quotes, backslashes (which would begin an escape)
// and ampersands (which would begin an HTML entity) escaped, line breaks kept, other control characters and what is no
// UTF-8 as U+FFFD.
std::string dot_quoted(std::string_view text);

// At most `most_characters` of a UTF-8 text, its middle left out.
std::string shortened(std::string_view text, std::size_t most_characters);

}  // namespace tusk::graph
