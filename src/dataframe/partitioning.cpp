#include "dataframe/partitioning.h"

#include <cmath>
#include <numeric>
#include <utility>

#include <arrow/array.h>
#include <arrow/builder.h>
#include <arrow/compute/api.h>
#include <arrow/scalar.h>
#include <arrow/table.h>
#include <arrow/type.h>
#include <fmt/format.h>

#include <tusk/core/error.h>

#include "data/arrow_pool.h"
#include "data/arrow_status.h"
#include "dataframe/group_keys.h"
#include "dataframe/nodes.h"
#include "expr/filter.h"
#include "expr/partition_list.h"
#include "expr/per_partition.h"
#include "expr/repartition.h"
#include "expr/scalar_value.h"
#include "kernels/arrow_compute.h"
#include "kernels/elementwise.h"
#include "kernels/philox.h"

namespace tusk {

namespace {

namespace compute = arrow::compute;
using Scalars = std::vector<std::shared_ptr<arrow::Scalar>>;

void expect_one_level(const expr::Meta& meta, const char* doing) {
  if (meta.index_count() != 1)
    throw ValueError(fmt::format(
        "{} needs an index of one level: this frame has {}; set_index(column) gives it one", doing,
        meta.index_count() == 0 ? "none, its rows are counted" : std::to_string(meta.index_count()) + " levels"));
}

std::vector<std::int64_t> some_partitions(std::int64_t first, std::int64_t last) {
  std::vector<std::int64_t> numbers(std::size_t(last - first + 1));
  std::iota(numbers.begin(), numbers.end(), first);
  return numbers;
}

// The partitions that may have index values between these; a border may lie on both sides of it.
expr::NodePtr partitions_between(const expr::NodePtr& rows, const Value& first, const Value& last) {
  const expr::Divisions& divisions = rows->meta().divisions;
  if (!divisions) return rows;
  std::int64_t begin = 0, end = rows->meta().partition_count - 1;
  const auto border = [&](std::int64_t i) -> const arrow::Scalar& { return *(*divisions)[std::size_t(i)]; };
  if (!first.is_none()) {
    const auto lower = kernels::to_scalar(first);
    while (begin < end && expr::is_before(border(begin + 1), *lower)) ++begin;
  }
  if (!last.is_none()) {
    const auto upper = kernels::to_scalar(last);
    while (end > begin && expr::is_before(*upper, border(end))) --end;
  }
  if (begin == 0 && end == rows->meta().partition_count - 1) return rows;
  return expr::take_partitions(rows, some_partitions(begin, end));
}

// The indices of a share of a partition's rows, by the seed and the partition's number alone.
class ChosenRows {
 public:
  ChosenRows(std::uint64_t seed, std::int64_t partition) : seed_(seed), partition_(std::uint32_t(partition)) {}

  std::vector<std::int64_t> with_replacement(std::int64_t rows, std::int64_t count) {
    std::vector<std::int64_t> chosen(std::size_t(rows == 0 ? 0 : count));
    for (std::int64_t& row : chosen) row = below(rows);
    return chosen;
  }
  std::vector<std::int64_t> without(std::int64_t rows, std::int64_t count) {
    std::vector<std::int64_t> all(static_cast<std::size_t>(rows));
    std::iota(all.begin(), all.end(), 0);
    for (std::int64_t i = 0; i < count; ++i) std::swap(all[std::size_t(i)], all[std::size_t(i + below(rows - i))]);
    all.resize(std::size_t(count));
    return all;
  }

 private:
  std::int64_t below(std::int64_t bound) {
    const auto block = kernels::philox({std::uint32_t(next_), std::uint32_t(next_ >> 32), partition_, 1}, seed_);
    ++next_;
    return std::int64_t(kernels::uniform(block[0], block[1]) * double(bound));
  }

  std::uint64_t seed_;
  std::uint32_t partition_;
  std::uint64_t next_ = 0;
};

struct SampleRows {
  static constexpr std::string_view kName = "sample-rows";
  static constexpr auto fields() {
    return std::tuple{field("frac", &SampleRows::frac), field("replace", &SampleRows::replace),
                      field("seed", &SampleRows::seed)};
  }
  double frac = 0;
  bool replace = false;
  std::uint64_t seed = 0;

  Value run(const tusk::Inputs& inputs, TaskContext& context) const {
    const Table rows = inputs[0].as<Table>();
    const auto count = std::int64_t(std::nearbyint(frac * double(rows.row_count())));
    ChosenRows choice(seed, context.index());
    const auto chosen =
        replace ? choice.with_replacement(rows.row_count(), count) : choice.without(rows.row_count(), count);
    arrow::Int64Builder builder(data::arrow_pool());
    data::throw_unless_ok(builder.AppendValues(chosen), "choosing rows");
    const auto indices = data::value_or_throw(builder.Finish(), "choosing rows");
    const auto taken =
        compute::Take(rows.arrow(), indices, compute::TakeOptions::NoBoundsCheck(), kernels::arrow_context());
    return Value::of(Table(data::value_or_throw(taken, "choosing rows").table()));
  }
};

// The least and the greatest index value of a partition, as one row; missing ones where it has no rows.
struct IndexRange {
  static constexpr std::string_view kName = "index-range";
  static constexpr auto fields() { return std::tuple{field("empty", &IndexRange::empty)}; }
  Table empty;  // of the result

  Value run(const tusk::Inputs& inputs, TaskContext&) const {
    const auto& index = inputs[0].as<Table>().arrow()->column(0);
    if (index->null_count() > 0)
      throw ValueError("an index that rows are sorted by has no missing values: leave such rows out by dropna() first");
    const auto range = data::value_or_throw(
        compute::MinMax(index, compute::ScalarAggregateOptions::Defaults(), kernels::arrow_context()),
        "looking for divisions");
    arrow::ArrayVector columns;
    for (const auto& own : range.scalar_as<arrow::StructScalar>().value)
      columns.push_back(data::value_or_throw(arrow::MakeArrayFromScalar(*own, 1), "looking for divisions"));
    return Value::of(Table(arrow::Table::Make(empty.arrow()->schema(), columns)));
  }
};

}  // namespace

namespace dataframe {

namespace {

expr::Divisions divisions_of(const expr::NodePtr& rows, const std::vector<Value>& values) {
  expect_one_level(rows->meta(), "knowing divisions");
  const auto& type = rows->meta().schema->field(0)->type();
  auto divisions = std::make_shared<Scalars>();
  for (const Value& value : values) {
    const auto own = kernels::to_scalar(value)->CastTo(type);
    if (!own.ok())
      throw TypeError(
          fmt::format("divisions are values of the index, which is {}: got {}", type->ToString(), value.print()));
    divisions->push_back(*own);
    if (divisions->size() > 1 && expr::is_before(*divisions->back(), *(*divisions)[divisions->size() - 2]))
      throw ValueError(
          fmt::format("divisions ascend: got {} before {}", values[divisions->size() - 2].print(), value.print()));
  }
  return divisions;
}

}  // namespace

expr::NodePtr rows_between(const expr::NodePtr& rows, const Value& first, const Value& last) {
  expect_one_level(rows->meta(), "loc");
  const auto kept_between = [&](const expr::NodePtr& taken) {
    const Series index = index_level(taken, 0);
    expr::NodePtr mask;
    const auto add = [&](const char* comparison, const Value& border) {
      if (border.is_none()) return;
      const Series holds = index.elementwise(comparison, {Operand(border)});
      mask = (mask ? Series(mask) & holds : holds).node();
    };
    add("ge", first);
    add("le", last);
    return mask ? expr::filter(taken, mask) : taken;
  };
  static_cast<void>(kept_between(rows));  // refuses borders of another kind
  return kept_between(partitions_between(rows, first, last));
}

expr::NodePtr sampled(const expr::NodePtr& rows, double frac, bool replace, std::optional<std::uint64_t> random_state) {
  if (!(frac >= 0) || (!replace && frac > 1) || std::isinf(frac))
    throw ValueError(fmt::format(
        "a share of the rows lies between 0 and 1, or beyond 1 with replace=True, which takes rows again: got {}",
        frac));
  const expr::Meta& meta = rows->meta();
  return expr::per_partition({rows},
                             operation(SampleRows{frac, replace, random_state ? *random_state : unique_hash().low}),
                             "sample", {meta.shape, meta.schema, meta.index_names, -1, meta.divisions});
}

expr::NodePtr with_divisions(const expr::NodePtr& rows, const std::vector<Value>& divisions) {
  if (divisions.empty()) return expr::with_divisions(rows, nullptr);
  if (std::int64_t(divisions.size()) != rows->meta().partition_count + 1)
    throw ValueError(fmt::format("divisions are one more than there are partitions: got {} for {} partitions",
                                 divisions.size(), rows->meta().partition_count));
  return expr::with_divisions(rows, divisions_of(rows, divisions));
}

expr::NodePtr cut_at(const expr::NodePtr& rows, const std::vector<Value>& divisions, bool force) {
  return expr::repartition(rows, divisions_of(rows, divisions), force);
}

expr::NodePtr with_found_divisions(const expr::NodePtr& rows, const RunOptions& options) {
  expect_one_level(rows->meta(), "finding divisions");
  const auto& type = rows->meta().schema->field(0)->type();
  const auto schema = arrow::schema({arrow::field("min", type), arrow::field("max", type)});
  const Series index = index_level(rows, 0);
  const DataFrame ranges(expr::per_partition({index.node()}, operation(IndexRange{expr::empty_table(schema)}),
                                             "index-range", {expr::Shape::Frame, schema}));
  const Table found = ranges.compute(options);
  const auto at = [&](int column, std::int64_t row) {
    return data::value_or_throw(found.arrow()->column(column)->GetScalar(row), "looking at divisions");
  };
  auto divisions = std::make_shared<Scalars>();
  std::shared_ptr<arrow::Scalar> last;
  std::size_t without_rows = 0;  // partitions whose border is that of the next one with rows
  for (std::int64_t i = 0; i < found.row_count(); ++i) {
    const auto least = at(0, i);
    ++without_rows;
    if (!least->is_valid) continue;
    if (last && expr::is_before(*least, *last))
      throw ValueError(
          fmt::format("rows that are sorted by their index ascend from one partition to the next: partition {} begins "
                      "with {}, after "
                      "{}; set_index(..., sorted=True) takes columns that are sorted already",
                      i, expr::scalar_value(*least).print(), expr::scalar_value(*last).print()));
    divisions->insert(divisions->end(), without_rows, least);
    without_rows = 0;
    last = at(1, i);
  }
  if (!last) return expr::with_divisions(rows, nullptr);
  divisions->insert(divisions->end(), without_rows + 1, last);
  return expr::with_divisions(rows, std::move(divisions));
}

}  // namespace dataframe

DataFrame DataFrame::loc(const Value& first, const Value& last) const {
  return DataFrame(dataframe::rows_between(node(), first, last));
}
DataFrame DataFrame::sample(double frac, bool replace, std::optional<std::uint64_t> random_state) const {
  return DataFrame(dataframe::sampled(node(), frac, replace, random_state));
}
DataFrame DataFrame::repartition(std::int64_t npartitions) const {
  return DataFrame(expr::repartition(node(), npartitions));
}
DataFrame DataFrame::repartition(const std::vector<Value>& divisions, bool force) const {
  return DataFrame(dataframe::cut_at(node(), divisions, force));
}
DataFrame DataFrame::with_divisions(const std::vector<Value>& divisions) const {
  return DataFrame(dataframe::with_divisions(node(), divisions));
}
DataFrame DataFrame::with_sorted_index(const std::string& column, bool drop, const RunOptions& options) const {
  return DataFrame(dataframe::with_found_divisions(with_index(column, drop).node(), options));
}

Series Series::loc(const Value& first, const Value& last) const {
  return Series(dataframe::rows_between(node(), first, last));
}
Series Series::sample(double frac, bool replace, std::optional<std::uint64_t> random_state) const {
  return Series(dataframe::sampled(node(), frac, replace, random_state));
}
Series Series::repartition(std::int64_t npartitions) const { return Series(expr::repartition(node(), npartitions)); }
Series Series::repartition(const std::vector<Value>& divisions, bool force) const {
  return Series(dataframe::cut_at(node(), divisions, force));
}

}  // namespace tusk
