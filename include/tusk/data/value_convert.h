// The typed side of Value: how a C++ object becomes one, and how `as<T>()` gets it out. Included by value.h.
#pragma once

#include <bit>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <tusk/data/box_of.h>
#include <tusk/data/value.h>

namespace tusk {
namespace value {

template <class T>
Value read_boxed(ByteReader& reader) {
  return Value(new BoxOf<T>(Codec<T>::read(reader)));
}

template <class T>
std::optional<Sequence> BoxOf<T>::items() const {
  std::optional<Sequence> items;
  if constexpr (std::same_as<T, Sequence>) {
    items = object_;
  } else if constexpr (requires {
                         { object_.items() } -> std::same_as<Sequence>;
                       }) {
    items = object_.items();
  } else if constexpr (requires { typename T::mapped_type; } && Serializable<T>) {
    items.emplace();
    for (const auto& [key, mapped] : object_) items->push_back(Value::of(Sequence{Value::of(key), Value::of(mapped)}));
  } else if constexpr ((Range<T> || TupleLike<T>) && !HasFields<T> && !std::same_as<T, std::string> &&
                       Serializable<T>) {
    items.emplace();
    for_each_part(object_, [&](const auto& part) { items->push_back(Value::of(part)); });
  }
  return items;
}

template <class T>
std::optional<FlatNumbers> BoxOf<T>::flat_numbers() const {
  if constexpr (requires {
                  object_.data();
                  typename T::value_type;
                } && !std::same_as<T, std::string>) {
    using Element = typename T::value_type;
    if constexpr (kIsFlatNumber<Element>) return FlatNumbers{dtype_of<Element>(), object_.data(), object_.size()};
  }
  return std::nullopt;
}

// The object in a box of another C++ type that has the same name and so the same bytes: a pair for a tuple, a vector
// of long long for one of long.
template <Serializable T>
T read_again(const Box& box) {
  BufferWriter writer;
  box.write(writer);
  ByteReader reader(writer.bytes());
  return Codec<T>::read(reader);
}

template <Serializable T>
bool has_bytes_of(const Box& box) {
  return box.kind() == ValueKind::Opaque && box.type_name() == Codec<T>::name() && box.is_portable();
}

}  // namespace value

template <class T>
Value Value::of(T&& object) {
  using Object = std::decay_t<T>;
  if constexpr (std::same_as<Object, Value>) {
    return std::forward<T>(object);
  } else if constexpr (std::same_as<Object, std::nullptr_t> || std::same_as<Object, std::nullopt_t>) {
    return Value();
  } else if constexpr (value::kIsOptional<Object>) {
    return object ? Value::of(*std::forward<T>(object)) : Value();
  } else if constexpr (std::is_enum_v<Object>) {
    return Value::of(std::underlying_type_t<Object>(object));
  } else if constexpr (std::same_as<Object, std::vector<bool>::reference>) {
    return Value::of(bool(object));
  } else if constexpr (std::floating_point<Object>) {
    return number(dtype_of<Object>(), std::bit_cast<std::uint64_t>(double(object)));
  } else if constexpr (std::integral<Object>) {
    return number(dtype_of<Object>(), std::uint64_t(std::int64_t(object)));
  } else if constexpr (std::convertible_to<Object, std::string_view> && !std::same_as<Object, std::string>) {
    return Value(new value::BoxOf<std::string>(std::string(std::string_view(object))));
  } else {
    return Value(new value::BoxOf<Object>(std::forward<T>(object)));
  }
}

template <class T>
T Value::as() const {
  if constexpr (std::same_as<T, Value>) {
    return *this;
  } else {
    (void)value::kIsRegistered<T>;
    if (is_boxed_) {
      if (const T* object = if_boxed<T>()) return *object;
      if (const Value converted = box_->native(); !converted.is_none()) return converted.as<T>();
      if constexpr (Serializable<T>) {
        if (value::has_bytes_of<T>(*box_)) return value::read_again<T>(*box_);
      }
    }
    return value::From<T>::convert(*this);
  }
}

// A function's argument: refers to the value's own object where it is exactly a T, else holds the converted one.
// Valid as long as the value.
template <class T>
class ArgumentView {
 public:
  explicit ArgumentView(const Value& value) : object_(value.if_boxed<T>()) {
    if constexpr (!std::copy_constructible<T>) {
      if (!object_) value::fail_conversion(value, value::type_name_of<T>());
    } else if (!object_) {
      object_ = &converted_.emplace(value.as<T>());
    }
  }
  ArgumentView(const ArgumentView&) = delete;
  ArgumentView& operator=(const ArgumentView&) = delete;
  const T& get() const { return *object_; }

 private:
  const T* object_;
  std::optional<T> converted_;
};

template <>
class ArgumentView<std::string_view> {
 public:
  explicit ArgumentView(const Value& value) : text_(value), view_(text_.get()) {}
  const std::string_view& get() const { return view_; }

 private:
  ArgumentView<std::string> text_;
  std::string_view view_;
};

}  // namespace tusk
