// The operators that DataFrame, Series and Scalar have in common.
#pragma once

#include <string>

#include "python/frame_object.h"

namespace tusk::python {

// What Python calls an operator, and the kernels' function of it.
struct OperatorName {
  const char* python;
  const char* reflected;  // nullptr: none
  const char* function;
};

inline constexpr OperatorName kOperators[] = {
    {"__add__", "__radd__", "add"},
    {"__sub__", "__rsub__", "sub"},
    {"__mul__", "__rmul__", "mul"},
    {"__truediv__", "__rtruediv__", "truediv"},
    {"__floordiv__", "__rfloordiv__", "floordiv"},
    {"__mod__", "__rmod__", "mod"},
    {"__pow__", "__rpow__", "pow"},
    {"__and__", "__rand__", "and"},
    {"__or__", "__ror__", "or"},
    {"__xor__", "__rxor__", "xor"},
    {"__eq__", nullptr, "eq"},
    {"__ne__", nullptr, "ne"},
    {"__lt__", nullptr, "lt"},
    {"__le__", nullptr, "le"},
    {"__gt__", nullptr, "gt"},
    {"__ge__", nullptr, "ge"},
};

// A function of two operands of any kind.
inline expr::NodePtr combined(const std::string& function, const Operand& a, const Operand& b) {
  return tusk::elementwise_node(function, {a, b});
}

template <class T>
void bind_operators(nb::class_<FrameObject<T>, LazyObject>& type) {
  for (const OperatorName& name : kOperators) {
    const std::string function = name.function;
    type.def(
        name.python,
        [function](const FrameObject<T>& self, nb::object other) {
          return lazy_frame_object(combined(function, self.frame, operand_of(other)));
        },
        nb::arg("other").none());
    if (!name.reflected) continue;
    type.def(
        name.reflected,
        [function](const FrameObject<T>& self, nb::object other) {
          return lazy_frame_object(combined(function, operand_of(other), self.frame));
        },
        nb::arg("other").none());
  }
}

}  // namespace tusk::python
