#include "kernels/aggregate.h"

#include <string>

#include <arrow/api.h>
#include <arrow/json/from_string.h>
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <tusk/core/error.h>

namespace tusk::kernels {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::shared_ptr<arrow::Array> json(const TypePtr& type, const std::string& text) {
  return *arrow::json::ArrayFromJSONString(type, text);
}

Batch batch_of(const std::vector<std::pair<std::string, std::shared_ptr<arrow::Array>>>& columns) {
  arrow::FieldVector fields;
  arrow::ArrayVector arrays;
  for (const auto& [name, array] : columns) {
    fields.push_back(arrow::field(name, array->type()));
    arrays.push_back(array);
  }
  return arrow::RecordBatch::Make(arrow::schema(fields), arrays[0]->length(), arrays);
}

// Each batch is a partition; the partials are combined two by two.
Table reduce(const Reducer& reducer, const std::vector<Batch>& partitions) {
  const auto input = partitions[0]->schema();
  std::vector<Table> partials;
  for (const auto& batch : partitions) {
    auto partial = reducer.begin(input);
    partial->consume(batch);
    partials.push_back(partial->finish());
  }
  while (partials.size() > 2) {
    const auto pair = reducer.combine(std::span(partials).first(2));
    partials.erase(partials.begin() + 1);
    partials[0] = pair;
  }
  const auto result = reducer.finalize(partials, input);
  EXPECT_TRUE(result.arrow()->schema()->Equals(*reducer.result_schema(input), false))
      << result.arrow()->schema()->ToString();
  return result;
}

// The rows of a column, as text.
std::string column(const Table& table, int number) {
  std::string text;
  const auto rows = *table.arrow()->CombineChunksToBatch();
  for (std::int64_t row = 0; row < rows->num_rows(); ++row)
    text += (row == 0 ? "" : " ") + (*rows->column(number)->GetScalar(row))->ToString();
  return text;
}

std::string whole(const std::string& function, const std::shared_ptr<arrow::Array>& values, Parameters options = {}) {
  const auto reducer = grouped_aggregation({}, {{function, "x", "out", std::move(options)}});
  const auto batch = batch_of({{"x", values}});
  const auto cut = values->length() / 3;
  return column(reduce(*reducer, {batch->Slice(0, cut), batch->Slice(cut, 0), batch->Slice(cut)}), 0);
}

TEST(Aggregate, ReducesAWholeColumnToOneRow) {
  const auto x = json(arrow::float64(), "[1.5, null, NaN, 4, 0.5, 2]");
  EXPECT_EQ(whole("count", x), "4");
  EXPECT_EQ(whole("size", x), "6");
  EXPECT_EQ(whole("sum", x), "8");
  EXPECT_EQ(whole("mean", x), "2");
  EXPECT_EQ(whole("min", x), "0.5");
  EXPECT_EQ(whole("max", x), "4");
  EXPECT_EQ(whole("prod", x), "6");
  EXPECT_EQ(whole("median", x), "1.75");
  EXPECT_EQ(whole("nunique", x), "4");
  EXPECT_EQ(whole("first", x), "1.5");
  EXPECT_EQ(whole("last", x), "2");
  EXPECT_EQ(whole("any", x), "true");
}

TEST(Aggregate, HasPandasAnswersForNoValues) {
  for (const auto* rows : {"[]", "[null, NaN]"}) {
    const auto x = json(arrow::float64(), rows);
    EXPECT_EQ(whole("count", x), "0");
    EXPECT_EQ(whole("sum", x), "0");
    EXPECT_EQ(whole("prod", x), "1");
    EXPECT_EQ(whole("any", x), "false");
    EXPECT_EQ(whole("all", x), "true");
    for (const auto* function : {"mean", "min", "max", "std", "var", "sem", "skew", "kurt", "median", "first"})
      EXPECT_EQ(whole(function, x), "null") << function;
    EXPECT_EQ(whole("sum", x, {{"min_count", Value::of(1)}}), "null");
  }
}

TEST(Aggregate, TakesOneMissingValueForAllWithoutSkipna) {
  const auto x = json(arrow::float64(), "[1, null, 2]");
  const Parameters keep{{"skipna", Value::of(false)}};
  for (const auto* function : {"sum", "mean", "min", "median", "var"}) EXPECT_EQ(whole(function, x, keep), "null");
  EXPECT_EQ(whole("sum", json(arrow::float64(), "[1, 2]"), keep), "3");
}

// From pandas: Series([2, 3, 5, 7, 11, 13]).
TEST(Aggregate, CorrectsTheBiasOfMoments) {
  const auto x = json(arrow::int32(), "[2, 3, 5, 7, 11, 13]");
  EXPECT_THAT(whole("var", x), HasSubstr("19.36666666666"));
  EXPECT_THAT(whole("std", x), HasSubstr("4.40075751"));
  EXPECT_THAT(whole("sem", x), HasSubstr("1.79660173"));
  EXPECT_THAT(whole("skew", x), HasSubstr("0.4626804"));
  EXPECT_THAT(whole("kurt", x), HasSubstr("-1.5459428"));
  EXPECT_THAT(whole("var", x, {{"ddof", Value::of(0)}}), HasSubstr("16.1388888888"));
}

TEST(Aggregate, AddsWithoutLosingSmallNumbers) {
  EXPECT_EQ(whole("sum", json(arrow::float64(), "[1e16, 1, 1, -1e16]")), "2");
  EXPECT_EQ(whole("sum", json(arrow::int64(), "[9007199254740993, 2, null]")), "9007199254740995");
  EXPECT_EQ(whole("sum", json(arrow::int64(), "[9223372036854775807, 1]")), "-9223372036854775808");
  EXPECT_EQ(whole("mean", json(arrow::int64(), "[9223372036854775807, 9223372036854775807]")), "9.223372036854776e+18");
  EXPECT_EQ(whole("sum", json(arrow::boolean(), "[true, null, true, false]")), "2");
}

TEST(Aggregate, InterpolatesQuantiles) {
  const auto x = json(arrow::int64(), "[10, 40, 20, 30]");
  const auto quantile = [&](double q, const char* interpolation) {
    return whole("quantile", x, {{"q", Value::of(q)}, {"interpolation", Value::of(std::string(interpolation))}});
  };
  EXPECT_EQ(quantile(0.25, "linear"), "17.5");
  EXPECT_EQ(quantile(0.25, "lower"), "10");
  EXPECT_EQ(quantile(0.25, "higher"), "20");
  EXPECT_EQ(quantile(0.25, "nearest"), "20");
  EXPECT_EQ(quantile(0.25, "midpoint"), "15");
  EXPECT_EQ(quantile(1, "linear"), "40");
  EXPECT_THROW(quantile(1.5, "linear"), ValueError);
  EXPECT_THROW(quantile(0.5, "cubic"), ValueError);
}

TEST(Aggregate, SelectsQuantilesOfManyRowsAtAnyRank) {
  // 0 to 999, in an order that jumps.
  std::string text;
  for (int i = 0; i < 1000; ++i) text += fmt::format("{}{}", i == 0 ? "" : ", ", i * 387 % 1000);
  const auto x = json(arrow::float64(), "[" + text + "]");
  for (const double rank : {0.0, 0.5, 499.5, 874.5, 966.25, 967.25, 968.5, 989.5, 997.5, 998.0, 998.75, 999.0}) {
    const auto quantile = whole("quantile", x, {{"q", Value::of(rank / 999)}});
    EXPECT_NEAR(std::stod(quantile), rank, 1e-9);
  }
}

TEST(Aggregate, SortsGroupsAndDropsMissingKeys) {
  const auto rows = batch_of({{"k", json(arrow::utf8(), R"(["b", null, "a", "b", "c", null])")},
                              {"x", json(arrow::int64(), "[1, 2, 3, 4, null, 6]")}});
  const std::vector<Batch> partitions{rows->Slice(0, 2), rows->Slice(2, 0), rows->Slice(2, 1), rows->Slice(3)};
  const std::vector<Aggregate> aggregates{
      {"sum", "x", "s"}, {"size", "", "n"}, {"first", "x", "f"}, {"list", "x", "l"}};
  const auto sorted = reduce(*grouped_aggregation({{"k"}, true, true}, aggregates), partitions);
  EXPECT_EQ(column(sorted, 0), "a b c");
  EXPECT_EQ(column(sorted, 1), "3 5 0");
  EXPECT_EQ(column(sorted, 2), "1 2 1");
  EXPECT_EQ(column(sorted, 3), "3 1 null");
  const auto all = reduce(*grouped_aggregation({{"k"}, true, false}, aggregates), partitions);
  EXPECT_EQ(column(all, 0), "a b c null");
  EXPECT_EQ(column(all, 1), "3 5 0 8");
  const auto as_seen = reduce(*grouped_aggregation({{"k"}, false, false}, aggregates), partitions);
  EXPECT_EQ(column(as_seen, 0), "b null a c");
}

TEST(Aggregate, FindsTheIndexOfTheFirstExtreme) {
  const auto rows = batch_of({{"k", json(arrow::int8(), "[1, 1, 2, 1, 2]")},
                              {"i", json(arrow::utf8(), R"(["p", "q", "r", "s", "t"])")},
                              {"x", json(arrow::float64(), "[2, 1, NaN, 1, null]")}});
  const Parameters index{{"index", Value::of(std::string("i"))}};
  const auto reducer = grouped_aggregation({{"k"}}, {{"idxmin", "x", "least", index}, {"idxmax", "x", "most", index}});
  const auto result = reduce(*reducer, {rows->Slice(0, 1), rows->Slice(1, 2), rows->Slice(3)});
  EXPECT_EQ(column(result, 1), "q null");
  EXPECT_EQ(column(result, 2), "p null");
  EXPECT_THAT(reducer->input_columns(), ElementsAre("k", "x", "i"));
}

TEST(Aggregate, SaysWhichColumnsItLooksAt) {
  const auto reducer =
      grouped_aggregation({{"k"}}, {{"count", "k", "a"}, {"count", "x", "b"}, {"sum", "y", "c"}, {"count", "y", "d"}});
  EXPECT_THAT(reducer->input_columns(), ElementsAre("k", "x", "y"));
  EXPECT_THAT(reducer->presence_only_columns(), ElementsAre("x"));
  EXPECT_FALSE(reducer->is_holistic());
  EXPECT_TRUE(grouped_aggregation({}, {{"median", "x", "m"}})->is_holistic());
}

TEST(Aggregate, NamesWhatItRefuses) {
  const Aggregate mean{"mean", "name", "out"};
  try {
    aggregate_type(mean, arrow::utf8());
    FAIL();
  } catch (const TypeError& error) {
    EXPECT_STREQ(
        error.what(),
        "the mean of a column of text can't be computed: column 'name' is string; leave it out, or convert it");
  }
  EXPECT_THROW(grouped_aggregation({}, {{"maen", "x", "out"}}), KeyError);
  EXPECT_THROW(grouped_aggregation({}, {{"mean", "x", "out", {{"dof", Value::of(1)}}}}), KeyError);
  EXPECT_THROW(grouped_aggregation({{"k"}}, {mean})->result_schema(arrow::schema({})), KeyError);
}

TEST(Aggregate, KeepsOrWidensTypes) {
  const auto type = [](const char* function, const TypePtr& input) {
    return aggregate_type({function, "x", "out"}, input)->ToString();
  };
  EXPECT_EQ(type("sum", arrow::int8()), "int64");
  EXPECT_EQ(type("sum", arrow::uint8()), "uint64");
  EXPECT_EQ(type("mean", arrow::float32()), "float");
  EXPECT_EQ(type("mean", arrow::timestamp(arrow::TimeUnit::MICRO)), "timestamp[us]");
  EXPECT_EQ(type("nunique", arrow::utf8()), "int64");
  EXPECT_EQ(type("max", arrow::boolean()), "bool");
}

}  // namespace
}  // namespace tusk::kernels
