#include "kernels/arrow_compute.h"

#include <mutex>

#include <arrow/compute/initialize.h>

#include "data/arrow_status.h"

namespace tusk::kernels {

void initialize_arrow_compute() {
  static std::once_flag once;
  std::call_once(once, [] { data::throw_unless_ok(arrow::compute::Initialize(), "preparing Arrow's functions"); });
}

}  // namespace tusk::kernels
