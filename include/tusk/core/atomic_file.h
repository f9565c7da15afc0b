// AtomicFile: a file that is there whole or not at all.
//
//   AtomicFile file("report.html");
//   file.write(page);
//   file.commit();
//
// What is written goes to a temporary file in the same folder, which takes the name at commit(). Until then, after an
// error, and after a crash, readers find what was there before. A link is followed; permissions of a file that is
// replaced are kept. Where the path is a device, a pipe or a terminal, bytes go straight to it instead.
// Not thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tusk {

class AtomicFile {
 public:
  // Throws FileNotFoundError if there is no such folder, OSError if nothing can be written there.
  explicit AtomicFile(const std::string& path);
  // Without commit() removes what was written.
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  // Throws OSError with the path, the bytes that were written and the system's reason (a full disk, for example).
  void write(std::string_view bytes);
  // Brings the bytes to the disk and gives the file its name. Throws as write() does. Nothing can be written
  // afterwards.
  void commit();

 private:
  void flush();
  [[noreturn]] void fail(int error_number);

  std::string path_;            // as the caller gave it, for messages
  std::string target_;          // with links followed
  std::string temporary_path_;  // empty for devices
  std::string buffer_;
  int file_descriptor_ = -1;
  std::uint64_t written_bytes_ = 0;
};

// All of it in one call.
void write_file_atomically(const std::string& path, std::string_view contents);

}  // namespace tusk
