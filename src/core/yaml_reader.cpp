#include "core/yaml_reader.h"

#include <algorithm>
#include <sstream>
#include <utility>

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <tusk/core/error.h>

#include "core/config_tree.h"
#include "core/scalar_text.h"
#include "core/utf8.h"

namespace tusk::core {

namespace {

using config::Entry;
using config::List;
using config::Map;
using config::Setting;

constexpr int kMostNesting = 64;
constexpr int kMostValues = 100'000;

[[noreturn]] void refuse_yaml(const std::string& path, const YAML::Mark& mark, std::string_view problem) {
  const std::string place = mark.is_null() ? path : fmt::format("{}:{}:{}", path, mark.line + 1, mark.column + 1);
  throw ValueError(
      fmt::format("{}: a configuration must be a map in YAML: {}; correct it, or move the file away", place, problem));
}

// Turns nodes into settings, and counts them, since a few aliases of aliases stand for billions of values.
class NodeReader {
 public:
  explicit NodeReader(std::string path) : path_(std::move(path)) {}

  Setting read(const YAML::Node& node, int level = 0) {
    count(node, level);
    if (node.IsSequence()) {
      List list;
      for (const YAML::Node& element : node) list.push_back(read(element, level + 1));
      return list;
    }
    if (node.IsMap()) {
      Map map;
      for (const auto& pair : node) map.emplace_back(key_name(pair.first), read(pair.second, level + 1));
      return map;
    }
    return scalar(node);
  }

  // The leaves below `key`, which stands in line `line` (from 0).
  void read_leaves(const YAML::Node& node, const std::string& key, int line, std::vector<Entry>& leaves,
                   int level = 0) {
    if (!node.IsMap() || node.size() == 0) {
      flatten(key, read(node, level), fmt::format("{}:{}", path_, line + 1), leaves);
      return;
    }
    count(node, level);
    for (const auto& pair : node) {
      const std::string name = key_name(pair.first);
      read_leaves(pair.second, key.empty() ? name : key + '.' + name, pair.first.Mark().line, leaves, level + 1);
    }
  }

 private:
  void count(const YAML::Node& node, int level) {
    if (level > kMostNesting) refuse_yaml(path_, node.Mark(), fmt::format("more than {} levels", kMostNesting));
    if (++value_count_ > kMostValues) refuse_yaml(path_, node.Mark(), fmt::format("more than {} values", kMostValues));
  }

  std::string key_name(const YAML::Node& key) const {
    if (!key.IsScalar()) refuse_yaml(path_, key.Mark(), "a key that is no text");
    if (key.Scalar() == "<<") refuse_yaml(path_, key.Mark(), "merge keys (<<) are not read; repeat the keys");
    check_key(key.Scalar(), fmt::format("{}:{}", path_, key.Mark().line + 1));
    return key.Scalar();
  }

  // A quoted text has the tag "!", a plain one "?" or none.
  static Setting scalar(const YAML::Node& node) {
    if (!node.IsScalar()) return {};
    const bool is_text = node.Tag() == "!" || node.Tag() == "tag:yaml.org,2002:str";
    return is_text ? Setting(node.Scalar()) : resolve_scalar(node.Scalar());
  }

  std::string path_;
  int value_count_ = 0;
};

// Sees a text once before nodes are made of it. The library's loader of several documents does not end for some texts.
class OneDocument : public YAML::EventHandler {
 public:
  explicit OneDocument(const std::string& path) : path_(path) {}
  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++document_count_ > 1) refuse_yaml(path_, mark, "a second document, or text after the first");
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t, const std::string&) override {}
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {}
  void OnMapEnd() override {}

 private:
  const std::string& path_;
  int document_count_ = 0;
};

void refuse_other_encodings(const std::string& text, const std::string& path) {
  const std::size_t valid_bytes = utf8_prefix_bytes(text);
  if (valid_bytes == text.size()) return;
  const auto line = std::count(text.begin(), text.begin() + std::ptrdiff_t(valid_bytes), '\n') + 1;
  throw ValueError(
      fmt::format("{}:{}: a configuration must be in UTF-8: got the byte 0x{:02x}; write the file in that encoding",
                  path, line, static_cast<unsigned char>(text[valid_bytes])));
}

// The library takes a quote that nothing closes for closed if the last line ends; so a comment without an end is added.
YAML::Node load(const std::string& text, const std::string& path) {
  refuse_other_encodings(text, path);
  const std::string guarded = text + (text.empty() || text.back() == '\n' ? "#" : "\n#");
  try {
    std::istringstream stream(guarded);
    YAML::Parser parser(stream);
    OneDocument document(path);
    while (parser.HandleNextDocument(document)) {
    }
    return YAML::Load(guarded);
  } catch (const YAML::Exception& error) {
    refuse_yaml(path, error.mark, error.msg);
  }
}

void refuse_repeated_keys(const std::vector<Entry>& leaves) {
  ConfigTree first;
  for (const Entry& leaf : leaves) {
    const auto [earlier, is_new] = first.emplace(leaf.key, leaf);
    if (is_new) continue;
    throw ValueError(fmt::format("{}: a file must give each key once: {} is also in {}; remove one of them",
                                 leaf.source, leaf.key, earlier->second.source));
  }
}

// The child of a map that `key` names, or leads through.
std::optional<std::pair<YAML::Node, YAML::Node>> child(const YAML::Node& map, std::string_view key) {
  if (!map.IsMap() || key.empty()) return {};
  for (const auto& pair : map) {
    const std::string& name = pair.first.Scalar();
    const bool is_end = key.size() == name.size() || (key.size() > name.size() && key[name.size()] == '.');
    if (is_end && is_same_key(key.substr(0, name.size()), name)) return std::pair(pair.first, pair.second);
  }
  return {};
}

}  // namespace

std::vector<Entry> read_yaml_file(const std::string& text, const std::string& path) {
  const YAML::Node root = load(text, path);
  if (root.IsNull()) return {};
  if (!root.IsMap()) refuse_yaml(path, root.Mark(), "no key before the first value");
  std::vector<Entry> leaves;
  NodeReader(path).read_leaves(root, "", 0, leaves);
  refuse_repeated_keys(leaves);
  return leaves;
}

Setting read_yaml_value(const std::string& text) {
  const std::string place = "a value";
  return NodeReader(place).read(load(text, place));
}

KeyPlace find_key(const std::string& text, std::string_view key) {
  KeyPlace place;
  place.rest = key;
  YAML::Node node = load(text, "the file");
  for (auto pair = child(node, key); pair; pair = child(node, place.rest)) {
    place.rest.remove_prefix(std::min(pair->first.Scalar().size() + 1, place.rest.size()));
    place.found = KeyPlace::Found::Section;
    place.line = std::size_t(pair->first.Mark().line);
    node.reset(pair->second);
  }
  if (place.found == KeyPlace::Found::Nothing) return place;
  if (place.rest.empty() && node.IsScalar()) {
    place.found = KeyPlace::Found::Scalar;
    place.text = node.Scalar();
    place.offset = std::size_t(node.Mark().pos);
  } else if (place.rest.empty() || !node.IsMap() || node.size() == 0 || node.Style() != YAML::EmitterStyle::Block) {
    place.found = KeyPlace::Found::Other;
  } else {
    place.column = std::size_t(node.begin()->first.Mark().column);
  }
  return place;
}

}  // namespace tusk::core
