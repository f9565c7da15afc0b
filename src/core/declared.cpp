#include <tusk/core/declared.h>

#include <map>
#include <mutex>
#include <shared_mutex>
#include <typeindex>

#include <fmt/format.h>

#include <tusk/core/error.h>

namespace tusk {

namespace {

struct Member {
  core::DeclaredReader reader;
  std::string type;
};

struct Register {
  std::shared_mutex mutex;
  std::map<std::pair<std::type_index, std::string>, Member, std::less<>> members;
};

Register& all() {
  static auto* const kAll = new Register();  // never destroyed: operations may outlive static objects
  return *kAll;
}

}  // namespace

std::string Declared::print() const {
  std::string text;
  print(text);
  return text;
}

Hash128 Declared::hash() const {
  HashWriter writer;
  writer.write_text(type_name());
  write(writer);
  return writer.hash();
}

namespace core {

bool register_declared(const std::type_info& family, std::string_view name, DeclaredReader reader,
                       const std::type_info& type) {
  const std::unique_lock lock(all().mutex);
  const auto [place, is_new] =
      all().members.try_emplace({std::type_index(family), std::string(name)}, Member{reader, type.name()});
  if (!is_new && place->second.type != type.name())
    throw ValueError(fmt::format("a name stands for one class of a family: '{}' is {} already, and can't be {}", name,
                                 place->second.type, type.name()));
  return true;
}

std::shared_ptr<const Declared> read_declared(const std::type_info& family, ByteReader& reader) {
  const std::string name = reader.read_text();
  DeclaredReader read = nullptr;
  {
    const std::shared_lock lock(all().mutex);
    const auto place = all().members.find({std::type_index(family), name});
    if (place != all().members.end()) read = place->second.reader;
  }
  if (!read) throw TypeError(fmt::format("'{}' is not known in this process: load the library that declares it", name));
  return read(reader);
}

}  // namespace core
}  // namespace tusk
