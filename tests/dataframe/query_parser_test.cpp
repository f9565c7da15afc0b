#include "dataframe/query_parser.h"

#include <gmock/gmock.h>

#include <tusk/core/error.h>

namespace tusk::dataframe {
namespace {

using testing::HasSubstr;

// "(and (lt 0 x) (le x 5))".
std::string printed(const std::vector<QueryTerm>& terms, std::size_t place) {
  const QueryTerm& term = terms[place];
  const bool is_text = term.literal.kind() == ValueKind::Scalar && term.literal.dtype() == DType::String;
  if (is_text) return "'" + term.literal.as<std::string>() + "'";
  if (term.kind == TermKind::Literal) return term.literal.print();
  if (term.kind == TermKind::Variable) return "@" + term.name;
  if (term.kind == TermKind::Column) return term.name;
  std::string text = "(" + (term.kind == TermKind::List ? "list" : term.name);
  for (const std::size_t operand : term.operands) text += " " + printed(terms, operand);
  return text + ")";
}

std::string parsed(const std::string& text) {
  const QueryStatement statement = parse_query(text);
  return printed(statement.terms, statement.terms.size() - 1);
}

std::string refusal(const std::string& text) {
  try {
    parse_query(text);
  } catch (const ValueError& error) {
    return error.what();
  }
  return "nothing";
}

struct Reading {
  std::string text, terms;
};

class QueryGrammar : public testing::TestWithParam<Reading> {};

TEST_P(QueryGrammar, IsPandas) { EXPECT_EQ(parsed(GetParam().text), GetParam().terms) << GetParam().text; }

INSTANTIATE_TEST_SUITE_P(
    Operators, QueryGrammar,
    testing::Values(Reading{"a + b * c", "(add a (mul b c))"}, Reading{"a - b - c", "(sub (sub a b) c)"},
                    Reading{"-a ** 2", "(neg (pow a 2))"}, Reading{"a ** -b ** 2", "(pow a (neg (pow b 2)))"},
                    Reading{"-a * b", "(mul (neg a) b)"},
                    Reading{"a // b % c / d", "(truediv (mod (floordiv a b) c) d)"},
                    Reading{"a or b and not c == d", "(or a (and b (invert (eq c d))))"},
                    Reading{"a > 3 & b < 2 | c", "(or (and (gt a 3) (lt b 2)) c)"},
                    Reading{"~a > 3", "(gt (invert a) 3)"}, Reading{"not not a", "(invert (invert a))"},
                    Reading{"0 < x <= 5", "(and (lt 0 x) (le x 5))"},
                    Reading{"a < b < c != d", "(and (and (lt a b) (lt b c)) (ne c d))"},
                    Reading{"a + 1 < b and c", "(and (lt (add a 1) b) c)"}, Reading{"((a))", "a"}));

INSTANTIATE_TEST_SUITE_P(
    Values, QueryGrammar,
    testing::Values(Reading{"a in [1, -2, 'x']", "(in a (list 1 (neg 2) 'x'))"},
                    Reading{"a not in (1, 2,)", "(not in a (list 1 2))"}, Reading{"a == []", "(eq a (list))"},
                    Reading{"`a b` == @limit", "(eq a b @limit)"}, Reading{"größe > 1_000", "(gt größe 1000)"},
                    Reading{"a == .5e-1", "(eq a 0.05)"}, Reading{"a == True", "(eq a true)"},
                    Reading{"a == None", "(eq a None)"}, Reading{R"(a == "it's")", "(eq a 'it's')"},
                    Reading{R"(a == 'ä\'\n\x41\u20ac')", "(eq a 'ä'\nA€')"}, Reading{"index > 2", "(gt index 2)"},
                    Reading{"(a >\n 1)\n", "(gt a 1)"}));

class QueryMistake : public testing::TestWithParam<Reading> {};

TEST_P(QueryMistake, IsToldWithItsPlace) { EXPECT_THAT(refusal(GetParam().text), HasSubstr(GetParam().terms)); }

INSTANTIATE_TEST_SUITE_P(
    Places, QueryMistake,
    testing::Values(Reading{"x > > 3", "a value is expected: got '>', at character 5 of 'x > > 3'"},
                    Reading{"ä == 'x", "a text has no closing ', at character 6"},
                    Reading{"(a > 1", "a comma or ')' is expected: got the end, at character 7"},
                    Reading{"a > 1)", "an operator is expected: got ')', at character 6"},
                    Reading{"a b", "an operator is expected: got 'b', at character 3"},
                    Reading{"a = 1", "== compares, at character 3"}, Reading{"sqrt(a)", "calls no functions"},
                    Reading{"a ? b", "'?' has no meaning in a query, at character 3"},
                    Reading{"a == not b", "'not' stands in brackets here: got 'not', at character 6"},
                    Reading{"99999999999999999999", "does not begin a number"}, Reading{"3x", "'3' does not begin"},
                    Reading{"`a", "no closing `"},
                    Reading{"", "an expression is expected: got the end, at character 1"},
                    Reading{"a\nb", "a second one begins, at character 3"}, Reading{"'\\ud800'", "hexadecimal"},
                    Reading{"\xff", "UTF-8"}, Reading{"a.b", "'.' has no meaning"},
                    Reading{"@ a", "'@' has no meaning"}));

TEST(QueryParser, TakesLongExpressionsAndRefusesDeepOnes) {
  std::string sum = "a";
  for (int i = 0; i < 100'000; ++i) sum += " + a";
  EXPECT_EQ(parse_query(sum).terms.size(), 200'001u);
  const auto nested = [](int levels) {
    return std::string(std::size_t(levels), '(') + "a" + std::string(std::size_t(levels), ')');
  };
  EXPECT_EQ(parsed(nested(kDeepestQuery - 1)), "a");
  EXPECT_THAT(refusal(nested(kDeepestQuery)), HasSubstr("at most 200 levels deep"));
  EXPECT_THAT(refusal(std::string(100'000, '-')), HasSubstr("at most 200 levels deep"));
}

TEST(QueryParser, ReadsAssignmentsLineByLine) {
  const auto statements = parse_statements("\nz = x + 1\n\n`the name` = (z *\n 2)\n");
  ASSERT_EQ(statements.size(), 2u);
  EXPECT_EQ(statements[0].target, "z");
  EXPECT_EQ(printed(statements[0].terms, statements[0].terms.size() - 1), "(add x 1)");
  EXPECT_EQ(statements[1].target, "the name");
  EXPECT_EQ(printed(statements[1].terms, statements[1].terms.size() - 1), "(mul z 2)");
  EXPECT_EQ(parse_statements("x + 1")[0].target, "");
  EXPECT_THROW(parse_statements("z = x\ny"), ValueError);
}

}  // namespace
}  // namespace tusk::dataframe
