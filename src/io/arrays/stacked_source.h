// StackedSource: arrays that lie one behind the other along an axis, as one.
#pragma once

#include <string>
#include <vector>

#include "io/arrays/array_source.h"

namespace tusk::io {

// A region reads of each part what it selects there; the chunk shape is that of the first part. Throws ValueError
// naming two parts whose dtypes, or lengths of other axes, differ, or an axis that they don't have.
ArraySourcePtr stacked_source(const std::string& name, std::vector<ArraySourcePtr> parts, std::int64_t axis);

}  // namespace tusk::io
