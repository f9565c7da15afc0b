// distinct_count_estimate: HyperLogLog (Flajolet and others, 2007). A partial is one row: a list of the registers.
#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

#include <arrow/array.h>
#include <arrow/record_batch.h>
#include <arrow/table.h>
#include <fmt/format.h>

#include <tusk/core/error.h>
#include <tusk/core/hash.h>

#include "kernels/order_reducers.h"
#include "kernels/row_keys.h"
#include "kernels/row_tables.h"

namespace tusk::kernels {
namespace {

constexpr int kRegisterBits = 14;
constexpr std::size_t kRegisters = std::size_t(1) << kRegisterBits;

// For each of kRegisters parts of all values: one more than the most leading zeros of a hash.
using Registers = std::vector<std::uint8_t>;

Table registers_row(const Registers& registers) {
  const ArrayPtr list = one_list(words_array(arrow::uint8(), registers));
  return Table(arrow::Table::Make(arrow::schema({arrow::field("registers", list->type())}), {list}, 1));
}

double estimate(const Registers& registers) {
  const double count = double(kRegisters);
  double sum = 0;
  for (const std::uint8_t rank : registers) sum += std::ldexp(1.0, -int(rank));
  const double raw = 0.7213 / (1 + 1.079 / count) * count * count / sum;
  const auto empty = std::ranges::count(registers, 0);
  // Few values leave registers empty, whose number tells more.
  return raw <= 2.5 * count && empty > 0 ? count * std::log(count / double(empty)) : raw;
}

class EstimatePartial final : public PartialReduction {
 public:
  explicit EstimatePartial(std::vector<int> positions) : positions_(std::move(positions)) {}
  void consume(const Batch& batch) override {
    const RowKeys keys(*batch, positions_);
    for (std::int64_t row = 0; row < batch->num_rows(); ++row) {
      const auto key = keys.key(row);
      const std::uint64_t hash = hash_bytes(key.data(), key.size()).low;
      const std::uint64_t rest = (hash << kRegisterBits) | (std::uint64_t(1) << (kRegisterBits - 1));
      std::uint8_t& rank = registers_[hash >> (64 - kRegisterBits)];
      rank = std::max(rank, std::uint8_t(std::countl_zero(rest) + 1));
    }
  }
  Table finish() override { return registers_row(registers_); }

 private:
  std::vector<int> positions_;
  Registers registers_ = Registers(kRegisters, 0);
};

Registers merged(std::span<const Table> partials) {
  Registers all(kRegisters, 0);
  const Batch rows = one_batch(stacked(partials));
  for (std::int64_t row = 0; row < rows->num_rows(); ++row) {
    const ArrayPtr list = static_cast<const arrow::LargeListArray&>(*rows->column(0)).value_slice(row);
    const auto* registers = list->data()->GetValues<std::uint8_t>(1);
    for (std::size_t i = 0; i < kRegisters; ++i) all[i] = std::max(all[i], registers[i]);
  }
  return all;
}

struct DistinctCountEstimate final : DeclaredAs<DistinctCountEstimate, Reducer> {
  static constexpr std::string_view kName = "distinct-count-estimate";
  static constexpr auto fields() { return std::tuple{field("columns", &DistinctCountEstimate::columns)}; }
  std::vector<std::string> columns;

  std::vector<std::string> input_columns() const override { return columns; }
  SchemaPtr result_schema(const SchemaPtr& input) const override {
    for (const std::string& column : columns) {
      const auto& type = input->field(column_position(*input, column))->type();
      if (!can_be_key(*type))
        throw TypeError(fmt::format("different rows are counted by numbers, times and texts: column '{}' is {}", column,
                                    type->ToString()));
    }
    return arrow::schema({arrow::field("count", arrow::int64())});
  }
  std::unique_ptr<PartialReduction> begin(const SchemaPtr& input) const override {
    return std::make_unique<EstimatePartial>(column_positions(*input, columns));
  }
  Table combine(std::span<const Table> partials) const override { return registers_row(merged(partials)); }
  Table finalize(std::span<const Table> partials, const SchemaPtr& input) const override {
    const std::vector<std::int64_t> count = {std::int64_t(std::llround(estimate(merged(partials))))};
    return Table(arrow::Table::Make(result_schema(input), arrow::ArrayVector{words_array(arrow::int64(), count)}, 1));
  }
};

}  // namespace

ReducerPtr distinct_count_estimate(std::vector<std::string> columns) {
  auto reducer = std::make_shared<DistinctCountEstimate>();
  reducer->columns = std::move(columns);
  return reducer;
}

}  // namespace tusk::kernels
