#include "tests/data/value_bytes.h"

#include <limits>

#include <gmock/gmock.h>

#include <tusk/data/ndarray.h>
#include <tusk/data/table.h>
#include <tusk/data/value.h>

namespace tusk {
namespace {

using test::bytes_of;
using test::error_of;
using test::Point;
using test::Secret;
using test::sent;
using test::value_of;
using testing::HasSubstr;

class ValueBytes : public testing::TestWithParam<Value> {};

TEST_P(ValueBytes, ComeBackAsTheSameValue) {
  const Value& value = GetParam();
  const Value back = sent(value);
  EXPECT_EQ(back.kind(), value.kind());
  EXPECT_EQ(back.type_name(), value.type_name());
  EXPECT_EQ(back.print(), value.print());
  EXPECT_EQ(back.hash(), value.hash());
}

TEST_P(ValueBytes, CutShortAreRefused) {
  const auto bytes = bytes_of(GetParam());
  for (std::size_t size = 0; size < bytes.size(); ++size)
    EXPECT_THROW(value_of(std::span(bytes).first(size)), Error) << size;
}

INSTANTIATE_TEST_SUITE_P(Values, ValueBytes,
                         testing::Values(Value(), Value::of(false), Value::of(std::numeric_limits<std::int8_t>::min()),
                                         Value::of(std::numeric_limits<std::uint64_t>::max()),
                                         Value::of(std::numeric_limits<std::int64_t>::min()), Value::of(0.1f),
                                         Value::of(-std::numeric_limits<float>::infinity()),
                                         Value::of(std::numeric_limits<double>::quiet_NaN()),
                                         Value::of(std::numeric_limits<float>::quiet_NaN()), Value::of("text"),
                                         Value::of(""), Value::of(std::complex<float>(1, 2)),
                                         Value::of(Sequence{Value::of(1), Value(),
                                                            Value::of(Sequence{Value::of("a")})}),
                                         Value::of(Sequence{}), Value::of(std::vector<double>{1, 2}),
                                         Value::of(std::vector<std::string>{"a"}), Value::of(Point{1, {Value::of(2)}}),
                                         Value::of(std::map<std::string, Value>{{"a", Value::of(1)}}),
                                         Value::of(NdArray::zeros(DType::Bool, {2, 3})), Value::of(Table())));

TEST(ValueBytes, WhatHasNoCodecIsRefusedByName) {
  EXPECT_EQ(error_of<TypeError>([] { bytes_of(Value::of(Secret{})); }),
            "a value of type tusk::test::Secret can't leave the process: it has no codec; give the type a list of "
            "fields (kName and fields()) or "
            "specialize tusk::Codec");
  EXPECT_THROW(bytes_of(Value::of(Sequence{Value::of(1), Value::of(Secret{})})), TypeError);
}

// A boxed value: its type name, then its bytes.
std::vector<std::byte> boxed_bytes(const std::string& type_name, auto... numbers) {
  BufferWriter writer;
  writer.write(std::uint8_t(2));
  writer.write_text(type_name);
  (writer.write(numbers), ...);
  return writer.bytes();
}

std::vector<std::byte> number_bytes(int dtype, std::uint64_t bits) {
  BufferWriter writer;
  writer.write(std::uint8_t(1)), writer.write(std::uint8_t(dtype)), writer.write(bits);
  return writer.bytes();
}

struct Hostile {
  std::vector<std::byte> bytes;
  const char* message;
};

class HostileBytes : public testing::TestWithParam<Hostile> {};

TEST_P(HostileBytes, AreRefusedWithAReason) {
  EXPECT_THAT(error_of<ValueError>([] { value_of(GetParam().bytes); }), HasSubstr(GetParam().message));
}

constexpr std::uint64_t kHugeCount = std::uint64_t(1) << 62;
constexpr std::uint8_t kBool = 0, kFloat64 = 10, kString = 13;

INSTANTIATE_TEST_SUITE_P(
    Values, HostileBytes,
    testing::Values(Hostile{{}, "end early"}, Hostile{{std::byte(3)}, "kind that doesn't exist: 3"},
                    Hostile{number_bytes(11, 0), "no dtype of a number: 11"},
                    Hostile{number_bytes(200, 0), "no dtype of a number: 200"},
                    Hostile{number_bytes(kBool, 2), "those of no bool"},
                    Hostile{number_bytes(1, 128), "those of no int8"},
                    Hostile{number_bytes(5, ~0ull), "those of no uint8"},
                    Hostile{number_bytes(9, std::bit_cast<std::uint64_t>(0.1)), "those of no float32"},
                    Hostile{boxed_bytes("string", kHugeCount), "can't be true"},
                    Hostile{boxed_bytes("vector<value>", kHugeCount), "can't be true"},
                    Hostile{boxed_bytes("vector<float64>", kHugeCount), "can't be true"},
                    Hostile{boxed_bytes("vector<bool>", std::uint64_t(1), std::uint8_t(7)), "must be 0 or 1: got 7"}));

INSTANTIATE_TEST_SUITE_P(
    Arrays, HostileBytes,
    testing::Values(
        Hostile{boxed_bytes("ndarray", kString, std::uint64_t(0)), "no dtype of elements: 13"},
        Hostile{boxed_bytes("ndarray", std::uint8_t(255), std::uint64_t(0)), "no dtype of elements: 255"},
        Hostile{boxed_bytes("ndarray", kFloat64, kHugeCount), "can't be true"},
        Hostile{boxed_bytes("ndarray", kFloat64, std::uint64_t(1), std::int64_t(-1)),
                "can't be negative: got shape (-1,)"},
        Hostile{boxed_bytes("ndarray", kFloat64, std::uint64_t(2), kHugeCount, kHugeCount), "less than 2^63 bytes"},
        Hostile{boxed_bytes("ndarray", kFloat64, std::uint64_t(3), kHugeCount, kHugeCount, std::uint64_t(0)),
                "less than 2^63 bytes"},
        Hostile{boxed_bytes("ndarray", kFloat64, std::uint64_t(1), std::uint64_t(1) << 40), "end early"},
        Hostile{boxed_bytes("ndarray", kFloat64, std::uint64_t(1), std::uint64_t(2), 1.0), "16 are needed, 8 are left"},
        Hostile{boxed_bytes("ndarray", kBool, std::uint64_t(1), std::uint64_t(1), std::uint8_t(2)), "must be 0 or 1"}));

TEST(HostileBytes, ArraysHaveAtMost64Axes) {
  BufferWriter writer;
  writer.write(std::uint8_t(2)), writer.write_text("ndarray"), writer.write(kFloat64), writer.write_size(65);
  for (int i = 0; i < 65; ++i) writer.write(std::int64_t(1));
  writer.write(1.0);
  EXPECT_THAT(error_of<ValueError>([&] { value_of(writer.bytes()); }), HasSubstr("at most 64 axes: 65"));
}

TEST(HostileBytes, AnUnknownTypeIsNamed) {
  EXPECT_THAT(error_of<TypeError>([] { value_of(boxed_bytes("shop.basket", 1)); }),
              HasSubstr("\"shop.basket\" can't be read"));
}

TEST(HostileBytes, SequencesNestOnlySoDeep) {
  BufferWriter writer;
  for (int i = 0; i < 1000000; ++i)
    writer.write(std::uint8_t(2)), writer.write_text("vector<value>"), writer.write_size(1);
  EXPECT_THAT(error_of<ValueError>([&] { value_of(writer.bytes()); }), HasSubstr("nest 1000 deep"));
}

}  // namespace
}  // namespace tusk
