// FutureTable: the life of every task that a client submitted, as a state machine: calls in, changes out.
//
// A task is kept as long as a handle (a user's future) is on it or an unfinished task needs it; then it is forgotten,
// and its result with it. A task that nobody wants any more and that did not begin is dropped. Attempts are numbered,
// so the completion of an attempt that was cancelled does nothing. No threads, clocks or sockets; the caller locks.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include <tusk/graph/annotations.h>
#include <tusk/graph/operation.h>
#include <tusk/graph/scheduler.h>
#include <tusk/scheduler/future_status.h>

namespace tusk::scheduler {

using FutureId = std::uint64_t;  // never used twice in one table

// What a worker is given.
struct Job {
  FutureId id;
  int attempt;  // counts restarts by `retry` and after `cancel`
  int retries;  // how often a failure is tried again by itself
  Key key;
  OperationPtr operation;
  std::vector<Value> inputs;
};

// What went with a task. It is destroyed by the caller, outside of its lock: it may hold futures, or a foreign
// runtime's objects.
struct Freed {
  Value result;
  OperationPtr operation;
  std::optional<TaskFailure> failure;
};

// What followed from a call.
struct Changes {
  std::vector<FutureId> ended;    // are finished, failed or cancelled now
  std::vector<FutureId> to_stop;  // run, and should be asked to stop
  std::vector<Freed> freed;
  bool has_ready = false;  // take() has more to give
};

class FutureTable {
 public:
  // Adds a task with one handle on it, or one handle to the task that has this key already (a cancelled one starts
  // anew). Inputs must be in the table, and differ. Throws KeyError if one isn't there.
  FutureId submit(const Key& key, OperationPtr operation, std::vector<FutureId> inputs, const Annotations* annotations,
                  Changes& changes);
  // Adds a finished task: data that is there.
  FutureId add_data(const Key& key, Value value, Changes& changes);
  void retain(FutureId id);
  Changes release(FutureId id);

  // The ready task of the highest priority, of equal ones the first that came; it runs from now on.
  std::optional<Job> take();
  bool has_ready() const { return !ready_.empty(); }
  Changes done(FutureId id, int attempt, Value result);
  // Fails the task and all that need it.
  Changes failed(FutureId id, int attempt, const TaskFailure& failure);
  // Cancels tasks that did not end, and all that need them.
  Changes cancel(std::span<const FutureId> ids);
  // Starts failed and cancelled tasks anew, and the failed ones that they need.
  Changes retry(std::span<const FutureId> ids);

  bool has(FutureId id) const { return tasks_.contains(id); }
  std::optional<FutureId> find(const Key& key) const;
  std::vector<FutureId> ids() const;
  // What did not end of the tasks that these need, however far away; themselves left out.
  std::vector<FutureId> unfinished_inputs(std::span<const FutureId> ids) const;
  FutureStatus status(FutureId id) const { return public_status(task(id).state); }
  const Key& key(FutureId id) const { return task(id).key; }
  // Of a finished task.
  const Value& result(FutureId id) const { return task(id).result; }
  // Of a failed task.
  const TaskFailure& failure(FutureId id) const { return *task(id).failure; }
  std::size_t task_count() const { return tasks_.size(); }
  // Tasks that did not end.
  std::size_t pending_count() const { return pending_count_; }
  std::size_t running_count() const { return running_count_; }
  // "waiting", "ready", "running", "finished", "error" or "cancelled", and what it waits for: for a person.
  std::string why(FutureId id) const;

 private:
  enum class State : std::uint8_t { Waiting, Ready, Running, Finished, Error, Cancelled };

  struct Task {
    Key key;
    OperationPtr operation;                   // null: data
    std::vector<FutureId> inputs;             // held until the task is finished
    std::unordered_set<FutureId> dependents;  // unfinished tasks that need it
    State state = State::Waiting;
    int priority = 0;
    int retries = 0;
    int attempt = 0;
    int handles = 0;
    std::size_t missing = 0;  // inputs that are not finished
    Value result;
    std::optional<TaskFailure> failure;
  };

  static FutureStatus public_status(State state);
  static bool has_ended(State state) { return state >= State::Finished; }
  Task& task(FutureId id);
  const Task& task(FutureId id) const;
  void set_state(FutureId id, Task& task, State state, Changes& changes);
  void start(FutureId id, Changes& changes);
  void fail_dependents(FutureId id, Changes& changes);
  void forget_if_unwanted(FutureId id, Changes& changes);
  void drop_inputs(FutureId id, Changes& changes);

  std::unordered_map<FutureId, Task> tasks_;
  std::unordered_map<Key, FutureId> by_key_;
  std::set<std::tuple<int, FutureId>> ready_;  // (-priority, id)
  FutureId next_id_ = 0;
  std::size_t pending_count_ = 0;
  std::size_t running_count_ = 0;
};

}  // namespace tusk::scheduler
