#include "core/config_defaults.h"

#include <algorithm>

#include <fmt/format.h>

#include <tusk/core/error.h>

#include "core/config_tree.h"
#include "core/config_values.h"
#include "core/near_names.h"

namespace tusk::core {

const std::vector<ConfigDefault>& config_defaults() {
  using enum SettingKind;
  static const std::vector<ConfigDefault> kDefaults = {
      {"delayed.pure", Truth, false,
       "Take a delayed function for pure: equal arguments give an equal key, and one call"},
      {"memory.keep", Memory, "6%",
       "Freed memory that is kept for the next use, which saves the system's clearing it anew; 0 keeps none"},
      {"memory.limit", Memory, "80%",
       "Most memory that results and buffers may take: a size, a share of the memory the process may use, or 0 for no "
       "limit"},
      {"optimization.common-parts.active", Truth, true, "Do the work of equal parts of expressions once"},
      {"optimization.fuse-expressions.active", Truth, true,
       "Run the steps of an expression on a partition batch by batch in one task"},
      {"optimization.fuse.active", Truth, true, "Run a chain of tasks that nothing else reads as one task"},
      {"optimization.project-columns.active", Truth, true, "Read only the columns that an expression needs"},
      {"optimization.push-predicates.active", Truth, true,
       "Filter rows as near to their source as can be, and tell the source what is asked of its columns"},
      {"optimization.share-scans.active", Truth, true, "Read a source once for several reductions of it"},
      {"scheduler.name", Text, nullptr,
       "Scheduler that runs graphs: threads or synchronous; null takes the current client, else threads"},
      {"scheduler.roundtrip", Truth, false,
       "Serialize every operation and every value between two tasks, to find what can't leave the process"},
      {"scheduler.threads", Count, 0, "Threads that run tasks; 0 is one for every core the process may use"},
  };
  return kDefaults;
}

const ConfigDefault* find_default(std::string_view key) {
  const auto& rows = config_defaults();
  const auto row =
      std::find_if(rows.begin(), rows.end(), [&](const auto& candidate) { return is_same_key(candidate.key, key); });
  return row == rows.end() ? nullptr : &*row;
}

void check_is_known(std::string_view key) {
  const std::string_view section = key.substr(0, key.find('.'));
  if (section.size() == key.size() || find_default(key)) return;
  bool is_own_section = false;
  std::vector<std::string> keys;
  for (const ConfigDefault& row : config_defaults()) {
    is_own_section |= is_same_key(row.key.substr(0, row.key.find('.')), section);
    keys.emplace_back(row.key);
  }
  if (!is_own_section) return;
  const std::string hint = did_you_mean(key, keys);
  throw KeyError(fmt::format("config key {} is none that Tusk knows: {}{}`tusk config list` shows all keys", key, hint,
                             hint.empty() ? "" : " "));
}

void check_kind(const config::Entry& entry) {
  const ConfigDefault* row = find_default(entry.key);
  if (!row || (row->value.is_null() && entry.value.is_null())) return;
  bool truth;
  std::string text;
  std::uint64_t count;
  switch (row->kind) {
    case SettingKind::Truth: read(entry, truth); break;
    case SettingKind::Count: read(entry, count); break;
    case SettingKind::Text: read(entry, text); break;
    case SettingKind::Size: read_bytes(entry); break;
    case SettingKind::Duration: read_duration(entry); break;
    case SettingKind::Memory: read_memory(entry, 0); break;
  }
}

}  // namespace tusk::core
