#include "runtime/threaded_run.h"

#include <algorithm>

#include <tusk/core/error.h>
#include <tusk/core/machine.h>
#include <tusk/core/memory.h>

#include "runtime/clock.h"
#include "runtime/thread_limits.h"

namespace tusk::runtime {

namespace {

constexpr std::uint32_t kMostRootsAtOnce = 64;

std::uint64_t machine_bytes() {
  static const std::uint64_t bytes = total_memory_bytes();
  return bytes;
}

bool has_any_annotations(const scheduler::RunPlan& plan) {
  const auto& layers = plan.tasks.graph->layers();
  return std::any_of(layers.begin(), layers.end(), [](const auto& layer) { return layer->has_annotations(); });
}

}  // namespace

ThreadedRun::ThreadedRun(scheduler::RunPlan plan, int workers, const Watchers& watchers, ThreadPool& pool)
    : PlanView(plan_),
      plan_(std::move(plan)),
      runner_(plan_),
      watchers_(watchers),
      needs_(watchers.needs()),
      pool_(pool),
      admission_{.limit_bytes = default_memory_pool().limit_bytes(), .machine_bytes = machine_bytes()},
      has_retries_(has_any_annotations(plan_)),
      slots_(std::size_t(workers)),
      counters_(new Counters[plan_.task_count()]),
      results_(plan_.task_count()) {
  const auto& starts = plan_.tasks.input_start;
  const auto& consumer_starts = plan_.tasks.consumer_start;
  for (TaskId id = 0; id < plan_.task_count(); ++id) {
    counters_[id].missing.store(starts[id + 1] - starts[id], std::memory_order_relaxed);
    counters_[id].uses.store(consumer_starts[id + 1] - consumer_starts[id], std::memory_order_relaxed);
  }
  for (const TaskId output : plan_.outputs) counters_[output].uses.fetch_add(1, std::memory_order_relaxed);
  for (std::size_t i = 0; i < slots_.size(); ++i)
    slots_[i].number = std::uint16_t(i), slots_[i].random = std::uint32_t(i + 1);
  if (plan_.has_priorities) by_rank_ = scheduler::tasks_by_rank(plan_);
  if (plan_.task_count() == 0) is_done_ = true;
}

bool ThreadedRun::has_work() const {
  if (is_stopping_.load() || active_.load() >= int(slots_.size())) return false;
  if (next_root_.load() < plan_.roots.size() && admits_root(active_.load())) return true;
  if (plan_.has_priorities) {
    const std::lock_guard lock(priority_mutex_);
    return !ready_ranks_.empty();
  }
  return std::any_of(slots_.begin(), slots_.end(), [](const Slot& slot) { return !slot.ready.is_empty(); });
}

bool ThreadedRun::work() {
  if (!has_work()) return false;
  active_.fetch_add(1);
  Slot* slot = is_stopping_.load() ? nullptr : take_slot();
  const bool did_any = slot && run_tasks(*slot);
  if (slot) give_back(*slot);
  if (active_.fetch_sub(1) == 1) finish_if_over();
  return did_any;
}

ThreadedRun::Slot* ThreadedRun::take_slot() {
  for (Slot& slot : slots_) {
    SlotUse expected = SlotUse::Free;
    if (slot.use.load(std::memory_order_relaxed) == expected &&
        slot.use.compare_exchange_strong(expected, SlotUse::Taken, std::memory_order_acquire))
      return &slot;
  }
  return nullptr;
}

void ThreadedRun::give_back(Slot& slot) {
  if (slot.use.exchange(SlotUse::Free, std::memory_order_acq_rel) == SlotUse::Left) pool_.close_place();
}

bool ThreadedRun::run_tasks(Slot& slot) {
  RunningTask context(*plan_.tasks.graph, stop_.get_token());
  const graph::CurrentTaskScope scope(&context, nesting_);
  limit_openmp_here();
  slot.clock_ns = needs_.finishes ? now_ns() : 0;
  bool did_any = false;
  while (!is_stopping_.load(std::memory_order_relaxed)) {
    std::optional<TaskId> task = next(slot);
    if (!task) break;
    did_any = true;
    while (task && execute(slot, context, *task)) {
      task = complete(slot, *task);
      if (is_stopping_.load(std::memory_order_relaxed)) break;
    }
    // Others' runs get their turn; what this slot has left can be stolen.
    if (taken_roots(slot) == 0 && pool_.has_several_sources()) break;
  }
  return did_any;
}

bool ThreadedRun::execute(Slot& slot, RunningTask& context, TaskId task) {
  const std::int64_t start_ns = slot.clock_ns;
  if (needs_.starts) log(slot, TaskEventKind::Started, task, start_ns, start_ns, 0);
  try {
    if (has_retries_) {
      results_[task] = runner_.run_again(task, results_.data(), context,
                                         [&] { log(slot, TaskEventKind::Retried, task, start_ns, now_ns(), 0); });
    } else {
      results_[task] = runner_.run(task, results_.data(), context);
    }
  } catch (...) {
    fail(task, context);
    log(slot, TaskEventKind::Failed, task, start_ns, now_ns(), 0);
    return false;
  }
  if (plan_.tasks.inputs_of(task).empty()) note_root_size(results_[task]);
  if (needs_.results) show_result(task);
  if (needs_.finishes) {
    slot.clock_ns = now_ns();
    log(slot, TaskEventKind::Finished, task, start_ns, slot.clock_ns, results_[task].size_bytes());
  }
  return true;
}

std::optional<TaskId> ThreadedRun::complete(Slot& slot, TaskId task) {
  // One's own decrement is saved where one is the last: nobody else will touch the counter then.
  for (const TaskId consumer : plan_.tasks.consumers_of(task)) {
    auto& missing = counters_[consumer].missing;
    if (missing.load(std::memory_order_acquire) == 1 || missing.fetch_sub(1, std::memory_order_acq_rel) == 1)
      slot.freed.push_back(consumer);
  }
  release_inputs(slot, task);
  if (is_holding_roots_.load(std::memory_order_relaxed) && admits_root(active_.load() - 1) &&
      is_holding_roots_.exchange(false))
    pool_.notify();
  slot.finished.store(slot.finished.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  return slot.freed.empty() ? std::nullopt : make_ready(slot);
}

std::optional<TaskId> ThreadedRun::make_ready(Slot& slot) {
  auto& freed = slot.freed;
  std::optional<TaskId> direct;
  if (plan_.has_priorities) {
    const std::lock_guard lock(priority_mutex_);
    for (const TaskId task : freed) ready_ranks_.push(plan_.ranks[task]);
  } else {
    if (freed.size() > 1)
      std::sort(freed.begin(), freed.end(), [&](TaskId a, TaskId b) { return plan_.ranks[a] > plan_.ranks[b]; });
    direct = freed.back();
    freed.pop_back();
    for (const TaskId task : freed) slot.ready.push(task);
  }
  if (!freed.empty()) pool_.notify();
  freed.clear();
  return direct;
}

void ThreadedRun::release_inputs(Slot& slot, TaskId task) {
  for (const TaskId input : plan_.tasks.inputs_of(task)) {
    if (!results_[input].is_boxed() && !needs_.releases) continue;
    auto& uses = counters_[input].uses;
    if (uses.load(std::memory_order_acquire) != 1 && uses.fetch_sub(1, std::memory_order_acq_rel) != 1) continue;
    const std::uint64_t size_bytes = needs_.releases ? results_[input].size_bytes() : 0;
    results_[input] = Value();
    if (needs_.releases) {
      const std::int64_t time_ns = now_ns();
      log(slot, TaskEventKind::Released, input, time_ns, time_ns, size_bytes);
    }
  }
}

std::optional<TaskId> ThreadedRun::next(Slot& slot) {
  if (plan_.has_priorities) return next_by_priority();
  if (const auto own = slot.ready.pop()) return own;
  if (taken_roots(slot) > 0 || take_roots(slot)) {
    const std::uint32_t root = slot.next_root.load(std::memory_order_relaxed);
    slot.next_root.store(root + 1, std::memory_order_relaxed);
    return plan_.roots[root];
  }
  return steal(slot);
}

std::optional<TaskId> ThreadedRun::next_by_priority() {
  const std::lock_guard lock(priority_mutex_);
  const std::uint32_t root = next_root_.load();
  const bool has_root = root < plan_.roots.size() && admits_root(active_.load() - 1);
  if (!ready_ranks_.empty() && (!has_root || ready_ranks_.top() < plan_.ranks[plan_.roots[root]])) {
    const graph::Rank rank = ready_ranks_.top();
    ready_ranks_.pop();
    return by_rank_[rank];
  }
  if (!has_root) return std::nullopt;
  next_root_.store(root + 1);
  return plan_.roots[root];
}

bool ThreadedRun::take_roots(Slot& slot) {
  const auto root_count = std::uint32_t(plan_.roots.size());
  std::uint32_t first = next_root_.load(std::memory_order_relaxed);
  while (first < root_count) {
    if (!admits_root(active_.load() - 1)) return false;
    const std::uint32_t share = (root_count - first) / std::uint32_t(8 * slots_.size());
    const std::uint32_t count = admission_.roots_at_once(memory_use(), active_.load() - 1, int(slots_.size()),
                                                         std::clamp(share, 1u, kMostRootsAtOnce));
    if (!next_root_.compare_exchange_weak(first, first + count)) continue;
    slot.next_root.store(first, std::memory_order_relaxed);
    slot.end_root.store(first + count, std::memory_order_relaxed);
    if (is_holding_roots_.exchange(false)) pool_.notify();
    return true;
  }
  return false;
}

bool ThreadedRun::admits_root(int others) const {
  const bool admits = admission_.admits_root(memory_use(), others);
  if (!admits) is_holding_roots_.store(true);
  return admits;
}

scheduler::MemoryUse ThreadedRun::memory_use() const {
  return {.accounted_bytes = default_memory_pool().current_bytes(),
          .resident_bytes = resident_bytes_.load(std::memory_order_relaxed),
          .largest_root_bytes = largest_root_bytes_.load(std::memory_order_relaxed),
          .taken_roots = taken_roots()};
}

std::uint32_t ThreadedRun::taken_roots() const {
  std::uint32_t count = 0;
  for (const Slot& slot : slots_) count += taken_roots(slot);
  return count;
}

// Another slot's may be changing: then what it takes is not counted yet.
std::uint32_t ThreadedRun::taken_roots(const Slot& slot) {
  const std::uint32_t next = slot.next_root.load(std::memory_order_relaxed);
  const std::uint32_t end = slot.end_root.load(std::memory_order_relaxed);
  return end - std::min(next, end);
}

void ThreadedRun::note_root_size(const Value& result) {
  const std::uint64_t size_bytes = std::max<std::uint64_t>(result.is_boxed() ? result.size_bytes() : 0, 1);
  std::uint64_t largest = largest_root_bytes_.load(std::memory_order_relaxed);
  while (size_bytes > largest && !largest_root_bytes_.compare_exchange_weak(largest, size_bytes)) {
  }
}

std::optional<TaskId> ThreadedRun::steal(Slot& slot) {
  const auto count = std::uint32_t(slots_.size());
  slot.random = slot.random * 1664525u + 1013904223u;
  const std::uint32_t first = (slot.random >> 16) % count;
  for (std::uint32_t i = 0; i < count; ++i) {
    Slot& victim = slots_[(first + i) % count];
    if (const auto task = victim.ready.steal()) {
      if (!victim.ready.is_empty()) pool_.notify();
      return task;
    }
  }
  return std::nullopt;
}

void ThreadedRun::fail(TaskId task, const RunningTask& context) {
  if (!has_failed_.exchange(true)) failure_ = runner_.failure(task, results_.data(), context);
  stop();
}

void ThreadedRun::stop() {
  is_stopping_.store(true);
  stop_.request_stop();
  if (active_.load() == 0) finish_if_over();
}

void ThreadedRun::leave() {
  {
    const std::unique_lock lock(watching_);
    is_left_ = true;
  }
  for (Slot& slot : slots_) {
    SlotUse expected = SlotUse::Taken;
    if (slot.use.load() != expected) continue;
    try {
      pool_.open_place();
    } catch (const RuntimeError&) {
      return;  // without further threads the pool has to wait for those workers
    }
    if (!slot.use.compare_exchange_strong(expected, SlotUse::Left)) pool_.close_place();
  }
}

void ThreadedRun::show_result(TaskId task) {
  const std::shared_lock lock(watching_);
  if (!is_left_) watchers_.result(*this, task, results_[task]);
}

void ThreadedRun::finish_if_over() {
  if (!is_stopping_.load() && !is_complete()) return;
  {
    const std::lock_guard lock(done_mutex_);
    is_done_.store(true);
  }
  done_.notify_all();
  pool_.wake_all();
}

bool ThreadedRun::wait_for(std::chrono::milliseconds time) {
  std::unique_lock lock(done_mutex_);
  return done_.wait_for(lock, time, [&] { return is_done(); });
}

TaskId ThreadedRun::finished_count() const {
  TaskId count = 0;
  for (const Slot& slot : slots_) count += slot.finished.load(std::memory_order_relaxed);
  return count;
}

void ThreadedRun::drain_events(std::vector<TaskEvent>& events) {
  for (Slot& slot : slots_) slot.log.drain(events);
}

std::vector<Value> ThreadedRun::take_outputs() {
  std::vector<Value> values;
  for (const TaskId output : plan_.outputs) values.push_back(results_[output]);
  results_ = {};
  return values;
}

std::size_t ThreadedRun::size_bytes() const {
  return plan_.tasks.size_bytes() + plan_.task_count() * (sizeof(graph::Rank) + sizeof(Counters)) +
         plan_.roots.size() * sizeof(TaskId) + slots_.size() * sizeof(Slot);
}

void ThreadedRun::log(Slot& slot, TaskEventKind kind, TaskId task, std::int64_t start_ns, std::int64_t end_ns,
                      std::uint64_t size_bytes) {
  if (needs_.finishes) slot.log.append({task, slot.number, kind, start_ns, end_ns, size_bytes});
}

}  // namespace tusk::runtime
