#include <tusk/core/serial.h>

#include <limits>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include <tusk/core/error.h>

namespace tusk {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::byte> raw_bytes(std::initializer_list<int> numbers) {
  std::vector<std::byte> bytes;
  for (const int number : numbers) bytes.push_back(std::byte(number));
  return bytes;
}

template <class Call>
std::string refusal_of(Call call) {
  try {
    call();
  } catch (const ValueError& error) {
    return error.what();
  }
  return "no ValueError";
}

TEST(Serial, WritesLittleEndianWithoutPadding) {
  BufferWriter writer;
  writer.write(std::uint8_t(1));
  writer.write(std::uint32_t(0x01020304));
  writer.write_text("ab");
  EXPECT_EQ(writer.bytes(), raw_bytes({1, 4, 3, 2, 1, 2, 0, 0, 0, 0, 0, 0, 0, 'a', 'b'}));
}

TEST(Serial, ReadsWhatWasWritten) {
  BufferWriter writer;
  writer.write(true);
  writer.write(-1.5);
  writer.write(std::numeric_limits<std::int64_t>::min());
  writer.write_text("");
  writer.write_text(std::string("a\0b", 3));
  ByteReader reader(writer.bytes());
  EXPECT_TRUE(reader.read<bool>());
  EXPECT_EQ(reader.read<double>(), -1.5);
  EXPECT_EQ(reader.read<std::int64_t>(), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(reader.read_text(), "");
  EXPECT_EQ(reader.read_text(), std::string("a\0b", 3));
  EXPECT_EQ(reader.remaining(), 0u);
}

TEST(Serial, HashIsThatOfTheBytesHoweverTheyArrive) {
  for (const std::size_t size : {0, 1, 255, 256, 257, 5000}) {
    const std::string text(size, 'q');
    HashWriter whole, pieces;
    whole.write_bytes(text.data(), size);
    for (const char c : text) pieces.write(c);
    pieces.write_bytes(nullptr, 0);
    EXPECT_EQ(whole.hash(), hash_bytes(text.data(), size)) << size;
    EXPECT_EQ(pieces.hash(), hash_bytes(text.data(), size)) << size;
  }
}

TEST(Serial, RefusesBytesThatEndEarly) {
  const auto bytes = raw_bytes({1, 2, 3});
  ByteReader reader(bytes);
  EXPECT_EQ(refusal_of([&] { reader.read<std::uint32_t>(); }), "serialized bytes end early: 4 are needed, 3 are left");
  EXPECT_EQ(reader.remaining(), 3u);
}

TEST(Serial, RefusesACountThatCannotBeTrue) {
  for (const std::uint64_t count : {std::uint64_t(3), std::uint64_t(1) << 61, ~std::uint64_t(0)}) {
    BufferWriter writer;
    writer.write(count);
    writer.write(std::uint64_t(0)), writer.write(std::uint64_t(0));
    ByteReader reader(writer.bytes());
    EXPECT_THAT(refusal_of([&] { reader.read_size(8); }), HasSubstr("can't be true"));
  }
}

TEST(Serial, RefusesATruthValueOtherThan0And1) {
  const auto bytes = raw_bytes({2});
  ByteReader reader(bytes);
  EXPECT_EQ(refusal_of([&] { reader.read<bool>(); }), "a serialized truth value must be 0 or 1: got 2");
}

TEST(Serial, CountsLevelsAsTheyAreLeft) {
  ByteReader reader({});
  for (int i = 0; i < 3 * ByteReader::kDeepest; ++i) const ByteReader::Level level(reader);
  std::vector<std::unique_ptr<ByteReader::Level>> levels;
  for (int i = 0; i < ByteReader::kDeepest; ++i) levels.push_back(std::make_unique<ByteReader::Level>(reader));
  EXPECT_EQ(refusal_of([&] { const ByteReader::Level level(reader); }),
            "serialized objects may nest 1000 deep, and these nest deeper");
}

}  // namespace
}  // namespace tusk
