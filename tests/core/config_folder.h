// A test of the configuration in a folder of its own, where nothing that the machine or the user has set is seen.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <unistd.h>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <tusk/core/config.h>

namespace tusk::test {

// etc/ stands for /etc/tusk, home/ for the home folder, and TUSK_CONFIG isn't set.
class ConfigTest : public testing::Test {
 protected:
  ConfigTest() : folder_(testing::TempDir() + "tusk-config-" + std::to_string(getpid())) {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    for (char** line = environ; *line; ++line) hide(*line);
    for (const auto& [name, value] : hidden_) unsetenv(name.c_str());
    setenv("HOME", path("home").c_str(), 1);
    setenv("TUSK_ROOT_CONFIG", path("etc").c_str(), 1);
    config::refresh();
  }

  ~ConfigTest() override {
    for (const auto& name : set_) unsetenv(name.c_str());
    unsetenv("TUSK_ROOT_CONFIG");
    for (const auto& [name, value] : hidden_) setenv(name.c_str(), value.c_str(), 1);
    std::filesystem::remove_all(folder_);
    config::refresh();
  }

  std::string path(const std::string& name) const { return folder_ + "/" + name; }

  // Writes a file below the folder, and returns its path. Nothing is read until config::refresh().
  std::string write(const std::string& name, std::string_view text) const {
    std::filesystem::create_directories(std::filesystem::path(path(name)).parent_path());
    std::ofstream(path(name)) << text;
    return path(name);
  }

  std::string text_of(const std::string& name) const {
    std::ifstream file(path(name));
    return {std::istreambuf_iterator<char>(file), {}};
  }

  void set_variable(const std::string& name, const std::string& value) {
    setenv(name.c_str(), value.c_str(), 1);
    set_.push_back(name);
  }

 private:
  void hide(std::string_view line) {
    const auto name = line.substr(0, line.find('='));
    if (name.starts_with("TUSK_") || name == "HOME") hidden_.emplace(name, line.substr(name.size() + 1));
  }

  std::string folder_;
  std::map<std::string, std::string> hidden_;
  std::vector<std::string> set_;
};

}  // namespace tusk::test
