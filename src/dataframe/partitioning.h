// Rows by their index, by chance, and cut into partitions otherwise: of frames and series alike.
#pragma once

#include <optional>
#include <vector>

#include <tusk/dataframe/data_frame.h>

#include "expr/node.h"

namespace tusk::dataframe {

// Rows whose index lies between two values, both included; a missing one stands for no border. Where divisions are
// known, other partitions aren't read.
expr::NodePtr rows_between(const expr::NodePtr& rows, const Value& first, const Value& last);
// See DataFrame::sample.
expr::NodePtr sampled(const expr::NodePtr& rows, double frac, bool replace, std::optional<std::uint64_t> random_state);
expr::NodePtr with_divisions(const expr::NodePtr& rows, const std::vector<Value>& divisions);
expr::NodePtr cut_at(const expr::NodePtr& rows, const std::vector<Value>& divisions, bool force);
// The divisions of rows that are sorted by their index, by a pass over it.
expr::NodePtr with_found_divisions(const expr::NodePtr& rows, const RunOptions& options);

}  // namespace tusk::dataframe
