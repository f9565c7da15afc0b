// Members of delayed values, and calls of what has no signature of its own: methods, and functions of any argument
// type.
#pragma once

#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

#include <tusk/core/error.h>
#include <tusk/delayed/call.h>

namespace tusk::lazy {

// A call whose parameter types are those of the arguments. `identity`: of the function, see identity_of.
template <class F, class... A>
auto call_generic(const F& function, const Hash128& identity, const DelayedOptions& options, A&&... arguments) {
  constexpr bool kIsCallable = std::is_invocable_v<const F&, const Result<A>&...>;
  static_assert(kIsCallable,
                "a delayed call needs arguments that its function takes as const: it does not take these types, this "
                "many, or it would change them");
  if constexpr (kIsCallable) {
    Function made = graph::function_of<Result<A>...>(options.name.empty() ? "function" : options.name, function);
    made.identity = combine(identity, hash_of(made.parameters));
    using R = Stored<std::invoke_result_t<const F&, const Result<A>&...>>;
    return Delayed<R>(call_with<Result<A>...>(std::make_shared<const Function>(std::move(made)), options,
                                              std::forward<A>(arguments)...));
  } else {
    return Delayed<Value>(nullptr);
  }
}

template <class F, class... A>
auto called(const F& function, const DelayedOptions& options, A&&... arguments) {
  return call_generic(function, identity_of(function), options, std::forward<A>(arguments)...);
}

// d.field, found by its name, so that the name can travel.
template <class M>
struct GetField {
  static constexpr std::string_view kName = "getattr";
  static std::string qualifier() { return value::type_name_of<M>(); }

  template <HasFields T>
  M operator()(const T& owner, const std::string& name) const {
    M T::* found = nullptr;
    each<T>([&](std::string_view field_name, M T::* member) {
      if (field_name == name) found = member;
    });
    TUSK_CHECK(found, "a field is taken by a name from the list of fields");
    return owner.*found;
  }

  // The name of a field; empty if it is not in the list.
  template <HasFields T>
  static std::string name(M T::* member) {
    std::string name;
    each<T>([&](std::string_view field_name, M T::* listed) {
      if (listed == member) name = field_name;
    });
    return name;
  }

 private:
  template <class T, class Visit>
  static void each(Visit visit) {
    const auto visit_if_m = [&]<class Any>(std::string_view field_name, Any T::* member) {
      if constexpr (std::same_as<Any, M>) visit(field_name, member);
    };
    std::apply([&](const auto&... field) { (visit_if_m(field.name, field.member), ...); }, T::fields());
  }
};

template <class T, class Owner, class M>
auto field_of(const Delayed<T>& owner, M Owner::* field) {
  static_assert(std::is_base_of_v<Owner, T>, "a field must belong to the type of the delayed value");
  if constexpr (HasFields<T> && std::same_as<T, Owner>) {
    if (const std::string name = GetField<M>::name(field); !name.empty()) return applied<GetField<M>>(owner, name);
  }
  return called(field, {.name = "getattr", .pure = true}, owner);
}

}  // namespace tusk::lazy
