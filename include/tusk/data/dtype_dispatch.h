// From a dtype that is known at run time to the C++ type of its elements: the one place that does so.
#pragma once

#include <complex>
#include <cstdint>
#include <string>

#include <tusk/core/error.h>
#include <tusk/data/dtype.h>

namespace tusk {

// Calls `visit.template operator()<T>()` with the T that dtype_of<T>() is `dtype`, and returns what it returns.
// Throws TypeError for text, whose elements have no fixed size.
template <class Visit>
decltype(auto) visit_dtype(DType dtype, Visit&& visit) {
  switch (dtype) {
    case DType::Bool: return visit.template operator()<bool>();
    case DType::Int8: return visit.template operator()<std::int8_t>();
    case DType::Int16: return visit.template operator()<std::int16_t>();
    case DType::Int32: return visit.template operator()<std::int32_t>();
    case DType::Int64: return visit.template operator()<std::int64_t>();
    case DType::UInt8: return visit.template operator()<std::uint8_t>();
    case DType::UInt16: return visit.template operator()<std::uint16_t>();
    case DType::UInt32: return visit.template operator()<std::uint32_t>();
    case DType::UInt64: return visit.template operator()<std::uint64_t>();
    case DType::Float32: return visit.template operator()<float>();
    case DType::Float64: return visit.template operator()<double>();
    case DType::Complex64: return visit.template operator()<std::complex<float>>();
    case DType::Complex128: return visit.template operator()<std::complex<double>>();
    case DType::String: break;
  }
  throw TypeError("elements of an array have a fixed size: got dtype " + std::string(name(dtype)));
}

}  // namespace tusk
