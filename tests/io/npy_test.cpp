#include <gmock/gmock.h>

#include "io/arrays/npy/npy_header.h"
#include "io/arrays/npy/npy_source.h"
#include "tests/core/message_of.h"
#include "tests/io/array_regions.h"
#include "tests/io/temporary_folder.h"

namespace tusk::io {
namespace {

using test::counted;
using test::expect_reads;
using test::message_of;
using testing::HasSubstr;

// An npy file of that header and data.
std::string npy(const std::string& dictionary, std::string_view data, int version = 1) {
  std::string bytes = "\x93NUMPY";
  bytes += {char(version), '\0', char(dictionary.size() & 0xFF), char(dictionary.size() >> 8)};
  if (version > 1) bytes += {'\0', '\0'};
  return bytes + dictionary + std::string(data);
}

std::string_view bytes_of(const NdArray& array) { return {static_cast<const char*>(array.data()), array.size_bytes()}; }

std::string header(const std::string& type, const std::string& shape, bool is_fortran_order = false) {
  return "{'descr': '" + type + "', 'fortran_order': " + (is_fortran_order ? "True" : "False") + ", 'shape': " + shape +
         ", }";
}

class NpyFiles : public testing::Test {
 protected:
  ArraySourcePtr open(std::string_view bytes) const { return open_npy(folder_.write("a.npy", bytes)); }

  test::TemporaryFolder folder_;
};

TEST_F(NpyFiles, GiveTheElementsOfEveryRegion) {
  const auto expected = counted<float>({5, 7, 3});
  expect_reads(open(npy(header("<f4", "(5, 7, 3)"), bytes_of(expected))), expected);
  EXPECT_EQ(open(npy(header("<f4", "(5, 7, 3)"), bytes_of(expected)))->info().name, "a");
}

TEST_F(NpyFiles, OfEveryVersionAreRead) {
  const auto expected = counted<std::int16_t>({4, 2});
  for (const int version : {1, 2, 3})
    expect_reads(open(npy(header("<i2", "(4, 2)"), bytes_of(expected), version)), expected);
  EXPECT_THAT(message_of<ValueError>([&] { open(npy(header("<i2", "(4, 2)"), bytes_of(expected), 4)); }),
              HasSubstr("got version 4"));
}

TEST_F(NpyFiles, InFortranOrderAreReadInPlace) {
  // Element (i, j) of the transposed array lies where (j, i) does.
  const auto stored = counted<double>({6, 4});
  const auto expected = NdArray::wrap(DType::Float64, {4, 6}, {8, 32}, stored.data(), stored.owner());
  expect_reads(open(npy(header("<f8", "(4, 6)", true), bytes_of(stored))), expected.contiguous());
}

TEST_F(NpyFiles, AreSwappedIfTheyAreBigEndian) {
  const std::string data("\x00\x01\x02\x03\xff\xfe", 6);
  EXPECT_EQ(open(npy(header(">i2", "(3,)"), data))->read(), NdArray::from_vector<std::int16_t>({1, 0x203, -2}));
}

TEST_F(NpyFiles, MayHaveNoAxesOrNoElements) {
  expect_reads(open(npy(header("<i4", "()"), std::string_view("\x2a\0\0\0", 4))),
               NdArray::from_vector<std::int32_t>({42}, {}));
  expect_reads(open(npy(header("<i4", "(3, 0, 2)"), "")), NdArray::empty(DType::Int32, {3, 0, 2}));
}

TEST_F(NpyFiles, HaveTruthValuesOfOneBit) {
  EXPECT_EQ(open(npy(header("|b1", "(3,)"), std::string_view("\x00\x07\x01", 3)))->read(),
            NdArray::wrap(DType::Bool, {3}, "\0\1\1", nullptr));
}

TEST_F(NpyFiles, NoteTheUnitOfTimes) {
  const auto source = open(npy(header("<M8[ns]", "(1,)"), std::string(8, '\1')));
  EXPECT_EQ(source->info().dtype, DType::Int64);
  EXPECT_EQ(source->info().stored_type, "datetime64[ns]");
}

TEST_F(NpyFiles, ReadOnlyWhatARegionNeeds) {
  const auto expected = counted<float>({40, 1000, 100});
  const auto source = open(npy(header("<f4", "(40, 1000, 100)"), bytes_of(expected)));
  const auto cost = source->cost({{0, 40, 10}, {0, 1000, 1}, {0, 100, 1}});
  EXPECT_EQ(cost.stored_bytes, 4 * 1000 * 100 * 4);
  EXPECT_EQ(source->cost({{3, 4, 1}, {5, 6, 1}, {0, 100, 1}}).stored_bytes, 400);
  EXPECT_EQ(source->cost({{0, 0, 1}, {5, 6, 1}, {0, 100, 1}}).stored_bytes, 0);
}

TEST_F(NpyFiles, RefuseRegionsThatAreNotTheirs) {
  const auto source = open(npy(header("<i4", "(2, 3)"), std::string(24, '\0')));
  EXPECT_THAT(message_of<IndexError>([&] { source->read({{0, 2, 1}}); }), HasSubstr("has shape (2, 3), got 1 ranges"));
  EXPECT_THAT(message_of<IndexError>([&] { source->read({{0, 2, 1}, {1, 4, 1}}); }),
              HasSubstr("axis 1 of 'a' has 3, asked for 1:4:1"));
  EXPECT_THROW(source->read({{0, 2, 0}, {0, 3, 1}}), IndexError);
}

TEST_F(NpyFiles, ThatAreCutOffAreRefusedAtOpening) {
  EXPECT_THAT(message_of<ValueError>([&] { open(npy(header("<i4", "(2, 3)"), std::string(23, '\0'))); }),
              testing::AllOf(HasSubstr("takes 24 bytes"), HasSubstr("a.npy"), HasSubstr("cut off")));
  EXPECT_THROW(open("\x93NUMPY\x01"), ValueError);
  EXPECT_THROW(open("PK\3\4 a zip file"), ValueError);
  EXPECT_THROW(open(""), ValueError);
}

TEST_F(NpyFiles, WithAbsurdHeadersAreRefused) {
  for (const auto& dictionary : {
           header("<f8", "(4611686018427387904, 4)"),
           header("<f8", "(99999999999999999999,)"),
           header("<f8", "(-1,)"),
           header("<f8", "(1000000000000,)"),
           header("<f8", "(0, 4611686018427387904, 4)"),
           header("<f8", "3"),
           std::string("{}"),
           std::string("{'descr': '<f8'}"),
           header("<f8", "(1,)") + "x",
           std::string("{'descr': '"),
           header("<f8", "(1,), 'shape': (1,)"),
           header("<f8", "(1,), 'more': (1,)"),
       }) {
    EXPECT_THAT(message_of<ValueError>([&] { open(npy(dictionary, "12345678")); }), HasSubstr("a.npy")) << dictionary;
  }
}

TEST_F(NpyFiles, WhoseElementsAreNoNumbersAreRefused) {
  for (const std::string type : {"<U5", "|S3", "|O", "<f2", "|V8", "<i3"}) {
    EXPECT_THAT(message_of<TypeError>([&] { open(npy(header(type, "(1,)"), "1234567812345678")); }),
                testing::AllOf(HasSubstr("a.npy"), HasSubstr("these are '" + type + "'")));
  }
  EXPECT_THROW(open(npy("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (1,)}", "12345678")), TypeError);
}

TEST_F(NpyFiles, ThatChangeAfterOpeningAreNoticed) {
  const auto path = folder_.write("a.npy", npy(header("<i4", "(2,)"), std::string(8, '\1')));
  const auto source = open_npy(path);
  folder_.write("a.npy", npy(header("<i4", "(3,)"), std::string(12, '\1')));
  EXPECT_NO_THROW(open_npy(path)->read());
  EXPECT_THAT(message_of<OSError>([&] { source->read(); }), HasSubstr("stays as it is"));
}

TEST_F(NpyFiles, AreWrittenWithTheHeaderThatNumPyWrites) {
  const auto bytes = npy_header("<f4", {3, 4});
  EXPECT_EQ(bytes.size(), 128);
  EXPECT_EQ(bytes.substr(10).substr(0, 61), "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }  ");
  EXPECT_EQ(parse_npy_header(bytes).shape, (Shape{3, 4}));
  EXPECT_EQ(parse_npy_header(npy_header("<f4", {3})).shape, Shape{3});
  EXPECT_EQ(parse_npy_header(npy_header("<f4", {})).shape, Shape{});
}

TEST_F(NpyFiles, StandOneBehindTheOtherInAStack) {
  const auto expected = counted<std::int32_t>({3, 9});
  int number = 0;
  for (const auto& [begin, end] : {std::pair{0, 4}, {4, 4}, {4, 5}, {5, 9}}) {
    const auto part = test::picked(expected, {{0, 3, 1}, {begin, end, 1}});
    folder_.write("stack/" + std::to_string(number++) + ".npy",
                  npy(header("<i4", "(3, " + std::to_string(end - begin) + ")"), bytes_of(part)));
  }
  const auto stack = open_npy_stack(folder_.path("stack"), 1);
  EXPECT_EQ(stack->info().name, "stack");
  expect_reads(stack, expected);
  EXPECT_EQ(stack->cost({{0, 3, 1}, {0, 4, 1}}).stored_bytes, 48);
  EXPECT_THAT(message_of<ValueError>([&] { open_npy_stack(folder_.path("stack"), 0); }),
              HasSubstr("'0', int32 of shape (3, 4), and '1', int32 of shape (3, 0)"));
  EXPECT_THROW(open_npy_stack(folder_.path(), 0), FileNotFoundError);
}

}  // namespace
}  // namespace tusk::io
