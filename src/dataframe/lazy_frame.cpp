#include <tusk/dataframe/lazy_frame.h>

#include <utility>

#include <arrow/scalar.h>

#include <tusk/core/error.h>

#include "dataframe/nodes.h"
#include "dataframe/structure_html.h"
#include "expr/explain.h"
#include "expr/frame_collection.h"
#include "expr/scalar_value.h"

namespace tusk {

LazyFrame::LazyFrame(expr::NodePtr node) : node_(std::move(node)) { TUSK_CHECK(node_, "a frame has an expression"); }

const expr::NodePtr& LazyFrame::node() const {
  if (!node_) throw KeyError(*missing_);
  return node_;
}

lazy::CollectionPtr LazyFrame::collection() const { return std::make_shared<expr::FrameCollection>(node()); }

std::int64_t LazyFrame::npartitions() const { return node()->meta().partition_count; }

std::vector<Value> LazyFrame::divisions() const {
  std::vector<Value> values;
  if (!node()->meta().divisions) return values;
  for (const auto& division : *node()->meta().divisions) values.push_back(expr::scalar_value(*division));
  return values;
}

std::string LazyFrame::to_html() const { return dataframe::structure_html(*node()); }

std::string LazyFrame::explain() const { return expr::explain(node()); }

std::string LazyFrame::visualize(const std::string& path, const DrawOptions& options) const {
  const auto own = collection();
  const Collection* pointer = own.get();
  const LoweredCollections lowered = lower(std::span(&pointer, 1));
  return graph::draw(*lowered.graph, lowered.outputs[0], path, options);
}

Value LazyFrame::compute_value(const RunOptions& options) const {
  const auto own = collection();
  const Collection* pointer = own.get();
  return tusk::compute(std::span(&pointer, 1), options)[0];
}

expr::NodePtr LazyFrame::persisted_node(const RunOptions& options) const {
  const auto own = collection();
  const Collection* pointer = own.get();
  return dataframe::node_of(tusk::persist(std::span(&pointer, 1), options)[0]);
}

}  // namespace tusk
