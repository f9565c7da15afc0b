#include "io/sent_options.h"

namespace tusk {

void Codec<io::SentOptions>::print(std::string& text, const io::SentOptions& options) {
  text += '{';
  for (const auto& [name, value] : options.values) {
    if (!text.ends_with('{')) text += ", ";
    text += name + "=...";
  }
  text += '}';
}

}  // namespace tusk
