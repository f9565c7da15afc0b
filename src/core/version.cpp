#include <tusk/core/version.h>

namespace tusk {

std::string_view version() { return TUSK_VERSION; }

}  // namespace tusk
