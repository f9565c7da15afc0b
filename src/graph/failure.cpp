#include <optional>
#include <utility>

#include <fmt/format.h>

#include <tusk/core/error.h>
#include <tusk/graph/scheduler.h>

namespace tusk {

namespace {

// Owning the exception keeps another one from being thrown at the same address, and so from being taken for it.
std::optional<TaskFailure>& last_failure() {
  static thread_local std::optional<TaskFailure> failure;
  return failure;
}

std::string waiting_list(const std::vector<Key>& waiting) {
  constexpr std::size_t kMostShown = 8;
  std::string text;
  for (std::size_t i = 0; i < std::min(waiting.size(), kMostShown); ++i)
    text += (i > 0 ? ", " : "") + waiting[i].quoted();
  if (waiting.size() > kMostShown) text += fmt::format(", ... ({} in all)", waiting.size());
  return text;
}

}  // namespace

std::string TaskFailure::print() const {
  std::string text = fmt::format("task {} failed", key.quoted());
  if (attempts > 1) text += fmt::format(" after {} attempts", attempts);
  text += ": " + operation;
  if (!waiting.empty()) text += "; needed by " + waiting_list(waiting);
  return text;
}

const TaskFailure* task_failure() {
  const std::exception_ptr handled = std::current_exception();
  const auto& failure = last_failure();
  return handled && failure && failure->exception == handled ? &*failure : nullptr;
}

void rethrow_failure(TaskFailure failure) {
  TUSK_CHECK(failure.exception, "a failure has an exception");
  std::rethrow_exception(last_failure().emplace(std::move(failure)).exception);
}

void forget_failure() { last_failure().reset(); }

}  // namespace tusk
