#include "kernels/arrow_compute.h"

#include <mutex>

#include <arrow/compute/exec.h>
#include <arrow/compute/initialize.h>

#include "data/arrow_pool.h"
#include "data/arrow_status.h"

namespace tusk::kernels {

void initialize_arrow_compute() {
  static std::once_flag once;
  std::call_once(once, [] { data::throw_unless_ok(arrow::compute::Initialize(), "preparing Arrow's functions"); });
}

arrow::compute::ExecContext* arrow_context() {
  initialize_arrow_compute();
  static arrow::compute::ExecContext context = [] {
    arrow::compute::ExecContext made(data::arrow_pool());
    made.set_use_threads(false);
    return made;
  }();
  return &context;
}

}  // namespace tusk::kernels
