#include <tusk/dataframe/group_by.h>

#include <arrow/builder.h>
#include <arrow/table.h>
#include <gmock/gmock.h>

#include <tusk/core/error.h>

#include "expr/lower.h"
#include "expr/optimize.h"
#include "tests/dataframe/frames.h"

namespace tusk::expr {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

graph::TaskGraph tasks_of(const NodePtr& root) {
  graph::GraphBuilder builder;
  lower(optimize({&root, 1}), {"root"}, builder, lower_options());
  return builder.build();
}

// Two keys, of which a changes slowly, and the values 0 to 9, in `npartitions`.
DataFrame pairs_frame(std::int64_t npartitions) {
  std::vector<Value> a, b, x;
  for (int i = 0; i < 10; ++i) {
    a.push_back(Value::of(std::string(i < 5 ? "low" : "high")));
    b.push_back(Value::of(std::int64_t(i % 2)));
    x.push_back(Value::of(std::int64_t(i)));
  }
  return from_columns({{"a", a}, {"b", b}, {"x", x}}, npartitions);
}

TEST(GroupBy, TakesTwoNamesInBraces) {
  const DataFrame frame = pairs_frame(2);
  const DataFrame sums = frame.groupby({"a", "b"}).sum();
  EXPECT_THAT(sums.columns(), ElementsAre("x"));
  EXPECT_EQ(sums.index_names().size(), 2);
  EXPECT_EQ(frame.groupby({"a"}).sum().index_names().size(), 1);
  EXPECT_EQ(frame.groupby("a").sum().index_names().size(), 1);
  EXPECT_EQ(frame.groupby({"a", "b"}, {.as_index = false}).sum().columns().size(), 3);
  EXPECT_EQ(frame.groupby({frame["a"], frame["b"]}).sum().index_names().size(), 2);
}

TEST(GroupBy, TakesSpecsInBraces) {
  const auto groups = pairs_frame(2).groupby({"a"});
  EXPECT_THAT(groups.agg({{"x", {"mean", "max"}}, {"b", {"sum"}}}).columns(), ElementsAre("x_mean", "x_max", "b_sum"));
  EXPECT_THAT(groups.agg({{"x", "mean"}, {"b", "sum"}}).columns(), ElementsAre("x", "b"));
  EXPECT_THAT(groups.agg({{"total", "x", "sum"}}).columns(), ElementsAre("total"));
  EXPECT_THAT(groups["x"].agg({"sum", "count"}).columns(), ElementsAre("sum", "count"));
}

TEST(GroupBy, SplitsAResultOverPartitions) {
  const auto sums = pairs_frame(10).groupby({"x"}, {.split_every = 4, .split_out = 3})["b"].sum();
  EXPECT_EQ(sums.npartitions(), 3);
  // Ten partial results, each split; for each of three partitions three combinations and one final task; one that
  // takes the columns for each.
  EXPECT_EQ(tasks_of(sums.node()).task_count(), 10 + 10 + 3 * (3 + 1) + 3);
  EXPECT_EQ(sums.compute().row_count(), 10);
}

TEST(GroupBy, BringsRowsTogetherInAsManyPartitionsAsThereAre) {
  const DataFrame frame = pairs_frame(5);
  const auto same = function(register_function("test.groups.same", [](const Table& group) { return group; }));
  const auto made = frame.groupby({"a"}).apply(same, frame[{"b", "x"}].first_rows(0).compute());
  EXPECT_EQ(made.npartitions(), 5);
  // Five partitions are kept, split and gathered; the function and the choice of columns take one task each.
  EXPECT_EQ(tasks_of(made.node()).task_count(), 5 * 5);
  EXPECT_EQ(made.compute().row_count(), 10);
}

Table reversed_values(const Table& group) {
  arrow::Int64Builder builder;
  const auto values = group.arrow()->column(0);
  for (std::int64_t i = values->length(); i-- > 0;)
    (void)builder.Append(static_cast<const arrow::Int64Scalar&>(**values->GetScalar(i)).value);
  return Table(arrow::Table::Make(group.arrow()->schema(), {*builder.Finish()}));
}

TEST(GroupBy, BringsTransformedRowsBack) {
  const DataFrame frame = pairs_frame(5);
  const auto reversed = function(register_function("test.groups.reversed", &reversed_values));
  const Table empty = frame[{"x"}].first_rows(0).compute();
  const DataFrame turned = frame.groupby({"a"})[{"x"}].transform(reversed, empty);
  EXPECT_EQ(turned.npartitions(), 5);
  const Series both = turned["x"] * 10 + frame["x"];
  EXPECT_EQ(texts_of(both.compute()),
            (std::vector<std::string>{"40", "31", "22", "13", "4", "95", "86", "77", "68", "59"}));
}

TEST(GroupBy, GivesEachRowItsGroupsResult) {
  const DataFrame frame = pairs_frame(3);
  const Series sums = frame.groupby({"a"})["x"].transform("sum");
  EXPECT_EQ(texts_of((sums - frame["x"]).compute()),
            (std::vector<std::string>{"10", "9", "8", "7", "6", "30", "29", "28", "27", "26"}));
}

// The number of rows, in three steps.
Table counted(const Table& rows, int column) {
  std::map<std::int64_t, std::int64_t> counts;
  for (std::int64_t i = 0; i < rows.row_count(); ++i) {
    const auto at = [&](int place) {
      return static_cast<const arrow::Int64Scalar&>(**rows.arrow()->column(place)->GetScalar(i)).value;
    };
    counts[at(0)] += column < 0 ? 1 : at(column);
  }
  arrow::Int64Builder groups, values;
  for (const auto& [group, count] : counts) (void)groups.Append(group), (void)values.Append(count);
  const auto schema = arrow::schema({arrow::field("__group__", arrow::int64()), arrow::field("n", arrow::int64())});
  return Table(arrow::Table::Make(schema, {*groups.Finish(), *values.Finish()}));
}

Table count_rows(const Table& rows) { return counted(rows, -1); }
Table add_counts(const Table& counts) { return counted(counts, 1); }
Table same_counts(const Table& counts) { return counts; }
Table without_groups(const Table& rows) { return Table(rows.arrow()->SelectColumns({1}).ValueOrDie()); }

Aggregation own_count() {
  return aggregation("own-count", "int64", register_function("test.groups.count", &count_rows),
                     register_function("test.groups.add", &add_counts),
                     register_function("test.groups.as-they-are", &same_counts));
}

TEST(GroupBy, AggregatesInStepsOfOnesOwn) {
  const Series counts = pairs_frame(4).groupby({"a"})["x"].aggregate(own_count());
  EXPECT_EQ(counts.dtype(), "int64");
  EXPECT_EQ(texts_of(counts.compute()), (std::vector<std::string>{"5", "5"}));
}

TEST(GroupBy, NamesAnAggregationThatGivesOtherGroups) {
  Aggregation own = own_count();
  own.name = "astray";
  own.chunk = call(function(register_function("test.groups.without", &without_groups)), {Argument::of_input(0)});
  try {
    (void)pairs_frame(2).groupby({"a"})["x"].aggregate(own).compute();
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("'astray'"));
  }
}

TEST(GroupBy, RefusesASplitOfNothing) {
  EXPECT_THROW((void)pairs_frame(2).groupby({"a"}, {.split_out = 0}).sum(), ValueError);
  EXPECT_THROW((void)pairs_frame(2).groupby({"a"}, {.split_every = 1}).sum(), ValueError);
}

}  // namespace
}  // namespace tusk::expr
