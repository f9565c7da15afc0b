// Rows that a user's function gave for others: a function of whole partitions is taken to keep the rows that it gets,
// so that its result can be put beside them. Where it did not, the partition's table says so, and is put beside nothing
// else.
#pragma once

#include <string>

#include <tusk/data/table.h>

namespace tusk::expr {

// What tells a table's rows from those that its expression is taken to have; empty: they are these.
std::string rows_mark(const Table& table);
// The table with that in its schema's metadata, under "tusk.rows".
Table with_rows_mark(const Table& table, const std::string& mark);

}  // namespace tusk::expr
