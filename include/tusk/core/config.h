// Configuration: settings that a user may change without changing a program.
//
// A key is names with dots between them: scheduler.threads. Dash and underscore are the same. The places that may set
// a key, weakest first:
//   1. what Tusk is built with;
//   2. the files *.yaml and *.yml, in the order of their names, of /etc/tusk (or TUSK_ROOT_CONFIG), then of
//      ~/.config/tusk, then of the folder, or the file, in TUSK_CONFIG; what is not there is passed over;
//   3. the environment: TUSK_SCHEDULER__THREADS=4 is scheduler.threads (two underscores are a dot);
//   4. config::set in code.
// They are merged key by key. A section that has a key `name` may be set by that name alone: `scheduler: sync` is
// scheduler.name. An empty section changes nothing. Files and environment are read at the first use, all of this is
// process-wide, and every function may be called from any thread. A read costs about a tenth of a microsecond.
//
// Every function throws ValueError, with file and line, for a file that is no configuration.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tusk/core/setting.h>

namespace tusk::config {

// A key, its value, and who says so: "default", "/etc/tusk/tusk.yaml:3", "environment variable TUSK_X", "code".
struct Entry {
  std::string key;
  Setting value;
  std::string source;
};

// The value of an entry as a C++ type. Whole numbers may be written as 4, "4" or 4.0, truth also as 1, 0, yes, no, on
// and off; any number and truth is a text, as it was written. ValueError names the key, the value and its source.
// For a type of your own, overload read() beside the type.
void read(const Entry& entry, bool& out);
void read(const Entry& entry, int& out);
void read(const Entry& entry, std::int64_t& out);
void read(const Entry& entry, std::uint64_t& out);
void read(const Entry& entry, double& out);
void read(const Entry& entry, std::string& out);
void read(const Entry& entry, List& out);
void read(const Entry& entry, Map& out);
void read(const Entry& entry, Setting& out);
template <class T>
void read(const Entry& entry, std::optional<T>& out) {
  entry.value.is_null() ? out.reset() : read(entry, out.emplace());
}

// The entry of a key, or of a section, whose value is then a map. KeyError names similar keys, if it isn't set.
Entry entry(std::string_view key);
std::optional<Entry> find(std::string_view key);

// The value of a key: get<int>("scheduler.threads"), get<std::optional<std::string>>("scheduler.name").
template <class T>
T get(std::string_view key) {
  T value;
  read(entry(key), value);
  return value;
}

// The same, and `fallback` where the key is not set or null.
template <class T>
T get(std::string_view key, const T& fallback) {
  std::optional<T> value;
  if (const auto found = find(key)) read(*found, value);
  return value.value_or(fallback);
}

// A size is a number of bytes or a text for parse_bytes; a duration is a number of seconds or a text for
// parse_duration.
std::uint64_t get_bytes(std::string_view key);
std::chrono::nanoseconds get_duration(std::string_view key);
// A size, or a share of the memory that the process may use: "80%" or 0.8. Null is 0.
std::uint64_t get_memory(std::string_view key);

// What config::set has set, until this is destroyed. Scopes may end in any order: of those that are left, and of what
// was kept, the newest counts.
class [[nodiscard]] Scope {
 public:
  explicit Scope(std::uint64_t id) : id_(id) {}
  Scope(Scope&& other) noexcept : id_(std::exchange(other.id_, 0)) {}
  Scope& operator=(Scope&& other) noexcept;
  ~Scope() { end(); }
  // Takes the settings back now.
  void end() noexcept;
  // Leaves them as they are until the process ends.
  void keep() noexcept;

 private:
  std::uint64_t id_;
};

// Sets keys for the whole process: `const auto scope = config::set({{"scheduler.name", "sync"}});` while `scope` lives,
// `config::set({{"scheduler.threads", 4}}).keep();` for good. ValueError for a malformed key, or a value that a key of
// Tusk's own can't have; then nothing is set.
Scope set(const Map& settings);

// Reads files and environment anew. What code has set stays. When it throws, all is as before.
void refresh();

// All that is set, sorted by key.
std::vector<Entry> list();
// All places that set a key, the strongest first: that is where its value comes from.
std::vector<Entry> places(std::string_view key);
// What one of Tusk's own keys means, in a line; empty for other keys.
std::string description(std::string_view key);

// Writes a key into a file of the user's, whose other keys and comments stay, and reads the files anew. Returns its
// path: `path`, or the strongest file of the user's folder (TUSK_CONFIG, else ~/.config/tusk) that sets the key, or
// tusk.yaml there. The file is replaced in one step, so a crash or a full disk leaves the old one. Throws OSError and
// ValueError.
std::string write_to_file(std::string_view key, const Setting& value, const std::string& path = "");

}  // namespace tusk::config
