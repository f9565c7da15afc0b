// What delayed operations on values refuse when they run, and unpacking when a graph is built.
#include <fmt/core.h>

#include <tusk/core/error.h>
#include <tusk/delayed/item.h>
#include <tusk/delayed/operator_functions.h>

namespace tusk::lazy {

void fail_index(const std::string& index, std::size_t size) {
  throw IndexError(fmt::format("an index must be from 0 to below the length: got {}, the length is {}", index, size));
}

void fail_key(const std::string& key) {
  throw KeyError(fmt::format("a map has a value only for its keys: {} is none", key));
}

void fail_division(const Value& dividend, const Value& divisor) {
  throw ValueError(fmt::format("integers can't be divided by zero, nor the lowest one by -1: {} by {}",
                               dividend.print(), divisor.print()));
}

void check_length(const Node& node, std::size_t length) {
  const auto known = node.parts().length;
  if (known && *known != length) {
    throw ValueError(fmt::format("unpacking needs as many names as there are elements: {} has {} (nout), {} are wanted",
                                 node.key().quoted(), *known, length));
  }
}

std::size_t known_length(const Node& node) {
  if (const auto known = node.parts().length) return *known;
  throw TypeError(
      fmt::format("iterating needs a length that is known before anything is computed: {} has none; delay its "
                  "function with nout, delayed(f, {{.nout = 3}}), or take elements by index",
                  node.key().quoted()));
}

}  // namespace tusk::lazy
