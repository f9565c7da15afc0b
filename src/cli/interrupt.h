// Ctrl-C for commands: the first one asks the command's runs to stop, the second ends the process.
#pragma once

#include <stop_token>

namespace tusk::cli {

constexpr int kInterrupted = 130;  // the exit code that a shell reports for a process that Ctrl-C ended

// Takes SIGINT over for the rest of the process: a thread of its own waits for it. To be called before other threads
// start, since they inherit which signals a thread leaves to others.
void take_over_interrupt();

// Requested by the first Ctrl-C.
std::stop_token interrupt_token();

}  // namespace tusk::cli
