// InputFile: the bytes of a file, wherever it lies. Addresses are local paths, file://, s3:// and http(s)://.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace tusk::io {

// As fsspec names them: "anon", "key", "secret", "token", "endpoint_url", "region".
using StorageOptions = std::map<std::string, std::string>;

class InputFile {
 public:
  virtual ~InputFile() = default;
  virtual std::uint64_t size_bytes() const = 0;
  // Reads `count` bytes at `offset`, or fewer at the end, into `out`; returns how many. Thread-safe. Throws OSError
  // naming the file.
  virtual std::uint64_t read_at(std::uint64_t offset, std::uint64_t count, void* out) const = 0;
};

// Throws FileNotFoundError or OSError naming the address, ValueError for a scheme that is not known.
std::shared_ptr<const InputFile> open_input(const std::string& address, const StorageOptions& options = {});

struct FoundFile {
  std::string address;
  std::uint64_t size_bytes = 0;
};

// The files that addresses name, in their order; a glob ("taxi/2019-*.csv", "s3://bucket/**/part-*") stands for those
// that match, sorted. Throws FileNotFoundError for an address, or a glob, that names none.
std::vector<FoundFile> find_files(const std::vector<std::string>& addresses, const StorageOptions& options = {});

}  // namespace tusk::io
