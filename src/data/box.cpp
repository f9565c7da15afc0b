#include <tusk/data/box.h>

#include <fmt/core.h>

#include <tusk/core/error.h>
#include <tusk/data/value.h>

namespace tusk {

Box::Box(std::uint32_t nesting) : nesting_(nesting) {
  if (nesting > kDeepestNesting) {
    throw ValueError(
        fmt::format("values may lie at most {} deep in each other: this one would hold a value that is already "
                    "{} deep; keep its items in one flat sequence",
                    kDeepestNesting, nesting - 1));
  }
}

Value Box::native() const { return Value(); }

std::optional<Sequence> Box::items() const { return std::nullopt; }

std::uint64_t Box::identity() const {
  std::uint64_t identity = identity_.load(std::memory_order_relaxed);
  while (identity == 0) {
    const std::uint64_t drawn = unique_hash().low;
    if (identity_.compare_exchange_strong(identity, drawn, std::memory_order_relaxed)) identity = drawn;
  }
  return identity;
}

}  // namespace tusk
