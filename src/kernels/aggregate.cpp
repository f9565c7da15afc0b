#include "kernels/aggregate.h"

#include <algorithm>

#include <arrow/record_batch.h>
#include <arrow/table.h>

#include <tusk/core/error.h>

#include "kernels/aggregate/families.h"
#include "kernels/aggregate/grouped_state.h"
#include "kernels/split_rows.h"

namespace tusk::kernels {

namespace {

using aggregate::GroupedState;

class GroupedReduction final : public PartialReduction {
 public:
  explicit GroupedReduction(GroupedState state) : state_(std::move(state)) {}
  void consume(const Batch& batch) override { state_.consume(*batch); }
  Table finish() override { return state_.partial(); }

 private:
  GroupedState state_;
};

void add_new(std::vector<std::string>& names, const std::string& name) {
  if (std::ranges::find(names, name) == names.end()) names.push_back(name);
}

struct GroupedAggregation final : DeclaredAs<GroupedAggregation, Reducer> {
  static constexpr std::string_view kName = "grouped_aggregation";
  static constexpr auto fields() {
    return std::tuple{field("grouping", &GroupedAggregation::grouping),
                      field("aggregates", &GroupedAggregation::aggregates)};
  }
  Grouping grouping;
  std::vector<Aggregate> aggregates;

  std::vector<std::string> input_columns() const override {
    std::vector<std::string> names;
    for (const auto& key : grouping.keys) add_new(names, key);
    for (const auto& each : aggregates)
      for (const auto& column : aggregate::columns_of(each)) add_new(names, column);
    return names;
  }

  std::vector<std::string> presence_only_columns() const override {
    auto seen = grouping.keys;
    for (const auto& each : aggregates)
      if (each.function != "count")
        for (const auto& column : aggregate::columns_of(each)) seen.push_back(column);
    auto names = input_columns();
    std::erase_if(names, [&](const auto& name) { return std::ranges::find(seen, name) != seen.end(); });
    return names;
  }

  SchemaPtr result_schema(const SchemaPtr& input) const override {
    arrow::FieldVector fields;
    for (const auto& key : grouping.keys)
      fields.push_back(input->field(aggregate::column_number(*input, key))->WithNullable(true));
    for (const auto& each : aggregates)
      fields.push_back(arrow::field(each.output, aggregate::result_type(each, aggregate::types_of(each, *input))));
    return arrow::schema(fields);
  }

  std::unique_ptr<PartialReduction> begin(const SchemaPtr& input) const override {
    return std::make_unique<GroupedReduction>(GroupedState(grouping, aggregates, input));
  }

  Table combine(std::span<const Table> partials) const override { return merged(partials).partial(); }

  std::vector<Table> split(const Table& partial, std::int64_t count) const override {
    std::vector<int> keys;
    for (std::size_t key = 0; key < grouping.keys.size(); ++key) keys.push_back(int(key));
    return split_by_keys(partial, keys, count);
  }

  Table finalize(std::span<const Table> partials, const SchemaPtr&) const override { return merged(partials).result(); }

  bool is_holistic() const override {
    return std::ranges::any_of(aggregates, [](const auto& each) { return aggregate::find_function(each).is_holistic; });
  }

 private:
  GroupedState merged(std::span<const Table> partials) const {
    TUSK_CHECK(!partials.empty(), "there is a partial to combine");
    GroupedState state(grouping, aggregates, aggregate::input_of(partials[0]));
    for (const auto& partial : partials) state.merge(partial);
    return state;
  }
};

}  // namespace

ReducerPtr grouped_aggregation(Grouping grouping, std::vector<Aggregate> aggregates) {
  for (const auto& each : aggregates) (void)aggregate::find_function(each);
  auto reducer = std::make_shared<GroupedAggregation>();
  reducer->grouping = std::move(grouping);
  reducer->aggregates = std::move(aggregates);
  return reducer;
}

}  // namespace tusk::kernels
