// The codecs of the standard containers. Included by codec.h.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

#include <tusk/core/codec.h>

namespace tusk {

namespace codec {

// Prints the first few elements of a sequence between two brackets; fewer when they are long.
template <class Sequence>
void print_sequence(std::string& text, const Sequence& sequence, char open, char close) {
  constexpr std::size_t kMostShown = 8;
  constexpr std::size_t kMostBytes = 200;
  const std::size_t begin = text.size();
  std::size_t shown = 0;
  text += open;
  for (const auto& element : sequence) {
    if (shown > 0) text += ", ";
    if (shown++ == kMostShown || text.size() - begin > kMostBytes) {
      text += "...";
      break;
    }
    Codec<typename Sequence::value_type>::print(text, element);
  }
  text += close;
}

}  // namespace codec

// A vector of objects that have no bytes has no codec: a count of them could not be checked.
template <Serializable T>
  requires(!std::is_empty_v<T>)
struct Codec<std::vector<T>> {
  static constexpr bool kIsFlat = (Arithmetic<T> || std::is_enum_v<T>) && !std::same_as<T, bool>;

  static std::string name() { return "vector<" + Codec<T>::name() + ">"; }
  static void write(ByteWriter& writer, const std::vector<T>& values) {
    writer.write_size(values.size());
    if constexpr (kIsFlat) {
      writer.write_bytes(values.data(), values.size() * sizeof(T));
    } else {
      for (const T& value : values) Codec<T>::write(writer, value);
    }
  }
  static std::vector<T> read(ByteReader& reader) {
    std::vector<T> values;
    if constexpr (kIsFlat) {
      values.resize(reader.read_size(sizeof(T)));
      reader.read_bytes(values.data(), values.size() * sizeof(T));
    } else {
      for (std::size_t left = reader.read_size(); left > 0; --left) values.push_back(Codec<T>::read(reader));
    }
    return values;
  }
  static void print(std::string& text, const std::vector<T>& values) { codec::print_sequence(text, values, '[', ']'); }
};

template <Serializable T, std::size_t kSize>
struct Codec<std::array<T, kSize>> {
  static std::string name() { return "array<" + Codec<T>::name() + ", " + std::to_string(kSize) + ">"; }
  static void write(ByteWriter& writer, const std::array<T, kSize>& values) {
    for (const T& value : values) Codec<T>::write(writer, value);
  }
  static std::array<T, kSize> read(ByteReader& reader) {
    std::array<T, kSize> values;
    for (T& value : values) value = Codec<T>::read(reader);
    return values;
  }
  static void print(std::string& text, const std::array<T, kSize>& values) {
    codec::print_sequence(text, values, '[', ']');
  }
};

template <Serializable T>
struct Codec<std::optional<T>> {
  static std::string name() { return "optional<" + Codec<T>::name() + ">"; }
  static void write(ByteWriter& writer, const std::optional<T>& value) {
    writer.write(value.has_value());
    if (value) Codec<T>::write(writer, *value);
  }
  static std::optional<T> read(ByteReader& reader) {
    if (!reader.read<bool>()) return std::nullopt;
    return Codec<T>::read(reader);
  }
  static void print(std::string& text, const std::optional<T>& value) {
    value ? Codec<T>::print(text, *value) : void(text += "none");
  }
};

template <Serializable... T>
struct Codec<std::tuple<T...>> {
  static std::string name() {
    std::string name = "tuple<";
    ((name += Codec<T>::name() + ", "), ...);
    if constexpr (sizeof...(T) > 0) name.resize(name.size() - 2);
    return name + ">";
  }
  static void write(ByteWriter& writer, const std::tuple<T...>& values) {
    std::apply([&](const T&... value) { (Codec<T>::write(writer, value), ...); }, values);
  }
  static std::tuple<T...> read(ByteReader& reader) { return std::tuple<T...>{Codec<T>::read(reader)...}; }
  static void print(std::string& text, const std::tuple<T...>& values) {
    text += '(';
    std::apply([&](const T&... value) { ((Codec<T>::print(text, value), text += ", "), ...); }, values);
    if constexpr (sizeof...(T) > 0) text.resize(text.size() - 2);
    text += ')';
  }
};

template <Serializable First, Serializable Second>
struct Codec<std::pair<First, Second>> {
  static std::string name() { return Codec<std::tuple<First, Second>>::name(); }
  static void write(ByteWriter& writer, const std::pair<First, Second>& value) {
    Codec<First>::write(writer, value.first);
    Codec<Second>::write(writer, value.second);
  }
  static std::pair<First, Second> read(ByteReader& reader) {
    First first = Codec<First>::read(reader);
    return {std::move(first), Codec<Second>::read(reader)};
  }
  static void print(std::string& text, const std::pair<First, Second>& value) {
    Codec<std::tuple<First, Second>>::print(text, {value.first, value.second});
  }
};

namespace codec {

// What an ordered map, an unordered map and a set share. Entries are written in the order of their keys, so equal
// containers have equal bytes.
template <class Container, class Element>
struct Entries {
  static void write(ByteWriter& writer, const Container& container) {
    std::vector<Element> entries(container.begin(), container.end());
    std::sort(entries.begin(), entries.end(), [](const Element& a, const Element& b) { return order(a) < order(b); });
    Codec<std::vector<Element>>::write(writer, entries);
  }
  static Container read(ByteReader& reader) {
    auto entries = Codec<std::vector<Element>>::read(reader);
    return Container(std::make_move_iterator(entries.begin()), std::make_move_iterator(entries.end()));
  }
  static void print(std::string& text, const Container& container) {
    print_sequence(text, std::vector<Element>(container.begin(), container.end()), '{', '}');
  }

 private:
  static const auto& order(const Element& element) {
    if constexpr (requires { element.first; }) return element.first;
    else return element;
  }
};

}  // namespace codec

template <Serializable K, Serializable V>
struct Codec<std::map<K, V>> : codec::Entries<std::map<K, V>, std::pair<K, V>> {
  static std::string name() { return "map<" + Codec<K>::name() + ", " + Codec<V>::name() + ">"; }
};

template <Serializable K, Serializable V>
struct Codec<std::unordered_map<K, V>> : codec::Entries<std::unordered_map<K, V>, std::pair<K, V>> {
  static std::string name() { return "unordered_map<" + Codec<K>::name() + ", " + Codec<V>::name() + ">"; }
};

template <Serializable T>
struct Codec<std::set<T>> : codec::Entries<std::set<T>, T> {
  static std::string name() { return "set<" + Codec<T>::name() + ">"; }
};

}  // namespace tusk
