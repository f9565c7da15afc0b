#include <tusk/data/value.h>

#include <limits>

#include <gmock/gmock.h>

#include <tusk/data/ndarray.h>
#include <tusk/data/table.h>

#include "tests/data/value_bytes.h"

namespace tusk {
namespace {

using test::Point;
using test::Secret;
using testing::HasSubstr;

// As JSON libraries have it: begin() of what is no list is the object itself.
struct SelfContained {
  using value_type = SelfContained;
  std::size_t size() const { return 1; }
  const SelfContained* begin() const { return this; }
  const SelfContained* end() const { return this + 1; }
};

enum class Level : std::int8_t { Low = -1, High = 1 };

struct Made {
  Value value;
  ValueKind kind;
  const char* type_name;
  const char* text;
};

class ValueMade : public testing::TestWithParam<Made> {};

TEST_P(ValueMade, HasItsKindTypeAndText) {
  const Made& made = GetParam();
  EXPECT_EQ(made.value.kind(), made.kind);
  EXPECT_EQ(made.value.type_name(), made.type_name);
  EXPECT_EQ(made.value.print(), made.text);
}

INSTANTIATE_TEST_SUITE_P(
    Values, ValueMade,
    testing::Values(
        Made{Value(), ValueKind::None, "none", "None"}, Made{Value::of(nullptr), ValueKind::None, "none", "None"},
        Made{Value::of(std::optional<int>()), ValueKind::None, "none", "None"},
        Made{Value::of(std::optional<int>(4)), ValueKind::Scalar, "int32", "4"},
        Made{Value::of(true), ValueKind::Scalar, "bool", "true"},
        Made{Value::of(std::int8_t(-7)), ValueKind::Scalar, "int8", "-7"},
        Made{Value::of(std::numeric_limits<std::uint64_t>::max()), ValueKind::Scalar, "uint64", "18446744073709551615"},
        Made{Value::of(std::numeric_limits<std::int64_t>::min()), ValueKind::Scalar, "int64", "-9223372036854775808"},
        Made{Value::of(0.1f), ValueKind::Scalar, "float32", "0.1"},
        Made{Value::of(-0.1), ValueKind::Scalar, "float64", "-0.1"},
        Made{Value::of(-std::numeric_limits<double>::quiet_NaN()), ValueKind::Scalar, "float64", "nan"},
        Made{Value::of(Level::Low), ValueKind::Scalar, "int8", "-1"},
        Made{Value::of("text"), ValueKind::Scalar, "string", "'text'"},
        Made{Value::of(std::string_view("view")), ValueKind::Scalar, "string", "'view'"},
        Made{Value::of(std::complex<double>(1, -2)), ValueKind::Scalar, "complex128", "(1-2j)"},
        Made{Value::of(Sequence{Value::of(1), Value::of("a"), Value()}), ValueKind::Sequence, "vector<value>",
             "[1, 'a', None]"},
        Made{Value::of(NdArray::from_vector(std::vector<float>{1, 2})), ValueKind::NdArray, "ndarray",
             "NdArray(float32, (2,), [1, 2])"},
        Made{Value::of(Table()), ValueKind::Table, "table", "Table(0 rows)"},
        Made{Value::of(std::vector<int>{1, 2}), ValueKind::Opaque, "vector<int32>", "[1, 2]"},
        Made{Value::of(Point{1, {Value::of(2)}}), ValueKind::Opaque, "test.point", "test.point(x=1, tags=[2])"},
        Made{Value::of(Secret{}), ValueKind::Opaque, "tusk::test::Secret", "<tusk::test::Secret>"}));

TEST(Value, NumbersLieInTheValueItself) {
  EXPECT_FALSE(Value::of(1).is_boxed());
  EXPECT_FALSE(Value::of(1.5).is_boxed());
  EXPECT_FALSE(Value::of(Level::High).is_boxed());
  EXPECT_FALSE(Value().is_boxed());
  EXPECT_FALSE(Value::of(std::vector<bool>{true}[0]).is_boxed());
  EXPECT_EQ(Value::of(1).size_bytes(), 16u);
}

TEST(Value, AValueOfAValueIsItself) {
  const Value one = Value::of(std::string("a"));
  EXPECT_EQ(Value::of(one).box(), one.box());
}

TEST(Value, CopiesShareAndTheLastOneFrees) {
  const auto counted = std::make_shared<int>(1);
  {
    Value value = Value::of(counted);
    EXPECT_EQ(counted.use_count(), 2);
    Value copy = value, moved = std::move(value);
    EXPECT_TRUE(value.is_none());
    copy = Value::of(1);
    copy = moved;
    copy = *&copy;
    EXPECT_EQ(counted.use_count(), 2);
    EXPECT_EQ(copy.if_boxed<std::shared_ptr<int>>(), moved.if_boxed<std::shared_ptr<int>>());
  }
  EXPECT_EQ(counted.use_count(), 1);
}

TEST(Value, ADtypeIsOnlyAScalars) {
  EXPECT_EQ(Value::of(std::uint16_t(1)).dtype(), DType::UInt16);
  EXPECT_EQ(Value::of("a").dtype(), DType::String);
  EXPECT_EQ(Value::of(std::complex<float>(1)).dtype(), DType::Complex64);
  EXPECT_THROW(Value().dtype(), TypeError);
  EXPECT_EQ(test::error_of<TypeError>([] { Value::of(std::vector<int>{1}).dtype(); }),
            "only a scalar has one dtype: got a value of type vector<int32>");
}

TEST(Value, IsPortableIfAllItHoldsIs) {
  EXPECT_TRUE(Value().is_portable());
  EXPECT_TRUE(Value::of(Point{1, {Value::of("a")}}).is_portable());
  EXPECT_FALSE(Value::of(Secret{}).is_portable());
  EXPECT_FALSE(Value::of(Sequence{Value::of(1), Value::of(Sequence{Value::of(Secret{})})}).is_portable());
  EXPECT_FALSE(Value::of(Point{1, {Value::of(Secret{})}}).is_portable());
  EXPECT_FALSE(Value::of(std::map<std::string, Value>{{"a", Value::of(Secret{})}}).is_portable());
}

TEST(Value, HashesAreTheSameInEveryProcess) {
  EXPECT_EQ(Value().hash().hex(), "1c82f8f4d32c8ad8d51647c2544ca877");
  EXPECT_EQ(Value::of(std::int64_t(42)).hash().hex(), "bdc6f89183b129ff480c2a4bb4ce15d3");
  EXPECT_EQ(Value::of("tusk").hash().hex(), "40cf5816e269cf30510d1ac4fb710739");
  EXPECT_EQ(Value::of(Sequence{Value::of(1.5), Value::of(true)}).hash().hex(), "c22df9af86e76f346e8c2495f8f48318");
  EXPECT_EQ(Value::of(std::vector<double>{1, 2}).hash().hex(), "f33c64bb55f4cac173d8812bb5fe039d");
  EXPECT_EQ(Value::of(NdArray::from_vector(std::vector<double>{1, 2})).hash().hex(),
            "a9a1d5b3dadf64b9d8afb46054bf3647");
  EXPECT_EQ(Value::of(Point{1, {Value::of(2)}}).hash().hex(), "0e566730c791d1826e9362cc758dc545");
}

TEST(Value, HashesSeeTheType) {
  EXPECT_NE(Value::of(std::int64_t(1)).hash(), Value::of(std::int32_t(1)).hash());
  EXPECT_NE(Value::of(1.0).hash(), Value::of(1).hash());
  EXPECT_NE(Value::of(Sequence{Value::of(1)}).hash(), Value::of(std::vector<int>{1}).hash());
}

TEST(Value, WhatIsNotPortableIsEqualOnlyToItsCopies) {
  const Value secret = Value::of(Secret{1});
  const Value copy = secret;
  EXPECT_EQ(secret.hash(), copy.hash());
  EXPECT_NE(secret.hash(), Value::of(Secret{1}).hash());
  const Hash128 freed = Value::of(Secret{1}).hash();
  EXPECT_NE(freed, Value::of(Secret{1}).hash()) << "the second object may lie where the first one was";
}

TEST(Value, SizesCountWhatIsHeldOnce) {
  constexpr std::size_t kBox = 24;
  EXPECT_EQ(Value::of(Secret{}).size_bytes(), 16 + kBox + 8);
  EXPECT_EQ(Value::of(std::vector<double>(100)).size_bytes(), 16 + kBox + sizeof(std::vector<double>) + 800);
  EXPECT_EQ(Value::of(Sequence(10, Value::of(1))).size_bytes(), 16 + kBox + sizeof(Sequence) + 160);
  const Value text = Value::of(std::string(100, 'a'));
  EXPECT_EQ(text.size_bytes(), 16 + kBox + sizeof(std::string) + 101);
  EXPECT_EQ(Value::of(Sequence{text}).size_bytes(), 16 + kBox + sizeof(Sequence) + text.size_bytes());
  EXPECT_EQ(Value::of(std::array<double, 4>{}).size_bytes(), 16 + kBox + 32);
  EXPECT_EQ(Value::of(std::vector<std::string>{std::string(100, 'a')}).size_bytes(),
            16 + kBox + sizeof(std::vector<std::string>) + sizeof(std::string) + 101);
  EXPECT_EQ(Value::of(std::tuple{std::vector<double>(100), 1}).size_bytes(), 16 + kBox + 32 + 800);
  const Value array = Value::of(NdArray::zeros(DType::Float64, {10, 10}));
  EXPECT_EQ(array.size_bytes(), 16 + kBox + sizeof(NdArray) + 800);
  EXPECT_GE(Value::of(Point{1, {text}}).size_bytes(), text.size_bytes());
}

Value nested(std::uint32_t depth) {
  Value value = Value::of(1);
  for (std::uint32_t i = 0; i < depth; ++i)
    value = i % 2 ? Value::of(Point{1, {value}}) : Value::of(Sequence{value, value});
  return value;
}

TEST(Value, AContainerOfItselfIsALeaf) {
  EXPECT_EQ(Value::of(SelfContained{}).size_bytes(), 16u + 24 + 8);
  EXPECT_FALSE(Value::of(SelfContained{}).box()->items().has_value());
}

TEST(Value, ValuesNestOnlySoDeep) {
  const Value deepest = nested(Box::kDeepestNesting);
  EXPECT_TRUE(Value(deepest).is_boxed());
  EXPECT_THAT(test::error_of<ValueError>([&] { Value::of(Sequence{deepest}); }), HasSubstr("at most 250 deep"));
  EXPECT_THAT(test::error_of<ValueError>([&] { Value::of(std::map<std::string, Value>{{"a", deepest}}); }),
              HasSubstr("at most 250 deep"));
}

TEST(Value, PrintsInShortWhateverItHolds) {
  Value bushy = Value::of("a long enough text to fill the line");
  for (int i = 0; i < 100; ++i) bushy = Value::of(Sequence(8, bushy));
  EXPECT_LT(bushy.print().size(), 2000u);
  EXPECT_LT(Value::of(Sequence(1000, Value::of(1))).print().size(), 100u);
}

}  // namespace
}  // namespace tusk
