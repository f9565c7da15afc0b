// A library whose registration throws.
#include <stdexcept>

#include <tusk/graph/function.h>

TUSK_OPERATIONS {
  tusk::register_function("throwing.fresh", [](int x) { return x; });
  throw std::runtime_error("the moon is full");
}
