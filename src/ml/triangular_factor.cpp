#include "ml/triangular_factor.h"

#include <algorithm>
#include <cmath>

namespace tusk::ml {

namespace {

double dot(const double* a, const double* b, std::size_t count) {
  double sums[4] = {};
  std::size_t i = 0;
  for (; i + 4 <= count; i += 4) {
    for (int lane = 0; lane < 4; ++lane) sums[lane] += a[i + std::size_t(lane)] * b[i + std::size_t(lane)];
  }
  for (; i < count; ++i) sums[0] += a[i] * b[i];
  return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

void subtract_multiple(double* a, const double* b, double factor, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) a[i] -= factor * b[i];
}

// Column by column of a square matrix, with rotations that make the columns orthogonal: matrix V = U diag(s).
struct JacobiColumns {
  std::vector<std::vector<double>> columns;  // U diag(s)
  std::vector<std::vector<double>> turns;    // V
};

bool is_rotated(std::vector<double>& a, std::vector<double>& b, std::vector<double>& turn_a,
                std::vector<double>& turn_b) {
  const std::size_t size = a.size();
  const double aa = dot(a.data(), a.data(), size), bb = dot(b.data(), b.data(), size),
               ab = dot(a.data(), b.data(), size);
  if (std::abs(ab) <= 1e-17 * std::sqrt(aa * bb) || ab == 0) return false;
  const double zeta = (bb - aa) / (2 * ab);
  const double tangent = (zeta < 0 ? -1 : 1) / (std::abs(zeta) + std::sqrt(1 + zeta * zeta));
  const double cosine = 1 / std::sqrt(1 + tangent * tangent), sine = cosine * tangent;
  const auto rotate = [&](std::vector<double>& x, std::vector<double>& y) {
    for (std::size_t i = 0; i < size; ++i) {
      const double old = x[i];
      x[i] = cosine * old - sine * y[i];
      y[i] = sine * old + cosine * y[i];
    }
  };
  rotate(a, b);
  rotate(turn_a, turn_b);
  return std::abs(sine) > 1e-16;
}

JacobiColumns orthogonal_columns(const SquareMatrix& factor, std::size_t count) {
  constexpr int kMostSweeps = 60;
  JacobiColumns result{std::vector(count, std::vector<double>(count)), std::vector(count, std::vector<double>(count))};
  for (std::size_t column = 0; column < count; ++column) {
    for (std::size_t row = 0; row <= column; ++row) result.columns[column][row] = factor.at(row, column);
    result.turns[column][column] = 1;
  }
  bool is_changed = true;
  for (int sweep = 0; is_changed && sweep < kMostSweeps; ++sweep) {
    is_changed = false;
    for (std::size_t i = 0; i + 1 < count; ++i) {
      for (std::size_t j = i + 1; j < count; ++j)
        is_changed |= is_rotated(result.columns[i], result.columns[j], result.turns[i], result.turns[j]);
    }
  }
  return result;
}

}  // namespace

void add_rows(SquareMatrix& factor, std::span<double> rows, std::size_t row_count) {
  const std::size_t size = factor.size;
  for (std::size_t column = 0; column < size; ++column) {
    double* below = rows.data() + column * row_count;
    const double squares = dot(below, below, row_count);
    if (squares == 0) continue;
    // The reflection of (diagonal, below) onto the diagonal; its vector is (head, below).
    const double diagonal = factor.at(column, column);
    const double length = std::copysign(std::sqrt(diagonal * diagonal + squares), diagonal);
    const double head = diagonal + length;
    const double scale = 1 / (length * head);
    factor.at(column, column) = -length;
    for (std::size_t other = column + 1; other < size; ++other) {
      double* values = rows.data() + other * row_count;
      const double share = scale * (head * factor.at(column, other) + dot(below, values, row_count));
      factor.at(column, other) -= share * head;
      subtract_multiple(values, below, share, row_count);
    }
  }
}

std::vector<double> least_squares_solution(const SquareMatrix& factor, std::size_t count, std::span<const double> right,
                                           double tolerance) {
  const JacobiColumns orthogonal = orthogonal_columns(factor, count);
  double greatest = 0;
  for (const auto& column : orthogonal.columns)
    greatest = std::max(greatest, std::sqrt(dot(column.data(), column.data(), count)));
  std::vector<double> solution(count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto& column = orthogonal.columns[i];
    const double squares = dot(column.data(), column.data(), count);
    if (squares == 0 || std::sqrt(squares) <= tolerance * greatest) continue;
    const double share = dot(column.data(), right.data(), count) / squares;
    subtract_multiple(solution.data(), orthogonal.turns[i].data(), -share, count);
  }
  return solution;
}

}  // namespace tusk::ml
