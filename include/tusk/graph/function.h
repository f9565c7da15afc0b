// Function: a C++ function as something that tasks can call, with Values in and a Value out.
//
//   double area(double width, double height);
//   const auto registered = tusk::register_function("shop.area", area);
//
// A registered function has a name that other processes know, so graphs that call it can leave this one. A function or
// lambda that is not registered works in process; a cluster refuses it and says how to register it.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <tusk/core/hash.h>
#include <tusk/data/value.h>
#include <tusk/graph/argument.h>
#include <tusk/graph/operation.h>

namespace tusk {

namespace graph {
// An identity that no other call in this process returns.
Hash128 next_identity();
// The same for the same address.
Hash128 identity_at(const void* address);
}  // namespace graph

// Immutable; calling it from several threads at once is as safe as the function itself.
struct Function {
  using Call = std::function<Value(std::span<const Value* const> arguments)>;
  // Throws TypeError or ValueError for a value that a parameter can't take.
  using Check = void (*)(const Value& value);

  std::string name;  // registered, or for people only
  bool is_registered = false;
  std::vector<std::string> parameters;        // names of their types
  std::string result;                         // name of its type; "none" for void
  Call call;                                  // expects exactly `parameters.size()` arguments
  std::vector<Check> checks = {};             // of each parameter; empty: nothing can be said before the call
  Hash128 identity = graph::next_identity();  // of one that isn't registered: its name to the hashes of this process
};

using FunctionPtr = std::shared_ptr<const Function>;

// Throws TypeError when the number of arguments differs from the function's, or when a constant can never become what
// its parameter takes; ValueError when its type would do, but not its value. Both name the function and the argument.
void check_arguments(const Function& function, std::span<const Argument> arguments);
// The operation that calls `function`. Checks the arguments. It is portable if the function is registered and its
// constants are portable; its hash is that of the function's name and of the arguments.
OperationPtr call(FunctionPtr function, std::vector<Argument> arguments);

// Enters a function under its name, and returns it. Entering the same name again replaces nothing and throws
// ValueError, except for the same code (the same address, unless that is null), which is harmless. Thread-safe.
FunctionPtr register_function(Function function, const void* address);
// Throws KeyError listing near names.
FunctionPtr find_function(const std::string& name);
// The registered function at that address (the first one, if it has several names), nullptr if there is none.
FunctionPtr find_function_at(const void* address);
// Their names, sorted.
std::vector<std::string> registered_functions();

namespace graph {

// What holds an argument for a parameter of type T while the function runs.
template <class T>
struct Parameter {
  using Type = T;
};
template <>
struct Parameter<std::string_view> {
  using Type = std::string;
};

template <class T>
struct Signature;
template <class R, class... A>
struct Signature<R(A...)> {
  using Result = R;
  using Parameters = std::tuple<typename Parameter<std::decay_t<A>>::Type...>;
};
template <class R, class... A>
struct Signature<R (*)(A...)> : Signature<R(A...)> {};
template <class R, class... A>
struct Signature<R (*)(A...) noexcept> : Signature<R(A...)> {};
template <class F, class R, class... A>
struct Signature<R (F::*)(A...)> : Signature<R(A...)> {};
template <class F, class R, class... A>
struct Signature<R (F::*)(A...) const> : Signature<R(A...)> {};
template <class F, class R, class... A>
struct Signature<R (F::*)(A...) noexcept> : Signature<R(A...)> {};
template <class F, class R, class... A>
struct Signature<R (F::*)(A...) const noexcept> : Signature<R(A...)> {};
template <class F>
  requires requires { &F::operator(); }
struct Signature<F> : Signature<decltype(&F::operator())> {};

// A callable whose parameters are known without a call: no template, no overloads.
template <class F>
concept HasSignature =
    !std::is_member_pointer_v<std::decay_t<F>> && requires { typename Signature<std::decay_t<F>>::Result; };

template <class T>
std::string result_name() {
  if constexpr (std::is_void_v<T>) return "none";
  else return value::type_name_of<std::decay_t<T>>();
}

template <class T>
void check_argument(const Value& value) {
  static_cast<void>(ArgumentView<T>(value));
}

// `function`, to be called with decayed parameters P... .
template <class... P, class F>
Function function_of(std::string name, F function) {
  static_assert(
      std::is_invocable_v<const F&, const P&...>,
      "a task's function takes its arguments by value or by const reference, since other tasks share them, and "
      "changes nothing of its own (no mutable lambda)");
  using R = std::invoke_result_t<const F&, const P&...>;
  auto call = [function = std::move(function)]([[maybe_unused]] std::span<const Value* const> arguments) -> Value {
    return [&]<std::size_t... i>(std::index_sequence<i...>) {
      [[maybe_unused]] const std::tuple<ArgumentView<P>...> views{*arguments[i]...};
      if constexpr (std::is_void_v<R>) {
        std::invoke(function, std::get<i>(views).get()...);
        return Value();
      } else {
        return Value::of(std::invoke(function, std::get<i>(views).get()...));
      }
    }(std::index_sequence_for<P...>());
  };
  return {.name = std::move(name),
          .parameters = {value::type_name_of<P>()...},
          .result = result_name<R>(),
          .call = std::move(call),
          .checks = {&check_argument<P>...}};
}

// The same, with the parameters of its signature.
template <HasSignature F>
Function function_of_signature(std::string name, F function) {
  return [&]<class... P>(std::type_identity<std::tuple<P...>>) {
    return function_of<P...>(std::move(name), std::move(function));
  }(std::type_identity<typename Signature<F>::Parameters>());
}

}  // namespace graph

// Registers a function pointer or a lambda without captures under a name that all processes of a program share.
template <graph::HasSignature F>
F register_function(std::string name, F function) {
  if constexpr (std::is_pointer_v<F>) {
    register_function(graph::function_of_signature(std::move(name), function), reinterpret_cast<const void*>(function));
  } else {
    static_assert(std::is_empty_v<F>,
                  "a lambda with captures can't be registered: its captures have no name; pass them as arguments");
    register_function(graph::function_of_signature(std::move(name), function),
                      reinterpret_cast<const void*>(&typeid(F)));
  }
  return function;
}

// The function as tasks call it: the registered one if there is one, else one for this process alone. Equal functions
// have equal identities, except lambdas with captures: each call makes a new one of those.
template <graph::HasSignature F>
FunctionPtr function(F f, std::string name = "") {
  const void* address = nullptr;
  if constexpr (std::is_pointer_v<F>) address = reinterpret_cast<const void*>(f);
  else if constexpr (std::is_empty_v<F>) address = reinterpret_cast<const void*>(&typeid(F));
  if (FunctionPtr registered = address ? find_function_at(address) : nullptr) return registered;
  if (name.empty()) name = std::is_pointer_v<F> ? "function" : "lambda";
  Function made = graph::function_of_signature(std::move(name), std::move(f));
  if (address) made.identity = graph::identity_at(address);
  return std::make_shared<const Function>(std::move(made));
}

// Loads a shared library of operations from the file at `path`; what it registers is known from then on, in the whole
// process. Throws FileNotFoundError if there is no such file, OSError with the loader's reason, or with the first
// registration that was refused; then nothing of the library's is registered. Loading one twice is harmless. A library
// stays until the process ends. Thread-safe.
void load_library(const std::string& path);

namespace graph {
// Runs the body of TUSK_OPERATIONS, and returns true.
bool run_registrations(void (*body)());
}  // namespace graph

}  // namespace tusk

// In a source file of a library, or of a program: what it registers when it is loaded. An exception there is an OSError
// of load_library.
//
//   TUSK_OPERATIONS {
//     tusk::register_function("shop.area", area);
//     tusk::register_operation<Scale>();
//   }
#define TUSK_OPERATIONS TUSK_OPERATIONS_AT(__COUNTER__)
#define TUSK_OPERATIONS_AT(number) TUSK_OPERATIONS_NAMED(number)
#define TUSK_OPERATIONS_NAMED(number)                              \
  static void tusk_operations_##number();                          \
  [[maybe_unused]] static const bool tusk_registered_##number =    \
      ::tusk::graph::run_registrations(&tusk_operations_##number); \
  static void tusk_operations_##number()
