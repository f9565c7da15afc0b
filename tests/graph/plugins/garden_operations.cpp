// A library of operations as a user would write it.
#include <tusk/graph/function.h>

#include "tests/graph/plugins/shared_operation.h"

namespace {

double area(double width, double height) { return width * height; }

// Registering where a name is defined works as well.
const auto twice = tusk::register_function("garden.twice", [](int x) { return 2 * x; });

}  // namespace

TUSK_OPERATIONS {
  tusk::register_function("garden.area", area);
  tusk::register_operation<garden::Water>();
}
