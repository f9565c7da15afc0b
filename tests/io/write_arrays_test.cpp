#include <gmock/gmock.h>

#include "io/arrays/data_set.h"
#include "io/arrays/npy/npy_source.h"
#include "io/arrays/write/npy_writer.h"
#include "io/arrays/write/zarr_sink.h"
#include "tests/core/message_of.h"
#include "tests/io/array_regions.h"
#include "tests/io/temporary_folder.h"

namespace tusk::io {
namespace {

using test::counted;
using test::expect_reads;
using test::message_of;
using testing::ElementsAre;
using testing::HasSubstr;

ArrayInfo info_of(const std::string& name, const NdArray& array, const Shape& chunk_shape) {
  ArrayInfo info;
  info.name = name;
  info.dtype = array.dtype();
  info.shape = array.shape();
  info.chunk_shape = chunk_shape;
  return info;
}

// Through its bytes, as it goes to another process.
ArraySinkPtr sent(const ArraySinkPtr& sink) {
  BufferWriter writer;
  Codec<ArraySinkPtr>::write(writer, sink);
  ByteReader reader(writer.bytes());
  return Codec<ArraySinkPtr>::read(reader);
}

// Writes an array in blocks of that many rows.
void write_rows(const ArraySinkPtr& sink, std::size_t variable, const NdArray& array, std::int64_t rows,
                std::vector<std::string>& names) {
  for (std::int64_t begin = 0; begin < array.shape()[0]; begin += rows) {
    auto region = whole_region(array.shape());
    region[0] = {begin, std::min(begin + rows, array.shape()[0]), 1};
    Shape origin(array.ndim(), 0);
    origin[0] = begin;
    for (auto& name : sent(sink)->write_block(variable, origin, test::picked(array, region))) names.push_back(name);
  }
}

TEST(NpyWriter, WritesWhatIsRead) {
  const test::TemporaryFolder folder;
  const auto array = counted<float>({5, 7, 2});
  write_npy(folder.path("a.npy"), array);
  expect_reads(open_npy(folder.path("a.npy")), array);
  const auto turned = NdArray::wrap(DType::Float32, {7, 5}, {8, 56}, array.data(), array.owner());
  write_npy(folder.path("a.npy"), turned);
  expect_reads(open_npy(folder.path("a.npy")), turned.contiguous());
  EXPECT_THAT(folder.names(), ElementsAre("a.npy"));
  EXPECT_THROW(write_npy(folder.path("no/a.npy"), array), FileNotFoundError);
  EXPECT_THROW(write_npy("http://host/a.npy", array), ValueError);
}

TEST(NpyStacks, AreThereOnceTheyAreCommitted) {
  const test::TemporaryFolder folder;
  const auto array = counted<std::int16_t>({7, 3});
  const auto sink = npy_stack_sink(folder.path("stack"), DType::Int16, {7, 3}, 0, {3, 3, 1});
  sink->prepare();
  std::vector<std::string> names;
  write_rows(sink, 0, array, 3, names);
  EXPECT_FALSE(std::filesystem::exists(folder.path("stack")));
  sink->commit(names);
  expect_reads(open_npy_stack(folder.path("stack")), array);
  EXPECT_EQ(folder.text_of("stack/info"),
            "(S'chunks'\n((I3\nI3\nI1\nt(I3\nttS'dtype'\ncnumpy\ndtype\n(S'<i2'\nI00\nI01\ntRS'axis'\nI0\nd.");
  EXPECT_THAT(message_of<ValueError>([&] { sink->write_block(0, {1, 0}, array); }),
              HasSubstr("lengths (3, 3, 1) along axis 0"));
  EXPECT_THAT(message_of<ValueError>([&] { npy_stack_sink(folder.path("b"), DType::Int16, {7}, 0, {3, 3}); }),
              HasSubstr("chunks must add up to the axis length: chunks (3, 3), axis 0 has 7"));
  EXPECT_THAT(message_of<ValueError>([&] { npy_stack_sink(folder.path("b"), DType::Int16, {7}, 1, {7}); }),
              HasSubstr("got axis 1"));
}

class ZarrWriter : public testing::TestWithParam<std::tuple<int, std::string>> {
 protected:
  ZarrWriteOptions options(WriteMode mode = WriteMode::Create) const {
    return {.version = std::get<0>(GetParam()), .mode = mode, .compression = {.codec = std::get<1>(GetParam())}};
  }
};
INSTANTIATE_TEST_SUITE_P(Stores, ZarrWriter,
                         testing::Combine(testing::Values(2, 3), testing::Values("none", "zstd", "gzip", "blosc")),
                         [](const auto& info) {
                           return "v" + std::to_string(std::get<0>(info.param)) + "_" + std::get<1>(info.param);
                         });

TEST_P(ZarrWriter, WritesWhatIsRead) {
  const test::TemporaryFolder folder;
  const auto a = counted<float>({10, 7}), scalar = NdArray::from_vector<double>({42.5}, {});
  const auto times = counted<std::int64_t>({10});
  auto a_info = info_of("a", a, {4, 3});
  a_info.dimensions = {"y", "x"};
  a_info.attributes = {{"units", Value::of(std::string("K"))},
                       {"range", Value::of(NdArray::from_vector<double>({0, 1.5}))}};
  a_info.fill_value = Value::of(NdArray::from_vector<float>({-1}, {}));
  auto times_info = info_of("times", times, {10});
  times_info.stored_type = "datetime64[ns]";
  const auto sink = zarr_sink(folder.path("a.zarr"), {{"title", Value::of(std::string("written"))}},
                              {a_info, info_of("scalar", scalar, {}), times_info}, options());
  sink->prepare();
  std::vector<std::string> names;
  write_rows(sink, 0, a, 4, names);
  for (auto& name : sink->write_block(1, {}, scalar)) names.push_back(name);
  write_rows(sink, 2, times, 10, names);
  EXPECT_FALSE(std::filesystem::exists(folder.path("a.zarr")));
  sink->commit(names);
  const auto data_set = open_data_set(folder.path("a.zarr"));
  EXPECT_EQ(find_attribute(data_set.attributes, "title")->as<std::string>(), "written");
  expect_reads(variable(data_set, "a"), a);
  expect_reads(variable(data_set, "scalar"), scalar);
  expect_reads(variable(data_set, "times"), times);
  EXPECT_EQ(variable(data_set, "times")->info().stored_type, "datetime64[ns]");
  const auto& info = variable(data_set, "a")->info();
  EXPECT_EQ(info.chunk_shape, (Shape{4, 3}));
  EXPECT_THAT(info.dimensions, ElementsAre("y", "x"));
  EXPECT_EQ(find_attribute(info.attributes, "units")->as<std::string>(), "K");
  EXPECT_EQ(find_attribute(info.attributes, "range")->as<NdArray>(), NdArray::from_vector<double>({0, 1.5}));
  EXPECT_EQ(info.fill_value.as<NdArray>(), NdArray::from_vector<float>({-1}, {}));
}

TEST_P(ZarrWriter, LeavesOutChunksThatAreFullOfTheFillValue) {
  const test::TemporaryFolder folder;
  auto array = NdArray::zeros(DType::Int32, {8});
  array.mutable_data<std::int32_t>()[5] = 1;
  auto info = info_of("a", array, {4});
  info.fill_value = Value::of(NdArray::zeros(DType::Int32, {}));
  const auto sink = zarr_sink(folder.path("a.zarr"), {}, {info}, options());
  sink->prepare();
  const auto names = sink->write_block(0, {0}, array);
  EXPECT_EQ(names.size(), 1);
  sink->commit(names);
  expect_reads(variable(open_data_set(folder.path("a.zarr")), "a"), array);
}

TEST_P(ZarrWriter, KeepsTheMissingValueAsXarrayDoes) {
  const test::TemporaryFolder folder;
  const auto array = counted<float>({3});
  auto info = info_of("a", array, {2});
  info.attributes = {{"_FillValue", Value::of(-9.5f)}};
  const auto sink = zarr_sink(folder.path("a.zarr"), {}, {info}, options());
  sink->prepare();
  sink->commit(sink->write_block(0, {0}, array));
  const auto data_set = open_data_set(folder.path("a.zarr"));
  const auto& read = variable(data_set, "a")->info();
  const auto missing = options().version == 2 ? double(*read.fill_value.as<NdArray>().data<float>())
                                              : find_attribute(read.attributes, "_FillValue")->as<double>();
  EXPECT_EQ(missing, -9.5);
}

TEST_P(ZarrWriter, LeavesTheOldStoreUntilItCommits) {
  const test::TemporaryFolder folder;
  const auto old_array = counted<double>({3}), new_array = counted<double>({4});
  const auto write = [&](const NdArray& array, WriteMode mode) {
    const auto sink = zarr_sink(folder.path("a.zarr"), {}, {info_of("a", array, {2})}, options(mode));
    sink->prepare();
    return std::pair{sink, sink->write_block(0, {0}, array)};
  };
  const auto [first, first_names] = write(old_array, WriteMode::Create);
  first->commit(first_names);
  EXPECT_THROW(write(new_array, WriteMode::Create), ValueError);
  const auto [given_up, _] = write(new_array, WriteMode::Overwrite);
  expect_reads(variable(open_data_set(folder.path("a.zarr")), "a"), old_array);
  given_up->abandon();
  EXPECT_THAT(folder.names(), ElementsAre("a.zarr"));
  const auto [second, second_names] = write(new_array, WriteMode::Overwrite);
  second->commit(second_names);
  expect_reads(variable(open_data_set(folder.path("a.zarr")), "a"), new_array);
}

TEST(ZarrWriterRefuses, WhatCantBeWritten) {
  const auto array = counted<float>({10, 7});
  const auto make = [&](ArrayInfo info, ZarrWriteOptions options = {}) {
    return zarr_sink("a.zarr", {}, {std::move(info)}, options);
  };
  const auto sink = make(info_of("a", array, {4, 3}));
  EXPECT_THAT(message_of<ValueError>([&] { sink->write_block(0, {2, 0}, array); }),
              HasSubstr("'a' is float32 of shape (10, 7)"));
  EXPECT_THROW(sink->write_block(0, {0, 0}, counted<float>({3, 7})), ValueError);
  EXPECT_THROW(sink->write_block(0, {0, 0}, counted<double>({10, 7})), ValueError);
  EXPECT_THROW(make(info_of("a/b", array, {4, 3})), ValueError);
  EXPECT_THROW(make(info_of("a", array, {4})), ValueError);
  EXPECT_THROW(make(info_of("a", array, {0, 3})), ValueError);
  EXPECT_THAT(message_of<ValueError>([&] { make(info_of("a", array, {4, 3}), {.version = 4}); }), HasSubstr("got 4"));
  EXPECT_THAT(message_of<ValueError>([&] { make(info_of("a", array, {4, 3}), {.compression = {.codec = "rar"}}); }),
              HasSubstr("zstd, gzip, blosc or none: got 'rar'"));
  const auto twice = info_of("a", array, {4, 3});
  EXPECT_THAT(message_of<ValueError>([&] { zarr_sink("a.zarr", {}, {twice, twice}); }), HasSubstr("is there twice"));
}

}  // namespace
}  // namespace tusk::io
