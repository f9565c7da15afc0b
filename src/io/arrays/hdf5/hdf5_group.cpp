#include "io/arrays/hdf5/hdf5_group.h"

#include <algorithm>

#include <tusk/core/error.h>

#include "io/arrays/hdf5/hdf5_trees.h"

namespace tusk::io {
namespace {

std::string string_of(ConstBytes bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

// A link message; nullopt for a link into another file.
std::optional<Hdf5Link> parse_link(Hdf5Cursor cursor) {
  constexpr int kHard = 0, kSoft = 1;
  cursor.skip(1);
  const auto flags = cursor.byte();
  const int kind = flags & 0x08 ? cursor.byte() : kHard;
  Hdf5Link link;
  if (flags & 0x04) link.order = cursor.number(8);
  if (flags & 0x10) cursor.skip(1);
  link.name = string_of(cursor.take(cursor.number(std::size_t(1) << (flags & 3))));
  if (kind == kHard) link.object = cursor.address();
  else if (kind == kSoft) link.target = string_of(cursor.take(cursor.half()));
  else return std::nullopt;
  return link;
}

// The links of a group of the old kind: a tree of nodes of symbols, whose names lie in a heap.
void add_symbols(Hdf5File& file, Hdf5Cursor table, std::vector<Hdf5Link>& links) {
  constexpr int kGroupTree = 0;
  constexpr std::uint32_t kLinkByName = 2;
  const auto tree = table.address();
  const Hdf5LocalHeap names(file, table.address());
  walk_hdf5_tree_1(file, tree, kGroupTree, table.sizes().length, [&](Hdf5Cursor, std::uint64_t child) {
    const auto header = file.read(child, 8);
    auto cursor = file.cursor(header);
    cursor.expect("SNOD");
    cursor.skip(2);
    const std::uint64_t count = cursor.half();
    const auto entry_bytes = 24 + 2 * std::uint64_t(cursor.sizes().offset);
    const auto entries = file.read(child + 8, count * entry_bytes);
    for (std::uint64_t i = 0; i < count; ++i) {
      auto entry = file.cursor(entries);
      entry.skip(i * entry_bytes);
      Hdf5Link link;
      link.name = names.name_at(entry.number(entry.sizes().offset));
      link.object = entry.address();
      const auto kind = entry.word();
      entry.skip(4);
      if (kind == kLinkByName) link.object = kHdf5Undefined, link.target = names.name_at(entry.word());
      links.push_back(std::move(link));
    }
  });
}

// The links of a group that has too many for its header.
void add_dense_links(Hdf5File& file, Hdf5Cursor info, std::vector<Hdf5Link>& links) {
  info.skip(1);
  const auto flags = info.byte();
  if (flags & 1) info.skip(8);
  const auto heap_address = info.address(), tree = info.address();
  if (heap_address == kHdf5Undefined || tree == kHdf5Undefined) return;
  Hdf5FractalHeap heap(file, heap_address);
  walk_hdf5_tree_2(file, tree, [&](ConstBytes record) {
    constexpr std::size_t kHashBytes = 4;
    if (record.size() <= kHashBytes) throw ValueError("the index of an HDF5 group has the ids of links");
    const auto bytes = heap.object(record.subspan(kHashBytes));
    if (auto link = parse_link(file.cursor(bytes))) links.push_back(*std::move(link));
  });
}

Hdf5Attribute parse_attribute(Hdf5File& file, ConstBytes bytes) {
  Hdf5Cursor cursor(bytes, file.place().sizes);
  const auto version = cursor.byte();
  if (version < 1 || version > 3) throw ValueError("HDF5 attributes have version 1 to 3");
  const auto flags = cursor.byte();
  const std::uint64_t name_bytes = cursor.half(), type_bytes = cursor.half(), space_bytes = cursor.half();
  if (version == 3) cursor.skip(1);
  const auto take = [&](std::uint64_t size) {
    const auto taken = cursor.take(size);
    if (version == 1) cursor.skip((8 - size % 8) % 8);
    return taken;
  };
  const auto parts_of = [&](bool is_shared, Hdf5MessageType type, ConstBytes part) {
    if (version == 1 || !is_shared) return std::vector<std::byte>(part.begin(), part.end());
    return shared_message(file, type, Hdf5Cursor(part, cursor.sizes())).bytes;
  };
  Hdf5Attribute attribute;
  attribute.name = string_of(take(name_bytes));
  attribute.name.resize(std::min(attribute.name.size(), attribute.name.find('\0')));
  const auto type = parts_of(flags & 1, Hdf5MessageType::Datatype, take(type_bytes));
  const auto space = parts_of(flags & 2, Hdf5MessageType::Dataspace, take(space_bytes));
  attribute.type = parse_hdf5_type(file.cursor(type));
  attribute.space = parse_hdf5_space(file.cursor(space));
  std::uint64_t value_bytes = 0;
  if (__builtin_mul_overflow(std::uint64_t(attribute.space.element_count()), attribute.type.size, &value_bytes))
    throw ValueError("the value of an HDF5 attribute is in the file");
  const auto value = cursor.take(value_bytes);
  attribute.bytes = {value.begin(), value.end()};
  return attribute;
}

void add_dense_attributes(Hdf5File& file, Hdf5Cursor info, std::vector<Hdf5Attribute>& attributes) {
  constexpr std::size_t kIdBytes = 8;
  info.skip(1);
  const auto flags = info.byte();
  if (flags & 1) info.skip(2);
  const auto heap_address = info.address(), tree = info.address();
  if (heap_address == kHdf5Undefined || tree == kHdf5Undefined) return;
  Hdf5FractalHeap heap(file, heap_address);
  walk_hdf5_tree_2(file, tree, [&](ConstBytes record) {
    Hdf5Cursor cursor(record, info.sizes());
    const auto bytes = heap.object(cursor.take(kIdBytes));
    cursor.skip(1);
    attributes.push_back(parse_attribute(file, bytes));
    attributes.back().order = cursor.word();
  });
}

}  // namespace

std::vector<Hdf5Link> hdf5_links(Hdf5File& file, const Hdf5Object& group) {
  std::vector<Hdf5Link> links;
  for (const auto& message : group.messages) {
    const auto cursor = file.cursor(message.bytes);
    if (message.type == Hdf5MessageType::SymbolTable) add_symbols(file, cursor, links);
    if (message.type == Hdf5MessageType::LinkInfo) add_dense_links(file, cursor, links);
    if (message.type == Hdf5MessageType::Link)
      if (auto link = parse_link(cursor)) links.push_back(*std::move(link));
  }
  const bool has_order = std::ranges::all_of(links, [](const Hdf5Link& link) { return link.order.has_value(); });
  if (has_order) std::ranges::stable_sort(links, {}, &Hdf5Link::order);
  else std::ranges::stable_sort(links, {}, &Hdf5Link::name);
  return links;
}

std::vector<Hdf5Attribute> hdf5_attributes(Hdf5File& file, const Hdf5Object& object) {
  std::vector<Hdf5Attribute> attributes;
  std::vector<Hdf5Attribute> dense;
  for (const auto& message : object.messages) {
    if (message.type == Hdf5MessageType::Attribute) attributes.push_back(parse_attribute(file, message.bytes));
    if (message.type == Hdf5MessageType::AttributeInfo) add_dense_attributes(file, file.cursor(message.bytes), dense);
  }
  std::ranges::stable_sort(dense, {}, &Hdf5Attribute::order);
  std::ranges::move(dense, std::back_inserter(attributes));
  return attributes;
}

}  // namespace tusk::io
