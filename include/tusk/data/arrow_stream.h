// Tables to and from other libraries without a copy, by the Arrow C stream interface
// (https://arrow.apache.org/docs/format/CStreamInterface.html).
#pragma once

#include <tusk/data/table.h>

struct ArrowArrayStream;

namespace tusk {

// Fills `*stream`, which must be empty; its consumer releases it. The stream shares the table's memory.
void export_stream(const Table& table, ArrowArrayStream* stream);

// Takes over the stream, reads it to its end and releases it, also when it throws. The table holds on to the
// producer's memory. Throws ValueError if what it gives is no table, else the kind of error that the producer reports.
Table import_stream(ArrowArrayStream* stream);

}  // namespace tusk
