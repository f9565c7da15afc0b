#include <tusk/core/config.h>

#include <algorithm>
#include <mutex>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>

#include <tusk/core/error.h>
#include <tusk/core/machine.h>

#include "core/config_defaults.h"
#include "core/config_places.h"
#include "core/config_tree.h"
#include "core/config_values.h"
#include "core/config_writer.h"
#include "core/fork_safe_mutex.h"
#include "core/near_names.h"

namespace tusk::config {

namespace {

using Leaves = std::vector<Entry>;

// What one call of set() has set.
struct Overlay {
  std::uint64_t id;
  bool is_kept;
  Leaves leaves;
};

struct Store {
  core::ForkSafeMutex mutex;
  bool is_loaded = false;
  std::vector<Leaves> places;     // defaults, files, environment: the weakest first
  std::vector<Overlay> overlays;  // the oldest first
  std::uint64_t last_id = 0;
  core::ConfigTree tree;  // all of these in one
};

// Never destroyed: threads may read settings while static objects go.
Store& store() {
  static Store* const kStore = new Store;
  return *kStore;
}

std::vector<Leaves> collect() {
  std::vector<Leaves> places(1);
  for (const auto& row : core::config_defaults()) places[0].push_back({std::string(row.key), row.value, "default"});
  for (const std::string& file : core::config_files()) places.push_back(core::read_config_file(file));
  places.push_back(core::read_environment(environ));
  return places;
}

core::ConfigTree merged(const std::vector<Leaves>& places, const std::vector<Overlay>& overlays) {
  core::ConfigTree tree;
  for (const Leaves& leaves : places) {
    for (const Entry& leaf : leaves) core::apply(tree, leaf);
  }
  for (const Overlay& overlay : overlays) {
    for (const Entry& leaf : overlay.leaves) core::apply(tree, leaf);
  }
  return tree;
}

// The store, locked, and loaded if this is its first use.
class LockedStore {
 public:
  LockedStore() : lock_(store().mutex) {
    if (store().is_loaded) return;
    store().places = collect();
    store().tree = merged(store().places, store().overlays);
    store().is_loaded = true;
  }
  Store* operator->() const { return &store(); }

 private:
  std::lock_guard<core::ForkSafeMutex> lock_;
};

// Joins what was kept for good by calls that no open scope lies between, so that a program that sets a key in a loop
// does not grow.
void join_kept(std::vector<Overlay>& overlays) {
  for (std::size_t i = 1; i < overlays.size();) {
    if (!overlays[i - 1].is_kept || !overlays[i].is_kept) {
      ++i;
      continue;
    }
    Leaves joined;
    for (auto& [key, entry] : merged({overlays[i - 1].leaves, overlays[i].leaves}, {})) joined.push_back(entry);
    overlays[i].leaves = std::move(joined);
    overlays.erase(overlays.begin() + std::ptrdiff_t(i) - 1);
  }
}

// The leaves of a setting that code gives, which must be as they should.
Leaves checked_leaves(const std::string& key, const Setting& value, const std::string& source) {
  Leaves leaves;
  core::flatten(key, value, source, leaves);
  for (const Entry& leaf : leaves) core::check_kind(leaf);
  return leaves;
}

[[noreturn]] void throw_unknown(std::string_view key) {
  std::vector<std::string> keys;
  for (const Entry& entry : list()) keys.push_back(entry.key);
  const std::string hint = core::did_you_mean(key, keys);
  throw KeyError(fmt::format("config key {} is not set: {}{}`tusk config list` shows all keys", key, hint,
                             hint.empty() ? "" : " "));
}

// The strongest file of the user's that sets one of the leaves, or the file for new keys.
std::string target_file(const Leaves& leaves) {
  auto files = core::user_config_files();
  const auto sets_one = [&](const Entry& set) {
    return std::any_of(leaves.begin(), leaves.end(),
                       [&](const Entry& leaf) { return core::is_same_key(leaf.key, set.key); });
  };
  for (auto file = files.rbegin(); file != files.rend(); ++file) {
    const Leaves set = core::read_config_file(*file);
    if (std::any_of(set.begin(), set.end(), sets_one)) return *file;
  }
  return core::user_config_file();
}

}  // namespace

std::optional<Entry> find(std::string_view key) { return core::find_in(LockedStore()->tree, key); }

Entry entry(std::string_view key) {
  auto found = find(key);
  if (!found) throw_unknown(key);
  return std::move(*found);
}

std::uint64_t get_bytes(std::string_view key) { return core::read_bytes(entry(key)); }
std::chrono::nanoseconds get_duration(std::string_view key) { return core::read_duration(entry(key)); }
std::uint64_t get_memory(std::string_view key) { return core::read_memory(entry(key), total_memory_bytes()); }

Scope set(const Map& settings) {
  Leaves leaves;
  for (const auto& [key, value] : settings) {
    for (Entry& leaf : checked_leaves(key, value, "code")) leaves.push_back(std::move(leaf));
  }
  const LockedStore locked;
  for (const Entry& leaf : leaves) core::apply(locked->tree, leaf);
  locked->overlays.push_back({++locked->last_id, false, std::move(leaves)});
  return Scope(locked->last_id);
}

Scope& Scope::operator=(Scope&& other) noexcept {
  if (this != &other) {
    end();
    id_ = std::exchange(other.id_, 0);
  }
  return *this;
}

void Scope::end() noexcept {
  const std::uint64_t id = std::exchange(id_, 0);
  if (id == 0) return;
  const LockedStore locked;
  std::erase_if(locked->overlays, [id](const Overlay& overlay) { return overlay.id == id; });
  join_kept(locked->overlays);
  locked->tree = merged(locked->places, locked->overlays);
}

void Scope::keep() noexcept {
  const std::uint64_t id = std::exchange(id_, 0);
  const LockedStore locked;
  for (Overlay& overlay : locked->overlays) overlay.is_kept |= overlay.id == id;
  join_kept(locked->overlays);
}

void refresh() {
  auto places = collect();
  const LockedStore locked;
  locked->tree = merged(places, locked->overlays);
  locked->places = std::move(places);
}

std::vector<Entry> list() {
  const LockedStore locked;
  std::vector<Entry> entries;
  for (const auto& [key, entry] : locked->tree) entries.push_back(entry);
  return entries;
}

std::vector<Entry> places(std::string_view key) {
  const LockedStore locked;
  std::vector<Entry> found;
  const auto add = [&](const Leaves& leaves) {
    for (const Entry& leaf : leaves) {
      if (core::is_same_key(leaf.key, key)) found.push_back(leaf);
    }
  };
  for (const Leaves& leaves : locked->places) add(leaves);
  for (const Overlay& overlay : locked->overlays) add(overlay.leaves);
  std::reverse(found.begin(), found.end());
  return found;
}

std::string description(std::string_view key) {
  const auto* row = core::find_default(key);
  return row ? std::string(row->description) : "";
}

std::string write_to_file(std::string_view key, const Setting& value, const std::string& path) {
  refresh();
  const Leaves leaves = checked_leaves(std::string(key), value, "the value to write");
  for (const Entry& leaf : leaves) core::check_is_known(leaf.key);
  std::string target = path.empty() ? target_file(leaves) : path;
  core::edit_config_file(target, leaves);
  refresh();
  return target;
}

}  // namespace tusk::config
