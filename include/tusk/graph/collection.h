// Collection: anything lazy. compute, persist, visualize and optimize take any mixture of them, and do shared work
// once.
#pragma once

#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <tusk/data/value.h>
#include <tusk/graph/graph_builder.h>
#include <tusk/graph/scheduler.h>

namespace tusk {

class Collection {
 public:
  virtual ~Collection() = default;
  // Adds its tasks to the builder and returns the keys of those whose results make up the collection.
  virtual std::vector<Key> lower(graph::GraphBuilder& builder) const = 0;
  // The same for several collections of this one's class, which may then share work that their keys don't tell.
  virtual std::vector<std::vector<Key>> lower_together(std::span<const Collection* const> collections,
                                                       graph::GraphBuilder& builder) const;
  // The value that a user sees, from those results.
  virtual Value finish(std::vector<Value> results) const = 0;
  // The same collection with its work replaced by those results (persist), under the same keys.
  virtual std::shared_ptr<Collection> rebuilt(std::vector<Value> results) const = 0;
};

// Several collections as one graph.
struct LoweredCollections {
  std::shared_ptr<const graph::TaskGraph> graph;
  std::vector<std::vector<graph::TaskId>> outputs;  // for each collection
};

LoweredCollections lower(std::span<const Collection* const> collections);
// The values of all of them, by one run.
std::vector<Value> compute(std::span<const Collection* const> collections, const RunOptions& options = {});
// Computes, and gives collections that hold the results.
std::vector<std::shared_ptr<Collection>> persist(std::span<const Collection* const> collections,
                                                 const RunOptions& options = {});

}  // namespace tusk
