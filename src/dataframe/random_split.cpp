#include <tusk/dataframe/random_split.h>

#include <cmath>
#include <numeric>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tusk/core/error.h>
#include <tusk/core/hash.h>

#include "expr/random_rows.h"

namespace tusk {

namespace {

void check_shares(const std::vector<double>& shares) {
  const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
  bool are_positive = !shares.empty();
  for (const double share : shares) are_positive = are_positive && share > 0;
  if (!are_positive || std::abs(sum - 1) > 1e-9)
    throw ValueError(
        fmt::format("the shares of a split are positive and add up to 1: got {}", fmt::join(shares, ", ")));
}

}  // namespace

std::vector<DataFrame> random_split(const DataFrame& frame, const std::vector<double>& shares,
                                    std::optional<std::uint64_t> random_state) {
  check_shares(shares);
  std::uint64_t seed = random_state ? *random_state : unique_hash().low;
  std::vector<DataFrame> parts;
  std::optional<Series> rest;  // the rows that are in no part yet
  double left = 1;
  for (std::size_t i = 0; i + 1 < shares.size(); ++i) {
    const Series chosen(expr::random_rows(frame.node(), seed++, std::min(1.0, shares[i] / left)));
    parts.push_back(frame[rest ? *rest & chosen : chosen]);
    rest = rest ? *rest & ~chosen : ~chosen;
    left -= shares[i];
  }
  parts.push_back(rest ? frame[*rest] : frame);
  return parts;
}

}  // namespace tusk
