// Fills from neighbours. A summary is the last value that isn't missing (backward the first), or empty.
#include <tuple>

#include <arrow/array.h>

#include "kernels/ordered/columnwise.h"
#include "kernels/row_tables.h"

namespace tusk::kernels::ordered {
namespace {

// Calls each(row, is_missing), from the first row or from the last.
template <class Each>
void each_row(const ArrayPtr& values, bool is_backward, Each each) {
  const std::int64_t size = values->length();
  const auto walk = [&](auto is_missing) {
    for (std::int64_t i = 0; i < size; ++i) {
      const std::int64_t row = is_backward ? size - 1 - i : i;
      each(row, is_missing(row));
    }
  };
  if (!arrow::is_floating(values->type_id())) return walk([&](std::int64_t row) { return values->IsNull(row); });
  const ArrayPtr plain = plain_array(values);
  with_word(*plain->type(), [&]<class T>(std::type_identity<T>) {
    const RowValues<T> rows(*plain->data());
    walk([&](std::int64_t row) { return rows.is_missing(row); });
  });
}

struct FillFromNeighbour final : Columnwise<FillFromNeighbour> {
  static constexpr std::string_view kName = "fill-from-neighbour";
  static constexpr auto fields() { return std::tuple{field("backward", &FillFromNeighbour::backward)}; }
  bool backward = false;

  std::string label() const override { return backward ? "bfill" : "ffill"; }
  bool is_backward() const override { return backward; }
  TypePtr result_type(const std::string&, const TypePtr& type) const override { return type; }
  ArrayPtr summary_of(const ArrayPtr& values) const override {
    std::int64_t last = -1;
    each_row(values, backward, [&](std::int64_t row, bool is_missing) { last = is_missing ? last : row; });
    return joined({last < 0 ? values->Slice(0, 0) : values->Slice(last, 1)});
  }
  ArrayPtr combined_of(const ArrayPtr& first, const ArrayPtr& second) const override {
    const auto& [near, far] = backward ? std::tie(first, second) : std::tie(second, first);
    return near->length() > 0 ? near : far;
  }
  ArrayPtr results_of(const ArrayPtr& values, const ArrayPtr& before) const override;
};

ArrayPtr FillFromNeighbour::results_of(const ArrayPtr& values, const ArrayPtr& before) const {
  const std::int64_t size = values->length();
  std::vector<std::int64_t> places(static_cast<std::size_t>(size), 0);
  // Where the value before the first row will stand; without one, what is missing stays as it is.
  std::int64_t place = before->length() > 0 ? size : -1;
  bool is_changed = false;
  each_row(values, backward, [&](std::int64_t row, bool is_missing) {
    if (!is_missing) place = row;
    places[std::size_t(row)] = place < 0 ? row : place;
    is_changed = is_changed || places[std::size_t(row)] != row;
  });
  if (!is_changed) return values;
  return taken_values(joined({values, before}), places);
}

}  // namespace
}  // namespace tusk::kernels::ordered

namespace tusk::kernels {

OrderedFunctionPtr filled(bool is_backward) {
  auto function = std::make_shared<ordered::FillFromNeighbour>();
  function->backward = is_backward;
  return function;
}

}  // namespace tusk::kernels
