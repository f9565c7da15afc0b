// tusk demo: what Tusk does, shown on taxi records in a minute.
#pragma once

namespace CLI {
class App;
}

namespace tusk::cli {

// Adds `demo` to the command. It prints what it does, step by step, and leaves its pictures and its report in a folder.
void add_demo_command(CLI::App& app);

}  // namespace tusk::cli
