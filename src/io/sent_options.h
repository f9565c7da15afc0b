// Storage options as scans and sinks keep them: sent with them, but not shown, since they hold keys and passwords.
#pragma once

#include <string>

#include <tusk/core/codec.h>

#include "io/input_file.h"

namespace tusk::io {

struct SentOptions {
  StorageOptions values;
};

}  // namespace tusk::io

namespace tusk {

// Written as the map that it is; printed without the values.
template <>
struct Codec<io::SentOptions> {
  static std::string name() { return "storage_options"; }
  static void write(ByteWriter& writer, const io::SentOptions& options) {
    Codec<io::StorageOptions>::write(writer, options.values);
  }
  static io::SentOptions read(ByteReader& reader) { return {Codec<io::StorageOptions>::read(reader)}; }
  static void print(std::string& text, const io::SentOptions& options);
};

}  // namespace tusk
