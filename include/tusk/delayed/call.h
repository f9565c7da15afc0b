// Typed calls as nodes: the type of the result comes from the function, the arguments are checked by the compiler.
#pragma once

#include <functional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <tusk/delayed/node.h>
#include <tusk/graph/packed_call.h>

namespace tusk {

template <class T>
class Delayed;

namespace lazy {

// The node of a call that was taken apart.
NodePtr call_node(PackedCall call, const DelayedOptions& options);

// The node of calling `function`, whose parameters are P... .
template <class... P, class... A>
NodePtr call_with(const FunctionPtr& function, const DelayedOptions& options, A&&... arguments) {
  return call_node(pack_call<P...>(function, std::forward<A>(arguments)...), options);
}

// Like call_with, for the parameters of a signature.
template <class... P, class... A>
NodePtr call_signature(std::type_identity<std::tuple<P...>> parameters, const FunctionPtr& function,
                       const DelayedOptions& options, A&&... arguments) {
  return call_node(pack_call(parameters, function, std::forward<A>(arguments)...), options);
}

// The name of operation kName on these types, "add<int32, float64>": two operations of one name are the same.
template <class Operator, class... P>
std::string operator_name() {
  std::string name = std::string(Operator::kName) + '<';
  ((name += value::type_name_of<P>() + ", "), ...);
  if constexpr (requires { Operator::qualifier(); }) name += Operator::qualifier() + ", ";
  name.resize(name.size() - 2);
  return name + '>';
}

// Registers the function, once for all libraries that have it: its name alone says what it does.
FunctionPtr enter_operator(Function function);

// An operator on values of types P...; it is registered, before main or when a library is loaded, if they can leave the
// process.
template <class Operator, class... P>
struct OperatorFunction {
  static constexpr bool kIsPortable = (Serializable<P> && ...) && requires(const P&... values) {
    { Operator()(values...) };
    requires Serializable<Stored<decltype(Operator()(values...))>>;
  };

  static const FunctionPtr& get() {
    (void)kIsEntered;
    static const FunctionPtr function = make();
    return function;
  }

 private:
  static FunctionPtr make() {
    Function made = graph::function_of<P...>(operator_name<Operator, P...>(), Operator());
    if constexpr (kIsPortable) return enter_operator(std::move(made));
    made.identity = graph::identity_at(&typeid(OperatorFunction));
    return std::make_shared<const Function>(std::move(made));
  }
  inline static const bool kIsEntered = kIsPortable && get() != nullptr;
};

// A pure call of an operator. Operator has kName, and qualifier() if kName and P... do not say all.
template <class Operator, class... A>
auto applied(const A&... arguments) {
  constexpr bool kExists = std::is_invocable_v<const Operator&, const Result<A>&...>;
  static_assert(kExists, "an operator on delayed values must exist for the values: it does not for these types");
  if constexpr (kExists) {
    using R = Stored<std::invoke_result_t<const Operator&, const Result<A>&...>>;
    const FunctionPtr& function = OperatorFunction<Operator, Result<A>...>::get();
    const DelayedOptions options{.name = std::string(Operator::kName), .pure = true};
    return Delayed<R>(call_with<Result<A>...>(function, options, arguments...));
  } else {
    return Delayed<Value>(nullptr);
  }
}

}  // namespace lazy
}  // namespace tusk
