// Numbers into other numbers, one or many: the rules that Value::as states.
#include <cmath>
#include <cstring>

#include <fmt/core.h>

#include <tusk/core/error.h>
#include <tusk/data/dtype_dispatch.h>
#include <tusk/data/ndarray.h>
#include <tusk/data/value.h>

namespace tusk::value {

namespace {

[[noreturn]] void fail_range(const Value& value, const std::string& wanted) {
  throw ValueError(fmt::format("the number {} does not fit into {}", value.print(), wanted));
}

bool is_number(const Value& value) { return value.kind() == ValueKind::Scalar && !value.is_boxed(); }

template <class T>
constexpr int class_of() {
  return std::same_as<T, bool> ? 0 : std::integral<T> ? 1 : std::floating_point<T> ? 2 : 3;
}

// A number's class may become itself or a later one; only a truth value is a truth value.
template <class From, class To>
constexpr bool kMayConvert = class_of<From>() <= class_of<To>();

bool is_narrowed_away(double number) { return std::isfinite(number) && !std::isfinite(float(number)); }
bool is_narrowed_away(const std::complex<double>& number) {
  return is_narrowed_away(number.real()) || is_narrowed_away(number.imag());
}

template <class From, class To>
bool fits(const From& number) {
  if constexpr (class_of<From>() == 1 && class_of<To>() == 1) return std::in_range<To>(number);
  else if constexpr (class_of<From>() >= 2 && (std::same_as<To, float> || std::same_as<To, std::complex<float>>))
    return !is_narrowed_away(number);
  else return true;
}

template <class From, class To>
void convert(const void* from, std::size_t size, void* to) {
  const auto* source = static_cast<const From*>(from);
  auto* target = static_cast<To*>(to);
  for (std::size_t i = 0; i < size; ++i) {
    if (!fits<From, To>(source[i])) fail_range(Value::of(source[i]), type_name_of<To>());
    target[i] = To(source[i]);
  }
}

struct Numbers {
  FlatNumbers flat;
  NdArray owner;
};

std::optional<Numbers> numbers_in(const Value& value) {
  if (const auto* array = value.if_boxed<NdArray>()) {
    if (array->ndim() != 1) return std::nullopt;
    NdArray flat = array->contiguous();
    return Numbers{{flat.dtype(), flat.data(), std::size_t(flat.size())}, flat};
  }
  const auto flat = value.is_boxed() ? value.box()->flat_numbers() : std::nullopt;
  if (!flat) return std::nullopt;
  return Numbers{*flat, NdArray()};
}

}  // namespace

std::optional<std::size_t> number_count(const Value& value) {
  if (const auto* array = value.if_boxed<NdArray>())
    return array->ndim() == 1 ? std::optional(std::size_t(array->size())) : std::nullopt;
  const auto flat = value.is_boxed() ? value.box()->flat_numbers() : std::nullopt;
  return flat ? std::optional(flat->size) : std::nullopt;
}

void copy_numbers(const Value& value, DType dtype, void* out) {
  const auto numbers = numbers_in(value);
  TUSK_CHECK(numbers, "number_count must have been asked first");
  const FlatNumbers& flat = numbers->flat;
  if (flat.dtype == dtype) {
    if (flat.size > 0) std::memcpy(out, flat.data, flat.size * item_size(dtype));
    return;
  }
  visit_dtype(flat.dtype, [&]<class From>() {
    visit_dtype(dtype, [&]<class To>() {
      if constexpr (kMayConvert<From, To>) convert<From, To>(flat.data, flat.size, out);
      else fail_conversion(value, "vector of " + std::string(name(dtype)));
    });
  });
}

std::int64_t integer_of(const Value& value, std::int64_t low, std::uint64_t high, TypeName wanted) {
  if (!is_number(value) || is_floating(value.dtype())) fail_conversion(value, wanted());
  const auto number = std::int64_t(value.number_bits());
  const bool is_huge = number < 0 && is_unsigned_integer(value.dtype());
  const bool fits =
      is_huge ? std::uint64_t(number) <= high : number >= low && (number < 0 || std::uint64_t(number) <= high);
  if (!fits) fail_range(value, wanted());
  return number;
}

double double_of(const Value& value, TypeName wanted) {
  if (!is_number(value)) fail_conversion(value, wanted());
  if (is_floating(value.dtype())) return std::bit_cast<double>(value.number_bits());
  if (is_unsigned_integer(value.dtype())) return double(value.number_bits());
  return double(std::int64_t(value.number_bits()));
}

float float_of(const Value& value) {
  const double number = double_of(value, &type_name_of<float>);
  if (is_narrowed_away(number)) fail_range(value, type_name_of<float>());
  return float(number);
}

std::complex<double> complex_of(const Value& value, TypeName wanted) {
  if (const auto* narrow = value.if_boxed<std::complex<float>>()) return *narrow;
  if (const auto* wide = value.if_boxed<std::complex<double>>()) return *wide;
  return double_of(value, wanted);
}

std::complex<float> narrow_complex_of(const Value& value) {
  const std::complex<double> number = complex_of(value, &type_name_of<std::complex<float>>);
  if (is_narrowed_away(number)) fail_range(value, type_name_of<std::complex<float>>());
  return std::complex<float>(number);
}

}  // namespace tusk::value
