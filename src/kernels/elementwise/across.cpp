// across.sum, mean, min, max, count, any and all: of the values that the operands, columns of a frame, have in a row.
//
// What is missing is left out; with the parameter skipna=false it makes a row's sum, mean, min and max missing.
#include <algorithm>
#include <cmath>
#include <vector>

#include <arrow/util/bit_util.h>

#include <tusk/core/error.h>

#include "kernels/elementwise/families.h"

namespace tusk::kernels::elementwise {

namespace {

TypePtr common_number_type(const Function& function, Types types) {
  TypePtr type;
  for (const auto& operand : types) {
    if (!is_number(*operand.type)) refuse(function, types);
    type = type ? promoted({type}, {operand.type}) : operand.type;
  }
  return type;
}

TypePtr extreme_across_type(const Function& function, Types types, const Parameters&) {
  return common_number_type(function, types);
}
TypePtr sum_across_type(const Function& function, Types types, const Parameters&) {
  const auto type = common_number_type(function, types);
  if (is_float(*type) || type->id() == arrow::Type::UINT64) return type;
  return arrow::is_unsigned_integer(type->id()) ? arrow::uint64() : arrow::int64();
}
TypePtr mean_across_type(const Function& function, Types types, const Parameters&) {
  common_number_type(function, types);
  return arrow::float64();
}
TypePtr truth_across_type(const Function& function, Types types, const Parameters&) {
  common_number_type(function, types);
  return arrow::boolean();
}
TypePtr count_across_type(const Function&, Types, const Parameters&) { return arrow::int64(); }

// Columns of one number type, side by side.
template <class T>
class Columns {
 public:
  Columns(Operands operands, const TypePtr& type, std::int64_t length) {
    for (const auto& operand : operands) {
      columns_.emplace_back(cast(as_array(operand, length), type));
      values_.emplace_back(columns_.back());
      validity_.push_back(common_validity({&columns_.back(), 1}, length));
    }
  }
  // Calls see(value) for the values of a row that are there; returns how many there are.
  template <class See>
  std::size_t for_each_present(std::int64_t row, See&& see) const {
    std::size_t count = 0;
    for (std::size_t i = 0; i < values_.size(); ++i) {
      const T value = values_[i][row];
      bool is_there = !validity_[i] || arrow::bit_util::GetBit(validity_[i]->data(), row);
      if constexpr (std::is_floating_point_v<T>) is_there = is_there && !std::isnan(value);
      if (!is_there) continue;
      see(value);
      ++count;
    }
    return count;
  }
  std::size_t count() const { return values_.size(); }

 private:
  std::vector<arrow::Datum> columns_;
  std::vector<Numbers<T>> values_;
  std::vector<BufferPtr> validity_;
};

// result(row, present) is the row's, of which so many are present; a row with fewer than `least` is missing.
template <class T, class Result>
ArrayPtr folded(const TypePtr& type, std::size_t least, std::int64_t length, Result&& result) {
  const BufferPtr values = allocate(length * std::int64_t(sizeof(T)));
  auto* out = reinterpret_cast<T*>(values->mutable_data());
  const BufferPtr validity = bits_of(length, [&](std::int64_t row) {
    std::size_t present = 0;
    out[row] = result(row, present);
    return present >= least;
  });
  return make_array(type, length, validity, values);
}

// How many values a row needs for a result.
std::size_t least_present(const Parameters& parameters, std::size_t column_count, std::int64_t otherwise) {
  if (!parameter<bool>(parameters, "skipna", true)) return column_count;
  return std::size_t(std::max<std::int64_t>(parameter<std::int64_t>(parameters, "min_count", otherwise), 0));
}

ArrayPtr run_sum_across(const Function& function, Operands operands, const Parameters& parameters,
                        std::int64_t length) {
  const auto type = result_type_of(function, operands, parameters);
  return visit_number(*type, [&]<class T>(std::type_identity<T>) {
    const Columns<T> columns(operands, type, length);
    const auto least = least_present(parameters, columns.count(), 0);
    return folded<T>(type, least, length, [&](std::int64_t row, std::size_t& present) {
      T sum = 0;
      present = columns.for_each_present(row, [&](T value) { sum = T(sum + value); });
      return sum;
    });
  });
}

ArrayPtr run_mean_across(const Function&, Operands operands, const Parameters& parameters, std::int64_t length) {
  const Columns<double> columns(operands, arrow::float64(), length);
  const auto least = std::max<std::size_t>(least_present(parameters, columns.count(), 1), 1);
  return folded<double>(arrow::float64(), least, length, [&](std::int64_t row, std::size_t& present) {
    double sum = 0;
    present = columns.for_each_present(row, [&](double value) { sum += value; });
    return sum / double(present);
  });
}

template <bool kIsLeast>
ArrayPtr run_extreme_across(const Function& function, Operands operands, const Parameters& parameters,
                            std::int64_t length) {
  const auto type = result_type_of(function, operands, parameters);
  const auto compared = is_bool(*type) ? arrow::uint8() : type;
  const auto extremes = visit_number(*compared, [&]<class T>(std::type_identity<T>) {
    const Columns<T> columns(operands, compared, length);
    const auto least = std::max<std::size_t>(least_present(parameters, columns.count(), 1), 1);
    return folded<T>(compared, least, length, [&](std::int64_t row, std::size_t& present) {
      T extreme = 0;
      bool is_first = true;
      present = columns.for_each_present(row, [&](T value) {
        if (is_first || (kIsLeast ? value < extreme : value > extreme)) extreme = value;
        is_first = false;
      });
      return extreme;
    });
  });
  return cast(extremes, type);
}

template <bool kIsAny>
ArrayPtr run_truth_across(const Function&, Operands operands, const Parameters& parameters, std::int64_t length) {
  const bool skips_missing = parameter<bool>(parameters, "skipna", true);
  const Columns<double> columns(operands, arrow::float64(), length);
  const BufferPtr truths = bits_of(length, [&](std::int64_t row) {
    std::size_t true_count = 0;
    const auto present = columns.for_each_present(row, [&](double value) { true_count += value != 0; });
    if (!skips_missing) true_count += columns.count() - present;  // what is missing is not 0
    return kIsAny ? true_count > 0 : true_count == (skips_missing ? present : columns.count());
  });
  return truth_array(length, truths, nullptr);
}

ArrayPtr run_count_across(const Function&, Operands operands, const Parameters&, std::int64_t length) {
  std::vector<arrow::Datum> present;
  for (const auto& operand : operands)
    present.emplace_back(cast(run_elementwise("notna", {&operand, 1}, {}, length), arrow::int64()));
  return run_elementwise("across.sum", present, {}, length);
}

constexpr Function kAcrossFunctions[] = {
    {"across.sum", 1, -1, sum_across_type, run_sum_across},
    {"across.mean", 1, -1, mean_across_type, run_mean_across},
    {"across.min", 1, -1, extreme_across_type, run_extreme_across<true>},
    {"across.max", 1, -1, extreme_across_type, run_extreme_across<false>},
    {"across.count", 1, -1, count_across_type, run_count_across},
    {"across.any", 1, -1, truth_across_type, run_truth_across<true>},
    {"across.all", 1, -1, truth_across_type, run_truth_across<false>},
};

}  // namespace

Family across_family() { return {kAcrossFunctions}; }

}  // namespace tusk::kernels::elementwise
