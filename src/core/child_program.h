// Running another program to its end, with a text in and its output back.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tusk::core {

struct ProgramResult {
  bool is_good = false;  // status 0
  std::string end;       // "ended with status 1", "was ended by signal 9"
  std::string output;
  std::string words;  // its standard error
};

// arguments[0] is looked up on the PATH; there is no shell. Nothing if there is no such program; throws OSError if the
// system can't run it. Input and output lie in memory, so neither side waits for the other.
std::optional<ProgramResult> run_program(const std::vector<std::string>& arguments, std::string_view input);

}  // namespace tusk::core
