// Small frames for tests of expressions.
#pragma once

#include <string>
#include <vector>

#include <tusk/dataframe.h>

namespace tusk::expr {

inline std::vector<Value> whole_numbers(std::initializer_list<int> numbers) {
  std::vector<Value> values;
  for (const int number : numbers) values.push_back(Value::of(std::int64_t(number)));
  return values;
}

// Columns a (1 to 6), b (one missing) and c (texts), in three partitions.
inline DataFrame letters_frame() {
  std::vector<Value> b = whole_numbers({10, 20, 30, 40, 50, 60});
  b[2] = Value();
  std::vector<Value> c;
  for (const char* text : {"x", "y", "x", "y", "x", "z"}) c.push_back(Value::of(std::string(text)));
  return from_columns({{"a", whole_numbers({1, 2, 3, 4, 5, 6})}, {"b", b}, {"c", c}}, 3);
}

}  // namespace tusk::expr
