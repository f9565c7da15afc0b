// Operand: what stands beside a column in an expression: another column, a lazy scalar, or a literal.
#pragma once

#include <chrono>
#include <concepts>
#include <string>
#include <string_view>
#include <type_traits>

#include <tusk/dataframe/lazy_frame.h>

namespace tusk {

class Operand {
 public:
  Operand(const LazyFrame& frame) : node_(frame.node()) {}  // NOLINT: an operand is written as what it is
  template <class T>
    requires std::is_arithmetic_v<T>
  Operand(T number) : literal_(Value::of(number)) {}                          // NOLINT
  Operand(std::string_view text) : literal_(Value::of(std::string(text))) {}  // NOLINT
  Operand(const char* text) : literal_(Value::of(std::string(text))) {}       // NOLINT
  Operand(const std::string& text) : literal_(Value::of(text)) {}             // NOLINT
  Operand(std::chrono::sys_time<std::chrono::microseconds> time);             // NOLINT
  template <class Rep, class Period>
  Operand(std::chrono::duration<Rep, Period> duration)  // NOLINT
      : Operand(of_microseconds(std::chrono::duration_cast<std::chrono::microseconds>(duration))) {}
  // A scalar, None for a missing one, or a Table of one row and column for a type that Value has none for.
  explicit Operand(Value literal) : literal_(std::move(literal)) {}

  // nullptr for a literal.
  const expr::NodePtr& node() const { return node_; }
  const Value& literal() const { return literal_; }

 private:
  static Operand of_microseconds(std::chrono::microseconds duration);

  expr::NodePtr node_;
  Value literal_;
};

}  // namespace tusk
