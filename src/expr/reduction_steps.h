// The operations of a reduction's tasks above the partitions.
#pragma once

#include <span>

#include <tusk/graph/operation.h>

#include "kernels/reducer.h"
#include "kernels/sink.h"

namespace tusk::expr {

// Inputs are partial results, or sequences of which the one at `item` is meant.
struct CombinePartials {
  static constexpr std::string_view kName = "combine";
  static constexpr auto fields() {
    return std::tuple{field("reducer", &CombinePartials::reducer), field("item", &CombinePartials::item)};
  }
  kernels::ReducerPtr reducer;
  int item = -1;  // -1: the input itself

  Value run(const tusk::Inputs& inputs, TaskContext& context) const;
};

// A partial result in `count` pieces, as a sequence.
struct SplitPartial {
  static constexpr std::string_view kName = "split";
  static constexpr auto fields() {
    return std::tuple{field("reducer", &SplitPartial::reducer), field("item", &SplitPartial::item),
                      field("count", &SplitPartial::count)};
  }
  kernels::ReducerPtr reducer;
  int item = -1;
  std::int64_t count = 1;

  Value run(const tusk::Inputs& inputs, TaskContext& context) const;
};

struct FinalizePartials {
  static constexpr std::string_view kName = "finalize-reduction";
  static constexpr auto fields() {
    return std::tuple{field("reducer", &FinalizePartials::reducer), field("item", &FinalizePartials::item),
                      field("empty", &FinalizePartials::empty)};
  }
  kernels::ReducerPtr reducer;
  int item = -1;
  Table empty;  // of the columns that were reduced

  Value run(const tusk::Inputs& inputs, TaskContext& context) const;
};

// Makes what a sink's partitions wrote visible. Its result is the table of what was written.
struct CommitSink {
  static constexpr std::string_view kName = "commit";
  static constexpr auto fields() { return std::tuple{field("sink", &CommitSink::sink)}; }
  kernels::SinkPtr sink;

  Value run(const tusk::Inputs& inputs, TaskContext& context) const;
};

}  // namespace tusk::expr
