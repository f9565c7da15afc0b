// A query's text from anywhere: it is parsed, or refused with a place in it.
#include <cstdlib>
#include <string>
#include <string_view>

#include <tusk/core/error.h>

#include "dataframe/query_parser.h"
#include "tests/fuzz/fuzz_target.h"

namespace {

using namespace tusk;
using namespace tusk::dataframe;

void expect(bool is_so) {
  if (!is_so) std::abort();
}

// Operands come before what takes them, and the text has a place for each term.
void check(const QueryStatement& statement, const std::string& text) {
  expect(!statement.terms.empty());
  for (std::size_t place = 0; place < statement.terms.size(); ++place) {
    const QueryTerm& term = statement.terms[place];
    expect(term.character >= 1 && term.character <= text.size());
    for (const std::size_t operand : term.operands) expect(operand < place);
    expect(term.kind != TermKind::Operation || term.operands.size() == 1 || term.operands.size() == 2);
    expect(term.kind != TermKind::Column || !term.name.empty());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  try {
    check(parse_query(text), text);
  } catch (const ValueError&) {
  }
  try {
    for (const QueryStatement& statement : parse_statements(text)) check(statement, text);
  } catch (const ValueError&) {
  }
  return 0;
}

std::vector<FuzzBytes> fuzz_seeds() {
  constexpr std::string_view kTexts[] = {
      "x > 3 and name == 'a'",
      "0 < x <= 5.5e-3 or not (y // 2 ** -z % 3 == 1_000)",
      "`a b` in [1, -2, 'x', @limit] & ~flag | größe not in (True, None,)",
      "z = x + y\n`the z` = (z *\n 2)\n",
      "name != \"\\x41\\u20ac\\U0001F600\\n\\'\" and index >= @start",
      "((((((((((((((((-x))))))))))))))))",
  };
  std::vector<FuzzBytes> seeds;
  for (const auto text : kTexts) {
    FuzzBytes& seed = seeds.emplace_back();
    for (const char byte : text) seed.push_back(std::byte(byte));
  }
  return seeds;
}
