// delayed(): makes functions lazy, and values.
//
//   const auto inc = delayed([](int x) { return x + 1; }, {.name = "inc"});
//   const Delayed<int> two = inc(1);
//   const auto table = delayed(read_table(path));     // reads now; many tasks share what was read
//
// Arguments may be plain values, delayed ones, and containers with delayed values anywhere inside. A plain value goes
// into the graph with every call that gets it: delay a large one once. Count and types of arguments are checked by the
// compiler.
#pragma once

#include <string>
#include <type_traits>
#include <utility>

#include <tusk/delayed/delayed.h>

namespace tusk {

namespace lazy {

struct HasCall {
  void operator()() const;
};
template <class F>
struct CallOrTwo : F, HasCall {};

// Something that can be called: also a template lambda or an overloaded function object, whose call operator has no one
// type. In a class that derives from it and from another with a call operator, the name is ambiguous.
template <class F>
concept Callable =
    std::is_function_v<std::remove_pointer_t<std::decay_t<F>>> || std::is_member_pointer_v<std::decay_t<F>> ||
    (std::is_class_v<std::decay_t<F>> && !std::is_final_v<std::decay_t<F>> &&
     !requires { &CallOrTwo<std::decay_t<F>>::operator(); });

// A callable whose parameters follow from the arguments of each call.
template <class F>
class Target {
 public:
  Target(F function, const std::string&) : function_(std::move(function)), identity_(identity_of(function_)) {}

  template <class... A>
  auto call(const DelayedOptions& options, A&&... arguments) const {
    return call_generic(function_, identity_, options, std::forward<A>(arguments)...);
  }

 private:
  F function_;
  Hash128 identity_;
};

template <graph::HasSignature F>
class Target<F> {
 public:
  Target(F function, const std::string& name) : function_(tusk::function(std::move(function), name)) {}

  template <class... A>
  auto call(const DelayedOptions& options, A&&... arguments) const {
    using Parameters = typename graph::Signature<F>::Parameters;
    using Result = Stored<typename graph::Signature<F>::Result>;
    return Delayed<Result>(
        call_signature(std::type_identity<Parameters>(), function_, options, std::forward<A>(arguments)...));
  }

 private:
  FunctionPtr function_;
};

// A container with delayed values in it, as one delayed container.
struct Collect {
  static constexpr std::string_view kName = "collect";
  template <class T>
  T operator()(const T& container) const {
    return container;
  }
};

template <class T>
auto delayed_value(T&& value, DelayedOptions options) {
  using Plain = std::decay_t<T>;
  if constexpr (LazyHandle<Plain>) {
    return Delayed<typename Plain::ValueType>(node_of(value.collection()));
  } else if constexpr (kIsLazy<Plain>) {
    if (options.name.empty()) options.name = Collect::kName;
    return Delayed<Result<Plain>>(
        call_with<Result<Plain>>(OperatorFunction<Collect, Result<Plain>>::get(), options, std::forward<T>(value)));
  } else {
    return Delayed<Stored<Plain>>(literal(Value::of(std::forward<T>(value)), options));
  }
}

}  // namespace lazy

// What delayed(f) is: calling it calls nothing, but makes a Delayed of what f returns (a Value that is None if f
// returns nothing).
template <class F>
class DelayedFunction {
 public:
  DelayedFunction(F function, DelayedOptions options)
      : target_(std::move(function), options.name), options_(std::move(options)) {}

  template <class... A>
  auto operator()(A&&... arguments) const {
    return target_.call(options_, std::forward<A>(arguments)...);
  }

 private:
  lazy::Target<F> target_;
  DelayedOptions options_;
};

// A function, function object or pointer to a member. f must not change its arguments: other tasks share them.
template <lazy::Callable F>
DelayedFunction<std::decay_t<F>> delayed(F&& f, DelayedOptions options = {}) {
  return DelayedFunction<std::decay_t<F>>(std::forward<F>(f), std::move(options));
}

// A value that is there already; a container with delayed values in it; what is delayed stays so.
template <class T>
  requires(!lazy::Callable<T>)
auto delayed(T&& value, const DelayedOptions& options = {}) {
  return lazy::delayed_value(std::forward<T>(value), options);
}

}  // namespace tusk
