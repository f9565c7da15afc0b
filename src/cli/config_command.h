// tusk config: shows and changes the configuration.
#pragma once

namespace CLI {
class App;
}

namespace tusk::cli {

// Adds `config list`, `get KEY`, `find WORD` and `set KEY VALUE` to the command. They run while arguments are parsed,
// print to standard output, and throw tusk::Error.
void add_config_command(CLI::App& app);

}  // namespace tusk::cli
