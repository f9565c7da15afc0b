#include "dataframe/rows.h"

#include <numeric>

#include <fmt/format.h>

#include <tusk/core/error.h>

#include "dataframe/nodes.h"
#include "expr/partition_list.h"
#include "expr/reduce.h"
#include "kernels/edge_rows.h"
#include "kernels/row_reducers.h"

namespace tusk::dataframe {

expr::NodePtr first_rows(const expr::NodePtr& input, std::int64_t count, std::int64_t npartitions) {
  const std::int64_t all = input->meta().partition_count;
  if (npartitions == 0 || npartitions < -1 || npartitions > all)
    throw ValueError(fmt::format("head takes rows from 1 to {} partitions, or -1 for all: got {}", all, npartitions));
  expr::NodePtr taken = input;
  if (npartitions > 0 && npartitions < all) {
    std::vector<std::int64_t> numbers(std::size_t(npartitions), 0);
    std::iota(numbers.begin(), numbers.end(), 0);
    taken = expr::take_partitions(input, numbers);
  }
  return expr::reduce_rows(taken, kernels::first_rows(count), "head");
}

expr::NodePtr last_rows(const expr::NodePtr& input, std::int64_t count) {
  const std::int64_t all = input->meta().partition_count;
  return expr::reduce_rows(all == 1 ? input : expr::take_partitions(input, {all - 1}), kernels::last_rows(count),
                           "tail");
}

expr::NodePtr without_duplicates(const expr::NodePtr& input, const std::vector<std::string>& columns,
                                 const std::string& keep) {
  if (keep != "first" && keep != "last" && keep != "none")
    throw ValueError(fmt::format("of equal rows the \"first\" is kept, the \"last\", or \"none\": got \"{}\"", keep));
  auto reducer = keep == "none" ? kernels::unrepeated_rows(columns) : kernels::distinct_rows(columns, keep);
  return expr::reduce_rows(input, std::move(reducer), "drop-duplicates");
}

expr::NodePtr row_count(const expr::NodePtr& input) {
  return scalar_of(aggregated(input, {{"size", "", std::string(expr::kUnnamed)}}, "len"), std::string(expr::kUnnamed));
}

}  // namespace tusk::dataframe
