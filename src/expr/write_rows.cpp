#include "expr/write_rows.h"

#include <utility>

#include <arrow/type.h>

#include <tusk/core/codec.h>

namespace tusk::expr {

Meta WriteRows::meta(Inputs inputs) const {
  Meta meta;
  meta.schema = arrow::schema({arrow::field("path", arrow::utf8())});
  meta.rows = combine(sink->hash(), inputs[0]->meta().rows);
  return meta;
}

NodePtr write_rows(const NodePtr& input, kernels::SinkPtr sink) {
  sink->prepare(input->meta().schema, input->meta().partition_count);
  auto op = std::make_shared<WriteRows>();
  op->sink = std::move(sink);
  return make_node(std::move(op), {input});
}

}  // namespace tusk::expr
