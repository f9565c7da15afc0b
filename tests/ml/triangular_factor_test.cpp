#include "ml/triangular_factor.h"

#include <cmath>

#include <gmock/gmock.h>

namespace tusk::ml {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;

// Three rows of two columns, as they are given: column by column.
std::vector<double> rows() { return {3, 4, 0, 1, 2, 2}; }

TEST(AddRows, GivesTheFactorOfAllRows) {
  SquareMatrix factor(2);
  std::vector<double> values = rows();
  add_rows(factor, values, 3);
  // R'R is the columns' products: 25, 11, 9.
  EXPECT_NEAR(factor.at(0, 0) * factor.at(0, 0), 25, 1e-12);
  EXPECT_NEAR(factor.at(0, 0) * factor.at(0, 1), 11, 1e-12);
  EXPECT_NEAR(factor.at(0, 1) * factor.at(0, 1) + factor.at(1, 1) * factor.at(1, 1), 9, 1e-12);
}

TEST(AddRows, GivesTheSameInPieces) {
  SquareMatrix whole(2), pieces(2);
  std::vector<double> values = rows(), first = {3, 1}, rest = {4, 0, 2, 2};
  add_rows(whole, values, 3);
  add_rows(pieces, first, 1);
  add_rows(pieces, rest, 2);
  for (std::size_t i = 0; i < 2; ++i) {
    for (std::size_t j = i; j < 2; ++j) EXPECT_NEAR(std::abs(whole.at(i, j)), std::abs(pieces.at(i, j)), 1e-12);
  }
}

TEST(LeastSquaresSolution, SolvesARegularSystem) {
  SquareMatrix factor(2);
  factor.at(0, 0) = 2, factor.at(0, 1) = 1, factor.at(1, 1) = 4;
  EXPECT_THAT(least_squares_solution(factor, 2, std::vector<double>{5, 8}, 1e-12),
              ElementsAre(DoubleNear(1.5, 1e-12), DoubleNear(2, 1e-12)));
}

TEST(LeastSquaresSolution, TakesTheShortestOfManySolutions) {
  SquareMatrix factor(2);  // both columns are the same
  factor.at(0, 0) = 1, factor.at(0, 1) = 1;
  EXPECT_THAT(least_squares_solution(factor, 2, std::vector<double>{4, 0}, 1e-12),
              ElementsAre(DoubleNear(2, 1e-12), DoubleNear(2, 1e-12)));
}

}  // namespace
}  // namespace tusk::ml
