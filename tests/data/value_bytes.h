// What tests of values share: types to put into them, and their way through bytes.
#pragma once

#include <ostream>
#include <span>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include <tusk/core/error.h>
#include <tusk/data/value.h>

namespace tusk {

inline void PrintTo(const Value& value, std::ostream* out) { *out << value.type_name() << ' ' << value.print(); }

}  // namespace tusk

namespace tusk::test {

struct Point {
  static constexpr std::string_view kName = "test.point";
  double x = 0;
  std::vector<Value> tags;
  static constexpr auto fields() { return std::tuple{field("x", &Point::x), field("tags", &Point::tags)}; }
};

struct Secret {
  int number = 0;
};

inline std::vector<std::byte> bytes_of(const Value& value) {
  BufferWriter writer;
  write_value(writer, value);
  return std::move(writer).bytes();
}

inline Value value_of(std::span<const std::byte> bytes) {
  ByteReader reader(bytes);
  Value value = read_value(reader);
  EXPECT_EQ(reader.remaining(), 0u);
  return value;
}

inline Value sent(const Value& value) { return value_of(bytes_of(value)); }

// The message of the Kind of error that `call` throws; says so when it throws none.
template <class Kind, class Call>
std::string error_of(Call call) {
  try {
    call();
  } catch (const Kind& error) {
    return error.what();
  }
  return "nothing was thrown";
}

}  // namespace tusk::test
