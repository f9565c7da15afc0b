// A first lab: slow functions, called later and in parallel. Prints what it does and draws delayed.svg.
#include <tusk/delayed.h>

#include <chrono>
#include <iostream>
#include <thread>
#include <vector>

#include <tusk/core/error.h>

using tusk::delayed;

// Stand-ins for work that takes a while.
void work() { std::this_thread::sleep_for(std::chrono::milliseconds(300)); }
int inc(int x) { return work(), x + 1; }
int twice(int x) { return work(), 2 * x; }
int add(int x, int y) { return work(), x + y; }
int sum(const std::vector<int>& numbers) {
  int total = 0;
  for (const int number : numbers) total += number;
  return total;
}

// Names for pictures and errors, and for other processes that are to run these functions.
TUSK_OPERATIONS {
  tusk::register_function("inc", inc);
  tusk::register_function("twice", twice);
  tusk::register_function("add", add);
  tusk::register_function("sum", sum);
}

template <class F>
void timed(const char* what, F run) {
  const auto start = std::chrono::steady_clock::now();
  const int result = run();
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  std::cout << what << ": " << result << " after " << seconds.count() << " s\n";
}

int main() {
  timed("one after the other", [] { return add(inc(1), inc(2)); });

  // Calls of delayed functions run nothing: they make a graph. The two inc don't need each other, so they run at once.
  const auto x = delayed(inc)(1);
  const auto y = delayed(inc)(2);
  const auto total = delayed(add)(x, y);
  std::cout << total << "\n";
  timed("in parallel", [&] { return total.compute(); });

  // A loop whose test runs now, and whose work runs later; a vector of delayed values as an argument.
  std::vector<tusk::Delayed<int>> results;
  for (int i = 1; i <= 8; ++i) results.push_back(i % 2 == 0 ? delayed(twice)(i) : delayed(inc)(i));
  const auto all = delayed(sum)(results);
  timed("a loop", [&] { return all.compute(); });

  // Operators and several results by one run: what they share is done once.
  const auto mean = all / double(results.size());
  const auto [mean_value, first, last] = tusk::compute(mean, results.front(), results.back());
  std::cout << "mean " << mean_value << ", first " << first << ", last " << last << "\n";

  for (const auto& [key, task] : total.describe()) std::cout << key << " = " << task << "\n";
  try {
    std::cout << "drawn: " << mean.visualize("delayed.svg") << "\n";
  } catch (const tusk::OSError& error) {
    std::cout << "not drawn: " << error.what() << "\n";
  }
}
