// A library whose initializers register a name that belongs to another library.
#include <tusk/graph/function.h>

namespace {

const auto fresh = tusk::register_function("clash.fresh", [](int x) { return x; });
const auto taken = tusk::register_function("garden.area", [](double side) { return side * side; });
const auto late = tusk::register_function("clash.late", [](int x) { return x; });

}  // namespace
