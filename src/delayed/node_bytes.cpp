#include "delayed/node_bytes.h"

#include <unordered_map>

#include <fmt/core.h>

#include <tusk/core/error.h>

#include "delayed/in_order.h"

namespace tusk::lazy {

namespace {

using Places = std::unordered_map<const Node*, std::uint32_t>;

constexpr const char* kRule = "a delayed value leaves the process with all of its tasks";

// What writing it throws, as text.
std::string reason_against(const Operation& operation) {
  try {
    BufferWriter writer;
    write_operation(writer, operation);
  } catch (const std::exception& error) {
    return error.what();
  }
  return "it says so itself";
}

void check_portable(const Node& node) {
  const NodeParts& parts = node.parts();
  if (parts.collection) {
    throw TypeError(
        fmt::format("{}, and {} takes a future or a collection, which are this process's: take its computed value",
                    kRule, node.key().quoted()));
  }
  if (!parts.operation->is_portable())
    throw TypeError(fmt::format("{}, and {} can't: {}", kRule, node.key().quoted(), reason_against(*parts.operation)));
}

void write_parts(ByteWriter& writer, const NodeParts& parts, const Places& places) {
  write_operation(writer, *parts.operation);
  writer.write_size(parts.inputs.size());
  for (const NodePtr& input : parts.inputs) writer.write(places.at(input.get()));
  Codec<std::optional<std::uint64_t>>::write(writer, parts.length);
  Codec<Hash128>::write(writer, parts.identity);
  writer.write_text(parts.key.name);
  Codec<std::vector<std::int64_t>>::write(writer, parts.key.block);
  writer.write(parts.is_key_given);
  writer.write(parts.annotations != nullptr);
  if (parts.annotations) Codec<Annotations>::write(writer, *parts.annotations);
}

NodeParts read_parts(ByteReader& reader, const std::vector<NodePtr>& before) {
  NodeParts parts{.operation = read_operation(reader)};
  for (std::size_t left = reader.read_size(sizeof(std::uint32_t)); left > 0; --left) {
    const auto place = reader.read<std::uint32_t>();
    if (place >= before.size())
      throw ValueError(fmt::format("a task's inputs come before it: task {} has {}", before.size(), place));
    parts.inputs.push_back(before[place]);
  }
  parts.length = Codec<std::optional<std::uint64_t>>::read(reader);
  parts.identity = Codec<Hash128>::read(reader);
  parts.key.name = reader.read_text();
  parts.key.block = Codec<std::vector<std::int64_t>>::read(reader);
  parts.is_key_given = reader.read<bool>();
  if (reader.read<bool>()) parts.annotations = std::make_shared<const Annotations>(Codec<Annotations>::read(reader));
  return parts;
}

}  // namespace

void write_node(ByteWriter& writer, const NodePtr& root) {
  const Node* const pointer = root.get();
  const std::vector<const Node*> nodes = in_order({&pointer, 1}, [](const Node&) { return true; });
  Places places;
  writer.write_size(nodes.size());
  for (const Node* node : nodes) {
    check_portable(*node);
    write_parts(writer, node->parts(), places);
    places.emplace(node, std::uint32_t(places.size()));
  }
}

NodePtr read_node(ByteReader& reader) {
  const ByteReader::Level level(reader);
  std::vector<NodePtr> nodes;
  for (std::size_t left = reader.read_size(); left > 0; --left)
    nodes.push_back(std::make_shared<Node>(read_parts(reader, nodes)));
  if (nodes.empty()) throw ValueError("a delayed value has a task: got none");
  return std::move(nodes.back());
}

}  // namespace tusk::lazy
