// Shapes: large graphs as programs make them. Task by task the same as those that tools/compare_order measures.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tests/graph/edge_list.h"

namespace tusk::graph {

class Shape {
 public:
  // Builds the shape that has this name; `sizes` are its arguments.
  static EdgeList build(const std::string& name, const std::vector<std::uint32_t>& sizes);

 private:
  using Row = std::vector<TaskId>;

  TaskId add(Row inputs) {
    std::ranges::sort(inputs);
    inputs.erase(std::unique(inputs.begin(), inputs.end()), inputs.end());
    return list_.add(std::move(inputs));
  }
  Row roots(std::uint32_t count) {
    Row row(count);
    for (TaskId& task : row) task = add({});
    return row;
  }
  Row mapped(const Row& row) {
    Row result;
    for (const TaskId task : row) result.push_back(add({task}));
    return result;
  }
  TaskId tree(Row level, std::uint32_t width) {
    while (level.size() > 1) {
      Row next;
      for (std::size_t at = 0; at < level.size(); at += width) next.push_back(add(slice(level, at, at + width)));
      level = std::move(next);
    }
    return level[0];
  }
  static Row slice(const Row& row, std::size_t from, std::size_t to) {
    return {row.begin() + std::ptrdiff_t(from), row.begin() + std::ptrdiff_t(std::min(to, row.size()))};
  }
  static Row every(const Row& row, std::size_t from, std::size_t step) {
    Row result;
    for (std::size_t at = from; at < row.size(); at += step) result.push_back(row[at]);
    return result;
  }

  void chain(std::uint32_t count) {
    TaskId last = add({});
    for (std::uint32_t at = 1; at < count; ++at) last = add({last});
  }

  void rechunk(std::uint32_t source_count, std::uint32_t target_count) {
    std::vector<Row> pieces;
    for (const TaskId source : mapped(roots(source_count))) pieces.push_back(mapped(Row(target_count, source)));
    for (std::uint32_t target = 0; target < target_count; ++target) {
      Row inputs;
      for (const Row& row : pieces) inputs.push_back(row[target]);
      add({add(std::move(inputs))});
    }
  }

  void reduction(std::uint32_t count, std::uint32_t width) { tree(mapped(roots(count)), width); }

  void moments(std::uint32_t count, std::uint32_t width) {
    const Row u = roots(count), v = roots(count);
    tree(mapped(mapped(u)), width);
    tree(mapped(mapped(v)), width);
    Row products;
    for (std::uint32_t at = 0; at < count; ++at) products.push_back(add({u[at], v[at]}));
    tree(mapped(products), width);
  }

  void climatology(std::uint32_t count, std::uint32_t groups, std::uint32_t width) {
    const Row days = roots(count);
    Row means, anomalies;
    for (std::uint32_t group = 0; group < groups; ++group) {
      means.push_back(add({tree(mapped(mapped(every(days, group, groups))), width)}));
    }
    for (std::uint32_t at = 0; at < count; ++at) anomalies.push_back(add({days[at], add({means[at % groups]})}));
    tree(mapped(anomalies), width);
  }

  void stencil(std::uint32_t width, std::uint32_t steps) {
    Row row = roots(width);
    for (std::uint32_t step = 0; step < steps; ++step) {
      Row next;
      for (std::uint32_t at = 0; at < width; ++at) next.push_back(add(slice(row, at == 0 ? 0 : at - 1, at + 2)));
      row = std::move(next);
    }
  }

  void overlap(std::uint32_t rows, std::uint32_t columns) {
    std::vector<Row> blocks(rows);
    for (Row& row : blocks) row = roots(columns);
    for (std::uint32_t row = 0; row < rows; ++row) {
      for (std::uint32_t column = 0; column < columns; ++column) {
        Row parts = {blocks[row][column]};
        for (std::uint32_t y = row - (row > 0); y < std::min(row + 2, rows); ++y) {
          for (std::uint32_t x = column - (column > 0); x < std::min(column + 2, columns); ++x) {
            if (y != row || x != column) parts.push_back(add({blocks[y][x]}));
          }
        }
        add({add(std::move(parts))});
      }
    }
  }

  void product(std::uint32_t size) {
    std::vector<Row> left(size), right(size);
    for (Row& row : left) row = roots(size);
    for (Row& row : right) row = roots(size);
    for (std::uint32_t row = 0; row < size; ++row) {
      for (std::uint32_t column = 0; column < size; ++column) {
        Row terms;
        for (std::uint32_t k = 0; k < size; ++k) terms.push_back(add({left[row][k], right[k][column]}));
        tree(std::move(terms), 8);
      }
    }
  }

  void cumulative(std::uint32_t count, std::uint32_t times) {
    Row row = roots(count);
    for (std::uint32_t time = 0; time < times; ++time) {
      Row sums = {add({row[0]})};
      for (std::uint32_t at = 1; at + 1 < count; ++at) sums.push_back(add({sums.back(), add({row[at]})}));
      Row next = {add({row[0]})};
      for (std::uint32_t at = 1; at < count; ++at) next.push_back(add({row[at], sums[at - 1]}));
      row = std::move(next);
    }
  }

  void shuffle(std::uint32_t width, std::uint32_t stages) {
    std::uint32_t count = 1;
    for (std::uint32_t stage = 0; stage < stages; ++stage) count *= width;
    Row row = roots(count);
    for (std::uint32_t stage = 0, stride = 1; stage < stages; ++stage, stride *= width) {
      std::vector<Row> pieces;
      for (const TaskId task : row) pieces.push_back(mapped(Row(width, task)));
      for (std::uint32_t at = 0; at < count; ++at) {
        const std::uint32_t digit = at / stride % width;
        Row inputs;
        for (std::uint32_t other = 0; other < width; ++other) {
          inputs.push_back(pieces[at + other * stride - digit * stride][digit]);
        }
        row[at] = add(std::move(inputs));
      }
    }
  }

  void pipelines(std::uint32_t count, std::uint32_t width) {
    for (std::uint32_t at = 0; at < count; ++at) tree(mapped(mapped(Row(width, add({})))), 4);
  }

  void cholesky(std::uint32_t size) {
    std::vector<Row> block(size);
    for (std::uint32_t row = 0; row < size; ++row) block[row] = roots(row + 1);
    for (std::uint32_t k = 0; k < size; ++k) {
      block[k][k] = add({block[k][k]});
      for (std::uint32_t row = k + 1; row < size; ++row) block[row][k] = add({block[row][k], block[k][k]});
      for (std::uint32_t row = k + 1; row < size; ++row) {
        for (std::uint32_t column = k + 1; column <= row; ++column) {
          block[row][column] = add({block[row][column], block[row][k], block[column][k]});
        }
      }
    }
  }

  void wavefront(std::uint32_t rows, std::uint32_t columns) {
    Row above;
    for (std::uint32_t row = 0; row < rows; ++row) {
      Row here;
      for (std::uint32_t column = 0; column < columns; ++column) {
        Row inputs = above.empty() ? Row() : slice(above, column - (column > 0), column + 1);
        if (!here.empty()) inputs.push_back(here.back());
        here.push_back(add(std::move(inputs)));
      }
      above = std::move(here);
    }
  }

  void pairs(std::uint32_t count) {
    const Row row = roots(count);
    Row products;
    for (std::uint32_t a = 0; a < count; ++a) {
      for (std::uint32_t b = 0; b < a; ++b) products.push_back(add({row[a], row[b]}));
    }
    tree(mapped(products), 16);
  }

  void cohorts(std::uint32_t times, std::uint32_t places, std::uint32_t groups) {
    std::vector<Row> blocks(times);
    for (Row& row : blocks) row = mapped(roots(places));
    for (std::uint32_t place = 0; place < places; ++place) {
      for (std::uint32_t group = 0; group < groups; ++group) {
        Row inputs;
        for (std::uint32_t time = group; time < times; time += groups) inputs.push_back(blocks[time][place]);
        add({add(mapped(inputs))});
      }
    }
  }

  void regression(std::uint32_t count, std::uint32_t steps) {
    const Row data = mapped(roots(count));
    TaskId weights = add({});
    for (std::uint32_t step = 0; step < steps; ++step) {
      Row gradients;
      for (const TaskId block : data) gradients.push_back(add({block, weights}));
      weights = add({tree(std::move(gradients), 8), weights});
    }
  }

  void butterfly(std::uint32_t stages) {
    Row row = roots(1U << stages);
    for (std::uint32_t stage = 0; stage < stages; ++stage) {
      Row next;
      for (std::uint32_t at = 0; at < row.size(); ++at) next.push_back(add({row[at], row[at ^ (1U << stage)]}));
      row = std::move(next);
    }
  }

  EdgeList list_;
};

inline EdgeList Shape::build(const std::string& name, const std::vector<std::uint32_t>& sizes) {
  const auto size = [&sizes](std::size_t at) { return sizes.at(at); };
  const std::map<std::string, void (*)(Shape&, decltype(size))> builders = {
      {"chain", [](Shape& s, auto n) { s.chain(n(0)); }},
      {"rechunk", [](Shape& s, auto n) { s.rechunk(n(0), n(1)); }},
      {"reduction", [](Shape& s, auto n) { s.reduction(n(0), n(1)); }},
      {"moments", [](Shape& s, auto n) { s.moments(n(0), n(1)); }},
      {"climatology", [](Shape& s, auto n) { s.climatology(n(0), n(1), n(2)); }},
      {"stencil", [](Shape& s, auto n) { s.stencil(n(0), n(1)); }},
      {"overlap", [](Shape& s, auto n) { s.overlap(n(0), n(1)); }},
      {"product", [](Shape& s, auto n) { s.product(n(0)); }},
      {"cumulative", [](Shape& s, auto n) { s.cumulative(n(0), n(1)); }},
      {"shuffle", [](Shape& s, auto n) { s.shuffle(n(0), n(1)); }},
      {"pipelines", [](Shape& s, auto n) { s.pipelines(n(0), n(1)); }},
      {"cholesky", [](Shape& s, auto n) { s.cholesky(n(0)); }},
      {"wavefront", [](Shape& s, auto n) { s.wavefront(n(0), n(1)); }},
      {"pairs", [](Shape& s, auto n) { s.pairs(n(0)); }},
      {"cohorts", [](Shape& s, auto n) { s.cohorts(n(0), n(1), n(2)); }},
      {"regression", [](Shape& s, auto n) { s.regression(n(0), n(1)); }},
      {"butterfly", [](Shape& s, auto n) { s.butterfly(n(0)); }},
  };
  Shape shape;
  builders.at(name)(shape, size);
  return std::move(shape.list_);
}

}  // namespace tusk::graph
