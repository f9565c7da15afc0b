// Functions of partitions, frames out of tasks, and rows by index, chance and partition, as a C++ program writes them.
#include <arrow/table.h>
#include <gmock/gmock.h>

#include <tusk/core/error.h>
#include <tusk/graph/collection.h>
#include <tusk/graph/literal.h>

#include "expr/rows_mark.h"
#include "tests/core/message_of.h"
#include "tests/dataframe/frames.h"

namespace tusk {
namespace {

using expr::letters_frame;
using expr::whole_numbers;
using test::message_of;
using testing::HasSubstr;

Table first_rows(const Table& rows, std::int64_t count) { return Table(rows.arrow()->Slice(0, count)); }
Table marked_rows(const Table& rows) { return expr::with_rows_mark(rows, "others"); }

TUSK_OPERATIONS { register_function("test.first_rows", first_rows); }

DataFrame indexed_frame(std::int64_t npartitions) {
  const DataFrame frame =
      from_columns({{"k", whole_numbers({1, 1, 2, 2, 2, 5, 8})}, {"v", whole_numbers({0, 1, 2, 3, 4, 5, 6})}});
  return from_table(frame.compute(), npartitions, {"k"});
}

std::vector<std::int64_t> sizes_of(const DataFrame& frame) {
  std::vector<std::int64_t> sizes;
  for (std::int64_t i = 0; i < frame.npartitions(); ++i) sizes.push_back(frame.partitions({i}).length());
  return sizes;
}

std::vector<std::string> texts_of(const LazyFrame& frame) { return tusk::texts_of(Series(frame.node()).compute()); }

// A task that gives a table.
class TableTask final : public Collection {
 public:
  TableTask(std::string name, Table table) : key_{std::move(name)}, table_(std::move(table)) {}

  Key key() const { return key_; }
  std::vector<Key> lower(graph::GraphBuilder& builder) const override {
    builder.add(key_, literal(Value::of(table_)), {});
    return {key_};
  }
  Value finish(std::vector<Value> results) const override { return results[0]; }
  std::shared_ptr<Collection> rebuilt(std::vector<Value>) const override { return nullptr; }

 private:
  Key key_;
  Table table_;
};

TEST(MapPartitions, CallsTheFunctionWithEachPartitionAndTheValues) {
  const DataFrame frame = letters_frame();
  const DataFrame made = frame.map_partitions(function(first_rows), frame.head(0), {Value::of(std::int64_t(1))});
  EXPECT_EQ(made.npartitions(), 3);
  EXPECT_EQ(texts_of(made["a"]), (std::vector<std::string>{"1", "3", "5"}));
}

TEST(MapPartitions, RefusesWhatTheFunctionCannotTakeAndOtherColumnsThanItSaid) {
  const DataFrame frame = letters_frame();
  EXPECT_THAT(message_of<TypeError>([&] { frame.map_partitions(function(first_rows), frame.head(0)); }),
              HasSubstr("2"));
  const DataFrame other =
      frame.map_partitions(function(first_rows), frame[{"a"}].head(0), {Value::of(std::int64_t(1))});
  EXPECT_THAT(message_of<TypeError>([&] { other.compute(); }), HasSubstr("gives the columns that it said"));
}

TEST(FromDelayed, MakesAPartitionOfEachTask) {
  const Table rows = letters_frame().compute();
  std::vector<DelayedTable> parts;
  for (std::int64_t count : {1, 2, 3}) {
    const auto task = std::make_shared<TableTask>("rows-" + std::to_string(count), first_rows(rows, count));
    parts.push_back({task, task->key()});
  }
  const DataFrame frame = from_delayed(parts, first_rows(rows, 0));
  EXPECT_EQ(sizes_of(frame), (std::vector<std::int64_t>{1, 2, 3}));
  EXPECT_EQ(frame["a"].sum().compute<double>(), 1 + 3 + 6);
  EXPECT_THAT(message_of<ValueError>([&] { from_delayed(std::vector<DelayedTable>(), rows); }), HasSubstr("one task"));
}

TEST(RowsMark, KeepsRowsApartThatAFunctionMoved) {
  const Table table = letters_frame().compute();
  EXPECT_EQ(expr::rows_mark(table), "");
  EXPECT_EQ(expr::rows_mark(marked_rows(table)), "others");
}

TEST(Repartition, PutsNeighboursTogetherAndCutsIntoPieces) {
  const DataFrame frame = letters_frame();
  EXPECT_EQ(sizes_of(frame.repartition(2)), (std::vector<std::int64_t>{2, 4}));
  EXPECT_EQ(sizes_of(frame.repartition(5)), (std::vector<std::int64_t>{2, 1, 1, 1, 1}));
  EXPECT_EQ(texts_of(frame.repartition(5)["a"]), (std::vector<std::string>{"1", "2", "3", "4", "5", "6"}));
  EXPECT_EQ(frame.repartition(3).node(), frame.node());
}

TEST(Repartition, CutsAtIndexValuesThatStandOnBothSidesOfABorder) {
  for (const std::int64_t npartitions : {1, 2, 3, 7}) {
    const DataFrame frame = indexed_frame(npartitions);
    const DataFrame cut = frame.repartition(whole_numbers({1, 2, 5, 8}));
    EXPECT_EQ(sizes_of(cut), (std::vector<std::int64_t>{2, 3, 2}));
    EXPECT_EQ(cut.divisions().size(), 4);
  }
}

TEST(Loc, TakesPartitionsThatMayHaveTheRows) {
  const DataFrame frame = indexed_frame(7);
  EXPECT_EQ(frame.loc(Value::of(std::int64_t(2)), Value::of(std::int64_t(2))).length(), 3);
  EXPECT_EQ(frame.loc(Value::of(std::int64_t(5)), Value()).npartitions(), 3);
  EXPECT_EQ(frame.loc(Value(), Value()).length(), 7);
  EXPECT_THROW(letters_frame().loc(Value(), Value()), ValueError);
}

TEST(Sample, TakesTheSameRowsForTheSameState) {
  const DataFrame frame = letters_frame();
  EXPECT_EQ(sizes_of(frame.sample(0.5, false, 1)), (std::vector<std::int64_t>{1, 1, 1}));
  EXPECT_EQ(texts_of(frame.sample(3, true, 9)["a"]), texts_of(frame.sample(3, true, 9)["a"]));
  EXPECT_THROW(frame.sample(1.5), ValueError);
}

}  // namespace
}  // namespace tusk
