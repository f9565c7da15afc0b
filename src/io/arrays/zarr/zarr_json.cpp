#include "io/arrays/zarr/zarr_json.h"

#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>
#include <optional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <tusk/core/error.h>
#include <tusk/data/dtype_dispatch.h>

namespace tusk::io {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kDeepestJson = 100;
constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

bool is_word_letter(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || letter == '-' ||
         (letter >= '0' && letter <= '9');
}

// The text with NaN, Infinity and -Infinity between quotes where they stand for numbers.
std::string with_quoted_numbers(std::string_view text) {
  std::string out;
  bool is_in_text = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool begins_word = !is_in_text && (i == 0 || !is_word_letter(text[i - 1]));
    std::string_view found;
    for (const std::string_view word : {"NaN", "-Infinity", "Infinity"})
      if (begins_word && text.substr(i).starts_with(word)) found = word;
    if (!found.empty()) {
      out += '"';
      out += found;
      out += '"';
      i += found.size() - 1;
      continue;
    }
    out += text[i];
    if (is_in_text && text[i] == '\\' && i + 1 < text.size()) out += text[++i];
    else if (text[i] == '"') is_in_text = !is_in_text;
  }
  return out;
}

template <class T>
Value array_of_numbers(const Json& list) {
  NdArray array = NdArray::empty(dtype_of<T>(), {std::int64_t(list.size())});
  auto* items = array.template mutable_data<T>();
  for (const auto& item : list) *items++ = item.get<T>();
  return Value::of(array);
}

template <class Test>
bool is_all(const Json& list, Test test) {
  return std::all_of(list.begin(), list.end(), test);
}

Value attribute_of(const Json& json) {
  if (json.is_string()) return Value::of(json.get<std::string>());
  if (json.is_boolean()) return Value::of(json.get<bool>());
  if (json.is_number_unsigned() && json.get<std::uint64_t>() > std::uint64_t(std::numeric_limits<std::int64_t>::max()))
    return Value::of(json.get<std::uint64_t>());
  if (json.is_number_integer()) return Value::of(json.get<std::int64_t>());
  if (json.is_number()) return Value::of(json.get<double>());
  if (json.is_array() && !json.empty()) {
    const auto is_integer = [](const Json& item) { return item.is_number_integer(); };
    if (is_all(json, is_integer)) return array_of_numbers<std::int64_t>(json);
    if (is_all(json, [](const Json& item) { return item.is_number(); })) return array_of_numbers<double>(json);
    if (is_all(json, [](const Json& item) { return item.is_string(); })) {
      Sequence texts;
      for (const auto& item : json) texts.push_back(Value::of(item.get<std::string>()));
      return Value::of(texts);
    }
  }
  return Value::of(json.dump(-1, ' ', false, Json::error_handler_t::replace));
}

[[noreturn]] void refuse_fill_value(const Json& json, DType dtype) {
  throw ValueError(fmt::format("a fill value is an element of its array: got {} for {}",
                               json.dump(-1, ' ', false, Json::error_handler_t::replace), name(dtype)));
}

// "0x7fc00000": the bytes of a float, the most significant first.
template <class T>
std::optional<T> from_bits(const std::string& text) {
  using Bits = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
  Bits bits = 0;
  if (text.size() != 2 + 2 * sizeof(T) || !text.starts_with("0x")) return std::nullopt;
  const auto [end, error] = std::from_chars(text.data() + 2, text.data() + text.size(), bits, 16);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  T value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

template <class T>
T element_of(const Json& json) {
  constexpr auto kType = dtype_of<T>();
  if constexpr (std::is_same_v<T, bool>) {
    if (json.is_boolean()) return json.get<bool>();
    if (json.is_number_integer() && (json == 0 || json == 1)) return json == 1;
  } else if constexpr (std::is_integral_v<T>) {
    if (json.is_number_unsigned() && std::in_range<T>(json.get<std::uint64_t>())) return T(json.get<std::uint64_t>());
    if (json.is_number_integer() && !json.is_number_unsigned() && std::in_range<T>(json.get<std::int64_t>()))
      return T(json.get<std::int64_t>());
    if (json.is_number_float() && json.get<double>() == std::trunc(json.get<double>()) &&
        std::abs(json.get<double>()) < 9e15 && std::in_range<T>(std::int64_t(json.get<double>())))
      return T(json.get<double>());
    if (json == "NaT") return T(std::numeric_limits<std::int64_t>::min());
  } else if constexpr (std::is_floating_point_v<T>) {
    if (json.is_number()) return T(json.get<double>());
    if (json == "NaN") return std::numeric_limits<T>::quiet_NaN();
    if (json == "Infinity") return std::numeric_limits<T>::infinity();
    if (json == "-Infinity") return -std::numeric_limits<T>::infinity();
    if (json.is_string())
      if (const auto value = from_bits<T>(json.get<std::string>())) return *value;
  } else {
    using Part = typename T::value_type;
    if (json.is_array() && json.size() == 2) return {element_of<Part>(json[0]), element_of<Part>(json[1])};
    if (json.is_number()) return {json.get<Part>(), 0};
  }
  refuse_fill_value(json, kType);
}

}  // namespace

Json parse_zarr_json(std::string_view text) {
  const auto is_shallow = [](int depth, Json::parse_event_t, Json&) {
    if (depth > kDeepestJson) throw ValueError(fmt::format("metadata nest at most {} deep", kDeepestJson));
    return true;
  };
  try {
    return Json::parse(with_quoted_numbers(text), is_shallow);
  } catch (const nlohmann::json::exception& error) {
    throw ValueError(fmt::format("metadata are JSON: {}", error.what()));
  }
}

Attributes attributes_of(const Json& object) {
  if (!object.is_object()) throw ValueError("attributes are a JSON object");
  Attributes attributes;
  for (const auto& [key, value] : object.items()) attributes.emplace_back(key, attribute_of(value));
  return attributes;
}

Value fill_value_of(const Json& json, DType dtype) {
  if (json.is_null()) return {};
  return visit_dtype(dtype, [&]<class T>() {
    auto array = NdArray::empty(dtype, {});
    *array.mutable_data<T>() = element_of<T>(json);
    return Value::of(array);
  });
}

std::string base64_of_double(double value) {
  const auto bits = std::bit_cast<std::uint64_t>(value);
  // Eight bytes are ten groups of six bits and one of four, and one sign of padding.
  std::uint64_t bytes = __builtin_bswap64(bits);
  std::string text;
  for (int shift = 58; shift >= 4; shift -= 6) text += kBase64[bytes >> shift & 63];
  text += kBase64[bytes << 2 & 63];
  return text + "=";
}

std::optional<double> double_of_base64(std::string_view text) {
  constexpr std::size_t kLetters = 11;
  if (text.size() != kLetters + 1 || text.back() != '=') return std::nullopt;
  std::uint64_t bytes = 0;
  for (std::size_t i = 0; i < kLetters; ++i) {
    const auto value = kBase64.find(text[i]);
    if (value == std::string_view::npos) return std::nullopt;
    bytes = i + 1 < kLetters ? bytes << 6 | value : bytes << 4 | value >> 2;
  }
  return std::bit_cast<double>(__builtin_bswap64(bytes));
}

}  // namespace tusk::io
