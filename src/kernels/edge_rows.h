// Reducers that keep the first, or the last rows: head() and tail().
#pragma once

#include "kernels/reducer.h"

namespace tusk::kernels {

ReducerPtr first_rows(std::int64_t count);
ReducerPtr last_rows(std::int64_t count);

}  // namespace tusk::kernels
