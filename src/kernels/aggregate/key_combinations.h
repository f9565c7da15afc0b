// The groups that keys of categories can make, those among them that no row belongs to.
#pragma once

#include <arrow/array.h>

namespace tusk::kernels::aggregate {

// All combinations of the keys' values, the last key changing first: of a key of categories all categories, of others
// the values that occur; missing ones where they occur and are not dropped. Empty if no key has categories.
arrow::ArrayVector key_combinations(const arrow::ArrayVector& keys, bool drops_missing);

}  // namespace tusk::kernels::aggregate
