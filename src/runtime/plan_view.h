// PlanView: a planned run as callbacks see it.
#pragma once

#include <atomic>
#include <string>

#include <tusk/graph/events.h>

#include "scheduler/run_plan.h"

namespace tusk::runtime {

class PlanView : public Run {
 public:
  explicit PlanView(const scheduler::RunPlan& plan) : plan_(plan) {}

  graph::TaskId task_count() const override { return plan_.task_count(); }
  Key key(graph::TaskId task) const override { return plan_.tasks.key(task); }
  std::string group(graph::TaskId task) const override { return std::string(key(task).prefix()); }
  std::string operation(graph::TaskId task) const override { return plan_.tasks.operation(task).print(); }
  std::vector<graph::TaskId> inputs(graph::TaskId task) const override {
    const auto inputs = plan_.tasks.inputs_of(task);
    return {inputs.begin(), inputs.end()};
  }
  Annotations annotations(graph::TaskId task) const override {
    const Annotations* annotations = plan_.tasks.annotations(task);
    return annotations ? *annotations : Annotations();
  }

 private:
  const scheduler::RunPlan& plan_;
};

}  // namespace tusk::runtime
