#include "io/arrays/zarr/zarr_store.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <tusk/core/error.h>

#include "core/near_names.h"
#include "io/arrays/source_file.h"
#include "io/arrays/zarr/zarr_array.h"
#include "io/arrays/zarr/zarr_json.h"
#include "io/arrays/zarr/zarr_source.h"
#include "io/file_store.h"

namespace tusk::io {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::uint64_t kMostMetadataBytes = std::uint64_t(1) << 28;

std::optional<std::string> text_if_there(const std::string& address, const StorageOptions& options) {
  std::shared_ptr<const InputFile> file;
  try {
    file = open_input(address, options);
  } catch (const FileNotFoundError&) {
    return std::nullopt;
  }
  if (file->size_bytes() > kMostMetadataBytes)
    throw ValueError(
        fmt::format("metadata have at most {} bytes: '{}' has {}", kMostMetadataBytes, address, file->size_bytes()));
  std::string text(file->size_bytes(), '\0');
  text.resize(file->read_at(0, text.size(), text.data()));
  return text;
}

// Metadata documents by their names below the store: "t2m/.zarray", "zarr.json". They are fetched as they are asked
// for, unless they are consolidated.
class Documents {
 public:
  Documents(std::string base, const StorageOptions& options) : base_(std::move(base)), options_(options) {
    if (const auto root = fetch("zarr.json")) {
      is_version_3_ = true;
      take_consolidated_3(*root);
    } else if (const auto metadata = fetch(".zmetadata")) {
      take_consolidated_2(*metadata);
    }
  }

  bool is_version_3() const { return is_version_3_; }
  const std::string& base() const { return base_; }

  // The document of that name; nullptr if there is none.
  const Json* find(const std::string& name) {
    if (const auto place = known_.find(name); place != known_.end()) return place->second ? &*place->second : nullptr;
    auto& kept = known_[name];
    if (!is_consolidated_) kept = fetch(name);
    return kept ? &*kept : nullptr;
  }
  const Json* node(const std::string& path, const char* name) { return find(path.empty() ? name : path + "/" + name); }

  bool is_array(const std::string& path) {
    if (!is_version_3_) return node(path, ".zarray") != nullptr;
    const auto* document = node(path, "zarr.json");
    return document && document->is_object() && document->value("node_type", Json()) == "array";
  }
  bool is_group(const std::string& path) {
    if (!is_version_3_) return node(path, ".zgroup") != nullptr;
    const auto* document = node(path, "zarr.json");
    return document && document->is_object() && document->value("node_type", Json()) == "group";
  }
  Json attributes(const std::string& path) {
    const auto* document = node(path, is_version_3_ ? "zarr.json" : ".zattrs");
    if (!document) return Json::object();
    return is_version_3_ ? document->value("attributes", Json::object()) : *document;
  }

  // The names of the arrays and groups in a group, in the order of the consolidated metadata, else sorted.
  std::vector<std::string> members(const std::string& group) {
    std::vector<std::string> names;
    std::set<std::string> seen;
    for (const auto& document : is_consolidated_ ? order_ : listed(group)) {
      const auto name = member_of(group, document);
      if (!name.empty() && seen.insert(name).second) names.push_back(name);
    }
    return names;
  }

 private:
  std::optional<Json> fetch(const std::string& name) const {
    const auto text = text_if_there(base_ + name, options_);
    if (!text) return std::nullopt;
    try {
      return parse_zarr_json(*text);
    } catch (const ValueError& error) {
      throw ValueError(fmt::format("'{}{}': {}", base_, name, error.what()));
    }
  }

  void take(const std::string& name, const Json& document) {
    order_.push_back(name);
    known_[name] = document;
  }
  void take_consolidated_2(const Json& document) {
    const auto metadata = document.is_object() ? document.value("metadata", Json()) : Json();
    if (!metadata.is_object()) throw ValueError(fmt::format("'{}.zmetadata' has an entry 'metadata'", base_));
    is_consolidated_ = true;
    for (const auto& [name, entry] : metadata.items()) take(name, entry);
  }
  void take_consolidated_3(const Json& root) {
    known_["zarr.json"] = root;
    const auto consolidated = root.is_object() ? root.value("consolidated_metadata", Json()) : Json();
    const auto metadata = consolidated.is_object() ? consolidated.value("metadata", Json()) : Json();
    if (!metadata.is_object()) return;
    is_consolidated_ = true;
    for (const auto& [path, entry] : metadata.items()) take(path + "/zarr.json", entry);
  }

  std::vector<std::string> listed(const std::string& group) const {
    const auto folder = group.empty() ? base_ : base_ + group + "/";
    if (folder.starts_with("http"))
      throw ValueError(
          fmt::format("a web server can't be asked which arrays it has: '{}' has no consolidated metadata; "
                      "name one of its arrays as the group",
                      folder));
    std::vector<std::string> names;
    for (const auto& file : store_of(folder, options_)->files_below(folder))
      if (file.address.starts_with(base_)) names.push_back(file.address.substr(base_.size()));
    return names;
  }

  // "t2m" of "group/t2m/.zarray"; nothing for documents of other groups, or deeper ones.
  std::string member_of(const std::string& group, std::string_view document) const {
    if (!group.empty()) {
      if (!document.starts_with(group + "/")) return {};
      document.remove_prefix(group.size() + 1);
    }
    const auto slash = document.find('/');
    if (slash == std::string_view::npos) return {};
    const auto rest = document.substr(slash + 1);
    const bool is_metadata = is_version_3_ ? rest == "zarr.json" : rest == ".zarray" || rest == ".zgroup";
    return is_metadata ? std::string(document.substr(0, slash)) : std::string();
  }

  std::string base_;
  const StorageOptions& options_;
  bool is_version_3_ = false;
  bool is_consolidated_ = false;
  std::vector<std::string> order_;
  std::map<std::string, std::optional<Json>> known_;
};

std::string base_of(const std::string& address, const StorageOptions& options) {
  auto base = store_of(address, options)->written(address);
  while (base.size() > 1 && base.ends_with('/')) base.pop_back();
  return base + "/";
}

ArraySourcePtr open_member(Documents& documents, const std::string& path, const std::string& name,
                           const StorageOptions& options) {
  const auto* document = documents.node(path, documents.is_version_3() ? "zarr.json" : ".zarray");
  auto array = documents.is_version_3() ? zarr_array_3(*document) : zarr_array_2(*document, documents.attributes(path));
  array.info.name = name;
  return zarr_source(std::move(array), documents.base() + (path.empty() ? "" : path + "/"), options);
}

// A member that can't be read is noted, one that is broken refused.
void add_member(Documents& documents, const std::string& path, const std::string& name, const StorageOptions& options,
                DataSet& data_set) {
  try {
    data_set.variables.push_back(open_member(documents, path, name, options));
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::NotImplementedError || error.kind() == ErrorKind::TypeError)
      data_set.unreadable.push_back({name, error.what()});
    else throw_error(error.kind(), fmt::format("array '{}' of '{}': {}", name, data_set.address, error.what()));
  }
}

std::string group_of(const DataSetOptions& options) {
  auto group = options.group;
  while (group.starts_with('/')) group.erase(0, 1);
  while (group.ends_with('/')) group.pop_back();
  return group;
}

[[noreturn]] void refuse_group(Documents& documents, const std::string& address, const std::string& group) {
  if (group.empty())
    throw ValueError(fmt::format("a Zarr store has zarr.json, .zgroup or .zarray: there is none in '{}'", address));
  const auto near = core::did_you_mean(group, documents.members(""));
  throw KeyError(fmt::format("a group is one of the store's: '{}' has no '{}'{}{}", address, group,
                             near.empty() ? "" : "; ", near));
}

}  // namespace

bool is_zarr(const std::string& address, const StorageOptions& options) {
  const auto base = base_of(address, options);
  return std::ranges::any_of(std::vector{"zarr.json", ".zmetadata", ".zgroup", ".zarray"},
                             [&](const char* name) { return text_if_there(base + name, options).has_value(); });
}

DataSet open_zarr(const std::string& address, const DataSetOptions& options) {
  Documents documents(base_of(address, options.storage_options), options.storage_options);
  const auto group = group_of(options);
  DataSet data_set{.address = address, .format = "zarr"};
  if (documents.is_array(group)) {
    const auto path = group.empty() ? documents.base().substr(0, documents.base().size() - 1) : group;
    add_member(documents, group, stem_of(path), options.storage_options, data_set);
  } else {
    if (!documents.is_group(group)) refuse_group(documents, address, group);
    data_set.attributes = attributes_of(documents.attributes(group));
    for (const auto& name : documents.members(group)) {
      const auto path = group.empty() ? name : group + "/" + name;
      if (documents.is_array(path)) add_member(documents, path, name, options.storage_options, data_set);
      else if (documents.is_group(path)) data_set.groups.push_back(name);
    }
  }
  add_dimensions(data_set);
  return data_set;
}

}  // namespace tusk::io
