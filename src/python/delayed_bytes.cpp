// How a Delayed is pickled: its task as bytes, and what calling it means.
#include <string>
#include <utility>

#include <tusk/core/error.h>
#include <tusk/graph/literal.h>

#include "delayed/node_bytes.h"
#include "python/conversion.h"
#include "python/delayed_object.h"
#include "python/short_repr.h"

namespace tusk::python {

namespace {

using OptionalLength = std::optional<std::uint64_t>;

enum class Origin : std::uint8_t { Task, Function, Attribute, Data };

void write_options(ByteWriter& writer, const DelayedOptions& options) {
  writer.write_text(options.name);
  Codec<std::optional<bool>>::write(writer, options.pure);
  Codec<OptionalLength>::write(writer, options.nout);
}

DelayedOptions read_options(ByteReader& reader) {
  DelayedOptions options{.name = reader.read_text()};
  options.pure = Codec<std::optional<bool>>::read(reader);
  options.nout = Codec<OptionalLength>::read(reader);
  return options;
}

}  // namespace

void DelayedObject::write(ByteWriter& writer) const {
  const auto write_origin = [&](Origin origin) { writer.write(std::uint8_t(origin)); };
  if (const auto* attribute = std::get_if<Attribute>(&origin_)) {
    write_origin(Origin::Attribute);
    writer.write_text(text_of(attribute->name));
    lazy::write_node(writer, attribute->owner);
    return;
  }
  if (const auto* leaf = std::get_if<Function>(&origin_)) {
    write_origin(Origin::Function);
    write_options(writer, leaf->options);
  } else if (const auto* data = std::get_if<Data>(&origin_)) {
    write_origin(Origin::Data);
    writer.write_text(data->type);
  } else {
    write_origin(Origin::Task);
  }
  lazy::write_node(writer, node());
}

DelayedObject DelayedObject::read(ByteReader& reader) {
  switch (Origin(reader.read<std::uint8_t>())) {
    case Origin::Task: return DelayedObject(lazy::read_node(reader));
    case Origin::Attribute: {
      const std::string name = reader.read_text();
      return DelayedObject(Attribute{lazy::read_node(reader), str_of(name)});
    }
    case Origin::Data: {
      std::string type = reader.read_text();
      return DelayedObject(lazy::read_node(reader), std::move(type));
    }
    case Origin::Function: break;
    default: throw ValueError("a pickled Delayed is a task, a function, an attribute or data: got something else");
  }
  DelayedOptions options = read_options(reader);
  lazy::NodePtr node = lazy::read_node(reader);
  const Value* function = literal_value(*node->parts().operation);
  if (!function) throw ValueError("a pickled delayed function is a literal: got " + node->parts().operation->print());
  DelayedObject object(to_python(*function), std::move(options));
  object.node_ = std::move(node);
  return object;
}

}  // namespace tusk::python
