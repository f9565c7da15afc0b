// What people write by hand: configuration files, values of settings, sizes and durations.
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <string>
#include <string_view>

#include <tusk/core/bytes.h>
#include <tusk/core/config.h>
#include <tusk/core/duration.h>
#include <tusk/core/error.h>

#include "core/config_tree.h"
#include "core/config_writer.h"
#include "core/utf8.h"
#include "core/yaml_reader.h"
#include "tests/fuzz/fuzz_target.h"

namespace {

using namespace tusk;

void expect(bool is_so) {
  if (!is_so) std::abort();
}

void read_quantities(const std::string& text) {
  try {
    expect(!format_bytes(parse_bytes(text)).empty());
  } catch (const ValueError&) {
  }
  try {
    expect(parse_duration(text).count() >= 0);
  } catch (const ValueError&) {
  }
}

// What was read prints as something that reads the same, and can be every kind of value or none.
void read_setting(const std::string& text) {
  const config::Setting setting = config::parse_setting(text);
  const std::string printed = to_text(setting);
  const bool is_text = core::utf8_prefix_bytes(printed) == printed.size();
  if (is_text) expect(to_text(config::parse_setting(printed)) == printed);
  const config::Entry entry{"key", setting, "fuzz"};
  const auto try_as = [&entry]<class T>(T out) {
    try {
      read(entry, out);
    } catch (const ValueError&) {
    }
  };
  try_as(0), try_as(0.0), try_as(false), try_as(std::string()), try_as(config::List());
}

void read_file(const std::string& text) {
  try {
    core::read_yaml_file(text, "fuzz.yaml");
  } catch (const ValueError&) {
  }
}

// A file that was changed reads as what it was, and the change.
void edit_file(const std::string& text) {
  const std::vector<config::Entry> leaves = {{"a.b", "new: value", "fuzz"}};
  std::string edited;
  try {
    edited = core::edited_yaml(text, leaves, "fuzz.yaml");
  } catch (const ValueError&) {
    return;
  }
  core::ConfigTree tree;
  for (const auto& leaf : core::read_yaml_file(edited, "fuzz.yaml")) core::apply(tree, leaf);
  expect(tree.at("a.b").value == leaves[0].value);
}

FuzzBytes bytes_of(char parser, std::string_view text) {
  FuzzBytes bytes = {std::byte(parser)};
  const auto* begin = reinterpret_cast<const std::byte*>(text.data());
  bytes.insert(bytes.end(), begin, begin + text.size());
  return bytes;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 4) {
    case 0: read_quantities(text); break;
    case 1: read_setting(text); break;
    case 2: read_file(text); break;
    default: edit_file(text);
  }
  return 0;
}

std::vector<FuzzBytes> fuzz_seeds() {
  constexpr std::string_view kTexts[] = {
      "1.5 GiB",
      "200ms",
      "1e+3 kB",
      "{a: 1, 'b': [true, null, 1.5e3, \"x\\ty\"], c: {d: ~}}",
      "[0x1f, 0o17, 007, -.5, .inf, 2020-01-01]",
      "# ours\nscheduler:\n  threads: 4  # few\n  name: 'sync'\na.c: [1, 2]\nlist:\n  - 1\n  - {x: 2}\n",
      "a: &base\n  c: 1\n  b: \"old\"\nd: *base\ntext: >-\n  folded\n  lines\nother: |\n  kept\n",
      "%YAML 1.2\n---\n? a\n: !!str 5\n...\n",
  };
  std::vector<FuzzBytes> seeds;
  for (char parser = 0; parser < 4; ++parser) {
    for (const auto text : kTexts) seeds.push_back(bytes_of(parser, text));
  }
  return seeds;
}
