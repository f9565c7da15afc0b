// Elements of delayed values: by index or key, by place in a tuple, one after the other.
#pragma once

#include <array>
#include <concepts>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <tusk/delayed/call.h>

namespace tusk::lazy {

template <class T>
concept TupleLike = requires { std::tuple_size<T>::value; };

template <class T>
constexpr bool kIsVector = false;
template <class E>
constexpr bool kIsVector<std::vector<E>> = true;
template <class T>
constexpr bool kIsArray = false;
template <class E, std::size_t kSize>
constexpr bool kIsArray<std::array<E, kSize>> = true;

template <class T>
concept Indexable = kIsVector<T> || kIsArray<T>;

[[noreturn]] void fail_index(const std::string& index, std::size_t size);
[[noreturn]] void fail_key(const std::string& key);

// d[i]: of a map the value of the key, or KeyError; of other containers the element, or IndexError.
struct GetItem {
  static constexpr std::string_view kName = "getitem";

  template <class T, class Index>
    requires requires(const T& map, const Index& key) { map.find(key)->second; }
  auto operator()(const T& map, const Index& key) const {
    const auto found = map.find(key);
    if (found == map.end()) fail_key(Value::of(key).print());
    return found->second;
  }
  template <class T, class Index>
    requires(!requires { typename T::mapped_type; }) && requires(const T& items, const Index& index) { items[index]; }
  auto operator()(const T& items, const Index& index) const {
    if constexpr (std::integral<Index> && requires { items.size(); }) {
      if (index < Index{} || std::size_t(index) >= items.size()) fail_index(Value::of(index).print(), items.size());
    }
    return std::decay_t<decltype(items[index])>(items[index]);
  }
};

// std::get<i>(d).
template <std::size_t i>
struct GetPart {
  static constexpr std::string_view kName = "getitem";
  static std::string qualifier() { return std::to_string(i); }

  template <TupleLike T>
  auto operator()(const T& parts) const {
    return std::get<i>(parts);
  }
};

// Throws ValueError unless the node's length is `length` or unknown.
void check_length(const Node& node, std::size_t length);
// The length that the node was promised to have. Throws TypeError if it wasn't.
std::size_t known_length(const Node& node);

template <class T>
std::size_t length_of(const Node& node) {
  if constexpr (kIsArray<T>) return std::tuple_size_v<T>;
  else return known_length(node);
}

template <class T>
class ItemIterator {
 public:
  ItemIterator(Delayed<T> items, std::size_t place) : items_(std::move(items)), place_(place) {}

  Delayed<typename T::value_type> operator*() const { return items_[place_]; }
  ItemIterator& operator++() { return ++place_, *this; }
  friend bool operator==(const ItemIterator& a, const ItemIterator& b) { return a.place_ == b.place_; }

 private:
  Delayed<T> items_;
  std::size_t place_;
};

}  // namespace tusk::lazy
