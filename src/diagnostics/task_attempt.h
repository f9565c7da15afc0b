// Which events stand for an attempt at a task, with a beginning and an end.
#pragma once

#include <tusk/graph/events.h>

namespace tusk::diagnostics {

constexpr bool is_attempt(TaskEventKind kind) {
  return kind == TaskEventKind::Finished || kind == TaskEventKind::Failed || kind == TaskEventKind::Retried;
}

}  // namespace tusk::diagnostics
