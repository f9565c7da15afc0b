// The families of elementwise functions: one source each.
#pragma once

#include "kernels/elementwise/operands.h"

namespace tusk::kernels::elementwise {

Family arithmetic_family();
Family comparison_family();
Family logic_family();

}  // namespace tusk::kernels::elementwise
