// buffer_sizes: partials are one row of sums.
#include <utility>

#include <arrow/array.h>
#include <arrow/record_batch.h>
#include <arrow/table.h>
#include <arrow/util/byte_size.h>

#include "data/arrow_status.h"
#include "kernels/order_reducers.h"
#include "kernels/row_tables.h"

namespace tusk::kernels {
namespace {

using Sizes = std::vector<std::int64_t>;

Table sizes_row(const std::vector<SizedColumns>& outputs, const Sizes& sizes) {
  arrow::FieldVector fields;
  arrow::ArrayVector columns;
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    fields.push_back(arrow::field(outputs[i].output, arrow::int64()));
    columns.push_back(words_array(arrow::int64(), Sizes{sizes[i]}));
  }
  return Table(arrow::Table::Make(arrow::schema(std::move(fields)), std::move(columns), 1));
}

class SizesPartial final : public PartialReduction {
 public:
  SizesPartial(const SchemaPtr& input, std::vector<SizedColumns> outputs)
      : outputs_(std::move(outputs)), sizes_(outputs_.size(), 0) {
    for (const SizedColumns& output : outputs_) positions_.push_back(column_positions(*input, output.columns));
  }
  void consume(const Batch& batch) override {
    for (std::size_t i = 0; i < outputs_.size(); ++i) {
      for (const int position : positions_[i])
        sizes_[i] += data::value_or_throw(arrow::util::ReferencedBufferSize(*batch->column(position)), "adding bytes");
    }
  }
  Table finish() override { return sizes_row(outputs_, sizes_); }

 private:
  std::vector<SizedColumns> outputs_;
  std::vector<std::vector<int>> positions_;
  Sizes sizes_;
};

struct BufferSizes final : DeclaredAs<BufferSizes, Reducer> {
  static constexpr std::string_view kName = "buffer-sizes";
  static constexpr auto fields() { return std::tuple{field("outputs", &BufferSizes::outputs)}; }
  std::vector<SizedColumns> outputs;

  std::vector<std::string> input_columns() const override {
    std::vector<std::string> columns;
    for (const SizedColumns& output : outputs)
      columns.insert(columns.end(), output.columns.begin(), output.columns.end());
    return columns;
  }
  SchemaPtr result_schema(const SchemaPtr&) const override {
    return sizes_row(outputs, Sizes(outputs.size(), 0)).arrow()->schema();
  }
  std::unique_ptr<PartialReduction> begin(const SchemaPtr& input) const override {
    return std::make_unique<SizesPartial>(input, outputs);
  }
  Table combine(std::span<const Table> partials) const override {
    Sizes sums(outputs.size(), 0);
    const Batch rows = one_batch(stacked(partials));
    for (std::size_t i = 0; i < outputs.size(); ++i) {
      const RowValues<std::int64_t> sizes(*rows->column(int(i))->data());
      for (std::int64_t row = 0; row < sizes.size; ++row) sums[i] += sizes.values[row];
    }
    return sizes_row(outputs, sums);
  }
  Table finalize(std::span<const Table> partials, const SchemaPtr&) const override { return combine(partials); }
};

}  // namespace

ReducerPtr buffer_sizes(std::vector<SizedColumns> outputs) {
  auto reducer = std::make_shared<BufferSizes>();
  reducer->outputs = std::move(outputs);
  return reducer;
}

}  // namespace tusk::kernels
