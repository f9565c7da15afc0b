// Several delayed values at once, in one graph: what they share is done once.
//
//   const auto [sum, count] = tusk::compute(sums, counts);                       // what the handles stand for
//   const auto [s, c] = tusk::compute({.scheduler = "synchronous"}, sums, counts);
//
// Each argument may be a delayed value, a container with such anywhere inside, or a plain value, which passes through.
// One argument gives one result, several give a tuple of them.
#pragma once

#include <span>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <tusk/delayed/node.h>
#include <tusk/graph/contents.h>

namespace tusk {

namespace lazy {

// What the functions here take; a list of collections belongs to those in <tusk/graph/collection.h>.
template <class T>
concept Computable = kIsLazy<T> || !std::is_convertible_v<const T&, std::span<const Collection* const>>;

template <class... A>
std::vector<CollectionPtr> collections_in(const A&... objects) {
  std::vector<CollectionPtr> collections;
  [[maybe_unused]] auto collect = [&](const auto& handle) { collections.push_back(handle.collection()); };
  (Contents<std::decay_t<A>>::each(objects, collect), ...);
  return collections;
}

// The objects with `map(handle)` in the place of every handle.
template <class Map, class... A>
auto mapped(Map map, const A&... objects) {
  if constexpr (sizeof...(A) == 1) return Contents<std::decay_t<A>...>::mapped(objects..., map);
  else
    return std::tuple<decltype(Contents<std::decay_t<A>>::mapped(objects, map))...>{
        Contents<std::decay_t<A>>::mapped(objects, map)...};
}

// Puts values in the place of handles, in order.
struct TakeValues {
  std::span<const Value> values;
  std::size_t next = 0;

  template <LazyHandle T>
  typename T::ValueType operator()(const T&) {
    return values[next++].as<typename T::ValueType>();
  }
};

// Puts other collections in the place of handles, in order.
template <class Pointer>
struct TakeCollections {
  std::span<const Pointer> collections;
  std::size_t next = 0;

  template <LazyHandle T>
  T operator()(const T&) {
    return T::of_collection(collections[next++]);
  }
};

template <class Pointer, class... A>
auto with_collections(const std::vector<Pointer>& collections, const A&... objects) {
  return mapped(TakeCollections<Pointer>{collections}, objects...);
}

// The nodes of delayed values only.
template <class... A>
std::vector<NodePtr> nodes_in(const A&... objects) {
  std::vector<NodePtr> nodes;
  [[maybe_unused]] auto collect = [&]<class T>(const T& handle) {
    static_assert(
        requires { handle.node(); }, "this works on Delayed values: turn other collections into such with delayed(x)");
    nodes.push_back(handle.node());
  };
  (Contents<std::decay_t<A>>::each(objects, collect), ...);
  return nodes;
}

}  // namespace lazy

// Throws what a task threw, unchanged.
template <lazy::Computable... A>
auto compute(const RunOptions& options, const A&... objects) {
  const std::vector<Value> values = lazy::compute(lazy::collections_in(objects...), options);
  return lazy::mapped(lazy::TakeValues{values}, objects...);
}
template <lazy::Computable First, lazy::Computable... A>
  requires(!std::same_as<First, RunOptions>)
auto compute(const First& first, const A&... rest) {
  return compute(RunOptions(), first, rest...);
}

// The same objects, whose delayed values hold their results: same keys, nothing left to do.
template <lazy::Computable... A>
auto persist(const RunOptions& options, const A&... objects) {
  return lazy::with_collections(lazy::persist(lazy::collections_in(objects...), options), objects...);
}
template <lazy::Computable First, lazy::Computable... A>
  requires(!std::same_as<First, RunOptions>)
auto persist(const First& first, const A&... rest) {
  return persist(RunOptions(), first, rest...);
}

// One picture of all of them, written to `path`; returns the path. See graph::draw.
template <class... A>
std::string visualize(const std::string& path, const DrawOptions& options, const A&... objects) {
  return lazy::visualize(lazy::collections_in(objects...), path, options);
}
template <class First, class... A>
  requires(!std::same_as<First, DrawOptions>)
std::string visualize(const std::string& path, const First& first, const A&... rest) {
  return visualize(path, DrawOptions(), first, rest...);
}

// The same objects with smaller graphs of the same keys and values: see lazy::optimize.
template <class... A>
auto optimize(const A&... objects) {
  return lazy::with_collections(lazy::optimize(lazy::nodes_in(objects...)), objects...);
}

}  // namespace tusk
