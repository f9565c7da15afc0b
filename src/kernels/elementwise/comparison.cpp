// eq, ne, lt, le, gt, ge: never missing; what is missing differs from everything and is before and after nothing.
#include <arrow/compute/exec.h>
#include <fmt/format.h>

#include <tusk/core/error.h>

#include "kernels/arrow_compute.h"
#include "kernels/elementwise/families.h"
#include "kernels/elementwise/timestamp_text.h"

namespace tusk::kernels::elementwise {

namespace {

struct Equal {
  static constexpr const char* kArrowName = "equal";
  template <class T>
  bool operator()(T a, T b) const {
    return a == b;
  }
};
struct NotEqual {
  static constexpr const char* kArrowName = "not_equal";
  template <class T>
  bool operator()(T a, T b) const {
    return a != b;
  }
};
struct Less {
  static constexpr const char* kArrowName = "less";
  template <class T>
  bool operator()(T a, T b) const {
    return a < b;
  }
};
struct LessEqual {
  static constexpr const char* kArrowName = "less_equal";
  template <class T>
  bool operator()(T a, T b) const {
    return a <= b;
  }
};

template <class Operation>
constexpr bool kIsOrder = std::is_same_v<Operation, Less> || std::is_same_v<Operation, LessEqual>;
// What a comparison with something missing gives, and of values that can't be equal.
template <class Operation>
constexpr bool kOfUnlike = std::is_same_v<Operation, NotEqual>;

// Text beside a moment or a duration is read as one.
bool is_read(const arrow::DataType& type, const OperandType& other) {
  return other.is_literal && is_text(*other.type) && (is_moment(type) || is_duration(type));
}

bool are_comparable(const OperandType& a, const OperandType& b) {
  return common_type(a, b) || is_read(*a.type, b) || is_read(*b.type, a);
}

TypePtr equality_type(const Function&, Types, const Parameters&) { return arrow::boolean(); }

TypePtr order_type(const Function& function, Types types, const Parameters&) {
  if (!are_comparable(types[0], types[1])) refuse(function, types);
  return arrow::boolean();
}

// The type in which to compare. Unlike in arithmetic, an integer literal that the column's type can't hold widens it.
TypePtr comparison_type(const arrow::Datum& left, const arrow::Datum& right) {
  const auto types = types_of(std::array{left, right});
  if (is_integer(*types[0].type) && is_integer(*types[1].type)) {
    for (const auto& [literal, column] : {std::pair(&left, &right), std::pair(&right, &left)}) {
      if (!literal->is_scalar() || column->is_scalar()) continue;
      if (fits(*literal->scalar(), column->type())) return column->type();
    }
    const auto type = promoted({types[0].type}, {types[1].type});
    return is_integer(*type) ? type : arrow::decimal128(20, 0);  // int64 with uint64: neither float is exact
  }
  return common_type(types[0], types[1]);
}

template <class Operation, class T>
BufferPtr compared_numbers(const arrow::Datum& left, const arrow::Datum& right, std::int64_t length) {
  BufferPtr bits = allocate_bits(length);
  auto* words = reinterpret_cast<std::uint64_t*>(bits->mutable_data());
  const auto block = [words]<bool kLeftIsScalar, bool kRightIsScalar>(const T* a, const T* b, std::int64_t i,
                                                                      int count) {
    std::uint8_t truth[kLoopBlock] = {};
    if (count == kLoopBlock) {
      apply_block<std::uint8_t, kLeftIsScalar, kRightIsScalar, Operation>(a, b, truth, kLoopBlock);
    } else {
      apply_block<std::uint8_t, kLeftIsScalar, kRightIsScalar, Operation>(a, b, truth, count);
    }
    words[i / kLoopBlock] = packed(truth);
  };
  for_each_block<Operation>(Numbers<T>(left), Numbers<T>(right), length, block);
  return bits;
}

template <class Operation>
BufferPtr compared_texts(const arrow::Datum& left, const arrow::Datum& right, std::int64_t length) {
  const auto compare = [&](auto&& left_at, auto&& right_at) {
    return bits_of(length, [&](std::int64_t i) { return Operation()(left_at(i), right_at(i)); });
  };
  const auto with_right = [&](auto&& left_at) {
    if (right.is_scalar()) {
      return compare(left_at, [text = text_of(*right.scalar())](std::int64_t) { return text; });
    }
    return visit_text(*right.make_array(), [&](const auto& texts) {
      return compare(left_at, [&](std::int64_t i) { return texts.GetView(i); });
    });
  };
  if (left.is_scalar()) return with_right([text = text_of(*left.scalar())](std::int64_t) { return text; });
  return visit_text(*left.make_array(),
                    [&](const auto& texts) { return with_right([&](std::int64_t i) { return texts.GetView(i); }); });
}

// The literal as a time of the other operand's kind; nothing if its text is none.
std::optional<arrow::Datum> read_beside(const arrow::Datum& operand, const arrow::Datum& other) {
  if (!is_read(*other.type(), {operand.type(), operand.is_scalar()})) return operand;
  if (!operand.scalar()->is_valid) return operand;
  if (auto scalar = time_of_text(text_of(*operand.scalar()), *other.type())) return arrow::Datum(scalar);
  return {};
}

template <class Operation>
ArrayPtr compared(const Function& function, const arrow::Datum& first, const arrow::Datum& second,
                  std::int64_t length) {
  const auto left = read_beside(first, second), right = read_beside(second, first);
  if (kIsOrder<Operation> && (!left || !right)) {
    const auto& text = *(left ? second : first).scalar();
    throw TypeError(fmt::format("{} needs text that says a time: '{}'", function.name, text_of(text)));
  }
  if (!left || !right) return repeated(kOfUnlike<Operation>, length);
  arrow::Datum operands[] = {*left, *right};
  const auto type = comparison_type(*left, *right);
  if (!type || is_null(*left->type()) || is_null(*right->type()) || has_null_scalar(operands)) {
    return repeated(kOfUnlike<Operation>, length);
  }
  for (auto& operand : operands) operand = cast(operand, type);
  BufferPtr bits;
  if (is_text(*type)) {
    bits = compared_texts<Operation>(operands[0], operands[1], length);
  } else if (is_bool(*type)) {
    for (auto& operand : operands) operand = cast(operand, arrow::uint8());
    bits = compared_numbers<Operation, std::uint8_t>(operands[0], operands[1], length);
  } else if (type->id() == arrow::Type::DECIMAL128) {
    const auto answers = call_arrow(Operation::kArrowName, {operands[0], operands[1]}, length);
    const auto& truth = static_cast<const arrow::BooleanArray&>(*answers);
    bits = bits_of(length, [&](std::int64_t i) { return truth.Value(i); });
  } else {
    bits = visit_number(*type, [&]<class T>(std::type_identity<T>) {
      return compared_numbers<Operation, T>(operands[0], operands[1], length);
    });
  }
  return truth_array(length, bits, common_validity(operands, length), kOfUnlike<Operation>);
}

template <class Operation>
ArrayPtr run_comparison(const Function& function, Operands operands, const Parameters&, std::int64_t length) {
  return compared<Operation>(function, operands[0], operands[1], length);
}

template <class Operation>
ArrayPtr run_swapped(const Function& function, Operands operands, const Parameters&, std::int64_t length) {
  return compared<Operation>(function, operands[1], operands[0], length);
}

constexpr Function kComparisonFunctions[] = {
    {"eq", 2, 2, equality_type, run_comparison<Equal>}, {"ne", 2, 2, equality_type, run_comparison<NotEqual>},
    {"lt", 2, 2, order_type, run_comparison<Less>},     {"le", 2, 2, order_type, run_comparison<LessEqual>},
    {"gt", 2, 2, order_type, run_swapped<Less>},        {"ge", 2, 2, order_type, run_swapped<LessEqual>},
};

}  // namespace

Family comparison_family() { return {kComparisonFunctions}; }

}  // namespace tusk::kernels::elementwise
