#include "core/text_file.h"

#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>

#include <fmt/format.h>

#include <tusk/core/error.h>

namespace tusk::core {

namespace {

[[noreturn]] void throw_unreadable(const std::string& path, int error_number) {
  const auto message = fmt::format("a file must be readable: got {}: {}; correct its path or its permissions", path,
                                   std::generic_category().message(error_number));
  if (error_number == ENOENT) throw FileNotFoundError(message);
  throw OSError(message);
}

}  // namespace

std::string read_text_file(const std::string& path) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rbe"), std::fclose);
  if (!file) throw_unreadable(path, errno);
  std::string contents;
  char block[1 << 14];
  while (const std::size_t size = std::fread(block, 1, sizeof block, file.get())) contents.append(block, size);
  if (std::ferror(file.get())) throw_unreadable(path, errno);
  return contents;
}

}  // namespace tusk::core
