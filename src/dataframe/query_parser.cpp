#include "dataframe/query_parser.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "dataframe/query_tokens.h"

namespace tusk::dataframe {

namespace {

// How strongly an operator binds.
enum Strength : int { kLoosest = 0, kOr, kAnd, kNot, kComparison, kSum, kProduct, kPower };

struct BinaryOperator {
  std::string_view written;
  Strength strength;
  std::string_view function;
};

constexpr std::array kBinaryOperators{
    BinaryOperator{"or", kOr, "or"},          BinaryOperator{"|", kOr, "or"},
    BinaryOperator{"and", kAnd, "and"},       BinaryOperator{"&", kAnd, "and"},
    BinaryOperator{"==", kComparison, "eq"},  BinaryOperator{"!=", kComparison, "ne"},
    BinaryOperator{"<", kComparison, "lt"},   BinaryOperator{"<=", kComparison, "le"},
    BinaryOperator{">", kComparison, "gt"},   BinaryOperator{">=", kComparison, "ge"},
    BinaryOperator{"in", kComparison, "in"},  BinaryOperator{"+", kSum, "add"},
    BinaryOperator{"-", kSum, "sub"},         BinaryOperator{"*", kProduct, "mul"},
    BinaryOperator{"/", kProduct, "truediv"}, BinaryOperator{"//", kProduct, "floordiv"},
    BinaryOperator{"%", kProduct, "mod"},     BinaryOperator{"**", kPower, "pow"}};

constexpr BinaryOperator kNotIn{"not in", kComparison, "not in"};

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text), tokens_(query_tokens(text)) {}

  std::vector<QueryStatement> statements(bool may_assign) {
    std::vector<QueryStatement> made;
    skip_line_ends();
    while (next().kind != TokenKind::End) {
      made.push_back(statement(may_assign));
      if (next().kind != TokenKind::LineEnd && next().kind != TokenKind::End) refuse("an operator is expected");
      skip_line_ends();
    }
    if (made.empty()) refuse("an expression is expected");
    return made;
  }

 private:
  const QueryToken& next(std::size_t ahead = 0) const { return tokens_[std::min(place_ + ahead, tokens_.size() - 1)]; }
  bool is_sign(std::string_view sign, std::size_t ahead = 0) const {
    return next(ahead).kind == TokenKind::Sign && next(ahead).text == sign;
  }
  bool is_word(std::string_view word, std::size_t ahead = 0) const {
    return next(ahead).kind == TokenKind::Word && next(ahead).text == word;
  }
  void skip_line_ends() {
    while (next().kind == TokenKind::LineEnd) ++place_;
  }
  QueryToken take() { return tokens_[place_++]; }

  [[noreturn]] void refuse(const std::string& why) const {
    if (is_sign("=")) refuse_query(text_, next().character, "= assigns to a new column in eval(); == compares");
    const std::string found = next().kind == TokenKind::End ? "the end" : fmt::format("'{}'", next().text);
    refuse_query(text_, next().character, fmt::format("{}: got {}", why, found));
  }

  QueryStatement statement(bool may_assign) {
    QueryStatement made;
    const bool is_named = next().kind == TokenKind::Name || next().kind == TokenKind::QuotedName;
    if (may_assign && is_named && is_sign("=", 1)) {
      made.target = next().text;
      made.target_character = next().character;
      place_ += 2;
    }
    terms_.clear();
    expression(kLoosest);
    made.terms = std::move(terms_);
    return made;
  }

  std::size_t add(QueryTerm term) {
    terms_.push_back(std::move(term));
    return terms_.size() - 1;
  }
  std::size_t add(std::string_view function, std::vector<std::size_t> operands, std::size_t character) {
    return add({TermKind::Operation, std::string(function), {}, std::move(operands), character});
  }

  // The operator that is next, if it is one between operands.
  const BinaryOperator* binary_operator() const {
    if (is_word("not") && is_word("in", 1)) return &kNotIn;
    if (next().kind != TokenKind::Sign && next().kind != TokenKind::Word) return nullptr;
    const auto* found = std::ranges::find(kBinaryOperators, next().text, &BinaryOperator::written);
    return found == kBinaryOperators.end() ? nullptr : found;
  }

  // An expression of operators that bind more strongly than `around`. Returns its place.
  std::size_t expression(Strength around) {
    if (++depth_ > kDeepestQuery)
      refuse_query(text_, next().character, fmt::format("a query nests at most {} levels deep", kDeepestQuery));
    std::size_t left = prefixed(around);
    while (const BinaryOperator* found = binary_operator()) {
      if (found->strength <= around) break;
      if (found->strength == kComparison) {
        left = comparisons(left);
        continue;
      }
      const std::size_t character = next().character;
      ++place_;
      // A power's exponent may have a sign, and powers are taken from the right.
      const std::size_t right = expression(found->strength == kPower ? kProduct : found->strength);
      left = add(found->function, {left, right}, character);
    }
    --depth_;
    return left;
  }

  // a < b <= c is a < b and b <= c.
  std::size_t comparisons(std::size_t first) {
    std::size_t left = first, all = first;
    bool is_first = true;
    for (const auto* found = binary_operator(); found && found->strength == kComparison; found = binary_operator()) {
      const std::size_t character = next().character;
      place_ += found == &kNotIn ? 2 : 1;
      const std::size_t right = expression(kComparison);
      const std::size_t compared = add(found->function, {left, right}, character);
      all = is_first ? compared : add("and", {all, compared}, character);
      is_first = false;
      left = right;
    }
    return all;
  }

  std::size_t prefixed(Strength around) {
    const std::size_t character = next().character;
    if (is_word("not")) {
      if (around >= kComparison) refuse("'not' stands in brackets here");
      ++place_;
      return add("invert", {expression(Strength(kNot - 1))}, character);
    }
    if (is_sign("-") || is_sign("+") || is_sign("~")) {
      const std::string sign = take().text;
      return add(sign == "-" ? "neg" : sign == "+" ? "pos" : "invert", {expression(kProduct)}, character);
    }
    return operand();
  }

  std::size_t operand() {
    const QueryToken& token = next();
    switch (token.kind) {
      case TokenKind::Literal: ++place_; return add({TermKind::Literal, {}, token.literal, {}, token.character});
      case TokenKind::Variable: ++place_; return add({TermKind::Variable, token.text, {}, {}, token.character});
      case TokenKind::QuotedName: ++place_; return add({TermKind::Column, token.text, {}, {}, token.character});
      case TokenKind::Name: return column();
      default: break;
    }
    if (is_sign("[")) return list("]", false);
    if (is_sign("(")) return list(")", true);
    refuse("a value is expected");
  }

  std::size_t column() {
    const QueryToken& token = next();
    if (is_sign("(", 1))
      refuse_query(text_, token.character,
                   fmt::format("a query calls no functions: make a column of {}(…) first", token.text));
    ++place_;
    return add({TermKind::Column, token.text, {}, {}, token.character});
  }

  // Values between brackets; round ones around one value alone only group.
  std::size_t list(std::string_view close, bool may_group) {
    const std::size_t character = next().character;
    ++place_;
    std::vector<std::size_t> items;
    bool has_comma = false;
    while (!is_sign(close)) {
      items.push_back(expression(kLoosest));
      if (!is_sign(",")) break;
      has_comma = true;
      ++place_;
    }
    if (!is_sign(close)) refuse(fmt::format("a comma or '{}' is expected", close));
    ++place_;
    if (may_group && !has_comma && items.size() == 1) return items[0];
    return add({TermKind::List, {}, {}, std::move(items), character});
  }

  std::string_view text_;
  std::vector<QueryToken> tokens_;
  std::size_t place_ = 0;
  int depth_ = 0;
  std::vector<QueryTerm> terms_;
};

}  // namespace

QueryStatement parse_query(std::string_view text) {
  auto statements = Parser(text).statements(false);
  if (statements.size() > 1)
    refuse_query(text, statements[1].terms.front().character, "a query is one expression: a second one begins");
  return std::move(statements[0]);
}

std::vector<QueryStatement> parse_statements(std::string_view text) {
  auto statements = Parser(text).statements(true);
  for (const QueryStatement& statement : statements) {
    if (statements.size() > 1 && statement.target.empty())
      refuse_query(text, statement.terms.front().character, "several expressions are all assigned: this one is not");
  }
  return statements;
}

}  // namespace tusk::dataframe
