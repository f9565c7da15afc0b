// The byte form of a node: a delayed value with its whole graph, as it leaves the process.
#pragma once

#include <tusk/delayed/node.h>

namespace tusk::lazy {

// Keys, identities, lengths and annotations go along, so the copy is the same work. Throws TypeError naming a task that
// can't leave the process, and why.
void write_node(ByteWriter& writer, const NodePtr& root);
// Throws ValueError on bytes that can't be one, TypeError naming an operation that is not registered here.
NodePtr read_node(ByteReader& reader);

}  // namespace tusk::lazy
