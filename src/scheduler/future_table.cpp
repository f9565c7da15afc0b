#include "scheduler/future_table.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include <tusk/core/error.h>

namespace tusk {

std::string_view name(FutureStatus status) {
  constexpr std::string_view kNames[] = {"pending", "finished", "error", "cancelled"};
  return kNames[std::size_t(status)];
}

namespace scheduler {

FutureStatus FutureTable::public_status(State state) {
  switch (state) {
    case State::Finished: return FutureStatus::Finished;
    case State::Error: return FutureStatus::Error;
    case State::Cancelled: return FutureStatus::Cancelled;
    default: return FutureStatus::Pending;
  }
}

FutureTable::Task& FutureTable::task(FutureId id) {
  const auto found = tasks_.find(id);
  if (found == tasks_.end())
    throw KeyError(fmt::format("there is no future with number {} in this client; it was released", id));
  return found->second;
}

const FutureTable::Task& FutureTable::task(FutureId id) const { return const_cast<FutureTable*>(this)->task(id); }

std::optional<FutureId> FutureTable::find(const Key& key) const {
  const auto found = by_key_.find(key);
  return found == by_key_.end() ? std::nullopt : std::optional(found->second);
}

std::vector<FutureId> FutureTable::ids() const {
  std::vector<FutureId> ids;
  for (const auto& [id, task] : tasks_) ids.push_back(id);
  std::sort(ids.begin(), ids.end());
  return ids;
}

std::vector<FutureId> FutureTable::unfinished_inputs(std::span<const FutureId> ids) const {
  std::unordered_set<FutureId> seen(ids.begin(), ids.end());
  std::vector<FutureId> to_look_at(ids.begin(), ids.end());
  std::vector<FutureId> unfinished;
  while (!to_look_at.empty()) {
    const Task& needing = task(to_look_at.back());
    to_look_at.pop_back();
    for (const FutureId input : needing.inputs) {
      if (has_ended(task(input).state) || !seen.insert(input).second) continue;
      unfinished.push_back(input);
      to_look_at.push_back(input);
    }
  }
  return unfinished;
}

void FutureTable::set_state(FutureId id, Task& task, State state, Changes& changes) {
  if (task.state == State::Ready) ready_.erase({-task.priority, id});
  running_count_ += (state == State::Running) - (task.state == State::Running);
  pending_count_ += std::size_t(!has_ended(state)) - std::size_t(!has_ended(task.state));
  task.state = state;
  if (state == State::Ready) {
    ready_.insert({-task.priority, id});
    changes.has_ready = true;
  }
  if (has_ended(state)) changes.ended.push_back(id);
}

FutureId FutureTable::submit(const Key& key, OperationPtr operation, std::vector<FutureId> inputs,
                             const Annotations* annotations, Changes& changes) {
  if (const auto known = find(key)) {
    retain(*known);
    if (task(*known).state == State::Cancelled) start(*known, changes);
    return *known;
  }
  for (const FutureId input : inputs) task(input);
  const FutureId id = next_id_++;
  Task& added = tasks_[id];
  added.key = key;
  added.operation = std::move(operation);
  added.inputs = std::move(inputs);
  added.handles = 1;
  if (annotations) added.priority = annotations->priority.value_or(0), added.retries = annotations->retries.value_or(0);
  by_key_.emplace(key, id);
  ++pending_count_;
  for (const FutureId input : added.inputs) task(input).dependents.insert(id);
  start(id, changes);
  return id;
}

FutureId FutureTable::add_data(const Key& key, Value value, Changes& changes) {
  if (const auto known = find(key)) {
    retain(*known);
    changes.freed.push_back({.result = std::move(value), .operation = nullptr, .failure = {}});
    return *known;
  }
  const FutureId id = next_id_++;
  Task& added = tasks_[id];
  added.key = key;
  added.handles = 1;
  added.result = std::move(value);
  by_key_.emplace(key, id);
  ++pending_count_;
  set_state(id, added, State::Finished, changes);
  return id;
}

void FutureTable::retain(FutureId id) { ++task(id).handles; }

Changes FutureTable::release(FutureId id) {
  Changes changes;
  --task(id).handles;
  forget_if_unwanted(id, changes);
  return changes;
}

// Puts a task whose dependents lists are in order at the beginning of its life.
void FutureTable::start(FutureId id, Changes& changes) {
  Task& started = task(id);
  if (started.failure)
    changes.freed.push_back(
        {.result = {}, .operation = nullptr, .failure = std::exchange(started.failure, std::nullopt)});
  started.missing = 0;
  for (const FutureId input : started.inputs) started.missing += task(input).state != State::Finished;
  set_state(id, started, started.missing == 0 ? State::Ready : State::Waiting, changes);
  const auto broken = std::find_if(started.inputs.begin(), started.inputs.end(), [&](FutureId input) {
    return has_ended(task(input).state) && task(input).state != State::Finished;
  });
  if (broken != started.inputs.end()) fail_dependents(*broken, changes);
}

std::optional<Job> FutureTable::take() {
  if (ready_.empty()) return std::nullopt;
  const FutureId id = std::get<FutureId>(*ready_.begin());
  Task& taken = task(id);
  Changes changes;
  set_state(id, taken, State::Running, changes);
  Job job{.id = id,
          .attempt = taken.attempt,
          .retries = taken.retries,
          .key = taken.key,
          .operation = taken.operation,
          .inputs = {}};
  for (const FutureId input : taken.inputs) job.inputs.push_back(task(input).result);
  return job;
}

Changes FutureTable::done(FutureId id, int attempt, Value result) {
  Changes changes;
  const auto found = tasks_.find(id);
  if (found == tasks_.end() || found->second.attempt != attempt || found->second.state != State::Running) {
    changes.freed.push_back({.result = std::move(result), .operation = nullptr, .failure = {}});
    return changes;
  }
  Task& finished = found->second;
  finished.result = std::move(result);
  set_state(id, finished, State::Finished, changes);
  for (const FutureId dependent : finished.dependents) {
    Task& waiting = task(dependent);
    if (waiting.state == State::Waiting && --waiting.missing == 0) set_state(dependent, waiting, State::Ready, changes);
  }
  drop_inputs(id, changes);
  forget_if_unwanted(id, changes);
  return changes;
}

Changes FutureTable::failed(FutureId id, int attempt, const TaskFailure& failure) {
  Changes changes;
  const auto found = tasks_.find(id);
  if (found == tasks_.end() || found->second.attempt != attempt || found->second.state != State::Running)
    return changes;
  found->second.failure = failure;
  set_state(id, found->second, State::Error, changes);
  fail_dependents(id, changes);
  forget_if_unwanted(id, changes);
  return changes;
}

// Ends what needs a failed or cancelled task in the same way, however far away.
void FutureTable::fail_dependents(FutureId id, Changes& changes) {
  std::vector<FutureId> broken = {id};
  while (!broken.empty()) {
    const FutureId cause_id = broken.back();
    broken.pop_back();
    const Task& cause = task(cause_id);
    for (const FutureId dependent_id : cause.dependents) {
      Task& dependent = task(dependent_id);
      if (has_ended(dependent.state)) continue;
      if (cause.failure) {
        dependent.failure = cause.failure;
        dependent.failure->waiting.push_back(dependent.key);
      }
      set_state(dependent_id, dependent, cause.state, changes);
      broken.push_back(dependent_id);
    }
  }
}

Changes FutureTable::cancel(std::span<const FutureId> ids) {
  Changes changes;
  for (const FutureId id : ids) {
    Task& cancelled = task(id);
    if (has_ended(cancelled.state)) continue;
    if (cancelled.state == State::Running) {
      changes.to_stop.push_back(id);
      ++cancelled.attempt;
    }
    set_state(id, cancelled, State::Cancelled, changes);
    fail_dependents(id, changes);
  }
  return changes;
}

Changes FutureTable::retry(std::span<const FutureId> ids) {
  Changes changes;
  std::vector<FutureId> to_start;
  std::vector<FutureId> to_look_at(ids.begin(), ids.end());
  while (!to_look_at.empty()) {
    const FutureId id = to_look_at.back();
    to_look_at.pop_back();
    Task& again = task(id);
    if (again.state != State::Error && again.state != State::Cancelled) continue;
    ++again.attempt;
    set_state(id, again, State::Waiting, changes);
    to_start.push_back(id);
    to_look_at.insert(to_look_at.end(), again.inputs.begin(), again.inputs.end());
  }
  for (const FutureId id : to_start) start(id, changes);
  return changes;
}

void FutureTable::drop_inputs(FutureId id, Changes& changes) {
  const std::vector<FutureId> inputs = std::move(task(id).inputs);
  task(id).inputs.clear();
  for (const FutureId input : inputs) task(input).dependents.erase(id);
  for (const FutureId input : inputs) {
    if (has(input)) forget_if_unwanted(input, changes);
  }
}

// Forgets a task without handles and dependents, then the inputs that only it wanted. One that runs is let go when it
// ends.
void FutureTable::forget_if_unwanted(FutureId id, Changes& changes) {
  std::vector<FutureId> candidates = {id};
  while (!candidates.empty()) {
    const FutureId candidate = candidates.back();
    candidates.pop_back();
    const auto found = tasks_.find(candidate);
    if (found == tasks_.end()) continue;
    Task& unwanted = found->second;
    if (unwanted.handles > 0 || !unwanted.dependents.empty() || unwanted.state == State::Running) continue;
    if (!has_ended(unwanted.state)) set_state(candidate, unwanted, State::Cancelled, changes);
    for (const FutureId input : unwanted.inputs) {
      task(input).dependents.erase(candidate);
      candidates.push_back(input);
    }
    changes.freed.push_back({std::move(unwanted.result), std::move(unwanted.operation), std::move(unwanted.failure)});
    by_key_.erase(unwanted.key);
    tasks_.erase(found);
  }
}

std::string FutureTable::why(FutureId id) const {
  const Task& asked = task(id);
  constexpr std::string_view kStates[] = {"waiting", "ready", "running", "finished", "error", "cancelled"};
  std::string text(kStates[std::size_t(asked.state)]);
  if (asked.state != State::Waiting) return text;
  for (const FutureId input : asked.inputs) {
    if (task(input).state != State::Finished)
      text += fmt::format("; needs {}, which is {}", task(input).key.print(), kStates[std::size_t(task(input).state)]);
  }
  return text;
}

}  // namespace scheduler
}  // namespace tusk
