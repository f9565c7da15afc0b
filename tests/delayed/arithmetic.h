// Small functions that tests delay. Those with a name are registered.
#pragma once

#include <atomic>
#include <string>
#include <tuple>
#include <vector>

#include <tusk/delayed.h>

#include "tests/delayed/here_scheduler.h"

namespace tusk::lab {

inline int inc(int x) { return x + 1; }
inline int add(int x, int y) { return x + y; }
inline double half(double x) { return x / 2; }
inline int total(const std::vector<int>& values) {
  int sum = 0;
  for (const int value : values) sum += value;
  return sum;
}
inline std::tuple<int, int> divide(int a, int b) { return {a / b, a % b}; }
inline std::vector<int> count_up(int count) {
  std::vector<int> numbers;
  for (int i = 0; i < count; ++i) numbers.push_back(i);
  return numbers;
}

inline const bool kHaveNames = [] {
  register_function("test.inc", inc);
  register_function("test.add", add);
  register_function("test.total", total);
  register_function("test.divide", divide);
  return true;
}();

// How often counted() ran since the last time that this was asked.
inline std::atomic<int> runs = 0;
inline int take_runs() { return runs.exchange(0); }
inline int counted(int x) {
  ++runs;
  return x;
}

}  // namespace tusk::lab
