// One list of fields: from it come a type's serialization, its hash and its printing.
//
//   struct Clip {
//     static constexpr std::string_view kName = "clip";
//     double low, high;
//     static constexpr auto fields() { return std::tuple{field("low", &Clip::low), field("high", &Clip::high)}; }
//   };
//
// Order matters: it is the order of the bytes. A type with fields must be default-constructible.
#pragma once

#include <concepts>
#include <string_view>
#include <tuple>

namespace tusk {

template <class Owner, class Member>
struct Field {
  std::string_view name;
  Member Owner::* member;
};

template <class Owner, class Member>
constexpr Field<Owner, Member> field(std::string_view name, Member Owner::* member) {
  return {name, member};
}

template <class T>
concept HasFields = requires {
  { T::kName } -> std::convertible_to<std::string_view>;
  std::tuple_size<decltype(T::fields())>::value;
};

}  // namespace tusk
