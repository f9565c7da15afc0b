// Scheduler: runs task graphs. One interface for one thread, all cores, and a cluster.
//
// Which one runs is chosen by the call's argument, else the configuration (`scheduler.name`), else the current client,
// else "threads". The layer `runtime` enters its schedulers here, so collections compute without knowing it.
#pragma once

#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include <tusk/data/value.h>
#include <tusk/graph/events.h>
#include <tusk/graph/task_graph.h>

namespace tusk {

struct RunOptions {
  std::string scheduler = {};                             // a name; empty: see above
  int threads = 0;                                        // 0: the configuration's, else one a core
  std::stop_token stop = {};                              // cancels: queued tasks at once, running ones through it
  std::vector<std::shared_ptr<Callback>> callbacks = {};  // besides the registered ones
  bool fuse = true;                                       // join linear chains (also `optimization.fuse.active`)
  // Called every now and then by the thread that waits; what it throws cancels the run and is thrown on.
  std::function<void()> poll = {};
  // Whether that is thrown on at once while tasks that run end in the background, so what they use must live as long;
  // else after they have ended.
  bool leaves_running_tasks = false;
};

class Scheduler {
 public:
  virtual ~Scheduler() = default;
  virtual std::string_view name() const = 0;
  // Runs what `outputs` need, returns their results in order. Throws what a task threw, CancelledError when stopped,
  // ValueError or KeyError for a graph that can't run. May be called from any thread, and from inside tasks: up to 250
  // runs deep, RuntimeError then.
  virtual std::vector<Value> run(std::shared_ptr<const graph::TaskGraph> graph, std::span<const graph::TaskId> outputs,
                                 const RunOptions& options) = 0;
};

// Enters a scheduler under its names, which may be written in any case. Throws ValueError if another one has a name,
// and then enters none. Thread-safe, like all of these.
void register_scheduler(std::vector<std::string> names, std::shared_ptr<Scheduler> scheduler);
// Throws ValueError naming those there are; NotImplementedError for those that come with the cluster.
std::shared_ptr<Scheduler> find_scheduler(const std::string& name);
// The scheduler that `options` choose. Throws as find_scheduler does, for the name in the configuration too.
std::shared_ptr<Scheduler> chosen_scheduler(const RunOptions& options);
// The current client's scheduler; null takes it away. Returns the one before.
std::shared_ptr<Scheduler> set_client_scheduler(std::shared_ptr<Scheduler> scheduler);

// What is known of a task's failure besides the exception.
struct TaskFailure {
  std::exception_ptr exception;
  Key key;
  std::string operation;     // its operation and arguments in short
  std::vector<Key> waiting;  // the chain of tasks that waited for it, towards an output
  int attempts = 1;

  // "task 'div-1' failed: div(1, 0); needed by 'sum-3', 'mean-4'"; of several attempts "failed after 3 attempts".
  std::string print() const;
};

// While an exception is handled: the task that threw it, if a run or a future of this thread passed it on last; else
// null. Valid until this thread meets another failure.
const TaskFailure* task_failure();
// Makes task_failure() answer for `failure.exception` on this thread, and throws the exception.
[[noreturn]] void rethrow_failure(TaskFailure failure);
// Lets go of the exception that this thread remembers: for a foreign runtime, whose exceptions must not outlive it.
void forget_failure();

}  // namespace tusk
