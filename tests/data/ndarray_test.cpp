#include <tusk/data/ndarray.h>

#include <limits>
#include <numeric>

#include <gmock/gmock.h>

#include <tusk/core/memory.h>

#include "tests/data/value_bytes.h"

namespace tusk {
namespace {

using test::error_of;
using testing::ElementsAre;
using testing::HasSubstr;

// 0, 1, 2 ... in C order.
NdArray counting(Shape shape) {
  NdArray array = NdArray::empty(DType::Int32, shape);
  std::iota(array.mutable_data<int>(), array.mutable_data<int>() + array.size(), 0);
  return array;
}

NdArray view_of(const NdArray& array, Shape shape, Strides strides, std::int64_t first = 0) {
  return NdArray::wrap(array.dtype(), std::move(shape), std::move(strides), array.data<int>() + first, array.owner());
}

std::vector<int> elements_of(const NdArray& array) {
  const NdArray flat = array.contiguous();
  return {flat.data<int>(), flat.data<int>() + flat.size()};
}

TEST(NdArray, IsMadeInCOrder) {
  const NdArray array = NdArray::zeros(DType::Float32, {3, 4, 2});
  EXPECT_THAT(array.shape(), ElementsAre(3, 4, 2));
  EXPECT_THAT(array.strides(), ElementsAre(32, 8, 4));
  EXPECT_EQ(array.ndim(), 3u);
  EXPECT_EQ(array.size(), 24);
  EXPECT_EQ(array.size_bytes(), 96u);
  EXPECT_TRUE(array.is_contiguous());
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(array.data()) % 64, 0u);
  EXPECT_EQ(std::count(array.data<float>(), array.data<float>() + 24, 0.0f), 24);
}

TEST(NdArray, WithoutAxesItHasOneElement) {
  const NdArray array = counting({});
  EXPECT_EQ(array.size(), 1);
  EXPECT_TRUE(array.is_contiguous());
  EXPECT_THAT(elements_of(array), ElementsAre(0));
  EXPECT_THROW(array[0], IndexError);
}

class EmptyShape : public testing::TestWithParam<Shape> {};

TEST_P(EmptyShape, HasNoElementsAndNeedsNoMemory) {
  const NdArray array = NdArray::wrap(DType::Int32, GetParam(), nullptr, nullptr);
  EXPECT_EQ(array.size(), 0);
  EXPECT_EQ(array.size_bytes(), 0u);
  EXPECT_TRUE(array.is_contiguous());
  EXPECT_TRUE(array == NdArray::zeros(DType::Int32, GetParam()));
  EXPECT_THAT(elements_of(array), ElementsAre());
  EXPECT_TRUE(test::sent(Value::of(array)).as<NdArray>() == array);
}

INSTANTIATE_TEST_SUITE_P(Shapes, EmptyShape,
                         testing::Values(Shape{0}, Shape{0, 3}, Shape{3, 0, 2}, Shape{std::int64_t(1) << 60, 0}));

struct Refused {
  DType dtype;
  Shape shape;
  const char* message;
};

class RefusedShape : public testing::TestWithParam<Refused> {};

TEST_P(RefusedShape, IsAValueErrorBeforeAnyMemoryIsTaken) {
  EXPECT_THAT(error_of<ValueError>([] { NdArray::empty(GetParam().dtype, GetParam().shape); }),
              HasSubstr(GetParam().message));
  EXPECT_THAT(error_of<ValueError>([] { NdArray::wrap(GetParam().dtype, GetParam().shape, "", nullptr); }),
              HasSubstr(GetParam().message));
}

constexpr std::int64_t kHugeLength = std::int64_t(1) << 62;
INSTANTIATE_TEST_SUITE_P(Shapes, RefusedShape,
                         testing::Values(Refused{DType::Int8, {2, -1}, "can't be negative: got shape (2, -1)"},
                                         Refused{DType::Int16, {kHugeLength}, "less than 2^63 bytes"},
                                         Refused{DType::Int8,
                                                 {kHugeLength, 2},
                                                 "less than 2^63 bytes: got shape (4611686018427387904, 2) of int8"},
                                         Refused{DType::Int8, {0, kHugeLength, kHugeLength}, "less than 2^63 bytes"},
                                         Refused{DType::Int8, Shape(65, 1), "at most 64 axes: got 65"}));

TEST(NdArray, HoldsNoText) { EXPECT_THROW(NdArray::empty(DType::String, {1}), TypeError); }

TEST(NdArray, TakesItsMemoryFromThePool) {
  const std::uint64_t before = default_memory_pool().current_bytes();
  {
    const NdArray array = NdArray::empty(DType::Float64, {1000});
    EXPECT_EQ(default_memory_pool().current_bytes(), before + 8000);
  }
  EXPECT_EQ(default_memory_pool().current_bytes(), before);
}

TEST(NdArray, WrapsMemoryWithoutACopyAndKeepsItsOwner) {
  auto numbers = std::make_shared<std::vector<int>>(std::vector<int>{1, 2, 3});
  NdArray array = NdArray::wrap(DType::Int32, {3}, numbers->data(), numbers);
  EXPECT_EQ(array.data(), numbers->data());
  EXPECT_EQ(numbers.use_count(), 2);
  EXPECT_THAT(error_of<ValueError>([&] { array.mutable_data<int>(); }), HasSubstr("only by who made it"));
  array = NdArray();
  EXPECT_EQ(numbers.use_count(), 1);
}

TEST(NdArray, RefusesMemoryThatCannotHoldIt) {
  EXPECT_THAT(error_of<ValueError>([] { NdArray::wrap(DType::Int32, {1}, nullptr, nullptr); }),
              HasSubstr("null pointer"));
  EXPECT_THAT(error_of<ValueError>([] { NdArray::wrap(DType::Int32, {1, 1}, {4}, "1234", nullptr); }),
              HasSubstr("a stride for each axis: got 1 strides for shape (1, 1)"));
  for (const std::int64_t stride : {kHugeLength, -kHugeLength, std::numeric_limits<std::int64_t>::min()}) {
    EXPECT_THAT(error_of<ValueError>([&] { NdArray::wrap(DType::Int8, {3, 3}, {stride, stride}, "", nullptr); }),
                HasSubstr("span less than 2^63 bytes"));
  }
}

TEST(NdArray, CopiesElementsThatAreNotAligned) {
  const char bytes[] = "\0\1\0\0\0\2\0\0\0";
  const NdArray array = NdArray::wrap(DType::Int32, {2}, bytes + 1, nullptr);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(array.data()) % 4, 0u);
  EXPECT_THAT(elements_of(array), ElementsAre(1, 2));
  EXPECT_THAT(elements_of(NdArray::wrap(DType::Int32, {1, 2}, {0, 4}, bytes + 1, nullptr)), ElementsAre(1, 2));
}

TEST(NdArray, CanBeFilledOnlyBeforeItIsShared) {
  NdArray array = NdArray::zeros(DType::Int32, {2});
  array.mutable_data<int>()[1] = 5;
  const NdArray copy = array;
  EXPECT_THAT(error_of<ValueError>([&] { array.mutable_data<int>(); }), HasSubstr("nothing shares its memory"));
  EXPECT_THAT(elements_of(copy), ElementsAre(0, 5));
}

TEST(NdArray, GivesItsElementsOnlyAsWhatTheyAre) {
  EXPECT_EQ(error_of<TypeError>([] { counting({2}).data<double>(); }),
            "the elements of this array are int32: they can't be read as float64");
  EXPECT_THROW(counting({2}).mutable_data<std::uint32_t>(), TypeError);
}

TEST(NdArray, IsMadeOfVectors) {
  EXPECT_THAT(elements_of(NdArray::from_vector(std::vector<int>{1, 2, 3, 4}, {2, 2})), ElementsAre(1, 2, 3, 4));
  EXPECT_EQ(NdArray::from_vector(std::vector<bool>{true, false}).dtype(), DType::Bool);
  EXPECT_EQ(error_of<ValueError>([] { NdArray::from_vector(std::vector<int>{1}, {2, 2}); }),
            "an array of shape (2, 2) can't be made of 1 elements");
}

struct View {
  const char* name;
  Shape shape;
  Strides strides;
  std::int64_t first;
  bool is_contiguous;
  std::size_t size_bytes;
  std::vector<int> elements;
};

class NdArrayView : public testing::TestWithParam<View> {};

TEST_P(NdArrayView, BecomesContiguousInCOrder) {
  const View& view = GetParam();
  const NdArray array = view_of(counting({2, 3}), view.shape, view.strides, view.first);
  EXPECT_EQ(array.is_contiguous(), view.is_contiguous);
  EXPECT_EQ(array.size_bytes(), view.size_bytes);
  EXPECT_EQ(elements_of(array), view.elements);
  EXPECT_EQ(array.contiguous().data() == array.data(), view.is_contiguous);
  EXPECT_TRUE(array == NdArray::from_vector(view.elements, view.shape));
  EXPECT_EQ(Value::of(array).hash(), Value::of(array.contiguous()).hash());
  EXPECT_TRUE(test::sent(Value::of(array)).as<NdArray>() == array);
}

INSTANTIATE_TEST_SUITE_P(
    Views, NdArrayView,
    testing::Values(View{"whole", {2, 3}, {12, 4}, 0, true, 24, {0, 1, 2, 3, 4, 5}},
                    View{"transposed", {3, 2}, {4, 12}, 0, false, 24, {0, 3, 1, 4, 2, 5}},
                    View{"backwards", {6}, {-4}, 5, false, 24, {5, 4, 3, 2, 1, 0}},
                    View{"columns", {2, 2}, {12, 8}, 0, false, 16, {0, 2, 3, 5}},
                    View{"repeated", {2, 3}, {0, 4}, 0, false, 12, {0, 1, 2, 0, 1, 2}},
                    View{"one", {2, 2}, {0, 0}, 4, false, 4, {4, 4, 4, 4}},
                    View{"axes of length one", {1, 2, 1, 3}, {999 * 4, 12, -8, 4}, 0, true, 24, {0, 1, 2, 3, 4, 5}},
                    View{"both backwards", {2, 3}, {-12, -4}, 5, false, 24, {5, 4, 3, 2, 1, 0}},
                    View{"no rows", {0, 3}, {12, 4}, 0, true, 0, {}}),
    [](const auto& info) {
      std::string name = info.param.name;
      std::replace(name.begin(), name.end(), ' ', '_');
      return name;
    });

TEST(NdArray, PartsAreViews) {
  const NdArray array = counting({2, 3, 2});
  EXPECT_THAT(elements_of(array[1]), ElementsAre(6, 7, 8, 9, 10, 11));
  EXPECT_EQ(array[1][2].data<int>(), array.data<int>() + 10);
  EXPECT_EQ(array[1].owner(), array.owner());
  EXPECT_EQ(error_of<IndexError>([&] { array[2]; }), "the first axis of an array of shape (2, 3, 2) has no index 2");
  EXPECT_THROW(array[-1], IndexError);
}

TEST(NdArray, ItemsAreNumbersOrParts) {
  EXPECT_EQ(counting({3}).items().at(2).as<int>(), 2);
  EXPECT_TRUE(counting({2, 2}).items().at(1).as<NdArray>() == counting({2, 2})[1]);
  EXPECT_EQ(NdArray::zeros(DType::Int8, {3, 0}).items().size(), 3u);
  EXPECT_THROW(counting({}).items(), TypeError);
  EXPECT_EQ(error_of<ValueError>([] { NdArray::zeros(DType::Int8, {1 << 20, 0}).items(); }),
            "an array without elements has at most 65536 items: got shape (1048576, 0)");
}

TEST(NdArray, EqualityIsOfDtypeShapeAndBytes) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_TRUE(NdArray::from_vector(std::vector<double>{nan}) == NdArray::from_vector(std::vector<double>{nan}));
  EXPECT_FALSE(NdArray::from_vector(std::vector<double>{0.0}) == NdArray::from_vector(std::vector<double>{-0.0}));
  EXPECT_FALSE(counting({2, 3}) == counting({3, 2}));
  EXPECT_FALSE(NdArray::zeros(DType::Int32, {2}) == NdArray::zeros(DType::UInt32, {2}));
  EXPECT_FALSE(counting({2, 2}) == view_of(counting({2, 2}), {2, 2}, {4, 8}));
}

TEST(NdArray, PrintsTheFirstElementsInCOrder) {
  EXPECT_EQ(to_text(NdArray::from_vector(std::vector<double>{1, 2.5})), "NdArray(float64, (2,), [1, 2.5])");
  EXPECT_EQ(to_text(view_of(counting({3, 4}), {4, 3}, {4, 16})),
            "NdArray(int32, (4, 3), [0, 4, 8, 1, 5, 9, 2, 6, ...])");
  EXPECT_EQ(to_text(counting({8})), "NdArray(int32, (8,), [0, 1, 2, 3, 4, 5, 6, 7])");
  EXPECT_EQ(to_text(NdArray::zeros(DType::Bool, {})), "NdArray(bool, (), [false])");
  EXPECT_EQ(to_text(NdArray()), "NdArray(float64, (0,), [])");
}

// Longer than what is gathered at once.
TEST(NdArray, WritesLongStridedRuns) {
  const NdArray array = counting({5000});
  const NdArray every_other = view_of(array, {2500}, {8});
  const NdArray back = test::sent(Value::of(every_other)).as<NdArray>();
  EXPECT_TRUE(back.is_contiguous());
  EXPECT_EQ(back.data<int>()[2499], 4998);
  EXPECT_TRUE(back == every_other);
}

}  // namespace
}  // namespace tusk
