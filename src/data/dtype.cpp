#include <tusk/data/dtype.h>

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include <tusk/core/error.h>

namespace tusk {

namespace {

struct DTypeFacts {
  std::string_view name;
  std::size_t item_size;
};

constexpr std::array<DTypeFacts, 14> kFacts = {{
    {"bool", 1},
    {"int8", 1},
    {"int16", 2},
    {"int32", 4},
    {"int64", 8},
    {"uint8", 1},
    {"uint16", 2},
    {"uint32", 4},
    {"uint64", 8},
    {"float32", 4},
    {"float64", 8},
    {"complex64", 8},
    {"complex128", 16},
    {"string", 0},
}};
static_assert(kFacts.size() == std::size_t(DType::String) + 1);

bool is_between(DType dtype, DType first, DType last) { return first <= dtype && dtype <= last; }

}  // namespace

std::string_view name(DType dtype) { return kFacts.at(std::size_t(dtype)).name; }

std::size_t item_size(DType dtype) { return kFacts.at(std::size_t(dtype)).item_size; }

DType dtype_of_name(std::string_view name) {
  const auto found =
      std::find_if(kFacts.begin(), kFacts.end(), [&](const DTypeFacts& facts) { return facts.name == name; });
  if (found != kFacts.end()) return DType(found - kFacts.begin());
  std::string known;
  for (const DTypeFacts& facts : kFacts) known += fmt::format("{}{}", known.empty() ? "" : ", ", facts.name);
  throw TypeError(fmt::format("there is no dtype named \"{}\"; the names are {}", name, known));
}

bool is_signed_integer(DType dtype) { return is_between(dtype, DType::Int8, DType::Int64); }
bool is_unsigned_integer(DType dtype) { return is_between(dtype, DType::UInt8, DType::UInt64); }
bool is_floating(DType dtype) { return is_between(dtype, DType::Float32, DType::Float64); }
bool is_complex(DType dtype) { return is_between(dtype, DType::Complex64, DType::Complex128); }

}  // namespace tusk
