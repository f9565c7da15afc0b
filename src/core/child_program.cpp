#include "core/child_program.h"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <spawn.h>
#include <system_error>
#include <unistd.h>

#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <tusk/core/error.h>

extern char** environ;

namespace tusk::core {

namespace {

[[noreturn]] void fail_system(const char* what, int error_number) {
  throw OSError(fmt::format("running a program: {} failed: {}", what, std::generic_category().message(error_number)));
}

// A file in memory. The program's input, output and words each get one, so neither side ever waits for the other.
class MemoryFile {
 public:
  MemoryFile() : descriptor_(::memfd_create("program", MFD_CLOEXEC)) {
    if (descriptor_ < 0) fail_system("memfd_create", errno);
  }
  ~MemoryFile() { ::close(descriptor_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  int descriptor() const { return descriptor_; }

  void write(std::string_view text) {
    while (!text.empty()) {
      const ssize_t count = ::write(descriptor_, text.data(), text.size());
      if (count < 0 && errno != EINTR) fail_system("writing its input", errno);
      text.remove_prefix(count < 0 ? 0 : std::size_t(count));
    }
  }
  void rewind() { ::lseek(descriptor_, 0, SEEK_SET); }

  std::string contents() const {
    struct stat status{};
    if (::fstat(descriptor_, &status) != 0) fail_system("fstat", errno);
    std::string text(std::size_t(status.st_size), '\0');
    for (std::size_t done = 0; done < text.size();) {
      const ssize_t count = ::pread(descriptor_, text.data() + done, text.size() - done, off_t(done));
      if (count == 0 || (count < 0 && errno != EINTR)) fail_system("reading its output", count == 0 ? EIO : errno);
      done += count < 0 ? 0 : std::size_t(count);
    }
    return text;
  }

 private:
  int descriptor_;
};

class SpawnActions {
 public:
  SpawnActions() {
    ::posix_spawn_file_actions_init(&files_);
    ::posix_spawnattr_init(&attributes_);
    sigset_t none;
    sigemptyset(&none);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK);
  }
  ~SpawnActions() {
    ::posix_spawn_file_actions_destroy(&files_);
    ::posix_spawnattr_destroy(&attributes_);
  }
  SpawnActions(const SpawnActions&) = delete;
  SpawnActions& operator=(const SpawnActions&) = delete;

  void give(const MemoryFile& file, int descriptor) {
    ::posix_spawn_file_actions_adddup2(&files_, file.descriptor(), descriptor);
  }

  // Nothing if there is no such program.
  std::optional<pid_t> start(std::vector<std::string> arguments) const {
    std::vector<char*> pointers;
    for (std::string& argument : arguments) pointers.push_back(argument.data());
    pointers.push_back(nullptr);
    pid_t child = 0;
    const int error_number = ::posix_spawnp(&child, pointers[0], &files_, &attributes_, pointers.data(), environ);
    if (error_number == ENOENT || error_number == EACCES) return std::nullopt;
    if (error_number != 0) fail_system("starting it", error_number);
    return child;
  }

 private:
  posix_spawn_file_actions_t files_;
  posix_spawnattr_t attributes_;
};

// The child's status; 0 where the process lets the system reap its children.
int status_of(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0) {
    if (errno == ECHILD) return 0;
    if (errno != EINTR) fail_system("waiting for it", errno);
  }
  return status;
}

std::string end_of(int status) {
  return WIFSIGNALED(status) ? fmt::format("was ended by signal {}", WTERMSIG(status))
                             : fmt::format("ended with status {}", WEXITSTATUS(status));
}

}  // namespace

std::optional<ProgramResult> run_program(const std::vector<std::string>& arguments, std::string_view input) {
  MemoryFile given, output, words;
  given.write(input);
  given.rewind();
  SpawnActions actions;
  actions.give(given, STDIN_FILENO);
  actions.give(output, STDOUT_FILENO);
  actions.give(words, STDERR_FILENO);
  const auto child = actions.start(arguments);
  if (!child) return std::nullopt;
  const int status = status_of(*child);
  return ProgramResult{status == 0, end_of(status), output.contents(), words.contents()};
}

}  // namespace tusk::core
