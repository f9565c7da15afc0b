#include "io/arrays/hdf5/hdf5_data_set.h"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include <tusk/core/error.h>

#include "core/near_names.h"
#include "io/arrays/hdf5/hdf5_file.h"
#include "io/arrays/hdf5/hdf5_group.h"
#include "io/arrays/hdf5/hdf5_values.h"
#include "io/arrays/hdf5/hdf5_variable.h"
#include "io/glob.h"

namespace tusk::io {
namespace {

// netCDF's name for a variable that is called as a dimension, but is not its coordinate.
constexpr std::string_view kNotACoordinate = "_nc4_non_coord_";
// In the attribute NAME of a dimension that has no coordinate.
constexpr std::string_view kNoVariable = "This is a netCDF dimension but not a netCDF variable";
// What netCDF and dimension scales keep for themselves.
constexpr std::string_view kHiddenAttributes[] = {"CLASS",          "NAME",          "DIMENSION_LIST",
                                                  "REFERENCE_LIST", "_Netcdf4Dimid", "_Netcdf4Coordinates",
                                                  "_nc3_strict",    "_NCProperties", "DIMENSION_LABELS"};

constexpr int kMostLinksByName = 16;

// A data set in a group, with what its attributes say of dimensions.
struct Member {
  std::string name;
  std::uint64_t address = 0;
  Hdf5Object object;
  std::vector<Hdf5Attribute> attributes;
  bool is_scale = false;
  bool is_only_dimension = false;
  Hdf5Space space;
};

class DataSetReader {
 public:
  DataSetReader(Hdf5Root root, DataSet& data_set)
      : file_(root.place), heap_(file_), root_(root.object_header), data_set_(data_set) {}

  void read(const std::string& path) {
    auto address = root_;
    std::string last;
    for (const auto part : path_parts(path)) {
      if (part.empty()) continue;
      note_scales(address);
      address = member_address(address, std::string(part));
      last = part;
    }
    const auto object = read_hdf5_object(file_, address);
    if (is_hdf5_variable(object)) {
      if (auto member = data_set_member({.name = last, .object = address, .target = {}, .order = {}}))
        add_variable(*member);
      return;
    }
    const auto attributes = hdf5_attributes(file_, object);
    data_set_.attributes = shown(attributes, /*is_scale=*/false);
    read_members(object);
  }

 private:
  // The object that a link leads to; undefined if a link by name leads nowhere.
  std::uint64_t target_of(const Hdf5Link& link, std::uint64_t group, int depth = 0) {
    if (link.object != kHdf5Undefined || link.target.empty() || depth == kMostLinksByName) return link.object;
    auto address = link.target.starts_with('/') ? root_ : group;
    for (const auto part : path_parts(link.target)) {
      if (part.empty() || part == ".") continue;
      const auto links = hdf5_links(file_, read_hdf5_object(file_, address));
      const auto next = std::ranges::find(links, part, &Hdf5Link::name);
      if (next == links.end()) return kHdf5Undefined;
      address = target_of(*next, address, depth + 1);
      if (address == kHdf5Undefined) return address;
    }
    return address;
  }

  std::uint64_t member_address(std::uint64_t group, const std::string& name) {
    const auto links = hdf5_links(file_, read_hdf5_object(file_, group));
    const auto link = std::ranges::find(links, name, &Hdf5Link::name);
    const auto address = link == links.end() ? kHdf5Undefined : target_of(*link, group);
    if (address != kHdf5Undefined) return address;
    std::vector<std::string> names;
    for (const auto& other : links) names.push_back(other.name);
    const auto near = core::did_you_mean(name, names);
    throw KeyError(fmt::format("a group or variable is one of the file's: '{}' has no '{}'{}{}", data_set_.address,
                               name, near.empty() ? "" : "; ", near));
  }

  std::optional<Member> data_set_member(const Hdf5Link& link) {
    Member member{.name = link.name,
                  .address = link.object,
                  .object = read_hdf5_object(file_, link.object),
                  .attributes = {},
                  .is_scale = false,
                  .is_only_dimension = false,
                  .space = {}};
    if (!is_hdf5_variable(member.object)) return std::nullopt;
    member.attributes = hdf5_attributes(file_, member.object);
    member.space = hdf5_space(file_, member.object);
    member.is_scale = text_attribute(member.attributes, "CLASS") == "DIMENSION_SCALE";
    member.is_only_dimension = member.is_scale && text_attribute(member.attributes, "NAME").starts_with(kNoVariable);
    return member;
  }

  std::string text_attribute(const std::vector<Hdf5Attribute>& attributes, std::string_view name) {
    const auto* attribute = find_hdf5_attribute(attributes, name);
    if (!attribute || !attribute->type.is_text) return {};
    const auto value = hdf5_attribute_value(heap_, *attribute);
    return value && value->kind() == ValueKind::Scalar ? value->as<std::string>() : std::string();
  }
  std::vector<std::int64_t> integers_attribute(const std::vector<Hdf5Attribute>& attributes, std::string_view name) {
    const auto* attribute = find_hdf5_attribute(attributes, name);
    if (!attribute || attribute->type.kind != Hdf5Class::Integer || !attribute->type.numbers) return {};
    const auto value = hdf5_attribute_value(heap_, *attribute);
    if (!value) return {};
    if (value->kind() == ValueKind::Scalar) return {value->as<std::int64_t>()};
    return value->as<std::vector<std::int64_t>>();
  }

  // The dimensions of groups above this one are its own too.
  void note_scales(std::uint64_t group) {
    for (const auto& link : hdf5_links(file_, read_hdf5_object(file_, group))) {
      if (link.object == kHdf5Undefined) continue;
      if (const auto member = data_set_member(link)) note_scale(*member);
    }
  }
  void note_scale(const Member& member) {
    if (!member.is_scale || member.space.shape.empty()) return;
    const auto name = shown_name(member.name);
    scale_names_[member.address] = name;
    const auto id = integers_attribute(member.attributes, "_Netcdf4Dimid");
    if (!id.empty()) dimension_names_[id[0]] = name;
    auto& dimension = dimensions_[name];
    dimension = {name, member.space.shape[0], member.space.most[0] < 0};
  }
  static std::string shown_name(const std::string& name) {
    return name.starts_with(kNotACoordinate) ? name.substr(kNotACoordinate.size()) : name;
  }

  void read_members(const Hdf5Object& group) {
    std::vector<Member> members;
    for (auto link : hdf5_links(file_, group)) {
      link.object = target_of(link, root_);
      if (link.object == kHdf5Undefined) continue;
      auto member = data_set_member(link);
      if (!member) {
        if (is_group(link.object)) data_set_.groups.push_back(link.name);
        continue;
      }
      note_scale(*member);
      if (member->is_scale && !member->space.shape.empty())
        data_set_.dimensions.push_back(dimensions_[shown_name(member->name)]);
      members.push_back(*std::move(member));
    }
    std::vector<std::vector<std::string>> names;
    for (const auto& member : members) names.push_back(dimensions_of(member));
    for (std::size_t i = 0; i < members.size(); ++i) note_lengths(members[i], names[i]);
    for (std::size_t i = 0; i < members.size(); ++i)
      if (!members[i].is_only_dimension) add_variable(members[i], names[i]);
  }
  bool is_group(std::uint64_t address) {
    const auto object = read_hdf5_object(file_, address);
    return object.find(Hdf5MessageType::SymbolTable) || object.find(Hdf5MessageType::LinkInfo) ||
           object.find(Hdf5MessageType::Link);
  }

  std::vector<std::string> dimensions_of(const Member& member) {
    const auto rank = member.space.shape.size();
    std::vector<std::string> names(rank);
    const auto ids = integers_attribute(member.attributes, "_Netcdf4Coordinates");
    if (ids.size() == rank)
      for (std::size_t axis = 0; axis < rank; ++axis) names[axis] = dimension_names_[ids[axis]];
    if (const auto* list = find_hdf5_attribute(member.attributes, "DIMENSION_LIST")) {
      const auto references = hdf5_references(file_, heap_, *list);
      for (std::size_t axis = 0; axis < std::min(rank, references.size()); ++axis)
        if (const auto scale = scale_names_.find(references[axis]); scale != scale_names_.end())
          names[axis] = scale->second;
    }
    if (member.is_scale && rank > 0 && names[0].empty()) names[0] = shown_name(member.name);
    for (std::size_t axis = 0; axis < rank; ++axis)
      if (names[axis].empty()) names[axis] = phony_dimension(member.space.shape[axis], member.space.most[axis] < 0);
    return names;
  }
  // As netCDF names them: any dimension of the same length serves.
  std::string phony_dimension(std::int64_t length, bool is_unlimited) {
    for (const auto& dimension : data_set_.dimensions)
      if (dimension.length == length && dimension.is_unlimited == is_unlimited) return dimension.name;
    const auto name = fmt::format("phony_dim_{}", data_set_.dimensions.size());
    dimensions_[name] = {name, length, is_unlimited};
    data_set_.dimensions.push_back(dimensions_[name]);
    return name;
  }

  // A dimension that grows is as long as the longest of its variables.
  void note_lengths(const Member& member, const std::vector<std::string>& names) {
    for (std::size_t axis = 0; axis < names.size(); ++axis) {
      auto& dimension = dimensions_[names[axis]];
      if (!dimension.is_unlimited) continue;
      dimension.length = std::max(dimension.length, member.space.shape[axis]);
      for (auto& known : data_set_.dimensions)
        if (known.name == dimension.name) known.length = dimension.length;
    }
  }

  Attributes shown(const std::vector<Hdf5Attribute>& attributes, bool is_scale) {
    Attributes shown;
    for (const auto& attribute : attributes) {
      const bool is_ours = (attribute.name == "CLASS" || attribute.name == "NAME") && !is_scale;
      if (!is_ours && std::ranges::find(kHiddenAttributes, attribute.name) != std::end(kHiddenAttributes)) continue;
      if (auto value = hdf5_attribute_value(heap_, attribute)) shown.emplace_back(attribute.name, *std::move(value));
    }
    return shown;
  }

  void add_variable(const Member& member) { add_variable(member, dimensions_of(member)); }
  void add_variable(const Member& member, const std::vector<std::string>& names) {
    ArrayInfo info;
    info.name = shown_name(member.name);
    info.dimensions = names;
    info.shape = member.space.shape;
    for (std::size_t axis = 0; axis < names.size(); ++axis)
      if (member.space.most[axis] < 0) info.shape[axis] = std::max(info.shape[axis], dimensions_[names[axis]].length);
    info.attributes = shown(member.attributes, member.is_scale);
    try {
      data_set_.variables.push_back(hdf5_variable(file_, member.object, std::move(info)));
    } catch (const Error& error) {
      const bool is_unreadable = error.kind() == ErrorKind::NotImplementedError || error.kind() == ErrorKind::TypeError;
      if (!is_unreadable) throw_error(error.kind(), fmt::format("variable '{}': {}", member.name, error.what()));
      data_set_.unreadable.push_back({shown_name(member.name), error.what()});
    }
  }

  Hdf5File file_;
  Hdf5GlobalHeap heap_;
  std::uint64_t root_;
  DataSet& data_set_;
  std::map<std::uint64_t, std::string> scale_names_;     // by the addresses of dimension scales
  std::map<std::int64_t, std::string> dimension_names_;  // by netCDF's ids
  std::map<std::string, Dimension> dimensions_;
};

}  // namespace

DataSet open_hdf5(const std::string& address, const DataSetOptions& options) {
  DataSet data_set{.address = address, .format = "hdf5"};
  auto file = source_file(address, options.storage_options);
  try {
    DataSetReader(open_hdf5_root(std::move(file)), data_set).read(options.group);
  } catch (const ValueError& error) {
    throw ValueError(fmt::format("'{}': {}", address, error.what()));
  }
  return data_set;
}

}  // namespace tusk::io
