#include <tusk/core/declared.h>

#include <string>
#include <vector>

#include <gmock/gmock.h>

#include <tusk/core/error.h>

namespace tusk {
namespace {

using testing::HasSubstr;

class Shape : public Declared {
 public:
  virtual double area() const = 0;
};
using ShapePtr = std::shared_ptr<const Shape>;

struct Square final : DeclaredAs<Square, Shape> {
  static constexpr std::string_view kName = "square";
  double side = 0;
  static constexpr auto fields() { return std::tuple{field("side", &Square::side)}; }
  double area() const override { return side * side; }
};

// A member that holds others of its family.
struct Group final : DeclaredAs<Group, Shape> {
  static constexpr std::string_view kName = "group";
  std::vector<ShapePtr> parts;
  static constexpr auto fields() { return std::tuple{field("parts", &Group::parts)}; }
  double area() const override {
    double total = 0;
    for (const ShapePtr& part : parts) total += part->area();
    return total;
  }
};

// Another family, one member of which has a name that a shape has too.
class Town : public Declared {
 public:
  virtual std::string street() const = 0;
};
using TownPtr = std::shared_ptr<const Town>;

struct MarketSquare final : DeclaredAs<MarketSquare, Town> {
  static constexpr std::string_view kName = "square";
  std::string called;
  static constexpr auto fields() { return std::tuple{field("called", &MarketSquare::called)}; }
  std::string street() const override { return called + " Square"; }
};

struct Village final : DeclaredAs<Village, Town> {
  static constexpr std::string_view kName = "village";
  static constexpr auto fields() { return std::tuple<>(); }
  std::string street() const override { return "Main Street"; }
};

ShapePtr square(double side) {
  auto made = std::make_shared<Square>();
  made->side = side;
  return made;
}

ShapePtr group(std::vector<ShapePtr> parts) {
  auto made = std::make_shared<Group>();
  made->parts = std::move(parts);
  return made;
}

TownPtr market(const std::string& called) {
  auto made = std::make_shared<MarketSquare>();
  made->called = called;
  return made;
}

template <class Pointer>
std::vector<std::byte> written_bytes(const Pointer& object) {
  BufferWriter writer;
  Codec<Pointer>::write(writer, object);
  return std::move(writer).bytes();
}

template <class Pointer>
Pointer read_back(const std::vector<std::byte>& bytes) {
  ByteReader reader(bytes);
  Pointer object = Codec<Pointer>::read(reader);
  EXPECT_EQ(reader.remaining(), 0u);
  return object;
}

TEST(Declared, GoesThroughItsBytes) {
  const ShapePtr shape = group({square(2), group({square(3), square(0.5)})});
  const ShapePtr copy = read_back<ShapePtr>(written_bytes(shape));
  EXPECT_NE(copy, shape);
  EXPECT_EQ(copy->type_name(), "group");
  EXPECT_EQ(copy->area(), 13.25);
  EXPECT_EQ(written_bytes(copy), written_bytes(shape));
  EXPECT_EQ(read_back<ShapePtr>(written_bytes(ShapePtr())), nullptr);
}

TEST(Declared, PrintsItsNameAndFields) {
  EXPECT_EQ(square(2)->print(), "square(side=2)");
  EXPECT_EQ(group({square(2), nullptr})->print(), "group(parts=[square(side=2), none])");
  EXPECT_EQ(to_text(square(0.5)), "square(side=0.5)");
}

TEST(Declared, HashesToTheSameInEveryProcess) {
  EXPECT_EQ(square(2)->hash(), square(2)->hash());
  EXPECT_NE(square(2)->hash(), square(3)->hash());
  EXPECT_NE(group({square(2)})->hash(), square(2)->hash());
  EXPECT_NE(group({square(2), square(3)})->hash(), group({square(3), square(2)})->hash());
  EXPECT_EQ(read_back<ShapePtr>(written_bytes(square(2)))->hash(), square(2)->hash());
  EXPECT_EQ(square(2)->hash().hex(), "13160850a4c1b446d11197a1ec80ade7");
}

TEST(Declared, KeepsFamiliesApart) {
  EXPECT_EQ(read_back<ShapePtr>(written_bytes(square(4)))->area(), 16);
  EXPECT_EQ(read_back<TownPtr>(written_bytes(market("Red")))->street(), "Red Square");
  const auto bytes = written_bytes<TownPtr>(std::make_shared<Village>());
  EXPECT_EQ(read_back<TownPtr>(bytes)->street(), "Main Street");
  EXPECT_THROW(read_back<ShapePtr>(bytes), TypeError);
}

TEST(Declared, SaysWhichNameIsNotKnown) {
  BufferWriter writer;
  writer.write(true);
  writer.write_text("hexagon");
  ByteReader reader(writer.bytes());
  try {
    Codec<ShapePtr>::read(reader);
    FAIL() << "read";
  } catch (const TypeError& error) {
    EXPECT_STREQ(error.what(), "'hexagon' is not known in this process: load the library that declares it");
  }
}

TEST(Declared, GivesANameToOneClassOfAFamily) {
  const auto read_nothing = [](ByteReader&) -> std::shared_ptr<const Declared> { return nullptr; };
  EXPECT_TRUE(Square::is_registered());
  try {
    core::register_declared(typeid(Shape), "square", read_nothing, typeid(Village));
    FAIL() << "registered";
  } catch (const ValueError& error) {
    EXPECT_THAT(error.what(), HasSubstr("a name stands for one class of a family: 'square' is"));
  }
  EXPECT_TRUE(core::register_declared(typeid(Shape), "square", read_nothing, typeid(Square)));
  EXPECT_EQ(read_back<ShapePtr>(written_bytes(square(4)))->area(), 16);
}

TEST(Declared, RefusesBytesThatEndEarly) {
  const auto bytes = written_bytes(group({square(2), square(3)}));
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    ByteReader reader(std::span<const std::byte>(bytes.data(), size));
    EXPECT_ANY_THROW(Codec<ShapePtr>::read(reader)) << size;
  }
}

TEST(Declared, RefusesObjectsThatNestWithoutEnd) {
  BufferWriter writer;
  for (int i = 0; i < 100000; ++i) {
    writer.write(true);
    writer.write_text("group");
    writer.write_size(1);
  }
  ByteReader reader(writer.bytes());
  try {
    Codec<ShapePtr>::read(reader);
    FAIL() << "read";
  } catch (const ValueError& error) {
    EXPECT_THAT(error.what(), HasSubstr("nest 1000 deep"));
  }
}

}  // namespace
}  // namespace tusk
