// The words and signs of a query's text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <tusk/data/value.h>

namespace tusk::dataframe {

enum class TokenKind : std::uint8_t { Literal, Name, QuotedName, Variable, Word, Sign, LineEnd, End };

struct QueryToken {
  TokenKind kind = TokenKind::End;
  std::string text = {};  // a name without its quotes; a word is "and", "or", "not", "in"
  Value literal = {};
  std::size_t character = 1;
};

// The last token is End; a line's end is one outside of brackets. Throws ValueError for what is no token.
std::vector<QueryToken> query_tokens(std::string_view text);

[[noreturn]] void refuse_query(std::string_view text, std::size_t character, const std::string& why);

}  // namespace tusk::dataframe
