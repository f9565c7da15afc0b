// PackedCall: a typed call of a function, taken apart: the function as tasks call it, its arguments, and what is lazy
// in them.
//
// Count and types of the arguments are checked by the compiler. What delayed() and Client::submit() have in common.
#pragma once

#include <functional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <tusk/graph/accepts.h>
#include <tusk/graph/function.h>

namespace tusk::lazy {

struct PackedCall {
  FunctionPtr function;
  std::vector<Argument> arguments;
  std::vector<CollectionPtr> inputs;  // in the order in which the arguments name them; one may stand there twice
};

// Which argument it is stands in the compiler's note: check_argument<its number, the parameter's type, its type>.
template <std::size_t kNumber, class P, class A>
constexpr void check_argument() {
  static_assert(
      accepts<P, A>(),
      "an argument of a lazy call must be what the function's parameter takes, with no number losing anything: "
      "convert it first, or call a function that converts it");
}

// A call of `function`, whose parameters are P... .
template <class... P, class... A>
PackedCall pack_call(FunctionPtr function, A&&... arguments) {
  [&]<std::size_t... i>(std::index_sequence<i...>) {
    (check_argument<i + 1, P, A>(), ...);
  }(std::index_sequence_for<P...>());
  PackedCall call{.function = std::move(function), .arguments = {}, .inputs = {}};
  call.arguments.reserve(sizeof...(A));
  if constexpr ((accepts<P, A>() && ...))
    (call.arguments.push_back(argument_for<P>(std::forward<A>(arguments), call.inputs)), ...);
  return call;
}

// The same for the parameters of a signature. A wrong count stops here, with one error instead of many.
template <class... P, class... A>
PackedCall pack_call(std::type_identity<std::tuple<P...>>, FunctionPtr function, A&&... arguments) {
  static_assert(sizeof...(P) == sizeof...(A),
                "a lazy call needs one argument for each parameter of its function; defaults don't count");
  if constexpr (sizeof...(P) == sizeof...(A))
    return pack_call<P...>(std::move(function), std::forward<A>(arguments)...);
  else return {};
}

// The identity of a callable without a signature: of its type, its bytes if it points to a member, else of this one.
template <class F>
Hash128 identity_of(const F& function) {
  if constexpr (std::is_empty_v<F>) return graph::identity_at(&typeid(F));
  else if constexpr (std::is_member_pointer_v<F>)
    return combine(graph::identity_at(&typeid(F)), hash_bytes(&function, sizeof(function)));
  else return graph::next_identity();
}

// What calling F with these arguments gives, once they are computed.
template <class F, class... A>
struct CallResult {
  using Type = Stored<std::invoke_result_t<const F&, const Result<A>&...>>;
};
template <graph::HasSignature F, class... A>
struct CallResult<F, A...> {
  using Type = Stored<typename graph::Signature<F>::Result>;
};

// A call of anything that can be called; `name` is for people, unless the function is registered.
template <class F, class... A>
PackedCall pack_call_of(const F& function, std::string name, A&&... arguments) {
  if constexpr (graph::HasSignature<F>) {
    return pack_call(std::type_identity<typename graph::Signature<F>::Parameters>(),
                     tusk::function(function, std::move(name)), std::forward<A>(arguments)...);
  } else {
    static_assert(std::is_invocable_v<const F&, const Result<A>&...>,
                  "a function must take what its arguments are once they are computed: it does not for these types");
    Function made = graph::function_of<Result<A>...>(name.empty() ? "lambda" : std::move(name), function);
    made.identity = combine(identity_of(function), hash_of(made.parameters));
    return pack_call<Result<A>...>(std::make_shared<const Function>(std::move(made)), std::forward<A>(arguments)...);
  }
}

}  // namespace tusk::lazy
