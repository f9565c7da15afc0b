// The box of a C++ type. Included by value.h.
#pragma once

#include <algorithm>
#include <complex>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <typeinfo>
#include <utility>
#include <vector>

#include <tusk/core/codec.h>
#include <tusk/data/box.h>
#include <tusk/data/object_parts.h>

namespace tusk {

class NdArray;
class Table;
using Sequence = std::vector<Value>;
using ValueReader = Value (*)(ByteReader&);

// Makes values of that type name readable in this process. Registering a name again is harmless. Thread-safe.
bool register_value_type(const std::string& type_name, ValueReader reader);

namespace value {

std::string demangled(const std::type_info& type);
[[noreturn]] void fail_portable(const std::string& type_name);

// What a user calls T: its codec's name, else the C++ name.
template <class T>
std::string type_name_of() {
  if constexpr (Serializable<T>) return Codec<T>::name();
  else if constexpr (std::same_as<T, std::string_view>) return Codec<std::string>::name();
  else return demangled(typeid(T));
}

template <class T>
constexpr ValueKind kind_of() {
  if constexpr (std::same_as<T, Sequence>) return ValueKind::Sequence;
  else if constexpr (std::same_as<T, NdArray>) return ValueKind::NdArray;
  else if constexpr (std::same_as<T, Table>) return ValueKind::Table;
  else if constexpr (std::same_as<T, std::string> || std::same_as<T, std::complex<float>> ||
                     std::same_as<T, std::complex<double>>)
    return ValueKind::Scalar;
  else return ValueKind::Opaque;
}

// Numbers that can lie in one piece: bool is not one, since a vector packs it.
template <class T>
inline constexpr bool kIsFlatNumber = Arithmetic<T> && !std::same_as<T, bool>;
template <class T>
inline constexpr bool kIsFlatNumber<std::complex<T>> = Arithmetic<T>;

template <class T>
Value read_boxed(ByteReader& reader);

// What Value::of puts into a box, and Codec can read.
template <class T>
inline constexpr bool kIsReadable =
    Serializable<T> && !std::is_arithmetic_v<T> && !std::is_enum_v<T> && !kIsOptional<T>;

template <class T>
bool register_reader() {
  if constexpr (kIsReadable<T>) return register_value_type(Codec<T>::name(), &read_boxed<T>);
  else return false;
}

// Naming it enters T among the readable types, before main or when the library is loaded.
template <class T>
inline const bool kIsRegistered = register_reader<T>();

template <class T>
class BoxOf final : public Box {
 public:
  explicit BoxOf(T object) : Box(nesting_of(object)), object_(std::move(object)) { (void)kIsRegistered<T>; }

  ValueKind kind() const override { return kind_of<T>(); }
  const std::type_info& type() const override { return typeid(T); }
  const void* object() const override { return &object_; }
  std::size_t size_bytes() const override { return sizeof(*this) + heap_bytes(object_); }
  std::string type_name() const override { return type_name_of<T>(); }
  bool is_portable() const override {
    bool is_portable = Serializable<T>;
    const auto visit = [&](const auto& value) { is_portable = is_portable && value.is_portable(); };
    if (is_portable) for_each_value(object_, visit);
    return is_portable;
  }
  void write(ByteWriter& writer) const override {
    if constexpr (Serializable<T>) Codec<T>::write(writer, object_);
    else fail_portable(type_name());
  }
  void print(std::string& text) const override {
    if constexpr (Serializable<T>) Codec<T>::print(text, object_);
    else text += "<" + type_name() + ">";
  }
  std::optional<Sequence> items() const override;
  std::optional<FlatNumbers> flat_numbers() const override;

 private:
  static std::uint32_t nesting_of(const T& object) {
    std::uint32_t nesting = 0;
    const auto visit = [&](const auto& value) {
      nesting = std::max(nesting, value.box() ? value.box()->nesting() + 1 : 1);
    };
    for_each_value(object, visit);
    return nesting;
  }

  T object_;
};

}  // namespace value
}  // namespace tusk
