#include "io/input_file.h"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include <tusk/core/error.h>

#include "io/file_store.h"
#include "io/local_store.h"

namespace tusk::io {
namespace {

// The letters before "://", or nothing.
std::string scheme_of(const std::string& address) {
  const auto end = address.find("://");
  if (end == std::string::npos) return {};
  const auto scheme = address.substr(0, end);
  const bool is_scheme = !scheme.empty() && std::ranges::all_of(scheme, [](unsigned char letter) {
    return std::isalnum(letter) || letter == '+' || letter == '-' || letter == '.';
  });
  return is_scheme ? scheme : std::string();
}

void add_files_of(const std::string& address, const StorageOptions& options, std::vector<FoundFile>& found) {
  if (address.empty()) throw ValueError("an address names a file: got an empty text");
  const auto store = store_of(address, options);
  if (auto file = store->find(address)) {
    found.push_back(*std::move(file));
    return;
  }
  if (store->is_folder(address)) {
    throw OSError(
        fmt::format("an address names files, not a folder: '{0}' is a folder; name its files, as in '{0}/*'", address));
  }
  if (!store->is_glob(address)) throw FileNotFoundError(store->missing_message(address));
  auto matches = store->matches(address);
  if (matches.empty())
    throw FileNotFoundError(fmt::format("a glob matches at least one file: no file matches '{}'", address));
  found.insert(found.end(), matches.begin(), matches.end());
}

}  // namespace

std::shared_ptr<const FileStore> store_of(const std::string& address, const StorageOptions& /*options*/) {
  const auto scheme = scheme_of(address);
  if (scheme.empty() || scheme == "file") return local_store();
  throw ValueError(fmt::format("addresses are local paths, file://, s3://, http:// and https://: got '{}'", address));
}

std::shared_ptr<const InputFile> open_input(const std::string& address, const StorageOptions& options) {
  return store_of(address, options)->open(address);
}

std::vector<FoundFile> find_files(const std::vector<std::string>& addresses, const StorageOptions& options) {
  if (addresses.empty()) throw ValueError("at least one file is read: got no address");
  std::vector<FoundFile> found;
  for (const auto& address : addresses) add_files_of(address, options, found);
  return found;
}

}  // namespace tusk::io
