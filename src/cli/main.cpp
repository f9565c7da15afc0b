// The command `tusk`. Each of its commands is a file <name>_command.cpp, and a line below.
#include <cstdio>
#include <exception>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <tusk/core/error.h>
#include <tusk/core/version.h>

#include "cli/config_command.h"
#include "cli/demo_command.h"
#include "cli/interrupt.h"

namespace {

constexpr int kFailed = 1;
constexpr int kMisused = 2;

int run(int argc, char** argv) {
  CLI::App app("Tusk: parallel arrays, tables, task graphs and futures", "tusk");
  app.set_version_flag("--version", std::string(tusk::version()));
  app.require_subcommand(1);
  tusk::cli::add_config_command(app);
  tusk::cli::add_demo_command(app);
  try {
    app.parse(argc, argv);
    return 0;
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kMisused;
  }
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const int status = run(argc, argv);
    if (std::fflush(stdout) != 0) throw tusk::OSError("what a command prints must reach its output: writing it failed");
    return status;
  } catch (const std::exception& error) {
    // Whatever fails then: programs that a command runs get the signal too.
    const bool is_interrupted = tusk::cli::interrupt_token().stop_requested();
    fmt::print(stderr, "tusk: {}\n", is_interrupted ? "interrupted" : error.what());
    return is_interrupted ? tusk::cli::kInterrupted : kFailed;
  }
}
