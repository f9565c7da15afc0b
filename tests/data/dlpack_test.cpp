#include <tusk/data/dlpack.h>

#include <gmock/gmock.h>

#include "tests/data/value_bytes.h"

namespace tusk::dlpack {
namespace {

using test::error_of;
using testing::HasSubstr;

// A tensor as another library would hand it over, with what to change for a test.
struct Lent {
  std::vector<std::int32_t> numbers = {1, 2, 3, 4, 5, 6};
  std::vector<std::int64_t> shape = {2, 3};
  std::vector<std::int64_t> strides = {3, 1};
  int returned = 0;
  ManagedTensorVersioned managed = {
      .version = {1, 1},
      .context = this,
      .deleter = [](ManagedTensorVersioned* self) { ++static_cast<Lent*>(self->context)->returned; },
      .flags = kReadOnly,
      .tensor = {numbers.data(), {DeviceType::Cpu, 0}, 2, {TypeCode::Int, 32, 1}, shape.data(), strides.data(), 0},
  };
};

TEST(DLPack, ExportsWithoutACopyAndKeepsTheMemory) {
  const auto owner = std::make_shared<const std::vector<float>>(std::vector<float>{1, 2, 3, 4, 5, 6});
  auto* tensor = export_tensor_versioned(NdArray::wrap(DType::Float32, {3, 2}, {4, 12}, owner->data(), owner));
  EXPECT_EQ(tensor->version.major, 1u);
  EXPECT_EQ(tensor->flags, kReadOnly);
  EXPECT_EQ(tensor->tensor.data, owner->data());
  EXPECT_EQ(tensor->tensor.ndim, 2);
  EXPECT_THAT(std::vector(tensor->tensor.shape, tensor->tensor.shape + 2), testing::ElementsAre(3, 2));
  EXPECT_THAT(std::vector(tensor->tensor.strides, tensor->tensor.strides + 2), testing::ElementsAre(1, 3));
  EXPECT_EQ(tensor->tensor.device.type, DeviceType::Cpu);
  EXPECT_EQ(owner.use_count(), 2);
  tensor->deleter(tensor);
  EXPECT_EQ(owner.use_count(), 1);
}

TEST(DLPack, CopiesWhereAStrideIsNoNumberOfElements) {
  const std::vector<double> numbers = {1, 2, 3, 4, 5};
  const NdArray array = NdArray::wrap(DType::Complex128, {2}, {24}, numbers.data(), nullptr);
  auto* tensor = export_tensor_versioned(array);
  EXPECT_EQ(tensor->flags, kIsCopied);
  EXPECT_TRUE(import_tensor(tensor) == array);
}

class DLPackDType : public testing::TestWithParam<DType> {};

TEST_P(DLPackDType, ComesBack) {
  const NdArray array = NdArray::zeros(GetParam(), {2, 3});
  const NdArray old = import_tensor(export_tensor(array)), versioned = import_tensor(export_tensor_versioned(array));
  EXPECT_TRUE(old == array);
  EXPECT_TRUE(versioned == array);
  EXPECT_EQ(old.data(), array.data());
  EXPECT_EQ(versioned.data(), array.data());
}

INSTANTIATE_TEST_SUITE_P(DTypes, DLPackDType,
                         testing::Values(DType::Bool, DType::Int8, DType::Int16, DType::Int32, DType::Int64,
                                         DType::UInt8, DType::UInt16, DType::UInt32, DType::UInt64, DType::Float32,
                                         DType::Float64, DType::Complex64, DType::Complex128));

TEST(DLPack, ArraysWithoutElementsOrAxesComeBack) {
  for (const Shape& shape : {Shape{}, Shape{0}, Shape{3, 0}}) {
    EXPECT_TRUE(import_tensor(export_tensor_versioned(NdArray::zeros(DType::Int8, shape))) ==
                NdArray::zeros(DType::Int8, shape));
  }
}

TEST(DLPack, ImportsWithoutACopyAndReturnsTheTensorWithTheLastArray) {
  Lent lent;
  {
    const NdArray array = import_tensor(&lent.managed);
    EXPECT_EQ(array.data(), lent.numbers.data());
    const NdArray row = array[1];
    EXPECT_TRUE(row == NdArray::from_vector(std::vector<std::int32_t>{4, 5, 6}));
    EXPECT_EQ(lent.returned, 0);
  }
  EXPECT_EQ(lent.returned, 1);
}

TEST(DLPack, OffsetsAndMissingStridesAreUnderstood) {
  Lent lent;
  lent.shape = {1, 3};
  lent.managed.tensor.shape = lent.shape.data();
  lent.managed.tensor.strides = nullptr;
  lent.managed.tensor.byte_offset = 12;
  EXPECT_TRUE(import_tensor(&lent.managed) == NdArray::from_vector(std::vector<std::int32_t>{4, 5, 6}, {1, 3}));
}

// Whatever is wrong, the tensor goes back to its owner once.
template <class Kind>
void expect_refused(void (*change)(Lent&), const char* message) {
  Lent lent;
  change(lent);
  EXPECT_THAT(error_of<Kind>([&] { import_tensor(&lent.managed); }), HasSubstr(message));
  EXPECT_EQ(lent.returned, 1) << message;
}

TEST(DLPack, RefusesWhatItCannotTakeAndReturnsIt) {
  expect_refused<TypeError>([](Lent& lent) { lent.managed.tensor.device.type = DeviceType(2); }, "got device type 2");
  expect_refused<TypeError>([](Lent& lent) { lent.managed.tensor.dtype = {TypeCode(4), 16, 1}; },
                            "type code 4 of 16 bits");
  expect_refused<TypeError>([](Lent& lent) { lent.managed.tensor.dtype.lanes = 4; }, "in 4 lanes");
  expect_refused<ValueError>([](Lent& lent) { lent.managed.version.major = 2; }, "must be of version 1: got 2.1");
  expect_refused<ValueError>([](Lent& lent) { lent.managed.tensor.ndim = -1; }, "0 to 64 axes: got -1");
  expect_refused<ValueError>([](Lent& lent) { lent.managed.tensor.ndim = 65; }, "0 to 64 axes: got 65");
  expect_refused<ValueError>([](Lent& lent) { lent.managed.tensor.shape = nullptr; }, "needs a shape");
  expect_refused<ValueError>([](Lent& lent) { lent.managed.tensor.data = nullptr; }, "null pointer");
  expect_refused<ValueError>([](Lent& lent) { lent.shape[0] = -1; }, "can't be negative");
  expect_refused<ValueError>([](Lent& lent) { lent.strides[0] = std::int64_t(1) << 62; }, "63 bits");
}

TEST(DLPack, ATensorNeedNoDeleter) {
  Lent lent;
  lent.managed.deleter = nullptr;
  EXPECT_EQ(import_tensor(&lent.managed).size(), 6);
}

}  // namespace
}  // namespace tusk::dlpack
