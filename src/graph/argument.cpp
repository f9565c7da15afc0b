#include <tusk/graph/argument.h>

#include <algorithm>

#include <fmt/format.h>

#include <tusk/core/error.h>
#include <tusk/graph/operation.h>

#include "graph/short_text.h"

namespace tusk {

namespace {

void write_hashes(ByteWriter& writer, const Argument& argument) {
  writer.write(std::uint8_t(argument.kind));
  switch (argument.kind) {
    case Argument::Kind::Constant: Codec<Hash128>::write(writer, argument.constant.hash()); break;
    case Argument::Kind::Input: writer.write(argument.input); break;
    case Argument::Kind::List:
      writer.write_size(argument.items.size());
      for (const Argument& item : argument.items) write_hashes(writer, item);
      break;
  }
}

}  // namespace

Value filled(const Argument& argument, const Inputs& inputs) {
  switch (argument.kind) {
    case Argument::Kind::Constant: return argument.constant;
    case Argument::Kind::Input:
      if (argument.input < inputs.size()) return inputs[argument.input];
      throw ValueError(fmt::format("an argument must be one of the task's inputs: it is #{}, the task has {}",
                                   argument.input, inputs.size()));
    case Argument::Kind::List: break;
  }
  Sequence items;
  items.reserve(argument.items.size());
  for (const Argument& item : argument.items) items.push_back(filled(item, inputs));
  return Value::of(std::move(items));
}

Argument folded(Argument argument) {
  if (argument.kind != Argument::Kind::List) return argument;
  for (Argument& item : argument.items) item = folded(std::move(item));
  const auto is_constant = [](const Argument& item) { return item.kind == Argument::Kind::Constant; };
  if (!std::all_of(argument.items.begin(), argument.items.end(), is_constant)) return argument;
  return Argument::of_constant(filled(argument, Inputs(nullptr, nullptr, 0)));
}

bool is_portable(const Argument& argument) {
  return argument.constant.is_portable() && std::all_of(argument.items.begin(), argument.items.end(),
                                                        [](const Argument& item) { return is_portable(item); });
}

Hash128 hash(const Argument& argument) {
  HashWriter writer;
  write_hashes(writer, argument);
  return writer.hash();
}

void Codec<Argument>::write(ByteWriter& writer, const Argument& argument) {
  writer.write(std::uint8_t(argument.kind));
  switch (argument.kind) {
    case Argument::Kind::Constant: return write_value(writer, argument.constant);
    case Argument::Kind::Input: return writer.write(argument.input);
    case Argument::Kind::List: return Codec<std::vector<Argument>>::write(writer, argument.items);
  }
}

Argument Codec<Argument>::read(ByteReader& reader) {
  const ByteReader::Level level(reader);
  const auto kind = reader.read<std::uint8_t>();
  switch (Argument::Kind(kind)) {
    case Argument::Kind::Constant: return Argument::of_constant(read_value(reader));
    case Argument::Kind::Input: return Argument::of_input(reader.read<std::uint32_t>());
    case Argument::Kind::List: return Argument::of_list(Codec<std::vector<Argument>>::read(reader));
  }
  throw ValueError(fmt::format("serialized argument has a kind that doesn't exist: {}", kind));
}

void Codec<Argument>::print(std::string& text, const Argument& argument) {
  switch (argument.kind) {
    case Argument::Kind::Constant: text += argument.constant.print(); break;
    case Argument::Kind::Input: text += fmt::format("#{}", argument.input); break;
    case Argument::Kind::List:
      text += '[' +
              graph::short_list(argument.items.size(), [&](std::size_t i) { return to_text(argument.items[i]); }) + ']';
      break;
  }
}

}  // namespace tusk
