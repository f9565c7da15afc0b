// The families of elementwise functions: one source each.
#pragma once

#include "kernels/elementwise/operands.h"

namespace tusk::kernels::elementwise {

Family across_family();
Family arithmetic_family();
Family comparison_family();
Family logic_family();
Family math_family();
Family missing_family();
Family conditional_family();
Family cast_family();
Family category_family();
Family datetime_family();
Family text_family();
Family text_form_family();
Family text_length_family();
Family text_part_family();

}  // namespace tusk::kernels::elementwise
