// LazyFrame: what DataFrame, Series and Scalar have in common: an expression that can be computed.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <tusk/data/table.h>
#include <tusk/graph/contents.h>
#include <tusk/graph/draw.h>
#include <tusk/graph/scheduler.h>

namespace tusk {

namespace expr {
class Node;
using NodePtr = std::shared_ptr<const Node>;
}  // namespace expr

// Immutable; copies share the expression. Any number of threads may use one.
class LazyFrame {
 public:
  explicit LazyFrame(expr::NodePtr node);

  // Throws KeyError of a column that is not there yet (see ColumnReference).
  const expr::NodePtr& node() const;
  lazy::CollectionPtr collection() const;

  // How many partitions the rows are in.
  std::int64_t npartitions() const;
  // The index values at the partitions' borders, one more than there are partitions; empty if they aren't known.
  std::vector<Value> divisions() const;
  bool known_divisions() const { return !divisions().empty(); }

  // The structure as a piece of a web page, for notebooks: columns, dtypes, partitions; no rows.
  std::string to_html() const;
  // What compute() will do: the expression, what each pass made of it, and the bytes that will be read.
  std::string explain() const;
  // Draws the task graph; see graph::draw. Returns the path.
  std::string visualize(const std::string& path = "tusk-graph.png", const DrawOptions& options = {}) const;

 protected:
  // What isn't there: whatever asks for it throws KeyError with this message.
  struct Missing {
    std::string message;
  };
  explicit LazyFrame(Missing missing) : missing_(std::make_shared<const std::string>(std::move(missing.message))) {}

  Value compute_value(const RunOptions& options) const;
  expr::NodePtr persisted_node(const RunOptions& options) const;

 private:
  expr::NodePtr node_;
  std::shared_ptr<const std::string> missing_;
};

}  // namespace tusk
