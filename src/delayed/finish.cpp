#include "delayed/finish.h"

#include <tusk/core/error.h>

namespace tusk::lazy {

namespace {

class Finish final : public Operation {
 public:
  explicit Finish(CollectionPtr collection) : collection_(std::move(collection)) {}

  std::string_view name() const override { return "finalize"; }
  Value run(const Inputs& inputs, TaskContext&) const override {
    std::vector<Value> results;
    results.reserve(inputs.size());
    for (std::size_t i = 0; i < inputs.size(); ++i) results.push_back(inputs[i]);
    return collection_->finish(std::move(results));
  }
  bool is_portable() const override { return false; }
  void write(ByteWriter&) const override {
    throw TypeError(
        "a graph leaves the process only without whole collections as arguments: compute or persist the collection "
        "first");
  }
  Hash128 hash() const override { return graph::hash_of_object(this); }
  std::string print() const override { return "finalize()"; }

 private:
  CollectionPtr collection_;
};

}  // namespace

OperationPtr finish_operation(CollectionPtr collection) { return std::make_shared<Finish>(std::move(collection)); }

}  // namespace tusk::lazy
