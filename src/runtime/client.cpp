#include <tusk/runtime/client.h>

#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

#include <tusk/graph/collection.h>

#include "runtime/client_core.h"
#include "runtime/threads_scheduler.h"

namespace tusk {

namespace runtime {
namespace {

// compute() on the client's threads.
class ClientScheduler final : public Scheduler {
 public:
  explicit ClientScheduler(int threads) : threads_(threads) {}
  std::string_view name() const override { return "threads"; }
  std::vector<Value> run(std::shared_ptr<const graph::TaskGraph> graph, std::span<const graph::TaskId> outputs,
                         const RunOptions& options) override {
    RunOptions limited = options;
    if (limited.threads == 0) limited.threads = threads_;
    return ThreadsScheduler().run(std::move(graph), outputs, limited);
  }

 private:
  int threads_;
};

// A whole collection as one task of the client: the graph runs inside of it, on all threads that are free.
class ComputeCollection final : public Operation {
 public:
  ComputeCollection(lazy::CollectionPtr collection, int threads)
      : collection_(std::move(collection)), threads_(threads) {}
  std::string_view name() const override { return "compute"; }
  Value run(const Inputs&, TaskContext&) const override {
    const std::array collections = {collection_.get()};
    return tusk::compute(collections, {.scheduler = "threads", .threads = threads_}).front();
  }
  bool is_portable() const override { return false; }
  void write(ByteWriter&) const override {
    throw TypeError("a collection that a client of this process computes can't leave it");
  }
  Hash128 hash() const override { return unique_hash(); }
  std::string print() const override { return "compute()"; }

 private:
  lazy::CollectionPtr collection_;
  int threads_;
};

// The client's tasks among what a call needs: each once, though arguments may name it several times.
class JobInputs {
 public:
  explicit JobInputs(ClientCore& core) : core_(core) {}

  void add(const lazy::CollectionPtr& collection) {
    AnyFuture future = own_future(collection);
    const FutureId id = future.handle()->id();
    const auto [place, is_new] = places_.try_emplace(id, std::uint32_t(ids_.size()));
    if (is_new) {
      ids_.push_back(id);
      futures_.push_back(std::move(future));
    }
    by_argument_.push_back(place->second);
  }
  void renumber(Argument& argument) const {
    if (argument.kind == Argument::Kind::Input) argument.input = by_argument_.at(argument.input);
    for (Argument& item : argument.items) renumber(item);
  }
  const std::vector<FutureId>& ids() const { return ids_; }
  const std::vector<AnyFuture>& futures() const { return futures_; }

 private:
  // Anything but a future of this client becomes one.
  AnyFuture own_future(const lazy::CollectionPtr& collection) const {
    const AnyFuture* future = as_future(collection);
    return future && &future->handle()->core() == &core_ ? *future : compute(core_, collection, {});
  }

  ClientCore& core_;
  std::map<FutureId, std::uint32_t> places_;
  std::vector<FutureId> ids_;
  std::vector<AnyFuture> futures_;
  std::vector<std::uint32_t> by_argument_;
};

Annotations annotations_of(const SubmitOptions& options) {
  Annotations own;
  if (options.priority != 0) own.priority = options.priority;
  if (options.retries != 0) own.retries = options.retries;
  const auto outer = current_annotations();
  return outer ? merged(*outer, own) : own;
}

Key key_of(const SubmitOptions& options, const std::string& prefix, const Hash128& hash) {
  return Key{options.key.empty() ? key_name(options.name.empty() ? prefix : options.name, hash) : options.key};
}

Hash128 hash_of_call(const Operation& operation, const std::vector<AnyFuture>& inputs) {
  Hash128 hash = operation.hash();
  for (const AnyFuture& input : inputs) hash = combine(hash, hash_of(input.key().print()));
  return hash;
}

}  // namespace

AnyFuture submit(ClientCore& core, lazy::PackedCall call, const SubmitOptions& options) {
  JobInputs inputs(core);
  for (const lazy::CollectionPtr& input : call.inputs) inputs.add(input);
  for (Argument& argument : call.arguments) inputs.renumber(argument);
  const std::string name = call.function->name;
  const OperationPtr operation = tusk::call(std::move(call.function), std::move(call.arguments));
  return submit(core, name, operation, inputs.futures(), options);
}

AnyFuture submit(ClientCore& core, const std::string& name, const OperationPtr& operation,
                 const std::vector<AnyFuture>& inputs, const SubmitOptions& options) {
  std::vector<FutureId> ids;
  for (const AnyFuture& input : inputs) ids.push_back(input.handle()->id());
  const Hash128 hash = options.pure && options.key.empty() ? hash_of_call(*operation, inputs) : unique_hash();
  const Annotations annotations = annotations_of(options);
  return core.submit(key_of(options, name, hash), operation, std::move(ids), &annotations);
}

AnyFuture scatter(ClientCore& core, Value value, bool hash) {
  const Hash128 identity = hash && value.is_portable() ? value.hash() : unique_hash();
  return core.add_data(Key{key_name(value.type_name(), identity)}, std::move(value));
}

AnyFuture compute(ClientCore& core, const lazy::CollectionPtr& collection, const SubmitOptions& options) {
  if (const AnyFuture* future = as_future(collection); future && &future->handle()->core() == &core) return *future;
  SubmitOptions own = options;
  own.pure = false;
  return submit(core, "compute", std::make_shared<ComputeCollection>(collection, core.threads()), {}, own);
}

void cancel(const std::vector<AnyFuture>& futures) {
  for (const AnyFuture& future : futures) future.cancel();
}

void retry(const std::vector<AnyFuture>& futures) {
  for (const AnyFuture& future : futures) future.retry();
}

}  // namespace runtime

Client::Client(const ClientOptions& options) {
  if (options.threads < 0)
    throw ValueError(fmt::format("threads must be positive, or 0 for the configured number: got {}", options.threads));
  core_ = runtime::ClientCore::make(options.threads > 0 ? options.threads : runtime::default_thread_count());
  if (!options.set_as_default) return;
  scheduler_ = std::make_shared<runtime::ClientScheduler>(core_->threads());
  set_client_scheduler(scheduler_);
}

Client::~Client() { close(); }

int Client::threads() const { return core_->threads(); }

void Client::close() {
  core_->close();
  // A client that came later stays the current one.
  if (scheduler_) {
    const auto current = set_client_scheduler(nullptr);
    if (current != scheduler_) set_client_scheduler(current);
    scheduler_.reset();
  }
}

}  // namespace tusk
