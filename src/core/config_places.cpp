#include "core/config_places.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <pwd.h>
#include <unistd.h>

#include <fmt/format.h>

#include <tusk/core/error.h>

#include "core/config_tree.h"
#include "core/text_file.h"
#include "core/yaml_reader.h"

namespace tusk::core {

namespace {

namespace fs = std::filesystem;
using config::Entry;

constexpr std::string_view kPrefix = "TUSK_";
constexpr std::array<std::string_view, 3> kNoSettings = {"TUSK_CONFIG", "TUSK_ROOT_CONFIG", "TUSK_DATA"};

std::string variable_or(const char* name, const std::string& fallback) {
  const char* value = std::getenv(name);
  return value && *value ? value : fallback;
}

std::string home_folder() {
  const passwd* user = ::getpwuid(::getuid());
  return variable_or("HOME", user && user->pw_dir ? user->pw_dir : "/");
}

bool is_yaml(const fs::path& path) { return path.extension() == ".yaml" || path.extension() == ".yml"; }

// `place` itself if it is a file.
std::vector<std::string> files_in(const std::string& place) {
  std::error_code error;
  std::vector<std::string> files;
  if (!fs::is_directory(place, error)) {
    if (fs::exists(place, error)) files.push_back(place);
    return files;
  }
  for (fs::directory_iterator file(place, error); !error && file != fs::directory_iterator(); file.increment(error)) {
    if (is_yaml(file->path()) && !file->is_directory(error)) files.push_back(file->path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string user_place() { return variable_or("TUSK_CONFIG", home_folder() + "/.config/tusk"); }

// TUSK_SCHEDULER__THREADS -> scheduler.threads
std::string key_of(std::string_view variable) {
  std::string key;
  for (std::size_t i = kPrefix.size(); i < variable.size(); ++i) {
    const bool is_dot = variable.substr(i, 2) == "__";
    const char c = variable[i];
    key += is_dot ? '.' : c == '_' ? '-' : c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c;
    i += is_dot;
  }
  return key;
}

}  // namespace

std::vector<std::string> config_files() {
  std::vector<std::string> files = files_in(variable_or("TUSK_ROOT_CONFIG", "/etc/tusk"));
  std::erase_if(files, [](const std::string& file) { return ::access(file.c_str(), R_OK) != 0; });
  std::vector<std::string> places = {home_folder() + "/.config/tusk", user_place()};
  places.erase(std::unique(places.begin(), places.end()), places.end());
  for (const std::string& place : places) {
    for (std::string& file : files_in(place)) files.push_back(std::move(file));
  }
  return files;
}

std::vector<std::string> user_config_files() {
  const std::string place = user_place();
  return is_yaml(place) ? std::vector{place} : files_in(place);
}

std::string user_config_file() {
  const std::string place = user_place();
  std::error_code error;
  return is_yaml(place) || fs::is_regular_file(place, error) ? place : place + "/tusk.yaml";
}

std::vector<Entry> read_config_file(const std::string& path) {
  std::string text;
  try {
    text = read_text_file(path);
  } catch (const FileNotFoundError&) {
    return {};
  }
  return read_yaml_file(text, path);
}

std::vector<Entry> read_environment(const char* const* environment) {
  std::map<std::string, std::string> variables;
  for (; environment && *environment; ++environment) {
    const std::string_view line = *environment;
    const std::size_t equals = line.find('=');
    if (equals == line.npos || !line.starts_with(kPrefix)) continue;
    variables.emplace(line.substr(0, equals), line.substr(equals + 1));
  }
  std::vector<Entry> leaves;
  for (const auto& [name, value] : variables) {
    if (std::find(kNoSettings.begin(), kNoSettings.end(), name) != kNoSettings.end()) continue;
    const std::string source = "environment variable " + name;
    const std::string key = key_of(name);
    if (is_key(key)) flatten(key, config::parse_setting(value), source, leaves);
  }
  return leaves;
}

}  // namespace tusk::core
