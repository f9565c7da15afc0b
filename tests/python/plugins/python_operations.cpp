// C++ operations for the tests of the Python package, one for each kind of argument and result.
#include <algorithm>
#include <complex>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <tuple>
#include <vector>

#include <arrow/table.h>

#include <tusk/core/error.h>
#include <tusk/data/ndarray.h>
#include <tusk/data/table.h>
#include <tusk/graph/function.h>

namespace {

using tusk::NdArray;
using tusk::Table;

// Without a codec: Python can only hand it on.
struct Handle {
  int number;
};

[[noreturn]] int fail(const std::string& kind) {
  for (int i = 0; i <= int(tusk::ErrorKind::InternalError); ++i) {
    if (name(tusk::ErrorKind(i)) == kind) throw_error(tusk::ErrorKind(i), "it failed: \"" + kind + "\"");
  }
  const std::string text = "it failed as C++ does";
  if (kind == "std::invalid_argument") throw std::invalid_argument(text);
  if (kind == "std::domain_error") throw std::domain_error(text);
  if (kind == "std::length_error") throw std::length_error(text);
  if (kind == "std::range_error") throw std::range_error(text);
  if (kind == "std::out_of_range") throw std::out_of_range(text);
  if (kind == "std::overflow_error") throw std::overflow_error(text);
  if (kind == "std::exception") throw std::logic_error(text);
  throw 42;
}

double area(double width, double height) { return width * height; }
bool negated(bool truth) { return !truth; }
std::int8_t small(std::int8_t number) { return number; }
std::uint64_t large(std::uint64_t number) { return number; }
float narrow(float number) { return number; }
std::string repeated(const std::string& text, int times) {
  std::string repeated;
  for (int i = 0; i < times; ++i) repeated += text;
  return repeated;
}
std::complex<double> conjugate(std::complex<double> number) { return std::conj(number); }
std::optional<int> successor(std::optional<int> number) { return number ? std::optional(*number + 1) : std::nullopt; }
void nothing() {}

double sum(const std::vector<double>& numbers) {
  double sum = 0;
  for (const double number : numbers) sum += number;
  return sum;
}
std::vector<std::int64_t> numbers_below(std::int64_t end) {
  std::vector<std::int64_t> numbers;
  for (std::int64_t i = 0; i < end; ++i) numbers.push_back(i);
  return numbers;
}
std::map<std::string, int> counts(const std::vector<std::string>& words) {
  std::map<std::string, int> counts;
  for (const std::string& word : words) ++counts[word];
  return counts;
}
int most(const std::map<std::string, int>& counts) {
  int most = 0;
  for (const auto& [word, count] : counts) most = std::max(most, count);
  return most;
}
std::set<int> distinct(const std::vector<int>& numbers) { return {numbers.begin(), numbers.end()}; }
std::tuple<int, std::string> pair(int number, const std::string& text) { return {number, text}; }

NdArray same_array(const NdArray& array) { return array; }
NdArray last_rows(const NdArray& array, std::int64_t first) {
  const auto data = static_cast<const char*>(array.data()) + first * array.strides()[0];
  tusk::Shape shape = array.shape();
  shape[0] -= first;
  return NdArray::wrap(array.dtype(), shape, array.strides(), data, array.owner());
}
Table first_rows(const Table& table, std::int64_t count) { return Table(table.arrow()->Slice(0, count)); }
Table same_table(const Table& table) { return table; }
std::int64_t row_count(const Table& table) { return table.row_count(); }
tusk::Value same_value(const tusk::Value& value) { return value; }
std::string kind_of(const tusk::Value& value) { return value.native().type_name(); }

Handle make_handle(int number) { return {number}; }
int number_of(const Handle& handle) { return handle.number; }

TUSK_OPERATIONS {
  tusk::register_function("test.area", area);
  tusk::register_function("test.negated", negated);
  tusk::register_function("test.small", small);
  tusk::register_function("test.large", large);
  tusk::register_function("test.narrow", narrow);
  tusk::register_function("test.repeated", repeated);
  tusk::register_function("test.conjugate", conjugate);
  tusk::register_function("test.successor", successor);
  tusk::register_function("test.nothing", nothing);
  tusk::register_function("test.sum", sum);
  tusk::register_function("test.numbers_below", numbers_below);
  tusk::register_function("test.counts", counts);
  tusk::register_function("test.most", most);
  tusk::register_function("test.distinct", distinct);
  tusk::register_function("test.pair", pair);
  tusk::register_function("test.same_array", same_array);
  tusk::register_function("test.last_rows", last_rows);
  tusk::register_function("test.first_rows", first_rows);
  tusk::register_function("test.same_table", same_table);
  tusk::register_function("test.row_count", row_count);
  tusk::register_function("test.same_value", same_value);
  tusk::register_function("test.kind_of", kind_of);
  tusk::register_function("test.make_handle", make_handle);
  tusk::register_function("test.number_of", number_of);
  tusk::register_function("test.fail", fail);
}

}  // namespace
