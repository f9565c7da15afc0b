#include "kernels/ordered.h"

#include <limits>

#include <arrow/table.h>
#include <gmock/gmock.h>

#include <tusk/core/error.h>

#include "tests/kernels/columns.h"

namespace tusk::kernels {
namespace {

using columns::column;

struct OrderedCase {
  const char* name;
  OrderedFunctionPtr function;
  const char* type;
  const char* rows;
  const char* result_type;
  const char* results;
};

class Ordered : public testing::TestWithParam<OrderedCase> {};

Table column_table(const std::shared_ptr<arrow::Array>& array) {
  return Table(arrow::Table::Make(arrow::schema({arrow::field("x", array->type())}), {array}));
}

// Every cut of the rows in three gives what the whole gives, and however their summaries are combined.
TEST_P(Ordered, IsTheSameForEveryPartitioning) {
  const auto& [name, function, type, json, result_type, results] = GetParam();
  const auto rows = column(type, json);
  const auto expected = column(result_type, results);
  const std::int64_t size = rows->length();
  for (std::int64_t first = 0; first <= size; ++first) {
    for (std::int64_t second = first; second <= size; ++second) {
      const Table parts[] = {column_table(rows->Slice(0, first)), column_table(rows->Slice(first, second - first)),
                             column_table(rows->Slice(second))};
      const Table nothing = function->summary(column_table(rows->Slice(0, 0)), 0);
      const Table own[] = {function->summary(parts[0], 0), function->summary(parts[1], 0),
                           function->summary(parts[2], 0)};
      const bool is_backward = function->is_backward();
      const Table middle = is_backward ? function->combined(own[2], nothing) : function->combined(nothing, own[0]);
      const Table far = is_backward ? function->combined(own[1], own[2]) : function->combined(own[0], own[1]);
      const Table before[] = {is_backward ? far : nothing, middle, is_backward ? nothing : far};
      std::vector<std::shared_ptr<arrow::Table>> made;
      for (int i = 0; i < 3; ++i) made.push_back(function->run(parts[i], 0, before[i]).arrow());
      const auto all = arrow::ConcatenateTables(made).ValueOrDie()->CombineChunks().ValueOrDie()->column(0);
      const auto got = size == 0 ? expected : all->chunk(0);
      EXPECT_TRUE(got->Equals(*expected, arrow::EqualOptions::Defaults().nans_equal(true)))
          << first << " " << second << " " << got->ToString();
    }
  }
}

const OrderedCase kOrderedCases[] = {
    {"Sum", cumulative("sum", true), "int32", "[1, null, 3, -5]", "int64", "[1, null, 4, -1]"},
    {"SumOfAll", cumulative("sum", false), "int32", "[1, 2, null, -5]", "int64", "[1, 3, null, null]"},
    {"SumWraps", cumulative("sum", true), "int64", "[9223372036854775807, 1]", "int64",
     "[9223372036854775807, -9223372036854775808]"},
    {"SumOfInfinities", cumulative("sum", true), "float64", "[Inf, -Inf, 1]", "float64", "[Inf, NaN, NaN]"},
    {"SumOfTruths", cumulative("sum", true), "bool", "[true, null, true]", "int64", "[1, null, 2]"},
    {"Product", cumulative("prod", true), "uint8", "[200, 2, 3]", "uint64", "[200, 400, 1200]"},
    {"Least", cumulative("min", true), "float64", "[null, 2, NaN, 1, 3]", "float64", "[null, 2, null, 1, 1]"},
    {"GreatestText", cumulative("max", true), "str", R"(["b", null, "a", "日", ""])", "str",
     R"(["b", null, "b", "日", "日"])"},
    {"LeastTruth", cumulative("min", true), "bool", "[true, false, true]", "bool", "[true, false, false]"},
    {"Shift", shifted(2, Value()), "str", R"(["a", null, "c", "d"])", "str", R"([null, null, "a", null])"},
    {"ShiftBack", shifted(-2, Value()), "bool", "[true, false, true, null]", "bool", "[true, null, null, null]"},
    {"ShiftFar", shifted(9, Value()), "float64", "[1, 2]", "float64", "[null, null]"},
    {"ShiftFarthest", shifted(std::numeric_limits<std::int64_t>::min(), Value()), "str", R"(["a", "b"])", "str",
     "[null, null]"},
    {"ShiftWhole", shifted(1, Value()), "int64", "[1, 2, 3]", "float64", "[null, 1, 2]"},
    {"ShiftFilled", shifted(-3, Value::of(std::int64_t(7))), "int64", "[1, 2, 3, 4, 5]", "int64", "[4, 5, 7, 7, 7]"},
    {"Difference", differences(1), "int64", "[9007199254740993, 9007199254740992, null, 3, 5]", "float64",
     "[NaN, -1, NaN, NaN, 2]"},
    {"DifferenceBack", differences(-2), "int16", "[30000, 1, -30000]", "float32", "[60000, NaN, NaN]"},
    {"FillForward", filled(false), "float64", "[null, 1, NaN, 2, null]", "float64", "[null, 1, 1, 2, 2]"},
    {"FillBackward", filled(true), "str", R"([null, "a", null, "", null])", "str", R"(["a", "a", "", "", null])"},
    {"NoRows", cumulative("max", true), "int64", "[]", "int64", "[]"},
};
INSTANTIATE_TEST_SUITE_P(Kernels, Ordered, testing::ValuesIn(kOrderedCases),
                         [](const auto& info) { return info.param.name; });

// Rows of two groups, cut anywhere: what the rows behind the cut get, and what those before it.
TEST(OrderedGroups, TakeValuesOfTheirOwnRowsAcrossPartitions) {
  const auto table_of_rows = [](const std::shared_ptr<arrow::Array>& keys,
                                const std::shared_ptr<arrow::Array>& values) {
    return Table(arrow::Table::Make(
        arrow::schema({arrow::field("key", keys->type()), arrow::field("x", values->type())}), {keys, values}));
  };
  const auto keys = column("str", R"(["a", "b", "a", null, "b", "a"])");
  const auto values = column("float64", "[1, null, NaN, 4, 5, 6]");
  const struct {
    OrderedFunctionPtr function;
    const char* expected;
  } cases[] = {
      {grouped_shift({"key"}, 1, true), "[null, null, 1, null, null, NaN]"},
      {grouped_shift({"key"}, -2, true), "[6, null, null, null, null, null]"},
      {grouped_fill({"key"}, false, true), "[1, null, 1, null, 5, 6]"},
      {grouped_fill({"key"}, true, false), "[1, 5, 6, 4, 5, 6]"},
  };
  for (const auto& [function, expected] : cases) {
    for (std::int64_t cut = 0; cut <= keys->length(); ++cut) {
      const Table parts[] = {table_of_rows(keys->Slice(0, cut), values->Slice(0, cut)),
                             table_of_rows(keys->Slice(cut), values->Slice(cut))};
      const Table none = function->summary(table_of_rows(keys->Slice(0, 0), values->Slice(0, 0)), 0);
      const bool is_backward = function->is_backward();
      const Table first = function->run(parts[0], 0, is_backward ? function->summary(parts[1], 0) : none);
      const Table second = function->run(parts[1], 0, is_backward ? none : function->summary(parts[0], 0));
      const auto both = arrow::ConcatenateTables({first.arrow(), second.arrow()}).ValueOrDie();
      const auto got = both->CombineChunks().ValueOrDie()->column(1)->chunk(0);
      EXPECT_TRUE(got->Equals(*column("float64", expected), arrow::EqualOptions::Defaults().nans_equal(true)))
          << function->label() << " " << cut << " " << got->ToString();
    }
  }
}

TEST(OrderedMistakes, NameTheFunctionTheColumnAndItsType) {
  const auto text = arrow::schema({arrow::field("name", arrow::utf8())});
  EXPECT_THROW(differences(1)->result_schema(text, 0), TypeError);
  EXPECT_THROW(cumulative("sum", true)->result_schema(text, 0), TypeError);
  EXPECT_NO_THROW(cumulative("sum", true)->result_schema(text, 1)) << "an index stays as it is";
  EXPECT_THROW(cumulative("mean", true), ValueError);
}

}  // namespace
}  // namespace tusk::kernels
