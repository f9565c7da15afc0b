#include "expr/task_results.h"

#include <utility>

#include <arrow/type.h>

#include <tusk/core/codec_containers.h>
#include <tusk/core/error.h>

namespace tusk::expr {

namespace {

NodePtr results_node(std::vector<TaskResult> tasks, std::string word, bool is_shared) {
  auto op = std::make_shared<TaskResults>();
  op->word = std::move(word);
  op->is_shared = is_shared;
  for (TaskResult& task : tasks) {
    op->identities.push_back(task.identity);
    op->tasks.push_back(std::move(task.task));
  }
  return make_node(std::move(op));
}

}  // namespace

Meta TaskResults::meta(Inputs) const {
  Meta meta;
  meta.shape = is_shared ? Shape::Scalar : Shape::Frame;
  meta.schema = arrow::schema({});
  meta.partition_count = std::int64_t(identities.size());
  meta.rows = hash_of(identities);
  return meta;
}

NodePtr task_results(std::vector<TaskResult> tasks, std::string word) {
  if (tasks.empty()) throw ValueError("a collection is made of one task or more: got none");
  return results_node(std::move(tasks), std::move(word), false);
}

NodePtr shared_result(TaskResult task) { return results_node({std::move(task)}, "argument", true); }

}  // namespace tusk::expr
