#include "cli/config_command.h"

#include <algorithm>
#include <cctype>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <tusk/core/config.h>
#include <tusk/core/error.h>
#include <tusk/graph/scheduler.h>

#include "core/config_defaults.h"

namespace tusk::cli {

namespace {

using config::Entry;
using config::Setting;

// What the command line gives a subcommand; lives as long as the App that fills it in.
struct ConfigArguments {
  std::string key;
  std::string word;
  std::string value;
  std::string file;
};

// The columns of a table, each as wide as its widest cell, with two spaces between.
void print_table(const std::vector<std::vector<std::string>>& rows, std::string_view indent) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  for (const auto& row : rows) {
    std::string line(indent);
    for (std::size_t i = 0; i + 1 < row.size(); ++i) line += fmt::format("{:<{}}  ", row[i], widths[i]);
    fmt::print("{}{}\n", line, row.back());
  }
}

std::string folded(std::string_view key) {
  std::string text;
  for (char c : key) text += c == '_' ? '-' : char(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

// Throws ValueError for a value that nothing can be done with, be it that no scheduler has that name.
void check_value(const Entry& entry) {
  core::check_kind(entry);
  const bool is_scheduler = folded(entry.key) == "scheduler" || folded(entry.key) == "scheduler.name";
  const auto* text = std::get_if<std::string>(&entry.value.value());
  if (is_scheduler && text) find_scheduler(*text);
}

void run_list() {
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string> complaints;
  for (const Entry& entry : config::list()) {
    rows.push_back({entry.key, to_text(entry.value), entry.source});
    try {
      check_value(entry);
    } catch (const ValueError& error) {
      rows.back().back() += " (invalid)";
      complaints.push_back(error.what());
    }
  }
  print_table(rows, "");
  for (const std::string& complaint : complaints) fmt::print(stderr, "tusk: {}\n", complaint);
}

// A text without quotes, so that a script can use it.
void run_get(const std::string& key) {
  const Entry entry = config::entry(key);
  const auto* text = std::get_if<std::string>(&entry.value.value());
  fmt::print("{}\n", text ? *text : to_text(entry.value));
  check_value(entry);
}

void print_places(const Entry& entry) {
  fmt::print("{} = {}\n", entry.key, to_text(entry.value));
  const std::string description = config::description(entry.key);
  if (!description.empty()) fmt::print("  {}\n", description);
  std::vector<std::vector<std::string>> rows;
  for (const Entry& place : config::places(entry.key)) rows.push_back({to_text(place.value), place.source});
  print_table(rows, "  ");
}

void run_find(const std::string& word) {
  int found_count = 0;
  for (const Entry& entry : config::list()) {
    if (folded(entry.key).find(folded(word)) == std::string::npos) continue;
    print_places(entry);
    ++found_count;
  }
  if (found_count > 0) return;
  throw KeyError(fmt::format("a word must be part of a config key: got {:?}; `tusk config list` shows all keys", word));
}

void run_set(const ConfigArguments& arguments) {
  const Setting value = config::parse_setting(arguments.value);
  check_value({arguments.key, value, "the value to write"});
  const std::string path = config::write_to_file(arguments.key, value, arguments.file);
  fmt::print("{} = {} in {}\n", arguments.key, to_text(value), path);
  const auto entry = config::find(arguments.key);
  if (entry && entry->value == value) return;
  fmt::print(stderr, "tusk: {} stays {} here, which comes from: {}\n", arguments.key,
             entry ? to_text(entry->value) : "unset", entry ? entry->source : "no file that is read");
}

}  // namespace

void add_config_command(CLI::App& app) {
  const auto arguments = std::make_shared<ConfigArguments>();
  CLI::App* config = app.add_subcommand("config", "Show and change settings");
  config->require_subcommand(1);
  config->add_subcommand("list", "Every key, its value, and where it comes from")->callback(run_list);

  CLI::App* get = config->add_subcommand("get", "The value of a key");
  get->add_option("KEY", arguments->key, "For example scheduler.threads, or a section such as scheduler")->required();
  get->callback([arguments] { run_get(arguments->key); });

  CLI::App* find =
      config->add_subcommand("find", "The keys that contain a word, what they mean, and every place that sets them");
  find->add_option("WORD", arguments->word, "Part of a key")->required();
  find->callback([arguments] { run_find(arguments->word); });

  CLI::App* set = config->add_subcommand("set", "Write a key into your configuration file");
  set->add_option("KEY", arguments->key, "For example scheduler.threads")->required();
  set->add_option("VALUE", arguments->value, "A number, true, false, null, a text, or a list such as \"[1, 2]\"")
      ->required();
  set->add_option("--file", arguments->file, "Write this file instead");
  set->callback([arguments] { run_set(*arguments); });
}

}  // namespace tusk::cli
