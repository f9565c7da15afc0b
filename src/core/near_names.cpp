#include "core/near_names.h"

#include <algorithm>
#include <cctype>
#include <numeric>
#include <utility>

namespace tusk::core {

namespace {

constexpr std::size_t kMostShown = 3;
constexpr std::size_t kLongestCompared = 200;

std::string folded(std::string_view name) {
  std::string text;
  for (char c : name) text += c == '_' ? '-' : char(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

// How many letters must be inserted, removed or replaced to make one of the other (Levenshtein's distance).
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = std::exchange(row[j + 1], std::min({replaced, row[j] + 1, row[j + 1] + 1}));
    }
  }
  return row.back();
}

}  // namespace

std::vector<std::string> near_names(std::string_view name, const std::vector<std::string>& names) {
  const std::string wanted = folded(name);
  if (wanted.empty() || wanted.size() > kLongestCompared) return {};
  const std::size_t most_edits = std::clamp<std::size_t>(wanted.size() / 3, 1, 2);
  std::vector<std::pair<std::size_t, std::string>> near;
  for (const std::string& candidate : names) {
    const std::string other = folded(candidate);
    const std::size_t edits = other.size() > kLongestCompared ? most_edits + 1 : edit_distance(wanted, other);
    if (edits <= most_edits || (wanted.size() > 2 && other.find(wanted) != other.npos))
      near.emplace_back(edits, candidate);
  }
  std::sort(near.begin(), near.end());
  near.resize(std::min(near.size(), kMostShown));
  std::vector<std::string> shown;
  for (auto& [edits, candidate] : near) shown.push_back(std::move(candidate));
  return shown;
}

std::string did_you_mean(std::string_view name, const std::vector<std::string>& names) {
  const auto near = near_names(name, names);
  std::string text;
  for (std::size_t i = 0; i < near.size(); ++i) {
    text += i == 0 ? "did you mean " : i + 1 < near.size() ? ", " : " or ";
    text += near[i];
  }
  return near.empty() ? text : text + "?";
}

}  // namespace tusk::core
