// Events: what a run tells those who watch it. Progress, profiles, reports and the dashboard read nothing else.
//
// A Callback watches every run that begins while it is registered, or the runs that it is handed to. Workers note
// events in buffers of their own; the thread that waits for the run passes them on every `interval()`, so a callback is
// never called from two threads at once for one run, and never slows a task.
#pragma once

#include <chrono>
#include <cstdint>
#include <exception>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tusk/graph/annotations.h>
#include <tusk/graph/key.h>
#include <tusk/graph/task_id.h>

namespace tusk {

enum class TaskEventKind : std::uint8_t {
  Started,   // a worker begins it; only for callbacks that want starts
  Finished,  // its result is there: `size_bytes`
  Failed,    // it threw, and is not tried again
  Retried,   // it threw, and will be tried again
  Released,  // its result was freed after its last use; only for callbacks that want releases
};

// 32 bytes. Times are nanoseconds of std::chrono::steady_clock; for Started and Released both are the moment.
struct TaskEvent {
  graph::TaskId task;
  std::uint16_t worker;
  TaskEventKind kind;
  std::int64_t start_ns;
  std::int64_t end_ns;
  std::uint64_t size_bytes;
};

// A run as seen from outside, valid from start() to the end of finish().
class Run {
 public:
  virtual ~Run() = default;
  virtual std::string_view scheduler() const = 0;  // "threads"
  virtual int worker_count() const = 0;
  // Tasks in all; grows while a client adds to it.
  virtual graph::TaskId task_count() const = 0;
  virtual graph::TaskId finished_count() const = 0;
  virtual Key key(graph::TaskId task) const = 0;
  // Like tasks have like names: the key's prefix.
  virtual std::string group(graph::TaskId task) const = 0;
  // The operation and its parameters in short.
  virtual std::string operation(graph::TaskId task) const = 0;
  virtual std::vector<graph::TaskId> inputs(graph::TaskId task) const = 0;
  virtual Annotations annotations(graph::TaskId) const { return {}; }
};

// What costs a run something, and is done only if a callback asks for it.
struct EventNeeds {
  bool finishes = true;  // Finished, with two clock reads a task; Failed and Retried always come
  bool starts = false;
  bool releases = false;
  bool results = false;  // result(), by the worker, for every task
};

class Callback {
 public:
  virtual ~Callback() = default;
  virtual EventNeeds needs() const { return {}; }
  // How often update() is called while the run lasts.
  virtual std::chrono::milliseconds interval() const { return std::chrono::milliseconds(100); }
  virtual void start(const Run&) {}
  // What happened since the last call; in each worker's own order. Also called once before finish().
  virtual void update(const Run&, std::span<const TaskEvent>) {}
  // `failure` is null if the run did what it should.
  virtual void finish(const Run&, const std::exception_ptr& /*failure*/) {}
  // A result as it appears, before Finished is noted and anything uses it; valid during the call. The one function that
  // workers call: from several threads at once, between start() and finish(), and the task waits for it. Must not
  // throw.
  virtual void result(const Run&, graph::TaskId, const Value&) {}
};

// Lets a callback watch every run of the process that begins from now on. One that is registered twice watches once,
// until it is unregistered as often; unregistering one that isn't registered changes nothing. Before it goes, it is
// told of everything that happened until then. Throws ValueError for null. Thread-safe.
void register_callback(std::shared_ptr<Callback> callback);
void unregister_callback(const Callback* callback);
// Those of now, in the order of their registration.
std::vector<std::shared_ptr<Callback>> registered_callbacks();

// Something that feeds callbacks from a thread of its own, as a client does.
class EventSource {
 public:
  virtual ~EventSource() = default;
  // Returns when callbacks were told of everything that happened until now.
  virtual void flush() = 0;
};
// Asked by unregister_callback as long as it exists. Thread-safe.
void register_event_source(std::weak_ptr<EventSource> source);

// Registers a callback as long as it lives.
class [[nodiscard]] CallbackScope {
 public:
  explicit CallbackScope(std::shared_ptr<Callback> callback) : callback_(std::move(callback)) {
    register_callback(callback_);
  }
  ~CallbackScope() { unregister_callback(callback_.get()); }
  CallbackScope(const CallbackScope&) = delete;
  CallbackScope& operator=(const CallbackScope&) = delete;

 private:
  std::shared_ptr<Callback> callback_;
};

}  // namespace tusk
