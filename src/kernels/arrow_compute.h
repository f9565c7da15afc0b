// Arrow's compute library, ready for use.
#pragma once

namespace arrow::compute {
class ExecContext;
}

namespace tusk::kernels {

// Registers Arrow's functions. Costs milliseconds the first time and nothing later; any number of threads may call it.
void initialize_arrow_compute();
// The context to call Arrow's functions with: memory from data::arrow_pool(), no threads; initialized.
arrow::compute::ExecContext* arrow_context();

}  // namespace tusk::kernels
