// An operation that a program and a library of operations both have.
#pragma once

#include <tusk/graph/operation.h>

namespace garden {

struct Water {
  static constexpr std::string_view kName = "garden.water";
  int litres = 1;
  static constexpr auto fields() { return std::tuple{tusk::field("litres", &Water::litres)}; }
  tusk::Value run(const tusk::Inputs&, tusk::TaskContext&) const { return tusk::Value::of(litres); }
};

}  // namespace garden
