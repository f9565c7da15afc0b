#include <tusk/core/codec.h>

#include <limits>
#include <string>

#include <gmock/gmock.h>

#include <tusk/core/error.h>

namespace tusk {
namespace {

using testing::HasSubstr;

enum class Shade : std::uint16_t { Red = 1, Blue = 700 };

struct Clip {
  static constexpr std::string_view kName = "clip";
  double low = 0, high = 0;
  std::string unit;
  static constexpr auto fields() {
    return std::tuple{field("low", &Clip::low), field("high", &Clip::high), field("unit", &Clip::unit)};
  }
  bool operator==(const Clip&) const = default;
};

struct Tree {
  static constexpr std::string_view kName = "tree";
  int leaf = 0;
  std::vector<Tree> branches;
  static constexpr auto fields() { return std::tuple{field("leaf", &Tree::leaf), field("branches", &Tree::branches)}; }
  bool operator==(const Tree&) const = default;
};

struct NoCodec {};

template <class T>
std::vector<std::byte> written_bytes(const T& object) {
  BufferWriter writer;
  Codec<T>::write(writer, object);
  return writer.bytes();
}

template <class T>
T read_back(const std::vector<std::byte>& bytes) {
  ByteReader reader(bytes);
  T object = Codec<T>::read(reader);
  EXPECT_EQ(reader.remaining(), 0u);
  return object;
}

// What a codec must do with one object, under which name, and how it prints.
template <class T>
struct CodecCase {
  T object;
  std::string name, text;

  void check() const {
    EXPECT_EQ(read_back<T>(written_bytes(object)), object) << name;
    EXPECT_EQ(Codec<T>::name(), name);
    EXPECT_EQ(to_text(object), text);
  }
};
template <class T>
CodecCase(T, const char*, const char*) -> CodecCase<T>;

TEST(Codec, KeepsNumbersAtTheirExtremes) {
  CodecCase{std::numeric_limits<std::int64_t>::min(), "int64", "-9223372036854775808"}.check();
  CodecCase{std::numeric_limits<std::uint64_t>::max(), "uint64", "18446744073709551615"}.check();
  CodecCase{std::int8_t(-128), "int8", "-128"}.check();
  CodecCase{std::uint16_t(65535), "uint16", "65535"}.check();
  CodecCase{true, "bool", "true"}.check();
  CodecCase{0.1f, "float32", "0.1"}.check();
  CodecCase{std::numeric_limits<double>::infinity(), "float64", "inf"}.check();
  CodecCase{std::numeric_limits<double>::denorm_min(), "float64", "5e-324"}.check();
  CodecCase{Shade::Blue, "enum<uint16>", "700"}.check();
  CodecCase{std::complex<float>(1.5f, -0.0f), "complex64", "(1.5-0j)"}.check();
  CodecCase{std::complex<double>(0, 2), "complex128", "(0+2j)"}.check();
}

TEST(Codec, KeepsTheBitsOfNan) {
  const double nan = -std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(std::bit_cast<std::uint64_t>(read_back<double>(written_bytes(nan))), std::bit_cast<std::uint64_t>(nan));
  EXPECT_EQ(to_text(nan), "nan");
}

TEST(Codec, KeepsContainers) {
  CodecCase{std::vector<int>{1, -2}, "vector<int32>", "[1, -2]"}.check();
  CodecCase{std::vector<bool>{true, false}, "vector<bool>", "[true, false]"}.check();
  CodecCase{std::vector<std::byte>{std::byte(7)}, "vector<enum<uint8>>", "[7]"}.check();
  CodecCase{std::vector<std::vector<std::string>>{{"a"}, {}}, "vector<vector<string>>", "[['a'], []]"}.check();
  CodecCase{std::array<double, 2>{1, 2.5}, "array<float64, 2>", "[1, 2.5]"}.check();
  CodecCase{std::array<double, 0>{}, "array<float64, 0>", "[]"}.check();
  CodecCase{std::optional<int>{}, "optional<int32>", "none"}.check();
  CodecCase{std::optional<int>{3}, "optional<int32>", "3"}.check();
  CodecCase{std::tuple<>{}, "tuple<>", "()"}.check();
  CodecCase{std::tuple{1, std::string("b")}, "tuple<int32, string>", "(1, 'b')"}.check();
  CodecCase{std::pair{1, 2.5}, "tuple<int32, float64>", "(1, 2.5)"}.check();
  CodecCase{std::map<std::string, int>{{"b", 2}, {"a", 1}}, "map<string, int32>", "{('a', 1), ('b', 2)}"}.check();
  CodecCase{std::set<int>{3, 1}, "set<int32>", "{1, 3}"}.check();
  CodecCase{Hash128{1, 2}, "hash128", "00000000000000010000000000000002"}.check();
}

TEST(Codec, MakesEverythingOfOneListOfFields) {
  CodecCase{Clip{1, 2.5, "m"}, "clip", "clip(low=1, high=2.5, unit='m')"}.check();
  CodecCase{Tree{1, {Tree{2, {}}, Tree{3, {}}}}, "tree",
            "tree(leaf=1, branches=[tree(leaf=2, branches=[]), tree(leaf=3, branches=[])])"}
      .check();
  EXPECT_NE(hash_of(Clip{1, 2, "m"}), hash_of(Clip{2, 1, "m"}));
}

TEST(Codec, HashesAreTheSameInEveryProcess) {
  EXPECT_EQ(hash_of(std::int64_t(42)).hex(), "d555c1eadace895903eea1620731790e");
  EXPECT_EQ(hash_of(std::string("tusk")).hex(), "55538c9971ea2a21e6dbac94aa790cd2");
  EXPECT_EQ(hash_of(Clip{1, 2.5, "m"}).hex(), "09427dce029abd440019a0ac90b7b9ef");
}

TEST(Codec, HashesSeeTheTypeAndTheBorders) {
  EXPECT_NE(hash_of(std::int64_t(1)), hash_of(std::int32_t(1)));
  EXPECT_NE(hash_of(std::vector<std::string>{"ab", "c"}), hash_of(std::vector<std::string>{"a", "bc"}));
  EXPECT_NE(hash_of(std::vector<std::vector<int>>{{1}, {}}), hash_of(std::vector<std::vector<int>>{{}, {1}}));
}

TEST(Codec, EqualMapsHaveEqualBytes) {
  std::unordered_map<int, int> forward, backward;
  for (int i = 0; i < 100; ++i) forward[i] = i, backward[99 - i] = 99 - i;
  forward.rehash(1000);
  EXPECT_EQ(written_bytes(forward), written_bytes(backward));
  EXPECT_EQ(read_back<decltype(forward)>(written_bytes(forward)), backward);
}

TEST(Codec, KnowsWhatItCannotWrite) {
  static_assert(!Serializable<NoCodec>);
  static_assert(!Serializable<std::vector<NoCodec>>);
  static_assert(!Serializable<int*>);
  static_assert(!Serializable<long double>);
  static_assert(!Serializable<std::vector<std::tuple<>>>);
  static_assert(Serializable<std::map<std::string, std::optional<std::vector<Clip>>>>);
}

TEST(Codec, PrintsTextAsValidUtf8) {
  EXPECT_EQ(to_text(std::string("it's\n\t\\ \x01 h\xC3\xA9 \xE2\x82\xAC")),
            "'it\\'s\\n\\t\\\\ \\x01 h\xC3\xA9 \xE2\x82\xAC'");
  EXPECT_EQ(to_text(std::string("\xFF \xC3 \xED\xA0\x80 \xC0\x80 \xF5")),
            "'\\xff \\xc3 \\xed\\xa0\\x80 \\xc0\\x80 \\xf5'");
  EXPECT_EQ(to_text(std::string(63, 'a') + "\xC3\xA9"
                                           "b"),
            "'" + std::string(63, 'a') + "\xC3\xA9...'");
}

TEST(Codec, PrintsInShort) {
  EXPECT_EQ(to_text(std::vector<int>(100, 7)), "[7, 7, 7, 7, 7, 7, 7, 7, ...]");
  std::vector<std::vector<std::vector<std::string>>> deep(8, {8, std::vector<std::string>(8, std::string(80, 'x'))});
  EXPECT_LT(to_text(deep).size(), 1000u);
}

// Every way to cut the bytes short is refused: none crashes, and none passes.
TEST(Codec, RefusesBytesThatEndEarly) {
  const auto bytes = written_bytes(std::tuple{Clip{1, 2, "metre"}, std::vector<std::string>{"a", "b"},
                                              std::map<int, double>{{1, 2}}, std::optional<int>{1}});
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    ByteReader reader(std::span<const std::byte>(bytes.data(), size));
    using Object = std::tuple<Clip, std::vector<std::string>, std::map<int, double>, std::optional<int>>;
    EXPECT_THROW(Codec<Object>::read(reader), ValueError) << size;
  }
}

TEST(Codec, RefusesCountsThatWouldNeedMoreThanThereIs) {
  BufferWriter writer;
  writer.write_size(std::size_t(1) << 60);
  for (int i = 0; i < 16; ++i) writer.write(0.0);
  ByteReader flat(writer.bytes()), nested(writer.bytes()), map(writer.bytes());
  EXPECT_THROW(Codec<std::vector<double>>::read(flat), ValueError);
  EXPECT_THROW((Codec<std::vector<std::vector<double>>>::read(nested)), ValueError);
  EXPECT_THROW((Codec<std::map<double, double>>::read(map)), ValueError);
}

TEST(Codec, RefusesObjectsThatNestWithoutEnd) {
  BufferWriter writer;
  for (int i = 0; i < 100000; ++i) {
    writer.write(std::int32_t(i));
    writer.write_size(1);
  }
  ByteReader reader(writer.bytes());
  try {
    Codec<Tree>::read(reader);
    FAIL() << "read";
  } catch (const ValueError& error) {
    EXPECT_THAT(error.what(), HasSubstr("nest 1000 deep"));
  }
}

}  // namespace
}  // namespace tusk
