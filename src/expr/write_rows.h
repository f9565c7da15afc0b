// WriteRows: a frame's partitions into a sink (files of a folder, one file). The result is the table of what was
// written.
#pragma once

#include "expr/node.h"
#include "kernels/sink.h"

namespace tusk::expr {

struct WriteRows final : DeclaredAs<WriteRows, Op> {
  static constexpr std::string_view kName = "write";
  static constexpr auto fields() { return std::tuple{field("sink", &WriteRows::sink)}; }

  kernels::SinkPtr sink;

  std::string label() const override { return std::string(sink->type_name()); }
  Meta meta(Inputs inputs) const override;
};

// Throws what Sink::prepare() throws.
NodePtr write_rows(const NodePtr& input, kernels::SinkPtr sink);

}  // namespace tusk::expr
