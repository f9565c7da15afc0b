#include <tusk/runtime/future.h>

#include <array>

#include <fmt/format.h>

#include <tusk/core/error.h>

#include "runtime/client_core.h"

namespace tusk {

namespace runtime {
namespace {

// The task that waits for a future and hands its result on: what a future is inside of somebody else's graph.
class AwaitFuture final : public Operation {
 public:
  explicit AwaitFuture(AnyFuture future) : future_(std::move(future)) {}
  std::string_view name() const override { return "future"; }
  Value run(const Inputs&, TaskContext&) const override { return future_.value(); }
  bool is_portable() const override { return false; }
  void write(ByteWriter&) const override {
    throw TypeError(
        fmt::format("the future {} belongs to a client of this process and can't leave it", future_.key().print()));
  }
  Hash128 hash() const override { return hash_of(std::tuple{std::string("future"), future_.key().print()}); }
  std::string print() const override { return fmt::format("future({})", future_.key().print()); }

 private:
  AnyFuture future_;
};

class FutureCollection final : public Collection {
 public:
  explicit FutureCollection(AnyFuture future) : future_(std::move(future)) {}
  std::vector<Key> lower(graph::GraphBuilder& builder) const override {
    if (!builder.has(future_.key())) builder.add(future_.key(), std::make_shared<AwaitFuture>(future_), {});
    return {future_.key()};
  }
  Value finish(std::vector<Value> results) const override { return results.at(0); }
  std::shared_ptr<Collection> rebuilt(std::vector<Value>) const override {
    return std::make_shared<FutureCollection>(future_);
  }
  const AnyFuture& future() const { return future_; }

 private:
  AnyFuture future_;
};

}  // namespace
}  // namespace runtime

const Key& AnyFuture::key() const { return handle_->key(); }
FutureStatus AnyFuture::status() const { return handle_->core().status(handle_->id()); }
Value AnyFuture::value(Timeout timeout) const { return handle_->core().value(handle_->id(), timeout); }
std::exception_ptr AnyFuture::exception(Timeout timeout) const {
  return handle_->core().exception(handle_->id(), timeout);
}
void AnyFuture::cancel() const { handle_->core().cancel(std::array{handle_->id()}); }
void AnyFuture::retry() const { handle_->core().retry(std::array{handle_->id()}); }
void AnyFuture::add_done_callback(std::function<void(const AnyFuture&)> callback) const {
  handle_->core().add_done_callback(*this, std::move(callback));
}
std::string AnyFuture::print() const {
  if (!is_valid()) return "<Future: released>";
  const auto state = handle_->core().is_of_this_process() ? name(status()) : "of another process";
  return fmt::format("<Future: {}, key: {}>", state, key().print());
}
std::string AnyFuture::why() const { return handle_->core().why(handle_->id()); }
lazy::CollectionPtr AnyFuture::collection() const { return std::make_shared<runtime::FutureCollection>(*this); }

const AnyFuture* as_future(const lazy::CollectionPtr& collection) {
  const auto* future = dynamic_cast<const runtime::FutureCollection*>(collection.get());
  return future ? &future->future() : nullptr;
}

AnyFuture future_of(const lazy::CollectionPtr& collection) {
  if (const AnyFuture* future = as_future(collection)) return *future;
  throw TypeError("only a future is one: got another collection; client.compute() makes a future of it");
}

}  // namespace tusk
