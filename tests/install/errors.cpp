// An installed Tusk throws errors that the program catches by their types.
#include <iostream>

#include <tusk/delayed.h>

int main() {
  try {
    tusk::delayed([](int) -> int { throw tusk::ValueError("thrown and caught"); })(1).compute();
  } catch (const tusk::Error& error) {
    std::cout << tusk::name(error.kind()) << ": " << error.what() << '\n';
  }
}
