// Contents: where lazy values (Delayed, Future …) hide in an object: it is one, or a container that has some at any
// depth.
//
// Containers are vector, array, map, unordered_map, tuple, pair and optional. Whatever has neither is plain.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

#include <tusk/data/value.h>
#include <tusk/graph/argument.h>
#include <tusk/graph/collection.h>

// The typed side of everything lazy, which the layers that have lazy types share.
namespace tusk::lazy {

using CollectionPtr = std::shared_ptr<const Collection>;

// The type in which a result lies: text as std::string, nothing as a Value that is None.
template <class T>
struct StoredType {
  using Type = std::decay_t<T>;
};
template <class T>
  requires std::is_void_v<T> || std::same_as<std::decay_t<T>, std::nullptr_t>
struct StoredType<T> {
  using Type = Value;
};
template <class T>
  requires std::same_as<std::decay_t<T>, std::string_view> || std::same_as<std::decay_t<T>, const char*> ||
           std::same_as<std::decay_t<T>, char*>
struct StoredType<T> {
  using Type = std::string;
};
template <class T>
using Stored = typename StoredType<T>::Type;

// A typed handle on a collection: Delayed<T>, and whatever else is lazy and can be an argument.
template <class T>
concept LazyHandle = requires(const T& handle, const CollectionPtr& collection) {
  typename T::ValueType;
  { handle.collection() } -> std::convertible_to<CollectionPtr>;
  { T::of_collection(collection) } -> std::same_as<T>;
};

// kIsLazy   whether there are handles in a T
// Result    what a T becomes when they are computed
// each      visits them in order
// mapped    the same container with map(handle) in their places, called in that order
// pack      a T as an argument of a call
template <class T>
struct Contents {
  static constexpr bool kIsLazy = false;
  using Result = Stored<T>;

  template <class Visit>
  static void each(const T&, Visit&) {}
  template <class Map>
  static T mapped(const T& object, Map&) {
    return object;
  }
  static Argument pack(const T& object, std::vector<CollectionPtr>&) {
    return Argument::of_constant(Value::of(object));
  }
};

template <class T>
constexpr bool kIsLazy = Contents<std::decay_t<T>>::kIsLazy;
template <class T>
using Result = typename Contents<std::decay_t<T>>::Result;

template <LazyHandle T>
struct Contents<T> {
  static constexpr bool kIsLazy = true;
  using Result = typename T::ValueType;

  template <class Visit>
  static void each(const T& handle, Visit& visit) {
    visit(handle);
  }
  template <class Map>
  static auto mapped(const T& handle, Map& map) {
    return map(handle);
  }
  static Argument pack(const T& handle, std::vector<CollectionPtr>& inputs) {
    inputs.push_back(handle.collection());
    return Argument::of_input(std::uint32_t(inputs.size() - 1));
  }
};

// What all containers of elements of one type share.
template <class T>
struct SequenceContents {
  static constexpr bool kIsLazy = true;
  using Element = Contents<typename T::value_type>;

  template <class Visit>
  static void each(const T& elements, Visit& visit) {
    for (const auto& element : elements) Element::each(element, visit);
  }
  static Argument pack(const T& elements, std::vector<CollectionPtr>& inputs) {
    std::vector<Argument> items;
    items.reserve(elements.size());
    for (const auto& element : elements) items.push_back(Element::pack(element, inputs));
    return Argument::of_list(std::move(items));
  }
};

template <class E>
  requires kIsLazy<E>
struct Contents<std::vector<E>> : SequenceContents<std::vector<E>> {
  using Result = std::vector<lazy::Result<E>>;

  template <class Map>
  static auto mapped(const std::vector<E>& elements, Map& map) {
    std::vector<decltype(Contents<E>::mapped(elements[0], map))> results;
    results.reserve(elements.size());
    for (const E& element : elements) results.push_back(Contents<E>::mapped(element, map));
    return results;
  }
};

template <class E, std::size_t kSize>
  requires kIsLazy<E>
struct Contents<std::array<E, kSize>> : SequenceContents<std::array<E, kSize>> {
  using Result = std::array<lazy::Result<E>, kSize>;

  template <class Map>
  static auto mapped(const std::array<E, kSize>& elements, Map& map) {
    return [&]<std::size_t... i>(std::index_sequence<i...>) {
      return std::array<decltype(Contents<E>::mapped(elements[0], map)), kSize>{
          Contents<E>::mapped(elements[i], map)...};
    }(std::make_index_sequence<kSize>());
  }
};

template <template <class...> class MapOf, class K, class V>
struct MapContents : SequenceContents<MapOf<K, V>> {
  using Result = MapOf<K, lazy::Result<V>>;

  template <class Map>
  static auto mapped(const MapOf<K, V>& entries, Map& map) {
    MapOf<K, decltype(Contents<V>::mapped(entries.begin()->second, map))> results;
    for (const auto& [key, value] : entries) results.emplace(key, Contents<V>::mapped(value, map));
    return results;
  }
};
template <class K, class V>
  requires kIsLazy<V>
struct Contents<std::map<K, V>> : MapContents<std::map, K, V> {};
template <class K, class V>
  requires kIsLazy<V>
struct Contents<std::unordered_map<K, V>> : MapContents<std::unordered_map, K, V> {};

template <class E>
  requires kIsLazy<E>
struct Contents<std::optional<E>> {
  static constexpr bool kIsLazy = true;
  using Result = std::optional<lazy::Result<E>>;

  template <class Visit>
  static void each(const std::optional<E>& element, Visit& visit) {
    if (element) Contents<E>::each(*element, visit);
  }
  template <class Map>
  static auto mapped(const std::optional<E>& element, Map& map) {
    using Mapped = std::optional<decltype(Contents<E>::mapped(*element, map))>;
    return element ? Mapped(Contents<E>::mapped(*element, map)) : Mapped();
  }
  static Argument pack(const std::optional<E>& element, std::vector<CollectionPtr>& inputs) {
    return element ? Contents<E>::pack(*element, inputs) : Argument::of_constant(Value());
  }
};

template <class... E>
  requires(kIsLazy<E> || ...)
struct Contents<std::tuple<E...>> {
  static constexpr bool kIsLazy = true;
  using Result = std::tuple<lazy::Result<E>...>;

  template <class Visit>
  static void each(const std::tuple<E...>& elements, Visit& visit) {
    std::apply([&](const E&... element) { (Contents<E>::each(element, visit), ...); }, elements);
  }
  template <class Map>
  static auto mapped(const std::tuple<E...>& elements, Map& map) {
    return std::apply(
        [&](const E&... element) {
          return std::tuple<decltype(Contents<E>::mapped(element, map))...>{Contents<E>::mapped(element, map)...};
        },
        elements);
  }
  static Argument pack(const std::tuple<E...>& elements, std::vector<CollectionPtr>& inputs) {
    return std::apply([&](const E&... element) { return Argument::of_list({Contents<E>::pack(element, inputs)...}); },
                      elements);
  }
};

template <class First, class Second>
  requires(kIsLazy<First> || kIsLazy<Second>)
struct Contents<std::pair<First, Second>> {
  static constexpr bool kIsLazy = true;
  using Result = std::pair<lazy::Result<First>, lazy::Result<Second>>;

  template <class Visit>
  static void each(const std::pair<First, Second>& pair, Visit& visit) {
    Contents<First>::each(pair.first, visit);
    Contents<Second>::each(pair.second, visit);
  }
  template <class Map>
  static auto mapped(const std::pair<First, Second>& pair, Map& map) {
    auto first = Contents<First>::mapped(pair.first, map);
    return std::pair{std::move(first), Contents<Second>::mapped(pair.second, map)};
  }
  static Argument pack(const std::pair<First, Second>& pair, std::vector<CollectionPtr>& inputs) {
    Argument first = Contents<First>::pack(pair.first, inputs);
    return Argument::of_list({std::move(first), Contents<Second>::pack(pair.second, inputs)});
  }
};

}  // namespace tusk::lazy
