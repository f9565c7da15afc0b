// Codec<T>: how a C++ type is named, written, read and printed.
//
// There is one for numbers, text, the standard containers of such, and every type with a list of fields
// (<tusk/core/fields.h>). To add one for a foreign type, specialize Codec with the same four functions. A type that
// has none is used in process, by reference, and cannot be part of a graph that leaves it.
#pragma once

#include <cmath>
#include <complex>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include <tusk/core/fields.h>
#include <tusk/core/hash.h>
#include <tusk/core/serial.h>

namespace tusk {

template <class T>
struct Codec;

template <class T>
concept Serializable = requires(ByteWriter& writer, ByteReader& reader, const T& value, std::string& text) {
  { Codec<T>::name() } -> std::convertible_to<std::string>;
  Codec<T>::write(writer, value);
  { Codec<T>::read(reader) } -> std::convertible_to<T>;
  Codec<T>::print(text, value);
};

// The structural hash of a value: of its type's name and its bytes.
template <Serializable T>
Hash128 hash_of(const T& value) {
  HashWriter writer;
  writer.write_text(Codec<T>::name());
  Codec<T>::write(writer, value);
  return writer.hash();
}

template <Serializable T>
std::string to_text(const T& value) {
  std::string text;
  Codec<T>::print(text, value);
  return text;
}

namespace codec {

// The name of a number: "int64", "float32", "bool"; widths instead of C++'s words, so it is the same everywhere.
std::string number_name(char kind, std::size_t size_bytes);
void print_number(std::string& text, double value);
void print_number(std::string& text, float value);
void print_number(std::string& text, std::int64_t value);
void print_number(std::string& text, std::uint64_t value);
// Between quotes, the first 64 bytes or so; always valid UTF-8: other bytes and control characters are escaped.
void print_quoted(std::string& text, std::string_view value);

}  // namespace codec

template <Arithmetic T>
struct Codec<T> {
  static std::string name() {
    if constexpr (std::same_as<T, bool>) return "bool";
    return codec::number_name(std::floating_point<T> ? 'f' : std::is_signed_v<T> ? 'i' : 'u', sizeof(T));
  }
  static void write(ByteWriter& writer, T value) { writer.write(value); }
  static T read(ByteReader& reader) { return reader.read<T>(); }
  static void print(std::string& text, T value) {
    if constexpr (std::same_as<T, bool>) {
      text += value ? "true" : "false";
    } else {
      using Wide = std::conditional_t<std::floating_point<T>, T,
                                      std::conditional_t<std::is_signed_v<T>, std::int64_t, std::uint64_t>>;
      codec::print_number(text, Wide(value));
    }
  }
};

template <class T>
  requires std::is_enum_v<T>
struct Codec<T> {
  using Number = std::underlying_type_t<T>;
  static std::string name() { return "enum<" + Codec<Number>::name() + ">"; }
  static void write(ByteWriter& writer, T value) { writer.write(Number(value)); }
  static T read(ByteReader& reader) { return T(reader.read<Number>()); }
  static void print(std::string& text, T value) { Codec<Number>::print(text, Number(value)); }
};

template <std::floating_point T>
  requires Arithmetic<T>
struct Codec<std::complex<T>> {
  static std::string name() { return codec::number_name('c', 2 * sizeof(T)); }
  static void write(ByteWriter& writer, const std::complex<T>& value) {
    writer.write(value.real()), writer.write(value.imag());
  }
  static std::complex<T> read(ByteReader& reader) {
    const T real = reader.read<T>();
    return {real, reader.read<T>()};
  }
  static void print(std::string& text, const std::complex<T>& value) {
    text += '(';
    codec::print_number(text, value.real());
    if (!std::signbit(value.imag()) || std::isnan(value.imag())) text += '+';
    codec::print_number(text, value.imag());
    text += "j)";
  }
};

template <>
struct Codec<std::string> {
  static std::string name() { return "string"; }
  static void write(ByteWriter& writer, const std::string& value) { writer.write_text(value); }
  static std::string read(ByteReader& reader) { return reader.read_text(); }
  static void print(std::string& text, const std::string& value) { codec::print_quoted(text, value); }
};

template <>
struct Codec<Hash128> {
  static std::string name() { return "hash128"; }
  static void write(ByteWriter& writer, const Hash128& value) { writer.write(value.high), writer.write(value.low); }
  static Hash128 read(ByteReader& reader) {
    const auto high = reader.read<std::uint64_t>();
    return {high, reader.read<std::uint64_t>()};
  }
  static void print(std::string& text, const Hash128& value) { text += value.hex(); }
};

template <HasFields T>
struct Codec<T> {
  static std::string name() { return std::string(T::kName); }
  static void write(ByteWriter& writer, const T& value) {
    each([&]<class M>(std::string_view, M T::* member) { Codec<M>::write(writer, value.*member); });
  }
  static T read(ByteReader& reader) {
    const ByteReader::Level level(reader);
    T value{};
    each([&]<class M>(std::string_view, M T::* member) { value.*member = Codec<M>::read(reader); });
    return value;
  }
  // name(low=1, high=2)
  static void print(std::string& text, const T& value) {
    text += T::kName;
    text += '(';
    bool is_first = true;
    each([&]<class M>(std::string_view field_name, M T::* member) {
      if (!std::exchange(is_first, false)) text += ", ";
      text += field_name;
      text += '=';
      Codec<M>::print(text, value.*member);
    });
    text += ')';
  }

 private:
  template <class Visit>
  static void each(Visit visit) {
    std::apply([&](const auto&... field) { (visit(field.name, field.member), ...); }, T::fields());
  }
};

}  // namespace tusk

#include <tusk/core/codec_containers.h>
