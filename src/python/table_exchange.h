// Tables in and out without a copy, by the Arrow PyCapsule interface
// (https://arrow.apache.org/docs/format/CDataInterface/PyCapsuleInterface.html).
#pragma once

#include <optional>

#include <tusk/data/table.h>

#include "python/interpreter.h"

namespace tusk::python {

// The table that an object offers through __arrow_c_stream__. Throws TypeError if it has none, and what importing
// throws. With the GIL, which it gives up while it reads.
Table import_table(nb::handle object);
// The same, or nothing if the object offers no table.
std::optional<Table> table_over(nb::handle object);
// The capsule that __arrow_c_stream__ returns.
nb::object export_table(const Table& table);

}  // namespace tusk::python
