// The triangular factor of a QR decomposition, updated by rows; and the solution of a small least-squares problem.
#pragma once

#include <span>
#include <vector>

namespace tusk::ml {

// A square matrix, row by row.
struct SquareMatrix {
  std::size_t size = 0;
  std::vector<double> cells;

  explicit SquareMatrix(std::size_t size) : size(size), cells(size * size) {}
  double& at(std::size_t row, std::size_t column) { return cells[row * size + column]; }
  double at(std::size_t row, std::size_t column) const { return cells[row * size + column]; }
};

// Replaces the upper triangle `factor` by that of the factor stacked on `rows`, which is overwritten: `row_count`
// values of each column, column by column. By Householder reflections; O(row_count * size^2).
void add_rows(SquareMatrix& factor, std::span<double> rows, std::size_t row_count);

// The x of least length for which |factor' x - right| is least, where factor' is the first `count` rows and columns of
// `factor`. Singular values below `tolerance` times the greatest count as zero. By one-sided Jacobi rotations.
std::vector<double> least_squares_solution(const SquareMatrix& factor, std::size_t count, std::span<const double> right,
                                           double tolerance);

}  // namespace tusk::ml
