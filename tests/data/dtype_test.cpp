#include <tusk/data/dtype.h>

#include <gmock/gmock.h>

#include <tusk/core/codec.h>
#include <tusk/core/error.h>
#include <tusk/data/dtype_dispatch.h>

namespace tusk {
namespace {

TEST(DType, NamesSizesAndTypesAgree) {
  for (auto dtype = DType::Bool; dtype < DType::String; dtype = DType(int(dtype) + 1)) {
    visit_dtype(dtype, [&]<class T>() {
      EXPECT_EQ(dtype_of<T>(), dtype);
      EXPECT_EQ(item_size(dtype), sizeof(T));
      EXPECT_EQ(name(dtype), Codec<T>::name());
      EXPECT_EQ(is_signed_integer(dtype), std::integral<T> && std::is_signed_v<T>);
      EXPECT_EQ(is_unsigned_integer(dtype), std::integral<T> && !std::is_signed_v<T> && !(std::same_as<T, bool>));
      EXPECT_EQ(is_floating(dtype), std::floating_point<T>);
    });
    EXPECT_EQ(dtype_of_name(name(dtype)), dtype);
  }
  EXPECT_EQ(dtype_of_name("string"), DType::String);
  EXPECT_EQ(dtype_of<long long>(), DType::Int64);
  EXPECT_TRUE(is_complex(DType::Complex64));
}

TEST(DType, AnUnknownNameListsTheKnownOnes) {
  try {
    dtype_of_name("float80");
    FAIL();
  } catch (const TypeError& error) {
    EXPECT_THAT(error.what(), testing::AllOf(testing::HasSubstr("\"float80\""), testing::HasSubstr("int64, uint8"),
                                             testing::HasSubstr("complex128, string")));
  }
}

TEST(DType, TextHasNoTypeOfElements) {
  EXPECT_THROW(visit_dtype(DType::String, []<class T>() {}), TypeError);
}

}  // namespace
}  // namespace tusk
