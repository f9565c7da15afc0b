// The text of DataFrame::query() and eval(), taken apart: pandas' grammar, in which & and | bind as "and" and "or" do.
//
//   a > 3 and b in ["x", "y"]      0 < `a column` <= @limit      z = a + b ** 2
//
// Pure. Whatever the text is, it is read or refused, in time and memory proportional to its length.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <tusk/data/value.h>

namespace tusk::dataframe {

enum class TermKind : std::uint8_t { Literal, List, Column, Variable, Operation };

// A part of an expression. Operands come before what takes them, and one may be taken twice ("a < b < c"), so terms are
// evaluated one by one, without recursion.
struct QueryTerm {
  TermKind kind = TermKind::Literal;
  std::string name = {};  // of a column, a variable, or the kernels' function; also "in" and "not in"
  Value literal = {};
  std::vector<std::size_t> operands = {};  // places of terms
  std::size_t character = 1;               // where it stands in the text, counted from 1
};

struct QueryStatement {
  std::string target;  // what is assigned; "" for an expression alone
  std::size_t target_character = 1;
  std::vector<QueryTerm> terms;  // the last one is the whole expression
};

// How deep brackets, signs and powers may nest.
constexpr int kDeepestQuery = 200;

// Throws ValueError telling what is wrong, and at which character.
QueryStatement parse_query(std::string_view text);
// One expression, or assignments, each on a line (or several, inside brackets).
std::vector<QueryStatement> parse_statements(std::string_view text);

// "…, at character 7 of 'x > > 3'": how errors of a query end.
std::string query_place(std::string_view text, std::size_t character);

}  // namespace tusk::dataframe
