// Delayed<T>: a T that is not computed yet.
//
//   const auto total = delayed(add)(delayed(inc)(1), 10);     // nothing runs
//   total.compute();                                          // 12
//
// It stands for its value in further calls, in operators (operators.h), as what is indexed, and as what members are
// taken of. It is a handle on an immutable node: cheap to copy, safe to share between threads.
#pragma once

#include <array>
#include <iosfwd>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <tusk/delayed/call.h>
#include <tusk/delayed/item.h>
#include <tusk/delayed/member.h>

namespace tusk {

template <class T>
class Delayed {
  static_assert(!lazy::kIsLazy<T>,
                "a delayed function must return a value: it returns something that is itself delayed; "
                "compute that inside, or don't delay the function");

 public:
  using ValueType = T;

  // The node's result must be what T takes; if it isn't, computing throws TypeError.
  explicit Delayed(lazy::NodePtr node) : node_(std::move(node)) {}
  Delayed(const Delayed&) = default;
  Delayed(Delayed&&) = default;
  Delayed& operator=(const Delayed&) & = default;
  Delayed& operator=(Delayed&&) & = default;

  // Runs what is needed and returns the value. Throws what a task threw, unchanged.
  T compute(const RunOptions& options = {}) const { return lazy::compute({node_}, options).front().template as<T>(); }
  // Computes it and keeps the value: the same key, nothing left to do.
  Delayed persist(const RunOptions& options = {}) const {
    return of_collection(lazy::persist({node_}, options).front());
  }
  const Key& key() const { return node_->key(); }
  // The same work under a key of your own: a name, or a name and numbers.
  Delayed with_key(Key key) const { return Delayed(lazy::with_key(node_, std::move(key))); }
  Delayed with_key(const std::string& name) const { return with_key(Key{name, {}}); }
  // Draws the graph into a file, and returns its path; see DrawOptions. Throws OSError without Graphviz's `dot`.
  std::string visualize(const std::string& path = "tusk-graph.png", const DrawOptions& options = {}) const {
    return lazy::visualize({node_}, path, options);
  }
  std::shared_ptr<const graph::TaskGraph> graph() const;
  // Every key in the graph and what its task does: {"add-7c…": "add('inc-1f…', 10)", …}.
  std::map<std::string, std::string> describe() const { return lazy::describe(*node_); }
  // Delayed('add-7c…').
  std::string print() const { return "Delayed(" + key().quoted() + ")"; }

  // A field: `trips.get(&Trips::fares)`. Of a type with a list of fields the graph stays portable.
  template <class M>
    requires std::is_member_object_pointer_v<M>
  auto get(M field) const {
    return lazy::field_of(*this, field);
  }
  // The result of a const method: `trips.call(&Trips::mean, "fare")`. Not pure, as all calls, unless configured so.
  template <class M, class... A>
    requires std::is_member_function_pointer_v<M>
  auto call(M method, A&&... arguments) const {
    return lazy::called(method, {.name = "call"}, *this, std::forward<A>(arguments)...);
  }
  // An element; the index may be delayed too. At run time IndexError or KeyError if there is none.
  template <class Index>
  auto operator[](const Index& index) const {
    return lazy::applied<lazy::GetItem>(*this, index);
  }

  // The parts of a tuple, pair or array: `auto [quotient, rest] = delayed(divide)(7, 2);`
  template <std::size_t i>
    requires lazy::TupleLike<T>
  auto get() const {
    return lazy::applied<lazy::GetPart<i>>(*this);
  }
  // The first elements of a vector: `auto [a, b] = halves.unpack<2>();` Throws ValueError if nout is another number.
  template <std::size_t kCount>
  auto unpack() const {
    lazy::check_length(*node_, kCount);
    return [&]<std::size_t... i>(std::index_sequence<i...>) {
      return std::array{(*this)[i]...};
    }(std::make_index_sequence<kCount>());
  }
  // The elements one by one, for a vector that came out of a function with `nout`, or an array. Else TypeError.
  std::size_t size() const
    requires lazy::Indexable<T>
  {
    return lazy::length_of<T>(*node_);
  }
  lazy::ItemIterator<T> begin() const
    requires lazy::Indexable<T>
  {
    return {*this, 0};
  }
  lazy::ItemIterator<T> end() const
    requires lazy::Indexable<T>
  {
    return {*this, size()};
  }

  // What a delayed value refuses, with the reason.
  void begin() const
    requires(!lazy::Indexable<T>)
  {
    static_assert(lazy::Indexable<T>,
                  "a delayed value can't be iterated over: its length is not known before it is computed; "
                  "delay a function that returns a vector, with nout");
  }
  void end() const
    requires(!lazy::Indexable<T>);
  template <class U>
  explicit operator U() const
    requires std::same_as<U, bool>
  {
    static_assert(!std::same_as<U, bool>,
                  "a delayed value has no truth: a condition needs a computed one; call compute(), or put "
                  "the condition into a delayed function");
    return false;
  }
  template <class U>
  void operator=(U&&) && {
    static_assert(std::is_void_v<U>,
                  "a delayed value can't be changed, nor one of its elements: delay a function that returns "
                  "the changed value");
  }
  // total += x is total = total + x.
  template <class U>
  Delayed& operator+=(const U& other) & {
    return *this = *this + other;
  }
  template <class U>
  Delayed& operator-=(const U& other) & {
    return *this = *this - other;
  }
  template <class U>
  Delayed& operator*=(const U& other) & {
    return *this = *this * other;
  }
  template <class U>
  Delayed& operator/=(const U& other) & {
    return *this = *this / other;
  }

  // The same task, its result taken as another type: of a Value, or what a U accepts.
  template <class U>
    requires(lazy::converts<T, U>())
  Delayed<U> as() const {
    return Delayed<U>(node_);
  }
  const lazy::NodePtr& node() const { return node_; }
  lazy::CollectionPtr collection() const { return node_; }
  static Delayed of_collection(const lazy::CollectionPtr& collection) { return Delayed(lazy::node_of(collection)); }

 private:
  lazy::NodePtr node_;
};

namespace lazy {
void print(std::ostream& stream, const std::string& text);
std::shared_ptr<const graph::TaskGraph> graph_of(const Node& node);
}  // namespace lazy

template <class T>
std::shared_ptr<const graph::TaskGraph> Delayed<T>::graph() const {
  return lazy::graph_of(*node_);
}

template <class T>
std::ostream& operator<<(std::ostream& stream, const Delayed<T>& delayed) {
  lazy::print(stream, delayed.print());
  return stream;
}

}  // namespace tusk

template <class T>
  requires tusk::lazy::TupleLike<T>
struct std::tuple_size<tusk::Delayed<T>> : std::tuple_size<T> {};
template <std::size_t i, class T>
  requires tusk::lazy::TupleLike<T>
struct std::tuple_element<i, tusk::Delayed<T>> {
  using type = decltype(std::declval<const tusk::Delayed<T>&>().template get<i>());
};
