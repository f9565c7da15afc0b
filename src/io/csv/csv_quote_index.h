// CsvQuoteIndex: what blocks of a file must know of the text before them: is a quote open?
#pragma once

#include <map>
#include <string>

#include "core/fork_safe_mutex.h"
#include "io/csv/byte_stream.h"
#include "kernels/csv/csv_structure.h"

namespace tusk::io {

// Thread-safe. Remembers what it has found: a file is looked through once, about as fast as it can be read.
class CsvQuoteIndex {
 public:
  // The state of quoting behind the first `offset` bytes of the file, of which those from `begin` on are looked at.
  kernels::CsvQuoting before(const TextFile& file, std::uint64_t begin, std::uint64_t offset,
                             const kernels::CsvMarks& marks, const StorageOptions& options);

 private:
  using Known = std::map<std::uint64_t, kernels::CsvQuoting>;
  // The last place before `offset` of which the state is known, or `begin`.
  std::pair<std::uint64_t, kernels::CsvQuoting> nearest(const std::string& address, std::uint64_t begin,
                                                        std::uint64_t offset);

  core::ForkSafeMutex mutex_;
  std::map<std::string, Known> known_;
};

}  // namespace tusk::io
