// SourceFile: the file of an array that was opened, as its source keeps it and sends it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include <tusk/core/fields.h>

#include "io/input_file.h"
#include "io/sent_options.h"

namespace tusk::io {

struct SourceFile {
  static constexpr std::string_view kName = "source_file";
  std::string address;
  std::uint64_t size_bytes = 0;
  SentOptions storage_options = {};
  static constexpr auto fields() {
    return std::tuple{field("address", &SourceFile::address), field("size_bytes", &SourceFile::size_bytes),
                      field("storage_options", &SourceFile::storage_options)};
  }

  // The open file. Processes keep the last hundred or so open; threads share them. Throws OSError if the file has
  // another size than when its array was opened.
  std::shared_ptr<const InputFile> open() const;
  // Reads exactly `count` bytes. Throws OSError naming the file if it ends earlier.
  void read(std::uint64_t offset, std::uint64_t count, void* out) const;
};

// Reads exactly `count` bytes of an open file. Throws OSError naming it if it ends earlier.
void read_exactly(const InputFile& file, const std::string& address, std::uint64_t offset, std::uint64_t count,
                  void* out);

// Opens it anew, as it is now.
SourceFile source_file(const std::string& address, const StorageOptions& options);

// "2m" of "era/2m.npy": the name of an array that is all there is in its file.
std::string stem_of(const std::string& address);

}  // namespace tusk::io
