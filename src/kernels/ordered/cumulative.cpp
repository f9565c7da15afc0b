// Cumulative sums, products, minima and maxima. A summary is an empty array while no value was seen, else the total of
// all; null once a missing value has made the rest missing.
#include <limits>

#include "data/arrow_pool.h"
#include "data/arrow_status.h"
#include "kernels/ordered/columnwise.h"
#include "kernels/ordered/folds.h"

namespace tusk::kernels::ordered {
namespace {

template <class Kind>
class RunningTotal {
 public:
  using Value = typename Kind::Value;
  using Builder = typename Kind::Builder;

  RunningTotal(Fold fold, bool skips_missing) : fold_(fold), skips_missing_(skips_missing) {}

  // Goes on from a state.
  void begin(const ArrayPtr& state) {
    if (state->length() == 0) return;
    is_lost_ = state->IsNull(0);
    if (!is_lost_) add(Value(Kind::rows(*state).values[0]));
  }
  void add(const Value& value) {
    total_ = has_total_ ? folded(fold_, total_, value) : value;
    has_total_ = true;
  }
  // Adds values, and the total at each of them to the results, if they are wanted.
  void take(const ArrayPtr& values, Builder* results) {
    const auto rows = Kind::rows(*values);
    for (std::int64_t row = 0; row < rows.size; ++row) {
      const bool is_missing = rows.is_missing(row);
      if (is_missing && !skips_missing_) is_lost_ = true;
      if (!is_missing && !is_lost_) add(Value(rows.values[row]));
      if (results) append(is_missing || is_lost_, *results);
    }
  }
  ArrayPtr state() const {
    Builder builder(data::arrow_pool());
    if (is_lost_) data::throw_unless_ok(builder.AppendNull(), "keeping a total");
    else if (has_total_) data::throw_unless_ok(builder.Append(total_), "keeping a total");
    return data::value_or_throw(builder.Finish(), "keeping a total");
  }

 private:
  void append(bool is_missing, Builder& results) const {
    if (!is_missing) return data::throw_unless_ok(results.Append(total_), "cumulating values");
    if constexpr (std::is_floating_point_v<Value>)
      data::throw_unless_ok(results.Append(std::numeric_limits<Value>::quiet_NaN()), "cumulating values");
    else data::throw_unless_ok(results.AppendNull(), "cumulating values");
  }

  Fold fold_;
  bool skips_missing_;
  bool is_lost_ = false;
  bool has_total_ = false;
  Value total_{};
};

struct Cumulative final : Columnwise<Cumulative> {
  static constexpr std::string_view kName = "cumulative";
  static constexpr auto fields() {
    return std::tuple{field("fold", &Cumulative::fold), field("skips_missing", &Cumulative::skips_missing)};
  }
  std::string fold;
  bool skips_missing = true;

  std::string label() const override { return "cum" + fold; }
  TypePtr result_type(const std::string& column, const TypePtr& type) const override {
    return folded_type(fold, column, type);
  }
  ArrayPtr summary_of(const ArrayPtr& values) const override;
  ArrayPtr combined_of(const ArrayPtr& first, const ArrayPtr& second) const override;
  ArrayPtr results_of(const ArrayPtr& values, const ArrayPtr& before) const override;
};

ArrayPtr Cumulative::summary_of(const ArrayPtr& values) const {
  const TypePtr type = result_type("", values->type());
  if (type->id() == arrow::Type::NA) return values->Slice(0, 0);
  const ArrayPtr plain = folded_values(values, type);
  ArrayPtr state;
  with_folded(*plain->type(), [&]<class Kind>(const Kind&) {
    RunningTotal<Kind> total(fold_named(fold), skips_missing);
    total.take(plain, nullptr);
    state = unfolded_values(total.state(), type);
  });
  return state;
}

ArrayPtr Cumulative::combined_of(const ArrayPtr& first, const ArrayPtr& second) const {
  if (second->length() == 0 || (first->length() > 0 && first->IsNull(0))) return first;
  if (first->length() == 0 || second->IsNull(0)) return second;
  const ArrayPtr before = plain_array(first), after = plain_array(second);
  ArrayPtr state;
  with_folded(*before->type(), [&]<class Kind>(const Kind&) {
    RunningTotal<Kind> total(fold_named(fold), skips_missing);
    total.begin(before);
    total.add(typename Kind::Value(Kind::rows(*after).values[0]));
    state = unfolded_values(total.state(), first->type());
  });
  return state;
}

ArrayPtr Cumulative::results_of(const ArrayPtr& values, const ArrayPtr& before) const {
  const TypePtr type = result_type("", values->type());
  if (type->id() == arrow::Type::NA) return values;
  const ArrayPtr plain = folded_values(values, type);
  ArrayPtr results;
  with_folded(*plain->type(), [&]<class Kind>(const Kind&) {
    RunningTotal<Kind> total(fold_named(fold), skips_missing);
    total.begin(plain_array(before));
    typename Kind::Builder builder(data::arrow_pool());
    total.take(plain, &builder);
    results = unfolded_values(data::value_or_throw(builder.Finish(), "cumulating values"), type);
  });
  return results;
}

}  // namespace
}  // namespace tusk::kernels::ordered

namespace tusk::kernels {

OrderedFunctionPtr cumulative(const std::string& fold, bool skips_missing) {
  ordered::fold_named(fold);
  auto function = std::make_shared<ordered::Cumulative>();
  function->fold = fold;
  function->skips_missing = skips_missing;
  return function;
}

}  // namespace tusk::kernels
