// The README's first program and its futures, against an installed Tusk.
#include <iostream>

#include <tusk/client.h>
#include <tusk/delayed.h>
#include <tusk/diagnostics.h>

int inc(int x) { return x + 1; }
int add(int x, int y) { return x + y; }

int main() {
  const auto a = tusk::delayed(inc)(1);
  const auto b = tusk::delayed(inc)(2);
  const auto total = tusk::delayed(add)(a, b) * 10;

  const tusk::CallbackScope progress(std::make_shared<tusk::ProgressBar>());
  if (total.compute() != 50) return 1;
  total.visualize("total.dot");

  tusk::Client client;
  int sum = 0;
  for (const auto& future : tusk::as_completed(client.map([](int x) { return x * x; }, std::vector{1, 2, 3})))
    sum += future.result();
  if (sum != 14) return 2;

  try {
    throw tusk::ValueError("an installed Tusk throws and catches its own errors");
  } catch (const tusk::Error& error) {
    std::cout << tusk::name(error.kind()) << ": " << error.what() << '\n';
  }
}
