// The types of elements and scalars, with NumPy's names.
#pragma once

#include <complex>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tusk {

enum class DType : std::uint8_t {
  Bool,
  Int8,
  Int16,
  Int32,
  Int64,
  UInt8,
  UInt16,
  UInt32,
  UInt64,
  Float32,
  Float64,
  Complex64,
  Complex128,
  String,
};

// NumPy's name: "bool", "int64", "float32", "complex128"; text is "string".
std::string_view name(DType dtype);
// The type of that name. Throws TypeError listing the names there are.
DType dtype_of_name(std::string_view name);
// Bytes of one element; 0 for text, whose elements differ.
std::size_t item_size(DType dtype);

bool is_signed_integer(DType dtype);
bool is_unsigned_integer(DType dtype);
bool is_floating(DType dtype);
bool is_complex(DType dtype);

// The type of elements that C++ spells T.
template <class T>
constexpr DType dtype_of() {
  if constexpr (std::same_as<T, bool>) return DType::Bool;
  else if constexpr (std::same_as<T, std::complex<float>>) return DType::Complex64;
  else if constexpr (std::same_as<T, std::complex<double>>) return DType::Complex128;
  else if constexpr (std::same_as<T, std::string>) return DType::String;
  else if constexpr (std::same_as<T, float>) return DType::Float32;
  else if constexpr (std::same_as<T, double>) return DType::Float64;
  else {
    static_assert(std::integral<T>, "there is no dtype for this C++ type");
    constexpr int kWidth = sizeof(T) == 1 ? 0 : sizeof(T) == 2 ? 1 : sizeof(T) == 4 ? 2 : 3;
    return DType(int(std::is_signed_v<T> ? DType::Int8 : DType::UInt8) + kWidth);
  }
}

}  // namespace tusk
