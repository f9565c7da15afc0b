#include <cstdio>

#include <tusk/core/error.h>

int main() {
  try {
    throw tusk::ValueError("an installed Tusk throws and catches its own errors");
  } catch (const tusk::Error& error) {
    std::printf("%s: %s\n", std::string(tusk::name(error.kind())).c_str(), error.what());
  }
}
