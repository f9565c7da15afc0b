// Graphs made anew: to compute something twice on purpose, or to make one part wait for another.
//
// Objects are delayed values and containers of them, as in several.h. Results have new keys and equal values.
#pragma once

#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include <tusk/delayed/delayed.h>
#include <tusk/delayed/several.h>

namespace tusk {

namespace lazy {

struct CloneOptions {
  std::vector<NodePtr> omit = {};        // these, and what is below them, stay as they are
  NodePtr wait_for = nullptr;            // runs before every task of the clones that takes no other one of them
  std::optional<std::string> seed = {};  // equal seeds give equal keys; none gives keys like no other
};

std::vector<NodePtr> clone(const std::vector<NodePtr>& nodes, const CloneOptions& options);
// None, once all of them are done. Beyond `split_every` nodes it is a tree of tasks with so many inputs each, so none
// of their results is kept for it.
NodePtr checkpoint(const std::vector<NodePtr>& nodes, std::size_t split_every = 8);
// The same values, none of which is there before all are.
std::vector<NodePtr> wait_on(const std::vector<NodePtr>& nodes);

}  // namespace lazy

// The same work done again, apart from what is in `omit`: a result that is needed early and late need not be kept
// between.
template <class T, class Omit = std::tuple<>>
T clone(const T& object, const Omit& omit = {}, const std::optional<std::string>& seed = {}) {
  return lazy::with_collections(lazy::clone(lazy::nodes_in(object), {.omit = lazy::nodes_in(omit), .seed = seed}),
                                object);
}

// bind(children, parents, omit = {}, seed = {}): clones of `children` that begin only when all of `parents` are done.
// What `omit` holds is not cloned, and waits for nobody: its results are taken as they are. An object and no function,
// so that std::bind is never meant by mistake.
struct Bind {
  template <class T, class Parents, class Omit = std::tuple<>>
  T operator()(const T& children, const Parents& parents, const Omit& omit = {},
               const std::optional<std::string>& seed = {}) const {
    const lazy::NodePtr parents_done = lazy::checkpoint(lazy::nodes_in(parents));
    const lazy::CloneOptions options{.omit = lazy::nodes_in(omit), .wait_for = parents_done, .seed = seed};
    return lazy::with_collections(lazy::clone(lazy::nodes_in(children), options), children);
  }
};
inline constexpr Bind bind;

// Done, with nothing as its value, when all of them are done.
template <class... A>
Delayed<Value> checkpoint(const A&... objects) {
  return Delayed<Value>(lazy::checkpoint(lazy::nodes_in(objects...)));
}

// The same objects, none of whose values can be used before all are there.
template <class... A>
auto wait_on(const A&... objects) {
  return lazy::with_collections(lazy::wait_on(lazy::nodes_in(objects...)), objects...);
}

}  // namespace tusk
