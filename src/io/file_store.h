// FileStore: what the addresses of one scheme have in common: how they are opened and listed.
#pragma once

#include <optional>

#include "io/input_file.h"

namespace tusk::io {

// Immutable; used by several threads at once. Every function throws OSError where the system or the server refuses.
class FileStore {
 public:
  virtual ~FileStore() = default;
  // Throws FileNotFoundError if there is no such file.
  virtual std::shared_ptr<const InputFile> open(const std::string& address) const = 0;
  // The file of that address as find_files() gives it; nullopt if there is none, or a folder.
  virtual std::optional<FoundFile> find(const std::string& address) const = 0;
  virtual bool is_folder(const std::string& address) const = 0;
  // The files below a folder, at any depth, sorted by address.
  virtual std::vector<FoundFile> files_below(const std::string& folder) const = 0;
  // Whether an address that is no file may be a glob.
  virtual bool is_glob(const std::string& address) const = 0;
  // The files that a glob matches, sorted by address.
  virtual std::vector<FoundFile> matches(const std::string& glob) const = 0;
  // The error to throw for an address that names nothing: what there is instead, where that can be known.
  virtual std::string missing_message(const std::string& address) const = 0;
};

// The store of the address's scheme. Throws ValueError for a scheme that is not known.
std::shared_ptr<const FileStore> store_of(const std::string& address, const StorageOptions& options);

}  // namespace tusk::io
