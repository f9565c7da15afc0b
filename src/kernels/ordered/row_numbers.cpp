// Row numbers, from 0. A summary is the number of rows.
#include <numeric>

#include <arrow/array.h>

#include "kernels/ordered/columnwise.h"
#include "kernels/row_tables.h"

namespace tusk::kernels::ordered {
namespace {

std::int64_t count_of(const ArrayPtr& count) { return *count->data()->GetValues<std::int64_t>(1); }

ArrayPtr one_count(std::int64_t count) { return words_array(arrow::int64(), std::vector<std::int64_t>{count}); }

struct RowNumbers final : Columnwise<RowNumbers> {
  static constexpr std::string_view kName = "row-numbers";
  static constexpr auto fields() { return std::tuple<>(); }

  std::string label() const override { return "row-numbers"; }
  TypePtr result_type(const std::string&, const TypePtr&) const override { return arrow::int64(); }
  ArrayPtr summary_of(const ArrayPtr& values) const override { return one_count(values->length()); }
  ArrayPtr combined_of(const ArrayPtr& first, const ArrayPtr& second) const override {
    return one_count(count_of(first) + count_of(second));
  }
  ArrayPtr results_of(const ArrayPtr& values, const ArrayPtr& before) const override {
    std::vector<std::int64_t> numbers(static_cast<std::size_t>(values->length()));
    std::iota(numbers.begin(), numbers.end(), count_of(before));
    return words_array(arrow::int64(), numbers);
  }
};

}  // namespace
}  // namespace tusk::kernels::ordered

namespace tusk::kernels {

OrderedFunctionPtr row_numbers() { return std::make_shared<const ordered::RowNumbers>(); }

}  // namespace tusk::kernels
