// Declared: a family of named values behind one interface, each a list of fields.
//
// Where an object's class is known at run time only (a step of an expression, a way to reduce, a source of rows), its
// interface derives from Declared, and each member of the family from DeclaredAs:
//
//   class Shape : public Declared { public: virtual double area() const = 0; };
//
//   struct Square final : DeclaredAs<Square, Shape> {
//     static constexpr std::string_view kName = "square";
//     static constexpr auto fields() { return std::tuple{field("side", &Square::side)}; }
//     double side = 0;
//     double area() const override { return side * side; }
//   };
//
// A std::shared_ptr<const Shape> then has a codec: it is written as the name and the fields, and read by any process
// that has the class. Members are immutable once they are shared.
#pragma once

#include <concepts>
#include <memory>
#include <string>
#include <string_view>
#include <typeinfo>
#include <utility>

#include <tusk/core/codec.h>

namespace tusk {

class Declared {
 public:
  virtual ~Declared() = default;
  virtual std::string_view type_name() const = 0;
  // Writes the fields.
  virtual void write(ByteWriter& writer) const = 0;
  // Appends the name and the fields in short: square(side=2).
  virtual void print(std::string& text) const = 0;
  std::string print() const;
  // Of the name and the fields: equal in every process.
  Hash128 hash() const;

 protected:
  Declared() = default;
  Declared(const Declared&) = default;
  Declared& operator=(const Declared&) = default;
};

namespace core {

using DeclaredReader = std::shared_ptr<const Declared> (*)(ByteReader& reader);
// Enters a member of the family `family`, and returns true. Throws ValueError if another class has the name.
bool register_declared(const std::type_info& family, std::string_view name, DeclaredReader reader,
                       const std::type_info& type);
// Throws TypeError for a name that no class of this process has.
std::shared_ptr<const Declared> read_declared(const std::type_info& family, ByteReader& reader);

}  // namespace core

template <class T, std::derived_from<Declared> Interface>
class DeclaredAs : public Interface {
 public:
  using Family = Interface;

  std::string_view type_name() const final {
    (void)kIsRegistered;
    return T::kName;
  }
  void write(ByteWriter& writer) const final { Codec<T>::write(writer, static_cast<const T&>(*this)); }
  using Declared::print;
  void print(std::string& text) const final { Codec<T>::print(text, static_cast<const T&>(*this)); }
  // Makes the class readable in a process that never makes one.
  static bool is_registered() { return kIsRegistered; }

 private:
  static std::shared_ptr<const Declared> read(ByteReader& reader) {
    return std::make_shared<const T>(Codec<T>::read(reader));
  }
  inline static const bool kIsRegistered = core::register_declared(typeid(Interface), T::kName, &read, typeid(T));
};

template <std::derived_from<Declared> Interface>
struct Codec<std::shared_ptr<const Interface>> {
  using Pointer = std::shared_ptr<const Interface>;

  static std::string name() { return "declared"; }
  static void write(ByteWriter& writer, const Pointer& object) {
    writer.write(object != nullptr);
    if (!object) return;
    writer.write_text(object->type_name());
    object->write(writer);
  }
  static Pointer read(ByteReader& reader) {
    if (!reader.read<bool>()) return nullptr;
    const ByteReader::Level level(reader);
    return std::static_pointer_cast<const Interface>(core::read_declared(typeid(Interface), reader));
  }
  static void print(std::string& text, const Pointer& object) { object ? object->print(text) : void(text += "none"); }
};

}  // namespace tusk
