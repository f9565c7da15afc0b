// sum, mean and prod.
//
// Integers are added up in 128 bits: exact for the mean, and the low 64 of them are the sum with wraparound. Floats are
// added in float64 with the rounding errors kept aside (Neumaier 1974); whole columns in blocks, pairwise.
#include <array>
#include <cmath>

#include <arrow/type.h>

#include "kernels/aggregate/build_array.h"
#include "kernels/aggregate/column_values.h"
#include "kernels/aggregate/families.h"

namespace tusk::kernels::aggregate {

namespace {

__extension__ using Int128 = __int128;

enum class SumResult : std::uint8_t { Sum, Mean };

struct FloatSum {
  double sum = 0;
  double error = 0;  // what rounding has lost
  std::int64_t count = 0;

  void add(double value) {
    const double total = sum + value;
    const double shadow = total - sum;
    error += (sum - (total - shadow)) + (value - shadow);
    sum = total;
  }
  double total() const { return std::isfinite(sum) ? sum + error : sum; }
};

struct BlockSum {
  double sum = 0;
  std::int64_t count = 0;
};

constexpr std::int64_t kBlockRows = 128;

// Of up to kBlockRows values without nulls. In eight lanes as if there were no NaN, and again if there was one.
template <class T>
BlockSum block_sum(const T* values, int count) {
  constexpr int kLanes = 8;
  std::array<double, kLanes> sums{};
  const int whole = count / kLanes * kLanes;
  for (int row = 0; row < whole; row += kLanes)
    for (int lane = 0; lane < kLanes; ++lane) sums.data()[lane] += double(values[row + lane]);
  double sum = ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
  for (int row = whole; row < count; ++row) sum += double(values[row]);
  if (sum == sum) return {sum, count};
  BlockSum block;
  for (int row = 0; row < count; ++row)
    if (values[row] == values[row]) block.sum += double(values[row]), ++block.count;
  return block;
}

class FloatSums final : public Accumulator {
 public:
  FloatSums(TypePtr type, SumResult result, std::int64_t min_count)
      : type_(std::move(type)), result_(result), min_count_(min_count) {}

  void consume(Arrays columns, const RowGroups& groups) override {
    sums_.resize(groups.group_count);
    if (columns[0]->type_id() == arrow::Type::FLOAT) {
      consume_values<float>(*columns[0], groups);
    } else {
      consume_values<double>(*columns[0], groups);
    }
  }

  void merge(Arrays state, const RowGroups& groups) override {
    sums_.resize(groups.group_count);
    const Values<double> sums(*state[0]), errors(*state[1]);
    const Values<std::int64_t> counts(*state[2]);
    for (std::int64_t row = 0; row < groups.row_count; ++row) {
      auto& sum = sums_[groups[row]];
      sum.add(sums[row]);
      sum.error += errors[row];
      sum.count += counts[row];
    }
  }

  arrow::ArrayVector state(std::uint32_t group_count) override {
    sums_.resize(group_count);
    return {build_array<double>(group_count, [&](auto i) { return sums_[std::size_t(i)].sum; }),
            build_array<double>(group_count, [&](auto i) { return sums_[std::size_t(i)].error; }),
            build_array<std::int64_t>(group_count, [&](auto i) { return sums_[std::size_t(i)].count; })};
  }

  ArrayPtr finish(std::uint32_t group_count) override {
    sums_.resize(group_count);
    return type_->id() == arrow::Type::FLOAT ? finish_as<float>(group_count) : finish_as<double>(group_count);
  }

 private:
  template <class T>
  void consume_values(const arrow::Array& array, const RowGroups& groups) {
    if (groups.ids != nullptr && array.null_count() == 0) {
      const T* values = Values<T>(array).data();
      for_each_run(groups, [&](std::uint32_t group, std::int64_t begin, std::int64_t end) {
        add_blocks(sums_.data()[group], values + begin, end - begin);
      });
    } else if (groups.ids != nullptr) {
      for_each_present<T>(array, [sums = sums_.data(), ids = groups.ids](std::int64_t row, T value) {
        auto& sum = sums[ids[row]];
        sum.add(double(value));
        ++sum.count;
      });
    } else if (array.null_count() == 0) {
      add_blocks(sums_[0], Values<T>(array).data(), array.length());
    } else {
      add_present(array, T());
    }
  }

  template <class T>
  static void add_blocks(FloatSum& sum, const T* values, std::int64_t count) {
    if (count == 1) {
      if (values[0] == values[0]) sum.add(double(values[0])), ++sum.count;
      return;
    }
    for (std::int64_t begin = 0; begin < count; begin += kBlockRows) {
      const auto block = block_sum(values + begin, int(std::min(kBlockRows, count - begin)));
      sum.add(block.sum);
      sum.count += block.count;
    }
  }

  // Gathers what is not missing into blocks.
  template <class T>
  void add_present(const arrow::Array& array, T) {
    std::array<T, kBlockRows> block;
    std::size_t filled = 0;
    for_each_valid(array, [&, values = Values<T>(array)](std::int64_t row) {
      block[filled++] = values[row];
      if (filled == block.size()) add_blocks(sums_[0], block.data(), kBlockRows), filled = 0;
    });
    add_blocks(sums_[0], block.data(), std::int64_t(filled));
  }

  template <class T>
  ArrayPtr finish_as(std::uint32_t group_count) {
    const auto is_mean = result_ == SumResult::Mean;
    return build_array<T>(
        type_, group_count,
        [&](auto i) {
          const auto& sum = sums_[std::size_t(i)];
          return is_mean ? sum.total() / double(sum.count) : sum.total();
        },
        [&](auto i) { return sums_[std::size_t(i)].count >= (is_mean ? 1 : min_count_); });
  }

  TypePtr type_;
  SumResult result_;
  std::int64_t min_count_;
  std::vector<FloatSum> sums_;
};

struct IntegerSum {
  Int128 sum = 0;
  std::int64_t count = 0;
};

// Of integers, truth values, timestamps and durations.
class IntegerSums final : public Accumulator {
 public:
  IntegerSums(TypePtr type, SumResult result, std::int64_t min_count)
      : type_(std::move(type)), result_(result), min_count_(min_count) {}

  void consume(Arrays columns, const RowGroups& groups) override {
    sums_.resize(groups.group_count);
    with_stored_type(*columns[0]->type(), [&]<class T>() {
      if constexpr (!std::floating_point<T>) groups.ids ? add_rows<T>(*columns[0], groups) : add_all<T>(*columns[0]);
    });
  }

  void merge(Arrays state, const RowGroups& groups) override {
    sums_.resize(groups.group_count);
    const Values<std::int64_t> high(*state[0]), counts(*state[2]);
    const Values<std::uint64_t> low(*state[1]);
    for (std::int64_t row = 0; row < groups.row_count; ++row) {
      auto& sum = sums_[groups[row]];
      sum.sum += (Int128(high[row]) << 64) + Int128(low[row]);
      sum.count += counts[row];
    }
  }

  arrow::ArrayVector state(std::uint32_t group_count) override {
    sums_.resize(group_count);
    return {build_array<std::int64_t>(group_count, [&](auto i) { return sums_[std::size_t(i)].sum >> 64; }),
            build_array<std::uint64_t>(group_count, [&](auto i) { return sums_[std::size_t(i)].sum; }),
            build_array<std::int64_t>(group_count, [&](auto i) { return sums_[std::size_t(i)].count; })};
  }

  ArrayPtr finish(std::uint32_t group_count) override {
    sums_.resize(group_count);
    const auto sum = [&](auto i) { return sums_[std::size_t(i)].sum; };
    const auto least = result_ == SumResult::Mean ? 1 : min_count_;
    const auto is_present = [&](auto i) { return sums_[std::size_t(i)].count >= least; };
    const auto mean = [&](auto i) { return double(sum(i)) / double(sums_[std::size_t(i)].count); };
    const auto whole_mean = [&](auto i) { return sum(i) / sums_[std::size_t(i)].count; };
    if (type_->id() == arrow::Type::DOUBLE) return build_array<double>(type_, group_count, mean, is_present);
    if (type_->id() == arrow::Type::UINT64) return build_array<std::uint64_t>(type_, group_count, sum, is_present);
    if (result_ == SumResult::Sum) return build_array<std::int64_t>(type_, group_count, sum, is_present);
    return build_array<std::int64_t>(type_, group_count, whole_mean, is_present);
  }

 private:
  template <class T>
  void add_rows(const arrow::Array& array, const RowGroups& groups) {
    for_each_present<T>(array, [sums = sums_.data(), ids = groups.ids](std::int64_t row, T value) {
      auto& sum = sums[ids[row]];
      sum.sum += value;
      ++sum.count;
    });
  }

  template <class T>
  void add_all(const arrow::Array& array) {
    sums_[0].count += array.length() - array.null_count();
    if constexpr (std::same_as<T, bool>) {
      sums_[0].sum += static_cast<const arrow::BooleanArray&>(array).true_count();
    } else {
      // 2^31 rows of up to 32 bits can't overflow 64.
      using Total = std::conditional_t<sizeof(T) == 8, Int128, std::int64_t>;
      Total total = 0;
      for_each_present<T>(array, [&](std::int64_t, T value) { total += Total(value); });
      sums_[0].sum += total;
    }
  }

  TypePtr type_;
  SumResult result_;
  std::int64_t min_count_;
  std::vector<IntegerSum> sums_;
};

// T is float64, or uint64 for all integers: they wrap around alike.
template <class T>
class Products final : public Accumulator {
 public:
  Products(TypePtr type, std::int64_t min_count) : type_(std::move(type)), min_count_(min_count) {}

  void consume(Arrays columns, const RowGroups& groups) override {
    resize(groups.group_count);
    with_stored_type(*columns[0]->type(), [&]<class Stored>() {
      for_each_present<Stored>(*columns[0], [&](std::int64_t row, Stored value) {
        products_[groups[row]] *= T(value);
        ++counts_[groups[row]];
      });
    });
  }

  void merge(Arrays state, const RowGroups& groups) override {
    resize(groups.group_count);
    const Values<T> products(*state[0]);
    const Values<std::int64_t> counts(*state[1]);
    for (std::int64_t row = 0; row < groups.row_count; ++row) {
      products_[groups[row]] *= products[row];
      counts_[groups[row]] += counts[row];
    }
  }

  arrow::ArrayVector state(std::uint32_t group_count) override {
    resize(group_count);
    return {build_array<T>(group_count, [&](auto i) { return products_[std::size_t(i)]; }),
            build_array<std::int64_t>(group_count, [&](auto i) { return counts_[std::size_t(i)]; })};
  }

  ArrayPtr finish(std::uint32_t group_count) override {
    resize(group_count);
    ArrayPtr result;
    with_stored_type(*type_, [&]<class Stored>() {
      if constexpr (sizeof(Stored) >= 4)
        result = build_array<Stored>(
            type_, group_count, [&](auto i) { return products_[std::size_t(i)]; },
            [&](auto i) { return counts_[std::size_t(i)] >= min_count_; });
    });
    return result;
  }

 private:
  void resize(std::uint32_t group_count) { products_.resize(group_count, T(1)), counts_.resize(group_count); }

  TypePtr type_;
  std::int64_t min_count_;
  std::vector<T> products_;
  std::vector<std::int64_t> counts_;
};

TypePtr product_type(const Aggregate& aggregate, Types types) {
  const auto& input = types[0];
  using arrow::Type;
  switch (input->id()) {
    case Type::FLOAT:
    case Type::DOUBLE: return input;
    case Type::UINT8:
    case Type::UINT16:
    case Type::UINT32:
    case Type::UINT64: return arrow::uint64();
    case Type::BOOL:
    case Type::INT8:
    case Type::INT16:
    case Type::INT32:
    case Type::INT64: return arrow::int64();
    default: refuse(aggregate, *input);
  }
}

TypePtr sum_type(const Aggregate& aggregate, Types types) {
  return types[0]->id() == arrow::Type::DURATION ? types[0] : product_type(aggregate, types);
}

TypePtr mean_type(const Aggregate& aggregate, Types types) {
  if (types[0]->id() == arrow::Type::TIMESTAMP) return types[0];
  const auto type = sum_type(aggregate, types);
  return arrow::is_integer(type->id()) ? arrow::float64() : type;
}

AccumulatorPtr make_sum_of(const TypePtr& input, TypePtr type, SumResult result, std::int64_t min_count) {
  if (arrow::is_floating(input->id())) return std::make_unique<FloatSums>(std::move(type), result, min_count);
  return std::make_unique<IntegerSums>(std::move(type), result, min_count);
}

AccumulatorPtr make_sum(const Aggregate& aggregate, Types types) {
  return make_sum_of(types[0], sum_type(aggregate, types), SumResult::Sum,
                     option<std::int64_t>(aggregate, "min_count", 0));
}

AccumulatorPtr make_mean(const Aggregate& aggregate, Types types) {
  return make_sum_of(types[0], mean_type(aggregate, types), SumResult::Mean, 1);
}

AccumulatorPtr make_product(const Aggregate& aggregate, Types types) {
  const auto min_count = option<std::int64_t>(aggregate, "min_count", 0);
  auto type = product_type(aggregate, types);
  if (arrow::is_floating(types[0]->id())) return std::make_unique<Products<double>>(std::move(type), min_count);
  return std::make_unique<Products<std::uint64_t>>(std::move(type), min_count);
}

}  // namespace

std::span<const AggregateFunction> sums() {
  static const std::vector<AggregateFunction> functions{
      {"sum", {"min_count", "skipna"}, sum_type, make_sum},
      {"mean", {"skipna"}, mean_type, make_mean},
      {"prod", {"min_count", "skipna"}, product_type, make_product},
  };
  return functions;
}

}  // namespace tusk::kernels::aggregate
