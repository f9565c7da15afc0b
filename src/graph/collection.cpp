#include <tusk/graph/collection.h>

#include <iterator>
#include <map>
#include <typeindex>
#include <unordered_map>
#include <utility>

#include <tusk/core/error.h>

namespace tusk {

namespace {

using TaskIds = std::vector<graph::TaskId>;

// The results of all outputs by one run, for each collection.
std::vector<std::vector<Value>> run_outputs(Scheduler& scheduler, const LoweredCollections& lowered,
                                            const RunOptions& options) {
  TaskIds distinct;
  std::unordered_map<graph::TaskId, std::size_t> places;
  for (const TaskIds& outputs : lowered.outputs) {
    for (const graph::TaskId id : outputs) {
      if (places.try_emplace(id, distinct.size()).second) distinct.push_back(id);
    }
  }
  std::vector<Value> values;
  if (!distinct.empty()) values = scheduler.run(lowered.graph, distinct, options);
  TUSK_CHECK(values.size() == distinct.size(), "a scheduler returns one result for each output");

  std::vector<std::vector<Value>> results;
  for (const TaskIds& outputs : lowered.outputs) {
    auto& own = results.emplace_back();
    own.reserve(outputs.size());
    for (const graph::TaskId id : outputs) own.push_back(values[places[id]]);
  }
  return results;
}

std::vector<std::vector<Value>> run_collections(std::span<const Collection* const> collections,
                                                const RunOptions& options) {
  const auto scheduler = chosen_scheduler(options);
  return run_outputs(*scheduler, lower(collections), options);
}

// The keys of each collection's tasks; those of one class are lowered together.
std::vector<std::vector<Key>> lower_by_class(std::span<const Collection* const> collections,
                                             graph::GraphBuilder& builder) {
  std::vector<std::vector<Key>> keys(collections.size());
  std::map<std::type_index, std::vector<std::size_t>> places;
  for (std::size_t i = 0; i < collections.size(); ++i) places[typeid(*collections[i])].push_back(i);
  for (const auto& [type, own] : places) {
    std::vector<const Collection*> together;
    for (const std::size_t place : own) together.push_back(collections[place]);
    auto own_keys = together[0]->lower_together(together, builder);
    for (std::size_t i = 0; i < own.size(); ++i) keys[own[i]] = std::move(own_keys[i]);
  }
  return keys;
}

}  // namespace

std::vector<std::vector<Key>> Collection::lower_together(std::span<const Collection* const> collections,
                                                         graph::GraphBuilder& builder) const {
  std::vector<std::vector<Key>> keys;
  for (const Collection* collection : collections) keys.push_back(collection->lower(builder));
  return keys;
}

LoweredCollections lower(std::span<const Collection* const> collections) {
  graph::GraphBuilder builder;
  std::vector<Key> keys;
  std::vector<std::size_t> ends;
  for (auto& own : lower_by_class(collections, builder)) {
    keys.insert(keys.end(), std::make_move_iterator(own.begin()), std::make_move_iterator(own.end()));
    ends.push_back(keys.size());
  }
  auto graph = std::make_shared<const graph::TaskGraph>(builder.build());
  const TaskIds ids = graph->ids(keys);
  LoweredCollections lowered{std::move(graph), {}};
  std::size_t begin = 0;
  for (const std::size_t end : ends) {
    lowered.outputs.emplace_back(ids.begin() + std::ptrdiff_t(begin), ids.begin() + std::ptrdiff_t(end));
    begin = end;
  }
  return lowered;
}

std::vector<Value> compute(std::span<const Collection* const> collections, const RunOptions& options) {
  auto results = run_collections(collections, options);
  std::vector<Value> values;
  values.reserve(collections.size());
  for (std::size_t i = 0; i < collections.size(); ++i) values.push_back(collections[i]->finish(std::move(results[i])));
  return values;
}

std::vector<std::shared_ptr<Collection>> persist(std::span<const Collection* const> collections,
                                                 const RunOptions& options) {
  auto results = run_collections(collections, options);
  std::vector<std::shared_ptr<Collection>> held;
  held.reserve(collections.size());
  for (std::size_t i = 0; i < collections.size(); ++i) held.push_back(collections[i]->rebuilt(std::move(results[i])));
  return held;
}

}  // namespace tusk
